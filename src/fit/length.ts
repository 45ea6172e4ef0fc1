// How long a law is: what it takes to write down which of all laws it is. Shorter laws need less luck to fit.

/**
 * Twice the logarithm of the choices that exponents are, and of the digits that rows give a coefficient: what a fit has to
 * gain in rows times the logarithm of its squares before a longer law is worth it (Schwarz 1978; Rissanen 1978).
 * @param exponents of each product, `[columns]`.
 */
export function lengthOf(exponents: readonly ArrayLike<number>[], rows: number): number {
  let length = exponents.length * Math.log(rows)
  for (const product of exponents) {
    for (let j = 0; j < product.length; j += 1) length += exponentLength(product[j] as number, product.length)
  }
  return length
}

/** A whole exponent of 1 or -1 of one of so many columns; larger and half ones are rarer. */
function exponentLength(exponent: number, columns: number): number {
  if (exponent === 0) return 0
  const size = Math.abs(exponent)
  const rarity = Number.isInteger(exponent) ? size : Number.isInteger(2 * exponent) ? 3 + size : 8
  return 2 * Math.log(2 * columns * rarity)
}
