// Beyond the papers: the robust recipe on the 100-input task, with the unit told and with nothing told.

import { citations, shortCitation } from '../base/citations.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import { median } from '../statistics/quantiles.ts'
import { successRate } from '../statistics/success-rate.ts'
import { arithmeticTask, operationTitles, shortNames } from './arithmetic-100.ts'
import { summarize } from './cell-summary.ts'
import { polynomialControl } from './controls-of-sums.ts'
import { type Experiment, type FormulaCell, type Outcome, once, type Reading, type Report } from './experiment.ts'
import {
  type ArithmeticOperation,
  arithmetic100,
  arithmeticOperations,
  arithmeticSweeps,
} from './published/arithmetic-100.ts'
import { arithmeticResults } from './published/arithmetic-100-results.ts'
import { arithmeticThresholds, productThresholds } from './published/arithmetic-100-thresholds.ts'
import { publishedCells, type RangePair } from './published/rates.ts'
import type { Candidate } from './recipe.ts'
import {
  controlTraining,
  powersOfSums,
  productOfSums,
  products,
  recipeSettings,
  refined,
  refiningSettings,
  sums,
} from './recipe-candidates.ts'
import { intervalText } from './summary.ts'

const told = ['unit', 'nothing', 'control'] as const
type Told = (typeof told)[number]

const toldTexts: Readonly<Record<Told, string>> = {
  unit: 'the unit told',
  nothing: 'nothing told',
  control: 'closed-form control',
}

type Make = (task: Candidate['training']['task']) => Candidate

const refinedSums: Make = (task) => refined(sums(task))
const refinedProducts: Make = (task) => refined(products(task))

const unitOf: Readonly<Record<ArithmeticOperation, Make>> = {
  add: refinedSums,
  subtract: refinedSums,
  multiply: productOfSums,
  divide: powersOfSums,
  square: productOfSums,
  root: powersOfSums,
}

// What is fitted soonest is tried first.
const allUnits: readonly Make[] = [refinedSums, refinedProducts, productOfSums, powersOfSums]

interface Line {
  readonly operation: ArithmeticOperation
  readonly range: RangePair
}

/** Every operation as the paper has it, and the product on all of its ranges. */
const lines: readonly Line[] = arithmeticOperations.flatMap(({ operation }) => {
  const ranges = operation === 'multiply' ? arithmeticSweeps.ranges : [arithmetic100.ranges]
  return ranges.map((range) => ({ operation, range }))
})

// The only one of the paper's ranges on which no model multiplies.
const narrowest = arithmeticSweeps.ranges.find(({ train: [low] }) => low === 1.1)

function thresholdOf({ operation, range }: Line): number {
  const test = JSON.stringify(range.test)
  const standard = arithmeticThresholds.find((each) => each.operation === operation)
  const swept = productThresholds.byTestRange.find((each) => JSON.stringify(each.test) === test)
  return (range === arithmetic100.ranges ? standard?.published : swept?.threshold) as number
}

const keysOf = ({ operation, range }: Line, what: Told): Readonly<Record<string, string>> => ({
  told: what,
  op: shortNames[operation],
  range: range.id,
})

const cells = once((): readonly FormulaCell[] =>
  told.flatMap((what) =>
    lines.map((line): FormulaCell => {
      const { operation, range } = line
      const task = arithmeticTask(operation, { range })
      const candidates = (what === 'unit' ? [unitOf[operation]] : allUnits).map((make) => make(task))
      const [{ training }] = candidates as [Candidate]
      const control = what === 'control'
      const { restarts, goal } = recipeSettings
      return {
        id: Object.values(keysOf(line, what)).join('-').replaceAll(',', 'to'),
        title: `${operationTitles[shortNames[operation]]} of 100 inputs on U[${range.id}], ${toldTexts[what]}`,
        keys: keysOf(line, what),
        ...(control
          ? {
              training: controlTraining(training),
              measure: ({ seed }) => ({ extrapolation: polynomialControl(task, seed, range.test) }),
            }
          : { training, recipe: { candidates, restarts, goal } }),
        scoring: { testRange: range.test, rows: arithmetic100.evaluationRows, threshold: thresholdOf(line) },
        measured: { testRange: range.test, ...(control ? { control: 'rational, quadratic' } : {}) },
      }
    }),
  ),
)

const bestPublished = (operation: ArithmeticOperation): number =>
  Math.max(
    ...publishedCells(arithmeticResults, { experiment: 'arithmetic-100', operation }).map(
      ({ success }) => success?.rate ?? 0,
    ),
  )

