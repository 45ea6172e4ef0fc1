// What the baselines came to: errors inside and outside, for the sum and for the product.

import { formatPercent } from '../base/numbers.ts'
import type { Outcome, Report } from './experiment.ts'
import { errorText, figureText, formulaOf, measured, median, outcomesOf } from './summary.ts'

/** A baseline of which one could say that it holds outside: one part in a hundred. */
const holds = 0.01

export interface BaselineLine {
  readonly module: string
  readonly task: string
  readonly seeds: number
  readonly insideLoss: number
  readonly testLoss: number
  readonly insideError: number
  readonly testError: number
}

/** One line for each cell that was run: medians over its seeds. */
export function baselineLines(outcomes: readonly Outcome[]): BaselineLine[] {
  return [...new Set(outcomes.map(({ cell }) => cell))].map((cell) => {
    const own = outcomesOf(outcomes, cell)
    const [module = '', task = ''] = cell.split(' ')
    const middle = (name: string) => median(measured(own, name))
    return {
      module,
      task,
      seeds: own.length,
      insideLoss: middle('insideLoss'),
      testLoss: middle('testLoss'),
      insideError: middle('insideRelativeRmse'),
      testError: middle('testRelativeRmse'),
    }
  })
}

const list = (lines: readonly BaselineLine[]) => lines.map(({ module }) => module).join(', ')

export function reportBaselines(outcomes: readonly Outcome[]): Report {
  const lines = baselineLines(outcomes)
  return {
    tables: [
      {
        title:
          'Medians over seeds. Error: root mean square over that of the target. Loss: half the sum of squares over 10,000 rows',
        columns: ['network', 'function', 'seeds', 'error inside', 'error outside', 'loss inside', 'loss outside'],
        rows: lines.map(({ module, task, seeds, insideError, testError, insideLoss, testLoss }) => [
          module,
          formulaOf(task),
          String(seeds),
          errorText(insideError),
          errorText(testError),
          figureText(insideLoss),
          figureText(testLoss),
        ]),
      },
    ],
    figures: [],
    findings: [...new Set(lines.map(({ task }) => task))].map((task) =>
      finding(lines.filter((line) => line.task === task)),
    ),
  }
}

/** One task in a sentence. */
export function finding(lines: readonly BaselineLine[]): string {
  const good = lines.filter(({ testError }) => testError < holds)
  const bad = lines.filter((line) => !good.includes(line))
  const errors = bad.map(({ testError }) => testError)
  const range =
    errors.length === 0 ? '' : ` by ${formatPercent(Math.min(...errors))} to ${formatPercent(Math.max(...errors))}`
  const task = formulaOf(lines[0]?.task ?? '')
  if (bad.length === 0) return `${task}: all of them stay within 1 % of the target outside the range.`
  if (good.length === 0) return `${task}: all of them fail outside the range, they err${range} of the target.`
  return `${task}: ${list(bad)} fail outside the range (they err${range} of the target); ${list(good)} stay within 1 %.`
}
