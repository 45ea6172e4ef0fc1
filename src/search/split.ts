// Which rows train, choose and certify: by how far out they lie, so that a law is judged outside the range it was fitted in.

import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'

/** Places of rows, each in one part. */
export interface Split {
  readonly train: Int32Array<ArrayBuffer>
  readonly choose: Int32Array<ArrayBuffer>
  readonly certify: Int32Array<ArrayBuffer>
}

/** Shares of the rows. */
export const splitShares = { train: 0.6, choose: 0.2 } as const

/** Fewer rows than these cannot be split so that two parts still test something. */
export const leastRows = 6
const leastOutside = 2

/**
 * The inner rows train, the next ones outwards choose and the outermost certify. A row lies as far out as in the column
 * where it is nearest to an end, in ranks, so that units and curved scales do not matter. Targets have no part in it: a
 * split by them would choose their noise. Rows are given in an order that may be that of the targets: which of those that lie
 * equally far out come first is drawn, the same for every table of as many rows.
 * @param columns one `[rows]` a column.
 */
export const splitByRange = (columns: readonly ArrayLike<number>[], rows: number): Split =>
  splitByRanks(columns.map(ranksOf), rows)

/** The same where the ranks of each column are known. */
export function splitByRanks(ranks: readonly Float64Array[], rows: number): Split {
  const depths = depthsOf(ranks, rows)
  const drawn = randomOrder(rows, randomStream(0, 'rows that lie equally far out'))
  const order = [...drawn].sort((a, b) => (depths[a] as number) - (depths[b] as number))
  if (rows < leastRows) {
    return { train: Int32Array.from(order), choose: new Int32Array(0), certify: new Int32Array(0) }
  }
  const outside = Math.max(leastOutside, Math.round(rows * (1 - splitShares.train - splitShares.choose)))
  const chosen = Math.max(leastOutside, Math.round(rows * splitShares.choose))
  const inner = rows - outside - chosen
  const part = (from: number, to: number) => Int32Array.from(order.slice(from, to)).sort()
  return { train: part(0, inner), choose: part(inner, inner + chosen), certify: part(inner + chosen, rows) }
}

/**
 * Of each row the largest distance from the middle rank over the columns, in halves of a rank; a share of their mean parts
 * those alike. Whole numbers: a column that is turned around gives the same to the bit.
 */
function depthsOf(ranks: readonly Float64Array[], rows: number): Float64Array {
  const largest = new Float64Array(rows)
  const total = new Float64Array(rows)
  for (const ofColumn of ranks) {
    ofColumn.forEach((rank, row) => {
      const depth = Math.abs(2 * rank + 1 - rows)
      largest[row] = Math.max(largest[row] as number, depth)
      total[row] = (total[row] as number) + depth
    })
  }
  return largest.map((depth, row) => depth + (1e-6 * (total[row] as number)) / Math.max(1, ranks.length))
}

/** Ranks from 0; equal values share the mean of theirs. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  // Numbers alone are sorted many times faster than places by a comparison.
  const rising = Float64Array.from(values).sort()
  const shared = new Float64Array(rising.length)
  for (let first = 0; first < rising.length; ) {
    let end = first + 1
    while (end < rising.length && rising[end] === rising[first]) end += 1
    shared.fill((first + end - 1) / 2, first, end)
    first = end
  }
  return Float64Array.from(values, (value) => shared[placeIn(rising, value)] as number)
}

/** The first place of a value among rising ones. */
function placeIn(rising: Float64Array, value: number): number {
  let [from, to] = [0, rising.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((rising[middle] as number) < value) from = middle + 1
    else to = middle
  }
  return from
}
