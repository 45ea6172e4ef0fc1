// A law that was read from trained weights, climbed to whole exponents with the products that the rows speak for.

import { type Law, multiplyProducts, type Product, powerOfProduct } from '../formula/law.ts'
import { fitLaw, freeNumbers, type LawRows } from '../formula/law-fit.ts'
import { Climb } from './climb.ts'
import { eliminate } from './elimination.ts'
import { lengthOf, lengthOfLaw } from './length.ts'
import { climbRows, type SearchRows, weightsOf } from './shape-search.ts'
import { fitsRows, lawOfShape, powers, takesPower } from './shapes.ts'
import { skeletonOf } from './skeleton.ts'

/** A law fitted to the rows that train. */
export interface ClimbedLaw {
  readonly law: Law
  /** Its exponents; laws of one skeleton have one best fit. */
  readonly skeleton: string
  /** Mean squared error. */
  readonly error: number
  /** Rows times the logarithm of that, and the law's length. */
  readonly cost: number
}

// An error below this share of the target's mean square, which is 1, is rounding.
const leastError = 1e-24

/** Climbs laws that are read on the same rows. */
export class LawClimber {
  readonly #rows: SearchRows
  readonly #fitRows: LawRows
  readonly #known = new Map<string, ClimbedLaw>()

  constructor(rows: SearchRows, fitRows: LawRows) {
    this.#rows = rows
    this.#fitRows = fitRows
  }

  /**
   * Where the law is a power of a sum: those of its products that are worth their length, with exponents climbed to whole
   * and half ones and coefficients fitted. Any other law with all its numbers fitted.
   * @returns undefined if there is no finite error, or if so many numbers would fit any so few rows.
   */
  climb(read: Law): ClimbedLaw | undefined {
    const climbed = climbedLaw(read, this.#rows)
    if (climbed === undefined) return this.#fitted(read, 'all')
    const skeleton = skeletonOf(climbed)
    const known = this.#known.get(skeleton) ?? this.#fitted(climbed, 'coefficients')
    if (known !== undefined) this.#known.set(skeleton, known)
    return known
  }

  #fitted(start: Law, freedom: 'coefficients' | 'all'): ClimbedLaw | undefined {
    const free = freeNumbers(start, freedom)
    if (2 * (Math.max(...free) + 1) > this.#rows.target.length) return undefined
    const fitted = fitLaw(start, this.#fitRows, { free })
    if (fitted === undefined || !Number.isFinite(fitted.error)) return undefined
    const { law, error } = fitted
    const count = this.#rows.target.length
    const cost = count * Math.log(Math.max(error, leastError)) + lengthOfLaw(law, count)
    return { law, skeleton: skeletonOf(law), error, cost }
  }
}

// More products than these take a climb too long.
const mostClimbed = 5

function climbedLaw(read: Law, { columns, target }: SearchRows): Law | undefined {
  const sum = sumOf(read)
  if (sum === undefined || !takesPower(sum.k, target)) return undefined
  const { k, products } = sum
  const z = target.map((value) => Math.sign(value) * Math.abs(value) ** k)
  const weights = weightsOf(target, k, 'absolute')
  const kept = worthTheirLength(products, columns, z, weights)
  const shape = { k, over: kept.length, under: 0 }
  if (kept.length === 0) return undefined
  const climb = new Climb(climbRows(columns, z, weights), shape)
  const climbed = climb.run(kept.map(({ exponents }) => exponents))
  if (climbed === undefined) return undefined
  const whole = climbed.exponents.map((exponents) => ({ coefficient: 1, exponents: Array.from(exponents) }))
  // With exponents as they should be, what made up for them is no longer worth its length.
  const rest = worthTheirLength(whole, columns, z, weights)
  if (rest.length === 0) return undefined
  return lawOfShape(
    { ...shape, over: rest.length },
    rest.map(({ exponents }) => exponents),
    rest.map(({ coefficient }) => coefficient),
  )
}

/** The law as `(Σ products) ^ (1 / k)`, if it is one for a k that shapes have. */
function sumOf({ sums, ...outer }: Law): { readonly k: number; readonly products: readonly Product[] } | undefined {
  const [sum, second] = sums
  if (sum === undefined) return { k: 1, products: [outer] }
  const k = powers.find((each) => Math.abs(each * sum.power - 1) < 1e-9)
  // A product below 0 before a root does not go under it.
  if (k === undefined || second !== undefined || (outer.coefficient < 0 && Math.abs(k) !== 1)) return undefined
  return { k, products: sum.terms.map((term) => multiplyProducts(term, powerOfProduct(outer, k))) }
}

/**
 * The stage of a backward elimination that is shortest together with what it leaves, with its coefficients; of those with no
 * more products than a climb takes and the rows bear.
 */
function worthTheirLength(
  products: readonly Product[],
  columns: readonly Float64Array[],
  z: Float64Array,
  weights: Float64Array,
): Product[] {
  const weighted = (factors: (row: number) => number) => weights.map((weight, row) => weight * factors(row))
  const stages = eliminate(
    products.map(({ exponents }) => weighted((row) => productAt(exponents, columns, row))),
    weighted((row) => z[row] as number),
    products.map(({ exponents }) => lengthOf([exponents], z.length)),
  )
  const [best] = stages
    .filter(({ kept }) => kept.length <= mostClimbed && fitsRows({ over: kept.length, under: 0 }, z.length))
    .toSorted((a, b) => a.cost - b.cost)
  return (best?.kept ?? []).map((t, i) => ({
    exponents: (products[t] as Product).exponents,
    coefficient: best?.coefficients[i] as number,
  }))
}

const productAt = (exponents: readonly number[], columns: readonly Float64Array[], row: number): number =>
  exponents.reduce(
    (value, exponent, j) =>
      exponent === 0 ? value : value * ((columns[j] as Float64Array)[row] as number) ** exponent,
    1,
  )
