// Of many columns those that go with the target: a search of formulas takes no more than sixteen.

import { formatCount } from '../base/numbers.ts'
import { valuesAt } from '../base/values-at.ts'
import { lawRows, lawValues } from '../formula/law-fit.ts'
import { linearSums, products } from './closed-forms.ts'
import type { FitColumn, FitProblem } from './prepare.ts'
import { ranksOf } from './split.ts'

/** The most columns that a search takes. */
export const mostColumns = 16
// So many at a time are kept, by what those before leave.
const columnsAtATime = 4
// Ranks of so many rows say which columns go with the target.
const mostRows = 512

/**
 * Places of the columns that are kept, those that go most with the target first; all in order if they are not more than
 * `mostColumns`. First those whose ranks, or the
 * ranks of whose sizes, go most with the target or with its size; then those that go most with what the best sum or product
 * of the ones before leaves of it.
 */
export function screenColumns({ columns, target }: FitProblem): number[] {
  if (columns.length <= mostColumns) return [...columns.keys()]
  const rows = someRows(target.values.length)
  const take = ({ values }: FitColumn) => valuesAt(values, rows)
  const goal = scaled(take(target))
  const ways = columns.map((column) => withSizes(take(column)).map(centredRanks))
  let kept = mostAlong(ways, withSizes(goal), [], columnsAtATime)
  while (kept.length < mostColumns) {
    const used = kept.map((j) => scaled(take(columns[j] as FitColumn)))
    kept = [...kept, ...mostAlong(ways, [leftBy(used, goal)], kept, columnsAtATime)]
  }
  return kept
}

/** Places of the columns whose ranks go most with one of the goals, without those that are kept already. */
function mostAlong(
  ways: readonly (readonly Float64Array[])[],
  goals: readonly Float64Array[],
  kept: readonly number[],
  count: number,
): number[] {
  const ranks = goals.map(centredRanks)
  const scores = ways.map((own) =>
    Math.max(...own.flatMap((way) => ranks.map((goal) => Math.abs(correlation(way, goal))))),
  )
  return [...ways.keys()]
    .filter((j) => !kept.includes(j))
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b)
    .slice(0, count)
}

/** The values, and their sizes where they have both signs. */
function withSizes(values: Float64Array): Float64Array[] {
  const hasBothSigns = values.some((value) => value < 0) && values.some((value) => value > 0)
  return hasBothSigns ? [values, values.map(Math.abs)] : [values]
}

function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let row = 0; row < a.length; row += 1) sum += (a[row] as number) * (b[row] as number)
  return sum
}

/** What is to be said about columns that are passed over. */
export function screeningNote(all: readonly FitColumn[], kept: readonly FitColumn[], target: string): string {
  const names = kept.slice(0, 2).map(({ name }) => name)
  return `${formatCount(all.length)} columns: kept the ${kept.length} that go with ${target} most; --columns ${names.join(',')},… chooses.`
}

/** Evenly from first to last. */
function someRows(count: number): Int32Array {
  const taken = Math.min(count, mostRows)
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken))
}

/** Divided by the largest size, so that squares of 1e30 are finite. */
function scaled(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return values.map((value) => value / (largest > 0 ? largest : 1))
}

// Below this share of the squares rounding alone is left, which no column goes with.
const exactShare = 1e-18

/** What the sum or the product of some columns that fits better leaves of the target. */
function leftBy(used: readonly Float64Array[], goal: Float64Array): Float64Array {
  const rows = { columns: used, target: goal }
  const fitRows = lawRows(used, goal)
  const [least] = [...linearSums(rows, fitRows), ...products(rows, fitRows)]
    .map((law) => lawValues(law, fitRows).map((value, row) => (goal[row] as number) - value))
    .filter((residuals) => residuals.every(Number.isFinite))
    .map((residuals) => ({ residuals, squares: residuals.reduce((sum, value) => sum + value * value, 0) }))
    .sort((a, b) => a.squares - b.squares)
  const squares = goal.reduce((sum, value) => sum + value * value, 0)
  return least === undefined || least.squares < exactShare * squares ? goal : least.residuals
}

/** Ranks about their mean, of square sum 1. */
function centredRanks(values: Float64Array): Float64Array {
  const ranks = ranksOf(values)
  const middle = (values.length - 1) / 2
  const size = Math.sqrt(ranks.reduce((sum, rank) => sum + (rank - middle) ** 2, 0))
  return ranks.map((rank) => (rank - middle) / (size > 0 ? size : 1))
}
