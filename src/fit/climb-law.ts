// A law that was read from trained weights, climbed to whole exponents with the products that the rows speak for.

import { type Law, multiplyProducts, type Product, powerOfProduct } from '../formula/law.ts'
import { fitLaw, freeNumbers, type LawRows } from '../formula/law-fit.ts'
import { Climb } from './climb.ts'
import { eliminate } from './elimination.ts'
import { lengthOf, lengthOfLaw } from './length.ts'
import { climbRows, type SearchRows, weightsOf } from './shape-search.ts'
import { lawOfShape, powers, takesPower } from './shapes.ts'

/** A law fitted to the rows that train. */
export interface ClimbedLaw {
  readonly law: Law
  /** Mean squared error. */
  readonly error: number
  /** Rows times the logarithm of that, and the law's length. */
  readonly cost: number
}

/**
 * The cheapest of: the law as it was read with its coefficients fitted, with its exponents fitted, too, and, where it is a
 * power of a sum, the sum of those of its products that are worth their length, with exponents climbed to whole and half ones.
 */
export function climbLaw(read: Law, rows: SearchRows, fitRows: LawRows): ClimbedLaw | undefined {
  const starts = [read, ...climbedLaws(read, rows)]
  const fitted = starts.flatMap((law) =>
    (['coefficients', 'all'] as const).flatMap((free) => fittedLaws(law, free, fitRows)),
  )
  return fitted.toSorted((a, b) => a.cost - b.cost)[0]
}

// An error below this share of the target's mean square, which is 1, is rounding.
const leastError = 1e-24

function fittedLaws(law: Law, freedom: 'coefficients' | 'all', rows: LawRows): ClimbedLaw[] {
  const fitted = fitLaw(law, rows, { free: freeNumbers(law, freedom) })
  if (fitted === undefined || !Number.isFinite(fitted.error)) return []
  const count = rows.target.length
  const cost = count * Math.log(Math.max(fitted.error, leastError)) + lengthOfLaw(fitted.law, count)
  return [{ law: fitted.law, error: fitted.error, cost }]
}

// More products than these take a climb too long.
const mostClimbed = 5

function climbedLaws(read: Law, rows: SearchRows): Law[] {
  const sum = sumOf(read)
  if (sum === undefined || !takesPower(sum.k, rows.target)) return []
  const { k, products } = sum
  const { columns, target } = rows
  const z = target.map((value) => Math.sign(value) * Math.abs(value) ** k)
  const weights = weightsOf(target, k, 'absolute')
  const kept = worthTheirLength(products, columns, z, weights)
  if (kept.length === 0 || kept.length > mostClimbed) return []
  const climb = new Climb(climbRows(columns, z, weights), { over: kept.length, under: 0 })
  const climbed = climb.run(kept.map(({ exponents }) => exponents))
  if (climbed === undefined) return []
  const whole = climbed.exponents.map((exponents) => ({ coefficient: 1, exponents: Array.from(exponents) }))
  // With exponents as they should be, what made up for them is no longer worth its length.
  const rest = worthTheirLength(whole, columns, z, weights)
  if (rest.length === 0) return []
  const exponents = rest.map((product) => product.exponents)
  return [
    lawOfShape(
      { k, over: rest.length, under: 0 },
      exponents,
      rest.map(({ coefficient }) => coefficient),
    ),
  ]
}

/** The law as `(Σ products) ^ (1 / k)`, if it is one for a k that shapes have. */
function sumOf({ sums, ...outer }: Law): { readonly k: number; readonly products: readonly Product[] } | undefined {
  const [sum, second] = sums
  if (sum === undefined) return { k: 1, products: [outer] }
  const k = powers.find((each) => Math.abs(each * sum.power - 1) < 1e-9)
  // A root of a number below 0 is none; where there is no power, the sign of the coefficient goes into the sum.
  if (k === undefined || second !== undefined || (outer.coefficient < 0 && !Number.isInteger(k))) return undefined
  return { k, products: sum.terms.map((term) => multiplyProducts(term, powerOfProduct(outer, k))) }
}

/** The stage of a backward elimination that is shortest together with what it leaves, with its coefficients. */
function worthTheirLength(
  products: readonly Product[],
  columns: readonly Float64Array[],
  z: Float64Array,
  weights: Float64Array,
): Product[] {
  const rows = z.length
  const terms = products.map(({ exponents }) =>
    weights.map((weight, row) =>
      exponents.reduce((value, exponent, j) => {
        return exponent === 0 ? value : value * ((columns[j] as Float64Array)[row] as number) ** exponent
      }, weight),
    ),
  )
  const stages = eliminate(
    terms,
    z.map((value, row) => value * (weights[row] as number)),
    products.map(({ exponents }) => lengthOf([exponents], rows)),
  )
  const [best] = stages.toSorted((a, b) => a.cost - b.cost)
  return best?.kept.map((t, i) => ({ ...(products[t] as Product), coefficient: best.coefficients[i] as number })) ?? []
}
