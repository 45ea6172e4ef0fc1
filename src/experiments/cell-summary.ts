// What the seeds of one scored cell came to, and whether that agrees with what a paper says of it.

import type { Interval } from '../base/options.ts'
import { betaMean } from '../statistics/beta-mean.ts'
import { detectableDifference } from '../statistics/detectable.ts'
import { fisherExact } from '../statistics/fisher.ts'
import { gammaMean } from '../statistics/gamma-mean.ts'
import { holm } from '../statistics/holm.ts'
import type { MeanEstimate } from '../statistics/mean.ts'
import { median } from '../statistics/quantiles.ts'
import { type SuccessRate, successRate } from '../statistics/success-rate.ts'
import { type Cell, type Outcome, type Reading, scoringOf } from './experiment.ts'
import type { ScoringOptions } from './scoring.ts'

/** How many seeds of a cell a paper saw succeed. */
export interface PublishedSuccess {
  /** Undefined where only a rate is known, and not of how many seeds. */
  readonly successes: number | undefined
  readonly seeds: number
  readonly rate: number
  readonly interval?: Interval
  /** The paper, and the place in it. */
  readonly source: string
  /** Given where the paper measured something else. */
  readonly comparable?: false
}

/** Our count beside the paper's. */
export interface Agreement {
  /** Fisher's exact test on both counts, corrected by Holm's method over all cells, or over all totals. */
  readonly adjustedP: number
  readonly agrees: boolean
  /** Differences from the published rate that so many seeds would show four times in five. */
  readonly detectable: { readonly below: number | undefined; readonly above: number | undefined }
}

/** The forms in which a seed is scored; see `Score`. */
export const forms = ['raw', 'float64', 'snapped', 'polished'] as const
export type Form = (typeof forms)[number]

const measureOf: Readonly<Record<Form, string>> = {
  raw: 'extrapolation',
  float64: 'float64',
  snapped: 'snapped',
  polished: 'polished',
}

export interface CellSummary {
  readonly cell: Summarized
  readonly outcomes: readonly Outcome[]
  /** Seeds below the threshold in each form in which they were scored; undefined if the cell was not run. */
  readonly success: ({ readonly raw: SuccessRate } & Readonly<Partial<Record<Form, SuccessRate>>>) | undefined
  /** Seeds that succeed by the other threshold, where there is one. */
  readonly otherSuccess: SuccessRate | undefined
  /** Steps until a record was first below the threshold, of the seeds that succeed. */
  readonly solvedAt: { readonly median: number; readonly mean: MeanEstimate } | undefined
  /** Of the seeds that succeed. */
  readonly sparsity: MeanEstimate | undefined
  /** Seeds whose loss was not finite. */
  readonly notFinite: readonly number[]
  readonly coreSeconds: number
  readonly published: PublishedSuccess | undefined
  readonly agreement: Agreement | undefined
}

/** Several cells together, where a paper tells only what came of all of them. */
export interface Total {
  readonly title: string
  /** What its cells have in common. */
  readonly keys: Readonly<Record<string, string>>
  readonly published: PublishedSuccess
}

/** A cell, or a total with the cells that belong to it. */
export type Summarized = Pick<Cell, 'title' | 'keys' | 'published'>

/**
 * Summaries in the order of the cells, totals after them. The seeds of a total are those of its cells, so that totals
 * are no further tests of the same family: the correction goes over all cells that can be compared, and apart from them
 * over all such totals. In each family the chance of even one false difference is at most 5 %.
 */
