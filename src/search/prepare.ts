// A table made ready for a search: columns and rows in an order that names and files do not decide, scaled, and split.

import { valuesAt } from '../base/values-at.ts'
import { median } from '../statistics/quantiles.ts'
import { ranksOf, type Split, splitByRanks } from './split.ts'

/** One column of numbers, none missing. */
export interface FitColumn {
  readonly name: string
  /** `[rows]`. */
  readonly values: Float64Array
  /** The place of the last digit that was written, in the column's unit; 0 for numbers that were not rounded. */
  readonly step: number
}

export interface FitProblem {
  readonly columns: readonly FitColumn[]
  readonly target: FitColumn
}

/** Rows and columns as a search sees them. */
export interface Prepared {
  /** `[rows]` a column, each divided by its median size. */
  readonly columns: readonly Float64Array[]
  /** `[rows]`, divided by the root of its mean square. */
  readonly target: Float64Array
  /** Steps of columns and target, scaled alike. */
  readonly steps: readonly number[]
  readonly targetStep: number
  readonly split: Split
  /** The place in the table of each column here. */
  readonly places: readonly number[]
  /** The place in the table of each row here. */
  readonly rows: Int32Array<ArrayBuffer>
  readonly scales: readonly number[]
  readonly targetScale: number
}

/**
 * Columns are divided by their median size and the target by its root mean square, never shifted: a shift is no part of a
 * product. Rows go by the target, columns by how their ranks go with it, so that another order or other names of either
 * train the same numbers.
 */
export function prepare({ columns, target }: FitProblem): Prepared {
  const tableRanks = columns.map(({ values }) => ranksOf(values))
  const rows = rowOrder(tableRanks, target)
  const inOrder = (values: Float64Array) => valuesAt(values, rows)
  const targetValues = inOrder(target.values)
  const ordered = columns.map(({ values }) => inOrder(values))
  const ranks = tableRanks.map(inOrder)
  const split = splitByRanks(ranks, rows.length)
  const places = columnOrder(ranks, ranksOf(targetValues), split)
  const scales = places.map((place) => sizeOf(ordered[place] as Float64Array))
  const largest = targetValues.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  // Squares of numbers from 1e-30 to 1e30 stay in float64 once they are divided by the largest.
  const meanSquare = targetValues.reduce((sum, value) => sum + (value / largest) ** 2, 0) / targetValues.length
  const targetScale = largest * Math.sqrt(meanSquare)
  const scaled = places.map((place, i) =>
    (ordered[place] as Float64Array).map((value) => value / (scales[i] as number)),
  )
  return {
    columns: scaled,
    target: targetValues.map((value) => value / targetScale),
    steps: places.map((place, i) => writtenStep(columns[place] as FitColumn) / (scales[i] as number)),
    targetStep: writtenStep(target) / targetScale,
    split,
    places,
    rows,
    scales,
    targetScale,
  }
}

/** The same for some rows of a table, given by their places in it. */
export function prepareRows({ columns, target }: FitProblem, rows: readonly number[]): Prepared {
  const take = (column: FitColumn): FitColumn => ({
    ...column,
    values: valuesAt(column.values, rows),
  })
  const prepared = prepare({ columns: columns.map(take), target: take(target) })
  return { ...prepared, rows: prepared.rows.map((place) => rows[place] as number) }
}

/** Whole numbers are most often counts or choices, which are exact; digits after the point were rounded. */
const writtenStep = ({ step }: FitColumn): number => (step < 1 ? step : 0)

/** The median size of the values that are not 0. */
function sizeOf(values: Float64Array): number {
  const sizes = values.filter((value) => value !== 0).map(Math.abs)
  return sizes.length === 0 ? 1 : median(sizes)
}

/** By the target; rows with the same target by the sum of their ranks, then by their sorted ranks. */
function rowOrder(ranks: readonly Float64Array[], target: FitColumn): Int32Array<ArrayBuffer> {
  const order = Int32Array.from(target.values.keys())
  const byTarget = (a: number, b: number) => (target.values[a] as number) - (target.values[b] as number)
  order.sort((a, b) => byTarget(a, b) || a - b)
  if (!order.some((row, i) => i > 0 && byTarget(row, order[i - 1] as number) === 0)) return order
  const keyOf = (row: number) => ranks.map((of) => of[row] as number).sort((a, b) => a - b)
  const sums = Float64Array.from(target.values, (_, row) => ranks.reduce((sum, of) => sum + (of[row] as number), 0))
  const byRanks = (a: number, b: number) => {
    const [first, second] = [keyOf(a), keyOf(b)]
    const place = first.findIndex((rank, i) => rank !== second[i])
    return place < 0 ? 0 : (first[place] as number) - (second[place] as number)
  }
  return order.sort((a, b) => byTarget(a, b) || (sums[a] as number) - (sums[b] as number) || byRanks(a, b) || a - b)
}

/**
 * By how much each column's ranks go with those of the target, the most first; rows that certify have no part in it, as a
 * search of few rows takes the first columns alone.
 */
function columnOrder(ranks: readonly Float64Array[], target: Float64Array, { train, choose }: Split): number[] {
  const inside = [...train, ...choose]
  // About their mean, times their number: a column that is turned around gives the same to the bit but for its sign.
  const centred = (ofColumn: Float64Array) => {
    const total = inside.reduce((sum, row) => sum + (ofColumn[row] as number), 0)
    return inside.map((row) => inside.length * (ofColumn[row] as number) - total)
  }
  const ofTarget = centred(target)
  const scores = ranks.map((ofColumn) => {
    const own = centred(ofColumn)
    return {
      sum: Math.abs(own.reduce((sum, rank, i) => sum + rank * (ofTarget[i] as number), 0)),
      squares: own.reduce((sum, rank, i) => sum + rank * (inside[i] as number) ** 2, 0),
    }
  })
  return [...ranks.keys()].sort((a, b) => {
    const [first, second] = [
      scores[a] as { sum: number; squares: number },
      scores[b] as { sum: number; squares: number },
    ]
    return second.sum - first.sum || second.squares - first.squares || a - b
  })
}
