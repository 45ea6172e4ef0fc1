// What reports of applications share: medians over seeds with their intervals, as lines of a table and as curves.

import { formatNumber } from '../base/numbers.ts'
import type { Figure, Series } from '../plot/figure.ts'
import { type MedianEstimate, medianEstimate } from '../statistics/median-interval.ts'
import type { Cell, Outcome, ReportTable } from './experiment.ts'
import { outcomesOf } from './summary.ts'

/** The median of one measure over a cell's seeds; seeds where it is missing or NaN count as infinitely bad. */
export function medianOf(outcomes: readonly Outcome[], measure: string): MedianEstimate | undefined {
  const values = outcomes.map(({ measures }) => measures[measure] ?? Number.NaN)
  return values.length === 0
    ? undefined
    : medianEstimate(values.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value)))
}

const numberText = (value: number): string => (Number.isFinite(value) ? formatNumber(value, 3) : '∞')

/** `0.31 (0.22–0.4)` */
function medianText(estimate: MedianEstimate | undefined): string {
  if (estimate === undefined) return 'not run'
  const { median, interval } = estimate
  return `${numberText(median)} (${interval.map(numberText).join('–')})`
}

/** What the numbers in brackets are. */
export function intervalNote(cells: readonly Cell[], outcomes: readonly Outcome[]): string {
  const counts = cells.map(({ id }) => outcomesOf(outcomes, id).length).filter((count) => count > 0)
  const fewest = Math.min(...counts)
  if (counts.length === 0) return 'Nothing was run yet.'
  const { coverage } = medianEstimate(Array.from({ length: fewest }, (_, i) => i))
  return (
    'Numbers are medians over seeds; in brackets the interval of the sign test, from one of the seeds to another, ' +
    `which covers ${Math.floor(1000 * coverage) / 10} % or more.`
  )
}

/** A column of a table of applications. */
export interface MeasureColumn {
  readonly title: string
  readonly measure: string
}

/** One line for each cell, with the median of each measure over its seeds. */
export function medianTable(
  title: string,
  cells: readonly Cell[],
  outcomes: readonly Outcome[],
  columns: readonly MeasureColumn[],
): ReportTable {
  return {
    title,
    columns: ['model', 'seeds', ...columns.map((column) => column.title)],
    rows: cells.map((cell) => {
      const own = outcomesOf(outcomes, cell.id)
      return [cell.title, String(own.length), ...columns.map(({ measure }) => medianText(medianOf(own, measure)))]
    }),
  }
}

/** A curve for each cell: the median of `measureAt(x)` over its seeds at each x, with its interval. */
export function medianSeries(
  cells: readonly Cell[],
  outcomes: readonly Outcome[],
  xs: readonly number[],
  measureAt: (x: number) => string,
): Series[] {
  return cells.flatMap((cell) => {
    const own = outcomesOf(outcomes, cell.id)
    if (own.length === 0) return []
    const estimates = xs.map((x) => [x, medianOf(own, measureAt(x)) as MedianEstimate] as const)
    const known = estimates.filter(([, { interval }]) => interval.every(Number.isFinite))
    return [
      {
        name: cell.keys?.['head'] ?? cell.id,
        points: estimates.map(([x, { median }]) => [x, median] as const),
        interval: known.map(
          ([
            x,
            {
              interval: [low, high],
            },
          ]) => [x, low, high] as const,
        ),
      },
    ]
  })
}

/** A figure needs something to show. */
export const figuresWith = (name: string, figure: Figure) =>
  figure.series.some(({ points }) => points.some(([, y]) => Number.isFinite(y))) ? [{ name, figure }] : []