export function summarize(
  cells: readonly Cell[],
  outcomes: readonly Outcome[],
  totals: readonly Total[] = [],
  { isCompared = true }: Reading = {},
): CellSummary[] {
  const byCell = Map.groupBy(outcomes, ({ cell }) => cell)
  const thresholds: Thresholds = new Map(cells.map((cell) => [cell.id, scoringOf(cell)]))
  const outcomesOf = (of: readonly Cell[]) => of.flatMap(({ id }) => byCell.get(id) ?? [])
  // A paper's number for several cells is one for all of them, with all seeds.
  const isWhole = (of: readonly Cell[]): boolean => {
    const counts = of.map(({ id }) => byCell.get(id)?.length ?? 0)
    return counts.every((count) => count > 0 && count === counts[0])
  }
  const ofCells = cells.map((cell) => summaryOf(cell, outcomesOf([cell]), thresholds))
  const ofTotals = totals.map((total) => {
    const of = cells.filter((cell) => belongs(cell, total))
    return { summary: summaryOf(total, outcomesOf(of), thresholds), isWhole: isWhole(of) }
  })
  const families = [ofCells, ofTotals.filter((each) => each.isWhole).map(({ summary }) => summary)]
  const agreements = new Map(isCompared ? families.flatMap(agreementsOf) : [])
  return [...ofCells, ...ofTotals.map(({ summary }) => summary)].map((summary) => ({
    ...summary,
    agreement: agreements.get(summary),
  }))
}

/** What Fisher's test says of those with published counts, which are one family of tests. */
function agreementsOf(family: readonly CellSummary[]): readonly (readonly [CellSummary, Agreement])[] {
  const compared = family.flatMap((summary) => {
    const { published, success } = summary
    if (published?.successes === undefined || published.comparable === false || success === undefined) return []
    const { successes, count } = success.raw
    return [{ summary, published, p: fisherExact(successes, count, published.successes, published.seeds) }]
  })
  const { adjusted, rejected } = holm(compared.map(({ p }) => p))
  return compared.map(({ summary, published }, i) => [
    summary,
    {
      adjustedP: adjusted[i] as number,
      agrees: rejected[i] !== true,
      detectable: detectableDifference(published.rate, published.seeds, summary.outcomes.length),
    },
  ])
}

type Thresholds = ReadonlyMap<string, Pick<ScoringOptions, 'threshold' | 'otherThreshold'> | undefined>

const belongs = ({ keys = {} }: Cell, total: Total): boolean =>
  Object.entries(total.keys).every(([key, value]) => keys[key] === value)

function summaryOf(cell: Summarized, outcomes: readonly Outcome[], thresholds: Thresholds): CellSummary {
  const isBelow = ({ cell: id, measures }: Outcome, form: Form) =>
    (measures[measureOf[form]] ?? Number.NaN) < (thresholds.get(id)?.threshold ?? Number.NaN)
  const others = outcomes.filter(({ cell: id, measures }) => {
    return (measures[measureOf.raw] ?? Number.NaN) < (thresholds.get(id)?.otherThreshold ?? Number.NaN)
  })
  const hasOther = outcomes.some(({ cell: id }) => thresholds.get(id)?.otherThreshold !== undefined)
  const rate = (form: Form) => successRate(outcomes.filter((each) => isBelow(each, form)).length, outcomes.length)
  const scored = forms.filter((form) => outcomes.some(({ measures }) => measures[measureOf[form]] !== undefined))
  const solved = outcomes.filter((each) => isBelow(each, 'raw'))
  const steps = finite(solved, 'solvedAt')
  const distances = finite(solved, 'sparsity')
  return {
    cell,
    outcomes,
    success:
      outcomes.length === 0
        ? undefined
        : { raw: rate('raw'), ...Object.fromEntries(scored.map((form) => [form, rate(form)])) },
    otherSuccess: hasOther ? successRate(others.length, outcomes.length) : undefined,
    solvedAt: steps.length === 0 ? undefined : { median: median(steps), mean: gammaMean(steps) },
    sparsity: distances.length === 0 ? undefined : betaMean(distances),
    notFinite: outcomes.filter(({ stopReason }) => stopReason === 'not finite').map(({ seed }) => seed),
    coreSeconds: outcomes.reduce((sum, { seconds }) => sum + seconds, 0),
    published: cell.published,
    agreement: undefined,
  }
}

const finite = (outcomes: readonly Outcome[], measure: string): number[] =>
  outcomes.map(({ measures }) => measures[measure] ?? Number.NaN).filter(Number.isFinite)
