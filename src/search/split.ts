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

/**
 * The same where the ranks of each column are known. A column that would be the same in all rows that train, as one that is 1
 * in few rows and else 0, has no part in how far out rows lie: no law could be fitted to it.
 */
export function splitByRanks(ranks: readonly Float64Array[], rows: number): Split {
  const settings = settingsOf(ranks, rows)
  let counted = ranks
  for (;;) {
    const split = splitBy(counted, settings, rows)
    const varying = counted.filter((column) => variesIn(column, split.train))
    if (varying.length === counted.length || varying.length === 0) return split
    counted = varying
  }
}

function variesIn(column: Float64Array, rows: Int32Array): boolean {
  const first = column[rows[0] as number]
  return rows.some((row) => column[row] !== first)
}

/** By how far out rows lie in some columns. Rows that are the same in all columns go together, if that leaves enough others. */
function splitBy(counted: readonly Float64Array[], settings: Int32Array | undefined, rows: number): Split {
  const depths = depthsOf(counted, rows)
  const drawn = randomOrder(rows, randomStream(0, 'rows that lie equally far out'))
  const order = [...drawn].sort((a, b) => (depths[a] as number) - (depths[b] as number))
  if (rows < leastRows) {
    return { train: Int32Array.from(order), choose: new Int32Array(0), certify: new Int32Array(0) }
  }
  const outside = Math.max(leastOutside, Math.round(rows * (1 - splitShares.train - splitShares.choose)))
  const chosen = Math.max(leastOutside, Math.round(rows * splitShares.choose))
  const cuts: readonly [number, number] = [rows - outside - chosen, rows - outside]
  const together = settings === undefined ? undefined : keptTogether(drawn, depths, settings, cuts)
  const isUsable = together !== undefined && settings !== undefined && isEnough(together, settings, counted)
  return isUsable ? together : partsOf(order, cuts)
}

/** The parts with the rows of each setting in one of them; undefined if a part would be empty. */
function keptTogether(
  drawn: readonly number[],
  depths: Float64Array,
  settings: Int32Array,
  cuts: readonly [number, number],
): Split | undefined {
  const places = new Map<number, number>()
  // Rows of one setting stand where the first of them was drawn.
  for (const row of drawn) if (!places.has(settings[row] as number)) places.set(settings[row] as number, places.size)
  const order = [...drawn].sort(
    (a, b) =>
      (depths[a] as number) - (depths[b] as number) ||
      (places.get(settings[a] as number) as number) - (places.get(settings[b] as number) as number),
  )
  const between = cutsBetween(order, settings, cuts)
  return between === undefined ? undefined : partsOf(order, between)
}

function partsOf(order: readonly number[], [first, second]: readonly [number, number]): Split {
  const part = (from: number, to: number) => Int32Array.from(order.slice(from, to)).sort()
  return { train: part(0, first), choose: part(first, second), certify: part(second, order.length) }
}

/** The same number for rows that are the same in all columns; undefined if no two rows are. */
function settingsOf(ranks: readonly Float64Array[], rows: number): Int32Array | undefined {
  let settings = new Int32Array(rows)
  for (const column of ranks) {
    const numbers = new Map<number, number>()
    settings = settings.map((setting, row) => {
      // Ranks come in halves, below the number of rows.
      const key = setting * 2 * rows + 2 * (column[row] as number)
      const known = numbers.get(key) ?? numbers.size
      numbers.set(key, known)
      return known
    })
    if (numbers.size === rows) return undefined
  }
  return settings
}

/** The nearest cuts at which another setting begins; undefined if a part would be empty. */
function cutsBetween(
  order: readonly number[],
  settings: Int32Array,
  cuts: readonly [number, number],
): readonly [number, number] | undefined {
  const begins = order.flatMap((row, i) => (i > 0 && settings[row] !== settings[order[i - 1] as number] ? [i] : []))
  const nearest = (cut: number, from: readonly number[]) =>
    from.reduce<number | undefined>(
      (best, each) => (best === undefined || Math.abs(each - cut) < Math.abs(best - cut) ? each : best),
      undefined,
    )
  const second = nearest(cuts[1], begins)
  const first = nearest(
    cuts[0],
    begins.filter((each) => second !== undefined && each < second),
  )
  return first === undefined || second === undefined ? undefined : [first, second]
}

// A law of some columns has a number for each and one more, and what it says is tested by one further setting.
const furtherSettings = 2

/** True if so many settings train that they tell laws of these columns apart. */
function isEnough(split: Split, settings: Int32Array, columns: readonly Float64Array[]): boolean {
  const { train, choose, certify } = split
  if (Math.min(choose.length, certify.length) < leastOutside) return false
  const count = new Set(train.map((row) => settings[row] as number)).size
  return count >= columns.length + furtherSettings && columns.every((column) => variesIn(column, train))
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
  const rising = new Float64Array(values).sort()
  const shared = new Float64Array(rising.length)
  for (let first = 0; first < rising.length; ) {
    let end = first + 1
    while (end < rising.length && rising[end] === rising[first]) end += 1
    shared.fill((first + end - 1) / 2, first, end)
    first = end
  }
  const ranks = new Float64Array(rising.length)
  for (let i = 0; i < ranks.length; i += 1) ranks[i] = shared[placeIn(rising, values[i] as number)] as number
  return ranks
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
