// What the counter came to: who goes on with 6, 7, 8, and how far.

import { formatNumber } from '../base/numbers.ts'
import type { Figure } from '../plot/figure.ts'
import { successRate } from '../statistics/success-rate.ts'
import type { Outcome, Report } from './experiment.ts'
import { measured, median, outcomesOf, rateText } from './summary.ts'

export const lastShown = 5
/** Counting ends here: whoever gets so far has learnt it. */
export const mostCounted = 1000
/** How many numbers after the last shown are kept. */
export const rolled = 15
/** Going on means: these are right. */
const goesOn = 8

export const reachName = 'right up to'
export const countName = (wanted: number): string => `number after ${wanted - 1}`

export interface CounterLine {
  readonly module: string
  readonly seeds: number
  /** Seeds that count 6, 7, 8. */
  readonly goOn: number
  /** Median over seeds of the last number that was right. */
  readonly reach: number
  /** Median over seeds of each number from 6 on. */
  readonly numbers: readonly number[]
}

export function counterLines(outcomes: readonly Outcome[]): CounterLine[] {
  return [...new Set(outcomes.map(({ cell }) => cell))].map((module) => {
    const own = outcomesOf(outcomes, module)
    const reaches = measured(own, reachName)
    return {
      module,
      seeds: own.length,
      goOn: reaches.filter((reach) => reach >= goesOn).length,
      reach: median(reaches),
      numbers: Array.from({ length: rolled }, (_, i) => median(measured(own, countName(lastShown + 1 + i)))),
    }
  })
}

export function counterFigure(lines: readonly CounterLine[]): Figure {
  const steps = Array.from({ length: rolled }, (_, i) => lastShown + 1 + i)
  return {
    title: 'Counting on from 5, each number from the one before',
    subtitle: `median of ${Math.max(0, ...lines.map(({ seeds }) => seeds))} seeds`,
    xLabel: 'right number',
    yLabel: 'number given',
    xScale: 'linear',
    yScale: 'linear',
    yDomain: [0, lastShown + rolled + 2],
    series: [
      ...lines.map(({ module, numbers }) => ({
        name: module,
        points: [[lastShown, lastShown] as const, ...numbers.map((value, i) => [steps[i] as number, value] as const)],
      })),
      { name: 'right', reference: true, points: [0, lastShown + rolled].map((x) => [x, x] as const) },
    ],
    bands: [{ from: 0, to: lastShown, label: 'shown' }],
  }
}

export function reportCounter(outcomes: readonly Outcome[]): Report {
  const lines = counterLines(outcomes)
  return {
    tables: [
      {
        title: 'Counting on from 5: how many seeds give 6, 7 and 8, and medians over seeds',
        columns: ['module', 'seeds right to 8', 'right up to', 'for 6', 'for 7', 'for 8'],
        rows: lines.map(({ module, seeds, goOn, reach, numbers }) => [
          module,
          rateText(successRate(goOn, Math.max(1, seeds))),
          reach >= mostCounted ? `${mostCounted}, the end` : String(reach),
          ...numbers.slice(0, 3).map((value) => formatNumber(value, 4)),
        ]),
      },
    ],
    figures: [{ name: 'counter', figure: counterFigure(lines) }],
    findings: counterFindings(lines),
  }
}

export function counterFindings(lines: readonly CounterLine[]): string[] {
  const names = (chosen: readonly CounterLine[]) => chosen.map(({ module }) => module).join(', ')
  const always = lines.filter(({ goOn, seeds }) => goOn === seeds)
  const never = lines.filter(({ goOn }) => goOn === 0)
  const sometimes = lines.filter((line) => !always.includes(line) && !never.includes(line))
  return [
    ...(always.length === 0 ? [] : [`With every seed ${names(always)} go on with 6, 7, 8.`]),
    ...(sometimes.length === 0
      ? []
      : [
          `With some seeds only: ${sometimes.map(({ module, goOn, seeds }) => `${module} (${goOn} of ${seeds})`).join(', ')}.`,
        ]),
    ...(never.length === 0 ? [] : [`Never: ${names(never)}.`]),
  ]
}
