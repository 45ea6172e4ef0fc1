// What came of a sweep: success, speed, test error and cost of each combination, and of all that share a value.

import { formatCount, formatNumber } from '../base/numbers.ts'
import { writeCsv } from '../data/csv.ts'
import type { Cell, Outcome, Report, ReportTable } from '../experiments/experiment.ts'
import { errorText, intervalText } from '../experiments/summary.ts'
import { median, quantile } from '../statistics/quantiles.ts'
import { type SuccessRate, successRate } from '../statistics/success-rate.ts'

export interface SweepFacts {
  readonly id: string
  /** Those that differ, in the order of the file. */
  readonly keys: readonly string[]
  readonly cells: readonly Pick<Cell, 'id' | 'keys'>[]
  readonly by: string | undefined
  /** Where all combinations share it. */
  readonly task: string | undefined
}

/** Seeds of one combination, or of several together. */
export interface SweepSummary {
  readonly name: string
  readonly keys: Readonly<Record<string, string>>
  readonly success: SuccessRate
  /** Median of the seeds that solved it; undefined if none did. */
  readonly solvedAt: number | undefined
  /** Relative error on the test range, of all seeds: one that is not a number counts as infinite. */
  readonly testError: { readonly median: number; readonly quartiles: readonly [low: number, high: number] }
  /** Seeds that did not solve it, and those whose loss was not finite. */
  readonly failed: readonly number[]
  readonly notFinite: readonly number[]
  readonly coreSeconds: number
}

/** True for an outcome whose seed solved its task. */
export const isSolved = ({ measures }: Outcome): boolean => measures['solved'] === 1

function summaryOf(name: string, keys: SweepSummary['keys'], outcomes: readonly Outcome[]): SweepSummary {
  const solved = outcomes.filter(isSolved)
  const steps = solved.map(({ measures }) => measures['solvedAtStep'] ?? Number.NaN).filter(Number.isFinite)
  const errors = outcomes.map(({ measures }) => {
    const error = measures['testRelativeRmse'] ?? Number.NaN
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
  })
  return {
    name,
    keys,
    success: successRate(solved.length, outcomes.length),
    solvedAt: steps.length === 0 ? undefined : median(steps),
    testError: { median: median(errors), quartiles: [quantile(errors, 0.25), quantile(errors, 0.75)] },
    failed: outcomes.filter((outcome) => !isSolved(outcome)).map(({ seed }) => seed),
    notFinite: outcomes.filter(({ stopReason }) => stopReason === 'not finite').map(({ seed }) => seed),
    coreSeconds: outcomes.reduce((sum, { seconds }) => sum + seconds, 0),
  }
}

/** One summary for each combination that was run. */
export function summarizeSweep({ cells }: Pick<SweepFacts, 'cells'>, outcomes: readonly Outcome[]): SweepSummary[] {
  const byCell = Map.groupBy(outcomes, ({ cell }) => cell)
  return cells.flatMap(({ id, keys = {} }) => {
    const own = byCell.get(id)
    return own === undefined ? [] : [summaryOf(id, keys, own)]
  })
}

/** One for each value of a key, over all combinations that have it. */
export function summarizeBy(
  { cells }: Pick<SweepFacts, 'cells'>,
  outcomes: readonly Outcome[],
  key: string,
): SweepSummary[] {
  const values = new Map(cells.map(({ id, keys = {} }) => [id, keys[key] ?? '']))
  const groups = Map.groupBy(outcomes, ({ cell }) => values.get(cell) ?? '')
  return [...new Set(values.values())].flatMap((value) => {
    const own = groups.get(value)
    return own === undefined ? [] : [summaryOf(`${key}=${value}`, { [key]: value }, own)]
  })
}

/** Tables, findings and the file with a line for each combination. */
export function reportSweep(facts: SweepFacts, outcomes: readonly Outcome[]): Report {
  const { id, keys, by } = facts
  const summaries = summarizeSweep(facts, outcomes)
  const pooled = by === undefined ? [] : summarizeBy(facts, outcomes, by)
  const failures = summaries.filter(({ failed, notFinite }) => failed.length + notFinite.length > 0)
  const title = 'Each combination'
  const pooledTitle = `All combinations with one ${by}, their seeds together`
  const tables = [
    table(title, keys, summaries, wide),
    ...(by === undefined ? [] : [table(pooledTitle, [by], pooled, wide)]),
    ...(failures.length === 0 ? [] : [failureTable(keys, failures)]),
  ]
  return {
    tables,
    shown: [
      table(title, keys, summaries, narrow),
      ...(by === undefined ? [] : [table(pooledTitle, [by], pooled, narrow)]),
    ],
    figures: [],
    findings: findings(facts, summaries),
    files: [{ name: `${id}-cells.csv`, what: 'the table of combinations', text: cellsCsv(keys, summaries) }],
  }
}

