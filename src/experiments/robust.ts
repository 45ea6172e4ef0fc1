// Beyond the papers: the robust recipe on the single module task, with the unit told and with nothing told.

import { randomStream } from '../base/normal.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import type { Interval } from '../base/options.ts'
import { median } from '../statistics/quantiles.ts'
import { successRate } from '../statistics/success-rate.ts'
import { formulaTask, overlappingSubsets, type Task } from '../tasks/task.ts'
import type { TrainingOptions } from '../train/job.ts'
import { type CellSummary, summarize } from './cell-summary.ts'
import { regressionControl } from './controls.ts'
import { type Experiment, type FormulaCell, type Outcome, once, type Report } from './experiment.ts'
import {
  type SingleModuleOperation,
  singleModule,
  singleModuleOperations,
  singleModuleRanges,
} from './published/single-module.ts'
import { singleModuleEpsilons, singleModuleThreshold } from './published/single-module-thresholds.ts'
import type { Candidate, Recipe } from './recipe.ts'
import { controlTraining, products, recipeSettings as settings, sums } from './recipe-candidates.ts'
import { intervalText } from './summary.ts'

const shortNames: Readonly<Record<SingleModuleOperation, string>> = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
}

const isSum: Readonly<Record<SingleModuleOperation, boolean>> = {
  add: true,
  subtract: true,
  multiply: false,
  divide: false,
}

const told = ['unit', 'nothing', 'control'] as const
type Told = (typeof told)[number]

function recipeOf(task: Task, operation: SingleModuleOperation, what: Told): Recipe {
  const unit = isSum[operation] ? sums(task) : products(task)
  const candidates = what === 'unit' ? [unit] : [sums(task), products(task)]
  return { candidates, restarts: settings.restarts, goal: settings.goal }
}

const toldTexts: Readonly<Record<Told, string>> = {
  unit: 'the unit told',
  nothing: 'nothing told',
  control: 'closed-form control',
}

/** In place of a training: one step that counts for nothing, and a regression. */
const controlOf = (
  training: TrainingOptions,
  test: readonly Interval[],
): Pick<FormulaCell, 'training' | 'measure'> => ({
  training: controlTraining(training),
  measure: ({ seed }) => ({ extrapolation: regressionControl(training.task, seed, test) }),
})

function taskOf(formula: string, inputs: number, train: readonly [number, number]): Task {
  if (inputs === singleModule.inputs) return formulaTask(formula, { trainRange: train })
  const placed = (offset: number) => overlappingSubsets(2, { inputs, subset: 1 / inputs, overlap: 0, offset })
  return formulaTask(formula, {
    trainRange: train,
    inputs,
    subsets: placed(0),
    subsetsOfSeed: (seed) => placed(randomStream(seed, 'subset offset').uniform(0, 1)),
  })
}

const inputCounts = [2, 10] as const

const cells = once((): readonly FormulaCell[] =>
  told.flatMap((what) =>
    inputCounts.flatMap((inputs) =>
      singleModuleOperations.flatMap(({ operation, formula }) =>
        singleModuleRanges.map(({ id: range, train, test }): FormulaCell => {
          const op = shortNames[operation]
          const task = taskOf(formula, inputs, train)
          const recipe = recipeOf(task, operation, what)
          const [first] = recipe.candidates as [Candidate]
          return {
            id: `${what}-${inputs}-${op}-${range.replace(',', 'to')}`,
            title: `${formula} of ${inputs} inputs on U[${range}], ${toldTexts[what]}`,
            keys: { told: what, inputs: `${inputs}`, op, range },
            ...(what === 'control' ? controlOf(first.training, test) : { training: first.training, recipe }),
            scoring: {
              testRange: test,
              rows: singleModule.evaluationRows,
              threshold: singleModuleThreshold(operation, test, { epsilon: singleModuleEpsilons.setup, inputs }),
            },
            measured: { testRange: test, ...(what === 'control' ? { control: 'regression' } : {}) },
          }
        }),
      ),
    ),
  ),
)