/** The recipe on the task of Madsen & Johansen 2020, section 4.1. */
export const robustArithmetic: Experiment<FormulaCell> = {
  id: 'arithmetic-100-robust',
  title: 'Arithmetic task of 100 inputs by the robust recipe',
  citation: citations.madsen2020,
  claim:
    'No published model divides sums of a hundred inputs, and none multiplies them where they were seen on U[1.1, 1.2] only: do restarts and a fit in float64 inside the training range?',
  protocol: [
    `Task, ranges and thresholds (those published) of the 100-input task: a sums 25 of 100 inputs, b as many, 12 of them shared; where they lie is drawn once a seed. The product on each of the paper’s ranges.`,
    `A start is ${formatCount(recipeSettings.steps)} steps of Adam at ${recipeSettings.learningRate}, falling along half a cosine, on ${recipeSettings.batch} new rows each, without penalties; then all weights are fitted in float64 by Levenberg and Marquardt’s method, at most ${refiningSettings.iterations} steps of it, to ${formatCount(refiningSettings.rows)} rows of the training range. Sums that are multiplied or divided are known up to a factor: their weights are scaled until the largest is 1 and put on −1, 0 and 1 if the error stays as small.`,
    'Candidates: a sum (NAU), a product of powers (NAC•), a product of two sums (NAU, then an NMU whose weights are put on 0 and 1 before the fit), powers of two sums (NAU, then NAC•).',
    `Up to ${recipeSettings.restarts} starts of each candidate, until one has a relative error below ${recipeSettings.goal} on ${formatCount(1.5 * refiningSettings.rows)} rows of the training range (those that were fitted are among them); the least such error chooses. All starts count as compute.`,
    '“Unit told”: sums for a + b and a − b, the product of sums for a · b and a², powers of sums for a / b and √a. “Nothing told”: all four are tried.',
    '“Closed-form control”: the null space of y · (c + v·x) = d + u·x, which sums and quotients lie in; where it leaves an error, a full quadratic polynomial of all inputs, 5,151 coefficients, by least squares on 10,000 rows. Nothing is told and nothing is trained. Roots lie in neither.',
    `Test rows are drawn after the choice. A seed succeeds if its mean squared error on them, in float64, is below the threshold of the task.`,
  ],
  get cells() {
    return cells()
  },
  seeds: 25,
  smoke: { seeds: 1, steps: 200, cells: ({ keys }) => keys?.['told'] === 'unit' && keys['op'] === 'div' },
  published: [
    {
      what: 'a / b, seeds of 100 that succeed, eleven models',
      value: 0,
      source: `${shortCitation(citations.madsen2020)}, appendix “Comparing all models”`,
    },
    {
      what: 'a · b on U[1.1, 1.2], seeds of 50 that succeed, five models',
      value: 0,
      source: `${shortCitation(citations.madsen2020)}, appendix “Effect of dataset parameter”`,
    },
  ],
  report: reportRobust,
}

function reportRobust(outcomes: readonly Outcome[], { isCompared = true }: Reading = {}): Report {
  const summaries = summarize(cells(), outcomes)
  const summaryOf = (line: Line, what: Told) =>
    summaries.find(({ cell }) => JSON.stringify(cell.keys) === JSON.stringify(keysOf(line, what)))
  const titleOf = ({ operation, range }: Line) => `${operationTitles[shortNames[operation]]} on U[${range.id}]`
  const successText = (line: Line, what: Told): string => {
    const success = summaryOf(line, what)?.success?.raw
    if (success === undefined) return 'not run'
    const { successes, count } = success
    return `${successes} of ${count} (${intervalText(successRate(successes, count))})`
  }
  const costs = (line: Line, what: Told, measure: 'trainings' | 'seconds'): string => {
    const values = (summaryOf(line, what)?.outcomes ?? [])
      .map((each) => (measure === 'seconds' ? each.seconds : (each.measures[measure] ?? Number.NaN)))
      .filter(Number.isFinite)
    return values.length === 0 ? '' : `${formatNumber(median(values), 2)}, ${formatNumber(Math.max(...values), 2)}`
  }
  const published = ({ operation, range }: Line) =>
    range === arithmetic100.ranges ? `${formatNumber(100 * bestPublished(operation), 3)} %` : ''
  const learnt = ['unit', 'nothing'] as const
  const isLearnt = (line: Line) => learnt.some((what) => summaryOf(line, what)?.success !== undefined)
  const tables = [
    {
      title: 'Seeds that succeed, with the interval of the rate',
      columns: ['', ...told.map((what) => toldTexts[what]), 'best published'],
      rows: lines.map((line) => [titleOf(line), ...told.map((what) => successText(line, what)), published(line)]),
    },
    {
      title: 'Trainings a seed and core-seconds a seed: median, most',
      columns: [
        '',
        ...learnt.map((what) => `trainings, ${toldTexts[what]}`),
        ...learnt.map((what) => `seconds, ${toldTexts[what]}`),
      ],
      rows: lines
        .filter(isLearnt)
        .map((line) => [
          titleOf(line),
          ...learnt.map((what) => costs(line, what, 'trainings')),
          ...learnt.map((what) => costs(line, what, 'seconds')),
        ]),
    },
  ]
  const othersOn = ({ operation, range }: Line): string | undefined => {
    if (!isCompared) return undefined
    if (operation === 'divide') return 'none of eleven published models finds it'
    return range === narrowest ? 'none of five published models finds it' : undefined
  }
  return {
    tables,
    cells: summaries,
    figures: [],
    findings: lines.flatMap((line) => {
      const others = othersOn(line)
      const ours = told.map((what) => `${toldTexts[what]}, ${successText(line, what)}`).join('; ')
      return others === undefined ? [] : [`${titleOf(line)}: ${ours}; ${others}.`]
    }),
  }
}