type Column = readonly [title: string, textOf: (summary: SweepSummary) => string]

const narrow: readonly Column[] = [
  ['solved', ({ success: { successes, count } }) => `${formatCount(successes)} of ${formatCount(count)}`],
  ['95 % interval', ({ success }) => intervalText(success)],
  ['solved at', ({ solvedAt }) => (solvedAt === undefined ? '–' : formatCount(solvedAt))],
  ['test error', ({ testError }) => errorText(testError.median)],
]

const wide: readonly Column[] = [
  ...narrow,
  ['quartiles', ({ testError: { quartiles } }) => quartiles.map(errorText).join(' to ')],
  ['not finite', ({ notFinite }) => formatCount(notFinite.length)],
  ['core s', ({ coreSeconds }) => formatNumber(coreSeconds)],
]

function table(
  title: string,
  keys: readonly string[],
  summaries: readonly SweepSummary[],
  columns: readonly Column[],
): ReportTable {
  const rows = summaries.map((summary) => [
    ...keys.map((key) => summary.keys[key] ?? ''),
    ...columns.map(([, textOf]) => textOf(summary)),
  ])
  return { title, columns: [...keys, ...columns.map(([name]) => name)], rows }
}

function failureTable(keys: readonly string[], summaries: readonly SweepSummary[]): ReportTable {
  const rows = summaries.map(({ keys: own, failed, notFinite }) => [
    ...keys.map((key) => own[key] ?? ''),
    seedsText(failed),
    seedsText(notFinite),
  ])
  return { title: 'Seeds that failed', columns: [...keys, 'not solved', 'loss not finite'], rows }
}

/** Ascending numbers with runs put together: `0–3, 7`. */
export function seedsText(seeds: readonly number[]): string {
  const runs: [from: number, to: number][] = []
  for (const seed of seeds) {
    const last = runs.at(-1)
    if (last !== undefined && seed === last[1] + 1) last[1] = seed
    else runs.push([seed, seed])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}

function findings({ task, cells }: SweepFacts, summaries: readonly SweepSummary[]): string[] {
  const best = summaries.toSorted(
    (a, b) => b.success.rate - a.success.rate || (a.solvedAt ?? Infinity) - (b.solvedAt ?? Infinity),
  )
  const [first] = best
  const seeds = summaries.reduce((sum, { success }) => sum + success.count, 0)
  const seconds = summaries.reduce((sum, { coreSeconds }) => sum + coreSeconds, 0)
  const scope = `${formatCount(summaries.length)} of ${formatCount(cells.length)} combinations were run: ${formatCount(seeds)} seeds, ${formatNumber(seconds)} core-seconds.`
  const what = task ?? 'its task'
  if (first === undefined) return ['Nothing was run yet.', scope]
  if (first.success.successes === 0) return [`No seed of any combination solved ${what}.`, scope]
  const { successes, count } = first.success
  const alike = best.filter(({ success }) => success.rate === first.success.rate).length
  const at = first.solvedAt === undefined ? '' : `, half of them by step ${formatCount(first.solvedAt)}`
  const others = alike === 1 ? '' : `; of ${formatCount(alike)} that are as sure it is the fastest`
  const rate = `${formatCount(successes)} of ${formatCount(count)} seeds (${intervalText(first.success)})`
  return [`Best: ${first.name} solved ${what} with ${rate}${at}${others}.`, scope]
}

function cellsCsv(keys: readonly string[], summaries: readonly SweepSummary[]): string {
  const number = (value: number | undefined) => (value === undefined ? '' : String(value))
  const columns: readonly Column[] = [
    ['count', ({ success }) => number(success.count)],
    ['solved', ({ success }) => number(success.successes)],
    ['rate', ({ success }) => number(success.rate)],
    ['low', ({ success }) => number(success.interval[0])],
    ['high', ({ success }) => number(success.interval[1])],
    ['solvedAtMedian', ({ solvedAt }) => number(solvedAt)],
    ['testErrorMedian', ({ testError }) => number(testError.median)],
    ['testErrorLowerQuartile', ({ testError }) => number(testError.quartiles[0])],
    ['testErrorUpperQuartile', ({ testError }) => number(testError.quartiles[1])],
    ['failedSeeds', ({ failed }) => failed.join(' ')],
    ['notFiniteSeeds', ({ notFinite }) => notFinite.join(' ')],
    ['coreSeconds', ({ coreSeconds }) => number(coreSeconds)],
  ]
  const { columns: names, rows } = table('', keys, summaries, columns)
  return writeCsv({ source: '', names, rows, lines: [], separator: ',', newline: '\n' })
}