/** The recipe on the single module task. */
export const robustSingleModule: Experiment<FormulaCell> = {
  id: 'single-module-robust',
  title: 'Single module task by the robust recipe',
  citation: undefined,
  claim:
    'Restarts, snapping, a polish in float64 and a choice inside the training range alone: how often does that find the four operations?',
  protocol: [
    `The nine pairs of ranges, ${singleModule.seeds} seeds and thresholds of the single module task (ε = ${singleModuleEpsilons.setup}), with 2 inputs and with 10 of which 2 matter; where they lie is drawn once a seed.`,
    `A start is ${formatCount(settings.steps)} steps of Adam at ${settings.learningRate}, falling along half a cosine, on ${settings.batch} new rows each, without penalties; then weights within a tenth of −1, 0 or 1 are put there and the others are fitted in float64 by Levenberg and Marquardt’s method to 256 rows of the training range.`,
    'A sum is learnt by an NAU from squared errors. A product of powers is learnt by a NAC• from squared log ratios of sizes; its signs follow from its exponents once these are whole.',
    `Up to ${settings.restarts} starts of each unit, until one has a relative error below ${settings.goal} on 1,000 rows of the training range (the 256 that were fitted are among them); the least such error chooses. All starts count as compute.`,
    '“Unit told”: only the unit that fits the operation is tried. “Nothing told”: neither operation nor operands are known, both units are tried.',
    '“Closed-form control”: ordinary regression on the inputs and on the logarithms of their sizes, coefficients within a tenth of −1, 0 or 1 put there, the better of both inside; nothing is told and nothing is trained.',
    'Test rows, 1,000 of them, are drawn after the choice. A seed succeeds if its mean squared error on them, in float64, is below the threshold of the task.',
  ],
  get cells() {
    return cells()
  },
  seeds: singleModule.seeds,
  smoke: { seeds: 1, steps: 500, cells: ({ keys }) => keys?.['range'] === '1,2' },
  published: [
    {
      what: 'a / b with ten inputs, best published share of 225 runs (NMRU)',
      value: 0.916,
      source: 'Mistry et al. 2022, abstract',
    },
  ],
  report: (outcomes) => reportRobust(outcomes),
}

function reportRobust(outcomes: readonly Outcome[]): Report {
  const summaries = summarize(cells(), outcomes)
  const groups = Map.groupBy(summaries, ({ cell: { keys } }) => `${keys?.['told']} ${keys?.['inputs']}`)
  const tables = [...groups].map(([name, group]) => {
    const [what, inputs] = name.split(' ')
    return {
      title: `${inputs} inputs, ${toldTexts[what as Told]}: seeds of ${singleModule.seeds} that succeed`,
      columns: ['', ...singleModuleOperations.map(({ formula }) => formula)],
      rows: [
        ...singleModuleRanges.map(({ id }) => [
          `U[${id}]`,
          ...singleModuleOperations.map(({ operation }) => countOf(find(group, operation, id))),
        ]),
        ['all', ...singleModuleOperations.map(({ operation }) => totalOf(group, operation))],
        [
          'trainings a seed, median and most',
          ...singleModuleOperations.map(({ operation }) => effort(group, operation)),
        ],
      ],
    }
  })
  const findings = [...groups].map(([name, group]) => {
    const [what, inputs] = name.split(' ')
    const said = singleModuleOperations.map(({ operation, formula }) => `${formula} ${totalOf(group, operation)}`)
    return `${inputs} inputs, ${toldTexts[what as Told]}: ${said.join('; ')}.`
  })
  const cost = outcomes.reduce((sum, { seconds }) => sum + seconds, 0)
  return {
    tables,
    cells: summaries,
    figures: [],
    findings: [
      ...findings,
      `All of it took ${formatNumber(cost, 3)} core-seconds, ${formatNumber(cost / Math.max(1, outcomes.length), 2)} a seed.`,
    ],
  }
}

const ofOperation = (group: readonly CellSummary[], operation: SingleModuleOperation) =>
  group.filter(({ cell }) => cell.keys?.['op'] === shortNames[operation])

const find = (group: readonly CellSummary[], operation: SingleModuleOperation, range: string) =>
  ofOperation(group, operation).find(({ cell }) => cell.keys?.['range'] === range)

const countOf = (summary: CellSummary | undefined): string =>
  summary?.success === undefined ? 'not run' : `${summary.success.raw.successes} of ${summary.success.raw.count}`

function totalOf(group: readonly CellSummary[], operation: SingleModuleOperation): string {
  const run = ofOperation(group, operation).flatMap(({ success }) => success?.raw ?? [])
  const successes = run.reduce((sum, each) => sum + each.successes, 0)
  const count = run.reduce((sum, each) => sum + each.count, 0)
  return count === 0 ? 'not run' : `${successes} of ${count} (${intervalText(successRate(successes, count))})`
}

function effort(group: readonly CellSummary[], operation: SingleModuleOperation): string {
  const trainings = ofOperation(group, operation)
    .flatMap(({ outcomes }) => outcomes.map(({ measures }) => measures['trainings'] ?? Number.NaN))
    .filter(Number.isFinite)
  return trainings.length === 0 ? '' : `${median(trainings)}, ${Math.max(...trainings)}`
}
