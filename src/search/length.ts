// How long a law is: what it takes to write down which of all laws it is. Shorter laws need less luck to fit.

import type { Law } from '../formula/law.ts'

/**
 * Twice the logarithm of the choices that exponents are, and of the digits that rows give a coefficient: what a fit has to
 * gain in rows times the logarithm of its squares before a longer law is worth it (Schwarz 1978; Rissanen 1978).
 * @param exponents of each product, `[columns]`.
 */
export function lengthOf(exponents: readonly ArrayLike<number>[], rows: number): number {
  return exponents.reduce((sum, each) => sum + exponentsLength(each), exponents.length * productLength(rows))
}

/** The length of a law as it is written: one coefficient of a sum is no choice where another scales the whole sum. */
export function lengthOfLaw(law: Law, rows: number): number {
  const hasOuter = law.coefficient !== 1 || law.exponents.some((exponent) => exponent !== 0)
  const terms = law.sums.flatMap((sum) => sum.terms)
  const pinned = hasOuter ? law.sums.length : law.sums.length - 1
  const coefficients = (hasOuter ? 1 : 0) + terms.length - pinned
  const exponents = terms.reduce((sum, term) => sum + exponentsLength(term.exponents), outerLength(law.exponents))
  const powers = law.sums.filter(({ power }) => power !== 1).length * powerLength
  return coefficients * productLength(rows) + exponents + powers
}

// One of six powers.
const powerLength = 2 * Math.log(6)

/** Of a product with half exponents also as the root of one with whole ones. */
function outerLength(exponents: readonly number[]): number {
  const own = exponentsLength(exponents)
  if (exponents.every(Number.isInteger)) return own
  return Math.min(own, powerLength + exponentsLength(exponents.map((exponent) => 2 * exponent)))
}

// That there is one more product, of any of about fifty kinds (six powers, over or under a line, its place among the others):
// a constant beside others is soon there by luck.
const oneMore = 8

/** Of one product, whatever its exponents are. */
export const productLength = (rows: number): number => Math.log(rows) + oneMore

function exponentsLength(exponents: ArrayLike<number>): number {
  let length = 0
  for (let j = 0; j < exponents.length; j += 1) length += exponentLength(exponents[j] as number, exponents.length)
  return length
}

// An exponent with digits of its own, beside halves, thirds and quarters.
const decimalRarity = 100

/** Whole numbers, halves, thirds and quarters, which are no fitted digits. */
export const isSimpleFraction = (exponent: number): boolean =>
  Number.isInteger(4 * exponent) || Math.abs(3 * exponent - Math.round(3 * exponent)) < 1e-9

/** A whole exponent of 1 or -1 of one of so many columns; larger ones and fractions are rarer. */
export function exponentLength(exponent: number, columns: number): number {
  if (exponent === 0) return 0
  const size = Math.abs(exponent)
  const fraction = Number.isInteger(2 * exponent) ? 3 + size : isSimpleFraction(exponent) ? 8 + size : decimalRarity
  const rarity = Number.isInteger(exponent) ? size : fraction
  return 2 * Math.log(2 * columns * rarity)
}
