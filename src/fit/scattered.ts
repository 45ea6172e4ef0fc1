// Whether rows lie among the others as if they were drawn at random, or near to each other in some column.

import { gammaln } from 'simple-statistics'
import { ranksOf } from './split.ts'

// Rows are near if so few others lie between them.
const near = 3
const leastChance = 0.001

/**
 * Outliers are scattered. Rows of another law lie together: beyond a point of some column, or in one group. Counts pairs of
 * these rows that are near in a column, or share a text; there may be no more than chance gives, whose numbers are Poisson's
 * as long as the rows are few.
 * @param rows places of rows.
 * @param columns values by which rows may be near, `[rows]` each.
 */
export function areScattered(
  rows: readonly number[],
  columns: readonly ArrayLike<number>[],
  groups: readonly ArrayLike<string>[],
): boolean {
  const ways = [...columns.map(ranksOf), ...groups.map(numbered)]
  return ways.every((ranks) => {
    const all = pairsNear(Float64Array.from(ranks))
    const own = pairsNear(Float64Array.from(rows, (row) => ranks[row] as number))
    const count = ranks.length
    const expected = (all * rows.length * (rows.length - 1)) / Math.max(1, count * (count - 1))
    return poissonTail(own, expected) > leastChance / ways.length
  })
}

/** Pairs of ranks that lie near or are equal. */
function pairsNear(ranks: Float64Array): number {
  const rising = ranks.sort()
  let pairs = 0
  let from = 0
  for (let to = 0; to < rising.length; to += 1) {
    while ((rising[to] as number) - (rising[from] as number) > near) from += 1
    pairs += to - from
  }
  return pairs
}

/** Texts as numbers so far apart that only equal ones are near. */
function numbered(texts: ArrayLike<string>): Float64Array {
  const numbers = new Map<string, number>()
  return Float64Array.from({ length: texts.length }, (_, row) => {
    const text = texts[row] as string
    const known = numbers.get(text) ?? numbers.size * (near + 1)
    numbers.set(text, known)
    return known
  })
}

// Terms of a tail below this share of its first are nothing.
const leastTerm = 1e-12

/** The chance of `count` or more where `mean` are expected; 1 for fewer than that. */
function poissonTail(count: number, mean: number): number {
  if (count <= mean) return 1
  let sum = 0
  let term = 1
  for (let i = count; term > leastTerm; i += 1) {
    sum += term
    term *= mean / (i + 1)
  }
  return sum * Math.exp(count * Math.log(mean) - mean - gammaln(count + 1))
}
