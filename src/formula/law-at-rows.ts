// Values and slopes of a law at many rows at once: where most of a fit's time goes.

import { multiplied } from './column-products.ts'
import type { Law } from './law.ts'
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
      for (const product of products)
        for (let row = 0; row < sum.length; row += 1) sum[row] = (sum[row] as number) + (product[row] as number)
      for (let row = 0; row < sum.length; row += 1)
        value[row] = (value[row] as number) * powerOf(sum[row] as number, power)
      const here = place
      place += terms.length * size
      return { products, sum, power, place: here }
    })
    return { outer, value, sums }
  }

  /** Adds to `slopes[parameter]` the derivatives by every free number. */
  slopes(numbers: ArrayLike<number>, free: FreeNumbers, count: number): Float64Array[] {
    const { outer, value, sums } = this.parts(numbers)
    const slopes = Array.from({ length: count }, () => new Float64Array(this.#count))
    this.#addProduct(slopes, free, numbers, 0, outer, undefined, value)
    for (const { products, sum, power, place } of sums) {
      // d value / d sum = value · power / sum
      const factor = new Float64Array(this.#count)
      for (let row = 0; row < factor.length; row += 1)
        factor[row] = ((value[row] as number) * power) / (sum[row] as number)
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

const powerOf = (value: number, power: number): number => (power === 1 ? value : value ** power)

/** The cosine of `turns` half turns, exact where they are whole. */
function cosOfTurns(turns: number): number {
  return Number.isInteger(turns) ? (turns % 2 === 0 ? 1 : -1) : Math.cos(Math.PI * turns)
}
