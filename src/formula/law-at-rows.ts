// Values and slopes of a law at many rows at once: where most of a fit's time goes.

import { multiplied } from './column-products.ts'
import { type Law, powerOfSum } from './law.ts'
import type { FreeNumbers, LawRows } from './law-fit.ts'

/** Values and slopes of a law at rows, where its numbers are those of a vector. */
export class LawAtRows {
  readonly #law: Law
  readonly #rows: LawRows
  readonly #count: number

  constructor(law: Law, rows: LawRows) {
    this.#law = law
    this.#rows = rows
    this.#count = rows.target.length
  }

  /** `[rows]` of a product whose numbers begin at `place`. */
  product(numbers: ArrayLike<number>, place: number): Float64Array {
    const { logs, negative } = this.#rows
    const value = new Float64Array(this.#count)
    let turns: Float64Array | undefined
    logs.forEach((log, j) => {
      const exponent = numbers[place + 1 + j] as number
      if (exponent === 0) return
      for (let row = 0; row < value.length; row += 1)
        value[row] = (value[row] as number) + exponent * (log[row] as number)
      const flags = negative[j]
      if (flags === undefined) return
      turns ??= new Float64Array(this.#count)
      for (let row = 0; row < value.length; row += 1)
        turns[row] = (turns[row] as number) + exponent * (flags[row] as number)
    })
    const coefficient = numbers[place] as number
    for (let row = 0; row < value.length; row += 1) value[row] = coefficient * Math.exp(value[row] as number)
    if (turns === undefined) return value
    // The real part of a power of a number below 0, as the Real NPU has it.
    for (let row = 0; row < value.length; row += 1)
      value[row] = (value[row] as number) * cosOfTurns(turns[row] as number)
    return value
  }

  /** The law's value, its outer product, and for each sum its terms and their sum. */
  parts(numbers: ArrayLike<number>) {
    const size = 1 + this.#law.exponents.length
    const outer = this.product(numbers, 0)
    const value = outer.slice()
    let place = size
    const sums = this.#law.sums.map(({ terms, power }) => {
      const products = terms.map((_, t) => this.product(numbers, place + t * size))
      const sum = new Float64Array(this.#count)
      const sizes = new Float64Array(this.#count)
      for (const product of products) {
        for (let row = 0; row < sum.length; row += 1) {
          sum[row] = (sum[row] as number) + (product[row] as number)
          sizes[row] = (sizes[row] as number) + Math.abs(product[row] as number)
        }
      }
      for (let row = 0; row < sum.length; row += 1)
        value[row] = (value[row] as number) * powerOfSum(sum[row] as number, sizes[row] as number, power)
      const here = place
      place += terms.length * size
      return { products, sum, sizes, power, place: here }
    })
    return { outer, value, sums }
  }

  /** Derivatives by every free number, added up where some share a parameter: one `[rows]` a parameter. */
  slopes(numbers: ArrayLike<number>, free: FreeNumbers, count: number): Float64Array[] {
    const { outer, value, sums } = this.parts(numbers)
    const slopes = Array.from({ length: count }, () => new Float64Array(this.#count))
    this.#addProduct(slopes, free, numbers, 0, outer, undefined, value)
    for (const [i, { products, sum, power, place }] of sums.entries()) {
      // d value / d sum = value · power / sum, which says nothing where the sum is 0.
      const factor = new Float64Array(this.#count)
      for (let row = 0; row < factor.length; row += 1) {
        const own = sum[row] as number
        factor[row] = own === 0 ? slopeAtZero(outer, sums, i, row) : ((value[row] as number) * power) / own
      }
      products.forEach((product, t) => {
        this.#addProduct(slopes, free, numbers, place + t * (1 + this.#law.exponents.length), product, factor, value)
      })
    }
    return slopes
  }

  #addProduct(
    slopes: readonly Float64Array[],
    free: FreeNumbers,
    numbers: ArrayLike<number>,
    place: number,
    product: Float64Array,
    factor: Float64Array | undefined,
    value: Float64Array,
  ): void {
    const whole = factor === undefined ? value : multiplied(factor, product)
    const ofCoefficient = slopes[free[place] as number]
    if (ofCoefficient !== undefined) {
      const coefficient = numbers[place] as number
      for (let row = 0; row < whole.length; row += 1)
        ofCoefficient[row] = (ofCoefficient[row] as number) + (whole[row] as number) / coefficient
    }
    this.#rows.logs.forEach((log, j) => {
      const ofExponent = slopes[free[place + 1 + j] as number]
      if (ofExponent === undefined) return
      for (let row = 0; row < whole.length; row += 1)
        ofExponent[row] = (ofExponent[row] as number) + (whole[row] as number) * (log[row] as number)
    })
  }
}

/**
 * The derivative by a sum that is 0: what stands beside it, where its power is 1. Powers above 1 have none there; the slope of
 * a root is infinite at the edge of its domain, and the row has no part in a fit that would stop at it.
 */
function slopeAtZero(
  outer: Float64Array,
  sums: readonly { readonly sum: Float64Array; readonly sizes: Float64Array; readonly power: number }[],
  place: number,
  row: number,
): number {
  const power = sums[place]?.power as number
  if (power < 0) return Number.NaN
  if (power !== 1) return 0
  return sums.reduce(
    (value, { sum, sizes, power: own }, i) =>
      i === place ? value : value * powerOfSum(sum[row] as number, sizes[row] as number, own),
    outer[row] as number,
  )
}

/** The cosine of `turns` half turns, exact where they are whole. */
function cosOfTurns(turns: number): number {
  return Number.isInteger(turns) ? (turns % 2 === 0 ? 1 : -1) : Math.cos(Math.PI * turns)
}
