// Laws: products of powers of the columns and of sums of such products. Every formula that a fit finds is one.

/** `coefficient · Π x_j ^ exponents_j`, with an exponent for each column. */
export interface Product {
  readonly coefficient: number
  readonly exponents: readonly number[]
}

/** `(Σ terms) ^ power`, with at least two terms. */
export interface SumPower {
  readonly terms: readonly Product[]
  /** Not 0. */
  readonly power: number
}

/** `coefficient · Π x_j ^ exponents_j · Π (Σ terms) ^ power`: a number for each row of columns. */
export interface Law extends Product {
  readonly sums: readonly SumPower[]
}

/** What a row of columns gives. Outside the domain, as that of a root below 0, the answer is NaN or infinite. */
export function evaluateLaw(law: Law, row: ArrayLike<number>): number {
  let value = evaluateProduct(law, row)
  for (const { terms, power } of law.sums) {
    let sum = 0
    let size = 0
    for (const term of terms) {
      const product = evaluateProduct(term, row)
      sum += product
      size += Math.abs(product)
    }
    value *= powerOfSum(sum, size, power)
  }
  return value
}

// Of terms that cancel, rounding leaves at most such a share: some tens of units in the last place.
const roundingShare = 1e-14

/**
 * A sum to a power. At the edge of a root's domain terms cancel, and what rounding leaves of them counts as 0: in other units
 * than those of the table, 1 - x² at 1 may be 1e-16, whose root is 1e-8, or -1e-16, which has none.
 * @param size the sum of the terms' sizes.
 */
export function powerOfSum(sum: number, size: number, power: number): number {
  if (power === 1) return sum
  const isEdge = !Number.isInteger(power) && Math.abs(sum) <= roundingShare * size
  return (isEdge ? 0 : sum) ** power
}

function evaluateProduct({ coefficient, exponents }: Product, row: ArrayLike<number>): number {
  let value = coefficient
  for (let j = 0; j < exponents.length; j += 1) {
    const exponent = exponents[j] as number
    // A column without a part in the product may hold anything, 0 included.
    if (exponent !== 0) value *= (row[j] as number) ** exponent
  }
  return value
}

/** The places of the columns that have a part in the law, in order. */
export function columnsOf({ exponents, sums }: Law): number[] {
  const products = [{ exponents }, ...sums.flatMap(({ terms }) => terms)]
  return exponents.flatMap((_, j) => (products.some((product) => product.exponents[j] !== 0) ? [j] : []))
}

/** `a · b`. */
export function multiplyProducts(a: Product, b: Product): Product {
  return {
    coefficient: a.coefficient * b.coefficient,
    exponents: a.exponents.map((exponent, j) => exponent + (b.exponents[j] as number)),
  }
}

/** `a ^ power`; of a coefficient below 0 only whole powers are numbers. */
export function powerOfProduct({ coefficient, exponents }: Product, power: number): Product {
  return { coefficient: coefficient ** power, exponents: exponents.map((exponent) => exponent * power) }
}

/**
 * The same law with as few parts as can be: equal products of a sum are one, terms of 0 are gone, equal sums share a
 * power, and a sum of one term is part of the product before it. Each sum has its first term's product taken out where
 * that leaves a law with fewer parts.
 */
export function simplifyLaw(law: Law): Law {
  let outer: Product = { coefficient: law.coefficient, exponents: law.exponents }
  const sums: SumPower[] = []
  for (const { terms, power } of law.sums) {
    if (power === 0) continue
    const merged = mergeTerms(terms)
    const [only] = merged
    if (merged.length === 0)
      outer = multiplyProducts(outer, { coefficient: 0 ** power, exponents: outer.exponents.map(() => 0) })
    else if (merged.length === 1 && only !== undefined) outer = multiplyProducts(outer, powerOfProduct(only, power))
    else {
      const { common, rest } = takeOutCommon(merged)
      outer = multiplyProducts(outer, powerOfProduct(common, power))
      const same = sums.findIndex(({ terms: others }) => sameTerms(others, rest))
      if (same < 0) sums.push({ terms: rest, power })
      else sums[same] = { terms: rest, power: (sums[same] as SumPower).power + power }
    }
  }
  return { ...outer, sums: sums.filter(({ power }) => power !== 0) }
}

