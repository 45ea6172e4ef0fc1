// From exponents that a training found roughly to whole and half ones: a few exponents at a time, as long as the rows fit better.

import { type ClimbRows, ClimbSystem, type Part, type Shape } from './climb-system.ts'
import { exponentLength, productLength } from './length.ts'

export interface Climbed {
  /** In halves: one `[columns]` a product, those over the line first. */
  readonly exponents: readonly Float64Array[]
  readonly coefficients: Float64Array
  /** Mean of the squared weighted errors. */
  readonly error: number
  /** Rows times the logarithm of the share of the squares that is left, and the length of what was written down. */
  readonly cost: number
}

const changes = [0.5, -0.5, 1, -1, 2, -2, 4, -4]
/** The fourth power of a sum of squares has exponents of 8; larger ones imitate steps. */
export const largestExponent = 12
// In halves, from the least to the largest.
const exponentCount = 4 * largestExponent + 1
const mostMoves = 60
// Less than this is rounding.
const leastGain = 1e-9

/** Products that take the places of others. */
type Move = readonly { readonly t: number; readonly part: Part }[]

/** The best move so far; a better one is copied, since tries share their memory. */
class BestMove {
  #cost: number
  move: Move | undefined

  constructor(cost: number) {
    this.#cost = cost - leastGain
  }

  offer(cost: number, move: Move): void {
    // A cost that is no number is no better.
    if (!(cost < this.#cost)) return
    this.#cost = cost
    this.move = move.map(({ t, part }) => ({ t, part: copyOf(part) }))
  }
}

const copyOf = ({ exponents, values, entries }: Part): Part => ({
  exponents: Float64Array.from(exponents),
  values: Float64Array.from(values),
  entries: Float64Array.from(entries),
})

/** A local search over exponents, coefficients by linear least squares at each try. */
export class Climb {
  readonly #rows: ClimbRows
  readonly #shape: Shape
  readonly #system: ClimbSystem
  /** Memory for tries: one product for each move of one exponent, one for its second, and all for moves of all. */
  readonly #first: Part
  readonly #second: Part
  readonly #all: readonly Part[]
  /** Of an exponent of so many halves. */
  readonly #lengths: Float64Array
  readonly #productLength: number
  readonly #changes = new Map<number, readonly number[]>()
  #grid = 0.5

  constructor(rows: ClimbRows, shape: Shape) {
    this.#rows = rows
    this.#shape = shape
    this.#system = new ClimbSystem(rows, shape)
    const memory = () => this.#system.emptyPart(rows.sizes.length)
    this.#first = memory()
    this.#second = memory()
    this.#all = Array.from({ length: shape.over }, memory)
    const columns = rows.sizes.length
    this.#productLength = productLength(rows.z.length)
    this.#lengths = Float64Array.from({ length: 2 * largestExponent + 1 }, (_, i) => exponentLength(i / 2, columns))
  }

  /**
   * @param start exponents of each product, `[columns]`; they are rounded to the first grid.
   * @param grids spacings of exponents, one after the other: whole ones lie apart, so that fewer hills are in the way.
   */
  run(start: readonly ArrayLike<number>[], grids: readonly (1 | 0.5)[] = [0.5]): Climbed | undefined {
    const system = this.#system
    system.weigh([])
    this.#grid = grids[0] as number
    const parts = start.map((exponents, t) =>
      system.part(
        t,
        Float64Array.from(exponents, (e, j) => this.#round(e, j)),
      ),
    )
    for (const grid of grids) {
      this.#grid = grid
      this.#climb(parts)
    }
    system.take(parts)
    const solved = system.solve()
    if (solved === undefined) return undefined
    return {
      exponents: parts.map(({ exponents }) => exponents),
      coefficients: solved.coefficients,
      error: solved.squares / this.#rows.z.length,
      cost: this.#cost(system.share(parts), parts),
    }
  }

  /** Moves parts until no move is better. */
  #climb(parts: Part[]): void {
    const system = this.#system
    for (let moves = 0; moves < mostMoves; moves += 1) {
      system.take(parts)
      const cost = this.#cost(system.share(parts), parts)
      // Moves of one exponent are few; those of two are tried where no other helps.
      const move = this.#bestOfOne(parts, cost) ?? this.#bestOfAll(parts, cost) ?? this.#bestOfTwo(parts, cost)
      if (move === undefined) break
      for (const { t, part } of move) parts[t] = part
      if (this.#shape.under === 0) continue
      system.take(parts)
      system.weigh(parts, system.solve()?.coefficients)
      parts.forEach((part, t) => {
        system.enter(t, part)
      })
    }
  }

  #bestOfOne(parts: readonly Part[], cost: number): Move | undefined {
    const best = new BestMove(cost)
    parts.forEach((part, t) => {
      part.exponents.forEach((exponent, j) => {
        for (const change of this.#changesOf(exponent, j)) {
          this.#offer(best, parts, t, this.#system.change(t, part, j, change, this.#first))
        }
      })
    })
    return best.move
  }

  /** What one column's exponent loses another may have to gain. */
  #bestOfTwo(parts: readonly Part[], cost: number): Move | undefined {
    const best = new BestMove(cost)
    const smallChanges = (exponent: number, j: number) => this.#changesOf(exponent, j).filter((c) => Math.abs(c) <= 1)
    parts.forEach((part, t) => {
      for (let j = 0; j < part.exponents.length; j += 1) {
        const own = part.exponents[j] as number
        for (const change of smallChanges(own, j)) {
          const one = this.#system.change(t, part, j, change, this.#first)
          for (let i = 0; i < j; i += 1) {
            const other = part.exponents[i] as number
            if (own === 0 && other === 0) continue
            for (const second of smallChanges(other, i)) {
              this.#offer(best, parts, t, this.#system.change(t, one, i, second, this.#second))
            }
          }
        }
      }
    })
    return best.move
  }

  /** A factor that all products over the line share. */
  #bestOfAll(parts: readonly Part[], cost: number): Move | undefined {
    const { over } = this.#shape
    if (over < 2) return undefined
    const best = new BestMove(cost)
    for (let j = 0; j < this.#rows.sizes.length; j += 1) {
      for (const change of changes) {
        const moved = parts.map((part, t) => {
          const isMoved = t < over && this.#changesOf(part.exponents[j] as number, j).includes(change)
          return isMoved ? this.#system.change(t, part, j, change, this.#all[t] as Part) : part
        })
        this.#system.take(moved)
        best.offer(
          this.#cost(this.#system.share(moved), moved),
          moved.map((part, t) => ({ t, part })),
        )
      }
    }
    this.#system.take(parts)
    return best.move
  }

