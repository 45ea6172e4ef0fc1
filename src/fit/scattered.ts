// Whether rows lie among the others as if they were drawn at random, or near to each other in some column.

import { gammaln } from 'simple-statistics'
import { ranksOf } from '../search/split.ts'

// Rows are near if so few others lie between them.
const near = 3
const leastChance = 0.001
// Of rows at the ends, where a law that stops holding looks like outliers, less is enough to doubt.
const leastEndChance = 0.01

/**
 * Outliers are scattered. Rows of another law lie together: beyond a point of some column, or in one group. Counts pairs of
 * these rows that are near in a column, or share a text; there may be no more than chance gives, whose numbers are Poisson's
 * as long as the rows are few. Nor may they be all that there is at an end of a column, or lie among the outermost rows, if
 * chance seldom draws just those.
 * @param rows places of rows.
 * @param columns values by which rows may be near, `[rows]` each.
 * @param outermost places of the rows that certify.
 */
export function areScattered(
  rows: readonly number[],
  columns: readonly ArrayLike<number>[],
  groups: readonly ArrayLike<string>[],
  outermost: Int32Array,
): boolean {
  const ranksOfColumns = columns.map(ranksOf)
  const ways = [...ranksOfColumns, ...groups.map(numbered)]
  const chances = ranksOfColumns.flatMap((ranks) => [chanceOfEnd(rows, ranks), chanceOfEnd(rows, ranks.map(negated))])
  if (chances.some((chance) => chance <= leastEndChance / chances.length)) return false
  const outside = rows.filter((row) => outermost.includes(row)).length
  const count = columns[0]?.length ?? groups[0]?.length ?? 0
  if (hypergeometricTail(outside, rows.length, outermost.length, count) <= leastEndChance) return false
  return ways.every((ranks) => {
    const all = pairsNear(Float64Array.from(ranks))
    const own = pairsNear(Float64Array.from(rows, (row) => ranks[row] as number))
    const count = ranks.length
    const expected = (all * rows.length * (rows.length - 1)) / Math.max(1, count * (count - 1))
    return poissonTail(own, expected) > leastChance / ways.length
  })
}

const negated = (rank: number): number => -rank

/** The chance that as many rows, drawn at random, hold as much of the lowest end of a column alone as these do. */
function chanceOfEnd(rows: readonly number[], ranks: Float64Array): number {
  const isOne = new Set(rows)
  const rising = [...ranks.keys()].sort((a, b) => (ranks[a] as number) - (ranks[b] as number))
  const isOther = (row: number | undefined) => row !== undefined && !isOne.has(row)
  const firstOther = rising.findIndex(isOther)
  const lowestOther = ranks[rising[firstOther] as number]
  // Rows with the same value as one that is not of them are not theirs alone.
  const held = rising.slice(0, Math.max(0, firstOther)).filter((row) => ranks[row] !== lowestOther).length
  // One row at an end is a slip of its own column, as often as not.
  if (held < 2) return 1
  let chance = 1
  for (let i = 0; i < held; i += 1) chance *= (rows.length - i) / (ranks.length - i)
  return chance
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

/** The chance that `marked` or more of `drawn` rows are of the `ofKind` among `all`. */
function hypergeometricTail(marked: number, drawn: number, ofKind: number, all: number): number {
  const logChoices = (n: number, k: number) => gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
  let sum = 0
  for (let i = marked; i <= Math.min(drawn, ofKind); i += 1) {
    const others = drawn - i
    if (others > all - ofKind) continue
    sum += Math.exp(logChoices(ofKind, i) + logChoices(all - ofKind, others) - logChoices(all, drawn))
  }
  return sum
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
