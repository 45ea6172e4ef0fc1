// From exponents that a training found roughly to whole and half ones: one exponent at a time, as long as the rows fit better.

import { lengthOf } from './length.ts'

/** Rows as a climb reads them: `z = over / under`, each a sum of products of powers of the columns. */
export interface ClimbRows {
  /** Sizes of each column's values, none 0 where a power below 0 is tried: one `[rows]` a column. */
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

/** Exponents of each product, those over the line first; under the line stands `1 + …`. */
export interface Shape {
  readonly over: number
  readonly under: number
}

export interface Climbed {
  /** In halves: one `[columns]` a product. */
  readonly exponents: readonly Float64Array[]
  readonly coefficients: Float64Array
  /** Mean of the squared weighted errors. */
  readonly error: number
  /** Rows times the logarithm of the share of the squares that is left, and the length of what was written down. */
  readonly cost: number
}

const changes = [0.5, -0.5, 1, -1, 2, -2, 4, -4]
// The fourth power of a sum of squares has exponents of 8.
const largestExponent = 12
// Below this share of the target's squares an error is rounding of the normal equations.
const leastShare = 1e-13
const mostMoves = 60

/** One product's values and what its exponents are. */
interface Part {
  exponents: Float64Array
  values: Float64Array
}

interface Move {
  readonly t: number
  readonly part: Part
}

// Less than this is rounding.
const leastGain = 1e-9

class BestMove {
  #cost: number
  move: readonly Move[] | undefined

  constructor(cost: number) {
    this.#cost = cost - leastGain
  }

  offer(cost: number, t: number, { exponents, values }: Part): void {
    if (cost >= this.#cost) return
    this.#cost = cost
    this.move = [{ t, part: { exponents, values: Float64Array.from(values) } }]
  }
}

/** A local search over exponents, coefficients by linear least squares at each try. */
export class Climb {
  readonly #rows: ClimbRows
  readonly #shape: Shape
  /** `[column][change]`: what a product is multiplied by, `[rows]`. */
  readonly #factors = new Map<string, Float64Array>()
  readonly #target: Float64Array
  readonly #scratch: Float64Array
  readonly #second: Float64Array
  #squares: number
  #weights: Float64Array
  #grid = 0.5

  constructor(rows: ClimbRows, shape: Shape) {
    this.#rows = rows
    this.#shape = shape
    this.#weights = rows.weights
    this.#target = rows.z.map((value, row) => value * (rows.weights[row] as number))
    this.#squares = this.#target.reduce((sum, value) => sum + value * value, 0)
    this.#scratch = new Float64Array(rows.z.length)
    this.#second = new Float64Array(rows.z.length)
  }

  /**
   * @param start exponents of each product, `[columns]`; they are rounded to the first grid.
   * @param grids spacings of exponents, one after the other: whole ones lie apart, so that fewer hills are in the way.
   */
  run(start: readonly ArrayLike<number>[], grids: readonly (1 | 0.5)[] = [0.5]): Climbed | undefined {
    this.#setWeights(undefined)
    this.#grid = grids[0] as number
    const parts = start.map((exponents) => this.#part(Float64Array.from(exponents, (e, j) => this.#round(e, j))))
    for (const grid of grids) {
      this.#grid = grid
      this.#climb(parts)
    }
    const gram = this.#gramOf(parts)
    const solved = this.#solve(gram)
    if (solved === undefined) return undefined
    return {
      exponents: parts.map(({ exponents }) => exponents),
      coefficients: solved.coefficients,
      error: solved.squares / this.#rows.z.length,
      cost: this.#cost(gram, parts),
    }
  }

  /** Moves parts until no move is better. */
  #climb(parts: Part[]): void {
    for (let sweep = 0; sweep < mostMoves; sweep += 1) {
      const gram = this.#gramOf(parts)
      const cost = this.#cost(gram, parts)
      // Moves of one exponent are few; those of two are tried where no other helps.
      const step =
        this.#bestOfOne(parts, gram, cost) ?? this.#bestOfAll(parts, cost) ?? this.#bestOfTwo(parts, gram, cost)
      if (step === undefined) break
      for (const { t, part } of step) parts[t] = part
      if (this.#shape.under > 0) this.#setWeights(this.#solve(this.#gramOf(parts))?.coefficients, parts)
    }
  }

  #bestOfOne(parts: readonly Part[], gram: Float64Array, cost: number): readonly Move[] | undefined {
    const best = new BestMove(cost)
    parts.forEach((part, t) => {
      part.exponents.forEach((exponent, j) => {
        for (const change of this.#changesOf(exponent, j)) {
          const tried = this.#changed(part, j, change, this.#scratch)
          best.offer(this.#cost(this.#withPart(gram, parts, t, tried), parts, t, tried), t, tried)
        }
      })
    })
    return best.move
  }

  /** What one column's exponent loses another may have to gain. */
  #bestOfTwo(parts: readonly Part[], gram: Float64Array, cost: number): readonly Move[] | undefined {
    const best = new BestMove(cost)
    const smallChanges = (exponent: number, j: number) => this.#changesOf(exponent, j).filter((c) => Math.abs(c) <= 1)
    parts.forEach((part, t) => {
      for (let j = 0; j < part.exponents.length; j += 1) {
        const own = part.exponents[j] as number
        for (const change of smallChanges(own, j)) {
          const one = this.#changed(part, j, change, this.#scratch)
          for (let i = 0; i < j; i += 1) {
            const other = part.exponents[i] as number
            if (own === 0 && other === 0) continue
            for (const second of smallChanges(other, i)) {
              const tried = this.#changed(one, i, second, this.#second)
              best.offer(this.#cost(this.#withPart(gram, parts, t, tried), parts, t, tried), t, tried)
            }
          }
        }
      }
    })
    return best.move
  }

  /** A factor that all products over the line share. */
  #bestOfAll(parts: readonly Part[], cost: number): readonly Move[] | undefined {
    if (this.#shape.over < 2) return undefined
    let bestCost = cost - leastGain
    let best: readonly Move[] | undefined
    this.#rows.sizes.forEach((_, j) => {
      for (const change of changes) {
        const all = parts.map((part, t) => {
          const isMoved = t < this.#shape.over && this.#changesOf(part.exponents[j] as number, j).includes(change)
          return isMoved ? this.#changed(part, j, change, new Float64Array(this.#target.length)) : part
        })
        const tried = this.#cost(this.#gramOf(all), all)
        if (tried >= bestCost) continue
        bestCost = tried
        best = all.map((part, t) => ({ t, part }))
      }
    })
    return best
  }

