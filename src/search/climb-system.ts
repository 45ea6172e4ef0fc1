// The linear system behind a climb: products of powers at rows, and the coefficients that fit them best.

import { dotsOfFour } from '../formula/column-products.ts'

/** Rows as a climb reads them: `z = over / under`, each a sum of products of powers of the columns. */
export interface ClimbRows {
  /** Sizes of each column's values: one `[rows]` a column. */
  readonly sizes: readonly Float64Array[]
  /** 1 where a value is below 0; undefined for a column that has none: such a column has whole exponents alone. */
  readonly negative: readonly (Float64Array | undefined)[]
  /** Columns with a 0 take no exponent below 0. */
  readonly hasZero: readonly boolean[]
  /** `[rows]`. */
  readonly z: Float64Array
  /** `[rows]`. */
  readonly weights: Float64Array
}

/** How many products stand over the line, and under it beside a 1. */
export interface Shape {
  readonly over: number
  readonly under: number
}

/** One product: its exponents `[columns]`, its values `[rows]`, and the column of the linear system that it is, `[rows]`. */
export interface Part {
  readonly exponents: Float64Array
  readonly values: Float64Array
  readonly entries: Float64Array
}

export interface Solved {
  readonly coefficients: Float64Array
  /** What is left of the weighted squares. */
  readonly squares: number
}

// Below this share of the target's squares an error is rounding of the normal equations.
const leastShare = 1e-13
// A pivot below this belongs to two products that are the same over these rows.
const leastPivot = 1e-11
// Rows whose sum under the line is nearer to 0 weigh no more.
const leastUnder = 1e-3

/** Sums of products as columns of a least squares problem; a try of one changed product allocates nothing. */
export class ClimbSystem {
  readonly rows: ClimbRows
  readonly shape: Shape
  readonly #size: number
  readonly #factors = new Map<number, Float64Array>()
  /** What values of a product are multiplied by to be entries: over the line, and under it. */
  readonly #over: Float64Array
  readonly #under: Float64Array
  readonly #target: Float64Array
  #squares = 0
  /** Of the weighted target, whatever stands under the line. */
  readonly #weighedSquares: number
  /** Memory for the sums over and under the line, `[rows]`. */
  readonly #above: Float64Array
  readonly #below: Float64Array
  readonly #gram: Float64Array
  readonly #tried: Float64Array
  readonly #lower: Float64Array
  readonly #scales: Float64Array
  readonly #coefficients: Float64Array
  /** Memory for four products of entries. */
  readonly #products = new Float64Array(4)

