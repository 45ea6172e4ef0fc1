// Outcomes of many seeds in few numbers: medians, shares with their intervals, and how to write them.

import { formatNumber, formatPercent } from '../base/numbers.ts'
import { printFormula } from '../graph/formula-print.ts'
import { type SuccessRate, successRate } from '../statistics/success-rate.ts'
import { tasks } from '../tasks/index.ts'
import type { Outcome } from './experiment.ts'

export const outcomesOf = (outcomes: readonly Outcome[], cell: string): Outcome[] =>
  outcomes.filter((outcome) => outcome.cell === cell)

/** One measure of every outcome; NaN where it is missing. */
export const measured = (outcomes: readonly Outcome[], name: string): number[] =>
  outcomes.map(({ measures }) => measures[name] ?? Number.NaN)

/** Ascending; what is not a number comes last, as the worst of all. */
export const ascending = (values: readonly number[]): number[] =>
  values.toSorted((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b))

/** The lower one of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  return ascending(values)[(values.length - 1) >> 1] ?? Number.NaN
}

/** How many values are at most `limit`, of all, those that are not finite included. */
export function shareAtMost(values: readonly number[], limit: number): SuccessRate | undefined {
  if (values.length === 0) return undefined
  return successRate(values.filter((value) => value <= limit).length, values.length)
}

/** `49–94 %` */
export const intervalText = ({ interval: [low, high] }: SuccessRate): string =>
  `${Math.round(100 * low)}–${Math.round(100 * high)} %`

/** `19 of 39 (33–65 %)` */
export function rateText(rate: SuccessRate | undefined): string {
  return rate === undefined ? '–' : `${rate.successes} of ${rate.count} (${intervalText(rate)})`
}

/** A training range as it stands in tables: two numbers are an interval, anything else is a name. */
export const rangeText = (range: string): string => (/^[-\d.]+,[-\d.]+$/.test(range) ? `U[${range}]` : range)

/** Three digits; what is not finite is said so. */
export function figureText(value: number): string {
  if (Number.isFinite(value)) return formatNumber(value)
  return Number.isNaN(value) ? 'not a number' : '∞'
}

/** A relative error: `84.7 %`; more than all of it as `26.3 ×`, and what would be rounded to nothing as `3.1e-8`. */
export function errorText(error: number): string {
  if (!Number.isFinite(error)) return figureText(error)
  if (error > 1) return `${formatNumber(error)} ×`
  return error < 1e-4 ? formatNumber(error, 2) : formatPercent(error, error < 0.01 ? 2 : 1)
}

/** The formula of a task as people read it: `a + b`. */
export function formulaOf(task: string): string {
  const found = tasks.find((each) => each.task.id === task)
  return found === undefined ? task : printFormula(found.task.formula)
}