/** Equal products as one, those of 0 left out; in an order that depends on the products alone. */
function mergeTerms(terms: readonly Product[]): Product[] {
  const merged: Product[] = []
  for (const term of terms) {
    const place = merged.findIndex(({ exponents }) => exponents.every((exponent, j) => exponent === term.exponents[j]))
    const same = merged[place]
    if (same === undefined) merged.push(term)
    else merged[place] = { ...same, coefficient: same.coefficient + term.coefficient }
  }
  return merged.filter(({ coefficient }) => coefficient !== 0).sort(byExponents)
}

function byExponents(a: Product, b: Product): number {
  for (let j = 0; j < a.exponents.length; j += 1) {
    const difference = (b.exponents[j] as number) - (a.exponents[j] as number)
    if (difference !== 0) return difference
  }
  return 0
}

const sameTerms = (a: readonly Product[], b: readonly Product[]): boolean =>
  a.length === b.length &&
  a.every((term, i) => {
    const other = b[i] as Product
    return term.coefficient === other.coefficient && byExponents(term, other) === 0
  })

/** What all terms share: the power of each column that leaves the fewest columns in the sum. */
function takeOutCommon(terms: readonly Product[]): { readonly common: Product; readonly rest: Product[] } {
  const [first] = terms as [Product, ...Product[]]
  const exponents = first.exponents.map((_, j) => sharedExponent(terms.map((term) => term.exponents[j] as number)))
  const common: Product = { coefficient: 1, exponents }
  const undo = powerOfProduct(common, -1)
  return { common, rest: terms.map((term) => multiplyProducts(term, undo)) }
}

/** An exponent that all terms can lose: the same in all, or else the one nearest to 0 of those that share a sign. */
function sharedExponent(exponents: readonly number[]): number {
  const [first = 0] = exponents
  if (exponents.every((exponent) => exponent === first)) return first
  const least = Math.min(...exponents)
  const most = Math.max(...exponents)
  return least > 0 ? least : most < 0 ? most : 0
}

/**
 * The same law for columns and a target in other units: `law` is of columns that were divided by `columns` and gives the
 * target divided by `target`. Exponents multiply logarithms, so that scales from 1e-30 to 1e30 do not overflow on the way.
 */
export function rescaleLaw(law: Law, columns: readonly number[], target: number): Law {
  const logs = columns.map((scale) => Math.log(scale))
  const logOf = ({ exponents }: Product) =>
    exponents.reduce((sum, exponent, j) => (exponent === 0 ? sum : sum - exponent * (logs[j] as number)), 0)
  let outerLog = logOf(law) + Math.log(target)
  const sums = law.sums.map(({ terms, power }): SumPower => {
    // The first term of a sum gives its scale to the product before it.
    const shared = power === 1 && law.sums.length === 1 ? 0 : logOf(terms[0] as Product)
    outerLog += power * shared
    return {
      power,
      terms: terms.map((term) => ({ ...term, coefficient: scaleBy(term.coefficient, logOf(term) - shared) })),
    }
  })
  return { coefficient: scaleBy(law.coefficient, outerLog), exponents: law.exponents, sums }
}

/** `value · exp(log)`, exact where nothing is scaled. */
const scaleBy = (value: number, log: number): number => (log === 0 ? value : value * Math.exp(log))

/** The law with so many significant digits of each number, to be shown. */
export function roundedLaw(law: Law, digits: number): Law {
  const rounded = <P extends Product>(product: P): P => ({
    ...product,
    coefficient: Number(product.coefficient.toPrecision(digits)),
  })
  return { ...rounded(law), sums: law.sums.map(({ terms, power }) => ({ terms: terms.map(rounded), power })) }
}