  constructor(rows: ClimbRows, shape: Shape) {
    this.rows = rows
    this.shape = shape
    this.#size = shape.over + shape.under + 1
    const count = rows.z.length
    this.#over = new Float64Array(count)
    this.#under = new Float64Array(count)
    this.#target = new Float64Array(count)
    this.#above = new Float64Array(count)
    this.#below = new Float64Array(count)
    this.#weighedSquares = rows.z.reduce((sum, z, row) => {
      const weighed = (rows.weights[row] as number) * z
      return sum + weighed * weighed
    }, 0)
    this.#gram = new Float64Array(this.#size ** 2)
    this.#tried = new Float64Array(this.#size ** 2)
    this.#lower = new Float64Array(this.#size ** 2)
    this.#scales = new Float64Array(this.#size)
    this.#coefficients = new Float64Array(this.#size - 1)
    this.weigh([])
  }

  /** Values of a column to a power, `[rows]`. */
  factor(column: number, change: number): Float64Array {
    // Halves from -64 to 63 have keys of their own.
    const key = column * 256 + change * 2 + 128
    const known = this.#factors.get(key)
    if (known !== undefined) return known
    const negative = this.rows.negative[column]
    const factor = (this.rows.sizes[column] as Float64Array).map((size, row) => {
      const value = size ** change
      return negative?.[row] === 1 && change % 2 !== 0 ? -value : value
    })
    this.#factors.set(key, factor)
    return factor
  }

  emptyPart(columns: number): Part {
    const count = this.rows.z.length
    return {
      exponents: new Float64Array(columns),
      values: new Float64Array(count),
      entries: new Float64Array(count),
    }
  }

  /** The product with these exponents. */
  part(t: number, exponents: Float64Array): Part {
    const part = { ...this.emptyPart(0), exponents }
    this.#multiplyOut(part)
    this.enter(t, part)
    return part
  }

  /** Writes into `to` the product with one exponent changed. */
  change(t: number, from: Part, column: number, change: number, to: Part): Part {
    to.exponents.set(from.exponents)
    to.exponents[column] = (to.exponents[column] as number) + change
    // A column with zeros cannot be divided by what it was multiplied with.
    if (this.rows.hasZero[column]) this.#multiplyOut(to)
    else {
      const factor = this.factor(column, change)
      for (let row = 0; row < factor.length; row += 1) {
        to.values[row] = (from.values[row] as number) * (factor[row] as number)
      }
    }
    this.enter(t, to)
    return to
  }

  #multiplyOut({ exponents, values }: Part): void {
    values.fill(1)
    exponents.forEach((exponent, j) => {
      if (exponent === 0) return
      const factor = this.factor(j, exponent)
      for (let row = 0; row < values.length; row += 1) values[row] = (values[row] as number) * (factor[row] as number)
    })
  }

  /** Fills the entries of a product from its values. */
  enter(t: number, { values, entries }: Part): void {
    const weights = t < this.shape.over ? this.#over : this.#under
    for (let row = 0; row < values.length; row += 1) entries[row] = (values[row] as number) * (weights[row] as number)
  }

  /**
   * Errors count as those of z: where the sum under the line is small, its rows must not weigh less. Entries of parts have
   * to be filled anew.
   */
  weigh(parts: readonly Part[], coefficients?: Float64Array): void {
    const { z, weights } = this.rows
    const { over } = this.shape
    this.#squares = 0
    for (let row = 0; row < z.length; row += 1) {
      let under = 1
      if (coefficients !== undefined) {
        for (let t = over; t < parts.length; t += 1) {
          under += (coefficients[t] as number) * ((parts[t] as Part).values[row] as number)
        }
      }
      const weight = (weights[row] as number) / Math.max(Math.abs(under), leastUnder)
      this.#over[row] = weight
      this.#under[row] = -weight * (z[row] as number)
      const target = weight * (z[row] as number)
      this.#target[row] = target
      this.#squares += target * target
    }
  }

  /** Takes these products for the ones that tries change. */
  take(parts: readonly Part[]): void {
    parts.forEach((part, t) => {
      this.#fill(this.#gram, parts, t, part)
    })
    this.#gram[this.#size ** 2 - 1] = this.#squares
  }

  /** The share of the squares that the products leave; infinite where they do not determine their coefficients. */
  share(parts: readonly Part[]): number {
    return this.#shareOf(this.#gram, parts, -1, undefined)
  }

  /** The same with one product changed. */
  shareWith(parts: readonly Part[], t: number, part: Part): number {
    this.#tried.set(this.#gram)
    this.#fill(this.#tried, parts, t, part)
    return this.#shareOf(this.#tried, parts, t, part)
  }

  /** Coefficients of the products that were taken. */
  solve(): Solved | undefined {
    const left = this.#solve(this.#gram)
    return left === undefined
      ? undefined
      : { coefficients: Float64Array.from(this.#coefficients), squares: left * this.#squares }
  }

  #fill(gram: Float64Array, parts: readonly Part[], t: number, part: Part): void {
    const size = this.#size
    const own = part.entries
    const entriesOf = (s: number) => (s >= size - 1 ? this.#target : s === t ? own : (parts[s] as Part).entries)
    for (let s = 0; s < size; s += 4) {
      const products = dotsOfFour(
        own,
        entriesOf(s),
        entriesOf(s + 1),
        entriesOf(s + 2),
        entriesOf(s + 3),
        this.#products,
      )
      for (let i = 0; i < 4 && s + i < size; i += 1) {
        const product = products[i] as number
        gram[t * size + s + i] = product
        gram[(s + i) * size + t] = product
      }
    }
  }

  #shareOf(gram: Float64Array, parts: readonly Part[], changed: number, part: Part | undefined): number {
    const left = this.#solve(gram)
    if (left === undefined) return Number.POSITIVE_INFINITY
    return this.shape.under === 0 ? left : this.#shareOfQuotient(parts, changed, part)
  }

  /** The share of the squares that is left, by Cholesky's decomposition of the scaled system; fills the coefficients. */
  #solve(gram: Float64Array): number | undefined {
    const size = this.#size
    const count = size - 1
    const lower = this.#lower
    const scales = this.#scales
    const coefficients = this.#coefficients
    for (let i = 0; i < size; i += 1) scales[i] = 1 / Math.sqrt(gram[i * size + i] as number)
    let left = leastShare
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let value = (gram[i * size + j] as number) * (scales[i] as number) * (scales[j] as number)
        for (let k = 0; k < j; k += 1) value -= (lower[i * size + k] as number) * (lower[j * size + k] as number)
        if (i > j) lower[i * size + j] = value / (lower[j * size + j] as number)
        else if (i === count) left = Math.max(value, leastShare)
        else if (value > leastPivot) lower[i * size + i] = Math.sqrt(value)
        else return undefined
      }
    }
    // A target of zeros has no share.
    if (Number.isNaN(left)) return undefined
    for (let i = count - 1; i >= 0; i -= 1) {
      let value = lower[count * size + i] as number
      for (let k = i + 1; k < count; k += 1) value -= (lower[k * size + i] as number) * (coefficients[k] as number)
      coefficients[i] = value / (lower[i * size + i] as number)
    }
    const last = scales[count] as number
    for (let i = 0; i < count; i += 1) {
      coefficients[i] = ((coefficients[i] as number) * (scales[i] as number)) / last
    }
    return left
  }

  /**
   * The share of the squares that a quotient leaves. The linear system counts errors multiplied by the sum under the line,
   * which it can make small by making that sum small.
   */
  #shareOfQuotient(parts: readonly Part[], changed: number, part: Part | undefined): number {
    const { z, weights } = this.rows
    const { over } = this.shape
    const above = this.#above
    const below = this.#below
    above.fill(0)
    below.fill(1)
    this.#coefficients.forEach((coefficient, t) => {
      const { values } = t === changed ? (part as Part) : (parts[t] as Part)
      addTimes(t < over ? above : below, coefficient, values)
    })
    let squares = 0
    for (let row = 0; row < z.length; row += 1) {
      const error = (weights[row] as number) * ((z[row] as number) - (above[row] as number) / (below[row] as number))
      squares += error * error
    }
    return Number.isFinite(squares) ? Math.max(squares / this.#weighedSquares, leastShare) : Number.POSITIVE_INFINITY
  }
}

/** Adds a multiple of values to others, `[rows]`. */
function addTimes(to: Float64Array, factor: number, values: Float64Array): void {
  for (let row = 0; row < to.length; row += 1) to[row] = (to[row] as number) + factor * (values[row] as number)
}