  #offer(best: BestMove, parts: readonly Part[], t: number, part: Part): void {
    const share = this.#system.shareWith(parts, t, part)
    best.offer(this.#cost(share, parts, t, part), [{ t, part }])
  }

  #round(exponent: number, column: number): number {
    const bounded = Math.max(-largestExponent, Math.min(largestExponent, exponent))
    const grid = this.#rows.negative[column] === undefined ? this.#grid : 1
    const rounded = Math.round(bounded / grid) * grid
    return this.#rows.hasZero[column] ? Math.max(0, rounded) : rounded
  }

  /** Asked for at every move: kept for each grid, column and exponent. */
  #changesOf(exponent: number, column: number): readonly number[] {
    const key = (column * exponentCount + 2 * (exponent + largestExponent)) * 2 + (this.#grid === 1 ? 1 : 0)
    const known = this.#changes.get(key)
    if (known !== undefined) return known
    const possible = exponent === 0 ? changes : [...changes, -exponent]
    const found = possible.filter((change) => {
      const next = exponent + change
      return Math.abs(next) <= largestExponent && this.#round(next, column) === next
    })
    this.#changes.set(key, found)
    return found
  }

  #cost(share: number, parts: readonly Part[], changed = -1, part?: Part): number {
    const { over } = this.#shape
    const count = this.#rows.z.length
    let length = this.#productLength * parts.length
    for (let t = 0; t < parts.length; t += 1) {
      const { exponents } = t === changed ? (part as Part) : (parts[t] as Part)
      let own = 0
      for (let j = 0; j < exponents.length; j += 1) own += this.#lengths[2 * Math.abs(exponents[j] as number)] as number
      // A constant beside the 1 under the line would make 0 of both sides.
      if (own === 0 && t >= over) return Number.POSITIVE_INFINITY
      length += own
    }
    return count * Math.log(share) + length
  }
}