  /** Errors count as those of z: where the sum under the line is small, its rows must not weigh less. */
  #setWeights(coefficients: Float64Array | undefined, parts: readonly Part[] = []): void {
    const { z, weights } = this.#rows
    const own = Float64Array.from(weights)
    if (coefficients !== undefined) {
      const { over, under } = this.#shape
      for (let row = 0; row < own.length; row += 1) {
        let sum = 1
        for (let u = 0; u < under; u += 1)
          sum += (coefficients[over + u] as number) * ((parts[over + u] as Part).values[row] as number)
        own[row] = (own[row] as number) / Math.max(Math.abs(sum), 1e-3)
      }
    }
    this.#weights = own
    this.#squares = 0
    for (let row = 0; row < own.length; row += 1) {
      this.#target[row] = (z[row] as number) * (own[row] as number)
      this.#squares += (this.#target[row] as number) ** 2
    }
  }

  #round(exponent: number, column: number): number {
    const bounded = Math.max(-largestExponent, Math.min(largestExponent, exponent))
    const rounded =
      this.#rows.negative[column] === undefined ? Math.round(bounded / this.#grid) * this.#grid : Math.round(bounded)
    return this.#rows.hasZero[column] ? Math.max(0, rounded) : rounded
  }

  #changesOf(exponent: number, column: number): number[] {
    const possible = exponent === 0 ? changes : [...changes, -exponent]
    return possible.filter((change) => {
      const next = exponent + change
      return Math.abs(next) <= largestExponent && this.#round(next, column) === next
    })
  }

  #factor(column: number, change: number): Float64Array {
    const key = `${column} ${change}`
    let factor = this.#factors.get(key)
    if (factor === undefined) {
      const negative = this.#rows.negative[column]
      factor = (this.#rows.sizes[column] as Float64Array).map((size, row) => {
        const value = size ** change
        return negative?.[row] === 1 && change % 2 !== 0 ? -value : value
      })
      this.#factors.set(key, factor)
    }
    return factor
  }

  #part(exponents: Float64Array): Part {
    const values = new Float64Array(this.#rows.z.length).fill(1)
    exponents.forEach((exponent, j) => {
      if (exponent === 0) return
      const factor = this.#factor(j, exponent)
      for (let row = 0; row < values.length; row += 1) values[row] = (values[row] as number) * (factor[row] as number)
    })
    return { exponents, values }
  }

  #changed({ exponents, values }: Part, column: number, change: number, scratch: Float64Array): Part {
    const next = Float64Array.from(exponents)
    next[column] = (next[column] as number) + change
    // A column with zeros cannot be divided by what it was multiplied with.
    if (this.#rows.hasZero[column]) return this.#part(next)
    const factor = this.#factor(column, change)
    for (let row = 0; row < scratch.length; row += 1) scratch[row] = (values[row] as number) * (factor[row] as number)
    return { exponents: next, values: scratch }
  }

  /** The column of the linear system that a product is. */
  #entry(t: number, { values }: Part, row: number): number {
    const value = (values[row] as number) * (this.#weights[row] as number)
    return t < this.#shape.over ? value : -value * (this.#rows.z[row] as number)
  }

  /** Products of all pairs of columns, the target last. */
  #gramOf(parts: readonly Part[]): Float64Array {
    const size = parts.length + 1
    const gram = new Float64Array(size * size)
    parts.forEach((part, t) => {
      this.#fillRow(gram, parts, t, part)
    })
    gram[size * size - 1] = this.#squares
    return gram
  }

  #withPart(gram: Float64Array, parts: readonly Part[], t: number, part: Part): Float64Array {
    const next = Float64Array.from(gram)
    this.#fillRow(next, parts, t, part)
    return next
  }

  #fillRow(gram: Float64Array, parts: readonly Part[], t: number, part: Part): void {
    const size = parts.length + 1
    const count = this.#target.length
    const sums = new Float64Array(size)
    for (let row = 0; row < count; row += 1) {
      const own = this.#entry(t, part, row)
      for (let s = 0; s < parts.length; s += 1) {
        const other = s === t ? own : this.#entry(s, parts[s] as Part, row)
        sums[s] = (sums[s] as number) + own * other
      }
      sums[size - 1] = (sums[size - 1] as number) + own * (this.#target[row] as number)
    }
    for (let s = 0; s < size; s += 1) {
      gram[t * size + s] = sums[s] as number
      gram[s * size + t] = sums[s] as number
    }
  }

  /** Coefficients and what is left of the squares, by Cholesky's decomposition of the scaled system. */
  #solve(gram: Float64Array): { readonly coefficients: Float64Array; readonly squares: number } | undefined {
    const size = Math.round(Math.sqrt(gram.length))
    const count = size - 1
    const scales = new Float64Array(size)
    for (let i = 0; i < size; i += 1) scales[i] = 1 / Math.sqrt(gram[i * size + i] as number)
    const lower = new Float64Array(size * size)
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let value = (gram[i * size + j] as number) * (scales[i] as number) * (scales[j] as number)
        for (let k = 0; k < j; k += 1) value -= (lower[i * size + k] as number) * (lower[j * size + k] as number)
        if (i > j) lower[i * size + j] = value / (lower[j * size + j] as number)
        else if (i < count) {
          // Two products that are the same over these rows, or none that is finite.
          if (!(value > 1e-11)) return undefined
          lower[i * size + i] = Math.sqrt(value)
        } else lower[i * size + i] = Math.max(value, leastShare)
      }
    }
    const coefficients = new Float64Array(count)
    for (let i = count - 1; i >= 0; i -= 1) {
      let value = lower[count * size + i] as number
      for (let k = i + 1; k < count; k += 1) value -= (lower[k * size + i] as number) * (coefficients[k] as number)
      coefficients[i] = value / (lower[i * size + i] as number)
    }
    const last = scales[count] as number
    for (let i = 0; i < count; i += 1) coefficients[i] = ((coefficients[i] as number) * (scales[i] as number)) / last
    return { coefficients, squares: (lower[size * size - 1] as number) * (gram[size * size - 1] as number) }
  }

  #cost(gram: Float64Array, parts: readonly Part[], changed = -1, part?: Part): number {
    const solved = this.#solve(gram)
    if (solved === undefined) return Number.POSITIVE_INFINITY
    const all = parts.map(({ exponents }, t) => (t === changed ? (part as Part).exponents : exponents))
    // A constant beside the 1 under the line would make 0 of both sides.
    if (all.some((exponents, t) => t >= this.#shape.over && exponents.every((each) => each === 0))) {
      return Number.POSITIVE_INFINITY
    }
    const count = this.#rows.z.length
    const share =
      this.#shape.under === 0
        ? solved.squares / this.#squares
        : this.#shareOfQuotient(solved.coefficients, parts, changed, part)
    return count * Math.log(share) + lengthOf(all, count)
  }

  /**
   * The share of the squares that a quotient leaves. The linear system counts errors multiplied by the sum under the line,
   * which it can make small by making that sum small.
   */
  #shareOfQuotient(
    coefficients: Float64Array,
    parts: readonly Part[],
    changed: number,
    part: Part | undefined,
  ): number {
    const { z, weights } = this.#rows
    const { over } = this.#shape
    const values = parts.map((each, t) => (t === changed ? (part as Part).values : each.values))
    let squares = 0
    let all = 0
    for (let row = 0; row < z.length; row += 1) {
      let above = 0
      let below = 1
      for (let t = 0; t < values.length; t += 1) {
        const term = (coefficients[t] as number) * ((values[t] as Float64Array)[row] as number)
        if (t < over) above += term
        else below += term
      }
      const weight = weights[row] as number
      const target = z[row] as number
      squares += (weight * (target - above / below)) ** 2
      all += (weight * target) ** 2
    }
    return Number.isFinite(squares) ? Math.max(squares / all, leastShare) : Number.POSITIVE_INFINITY
  }
}
