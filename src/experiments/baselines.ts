// Baselines: what networks of the usual activations make of a sum and of a product, inside the range and outside.

import { citations } from '../base/citations.ts'
import { formatCount } from '../base/numbers.ts'
import type { Interval } from '../base/options.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { publishedTestLoss, staticArithmetic } from '../tasks/static-arithmetic.ts'
import type { TestedTask } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import { stackOf } from '../train/model.ts'
import { drawRows, type Purpose } from '../train/rows.ts'
import { reportBaselines } from './baselines-report.ts'
import type { Experiment, FormulaCell } from './experiment.ts'
import { float32Score } from './float32.ts'

const hidden = 32
const steps = 10_000
const batch = 128
const learningRate = 0.03
const { rows } = publishedTestLoss

/** Bounded ones first, then those that are straight far out. */
const baselineModules = ['tanh', 'sigmoid', 'relu6', 'linear', 'relu'].map(findModule)
export const baselineTasks = staticArithmetic.filter(({ task }) => ['static-add', 'static-multiply'].includes(task.id))

const baselineCell = (module: string, task: string): string => `${module} ${task}`

function cellOf(module: (typeof baselineModules)[number], { task, testRange }: TestedTask): FormulaCell {
  const model = stackOf(module, task.inputs, [hidden])
  return {
    id: baselineCell(module.id, task.id),
    title: `${module.title}: ${task.title}`,
    training: {
      model,
      task,
      batching: { kind: 'fresh', batch },
      loss: 'meanSquaredError',
      optimizer: adam,
      learningRate,
      schedule: schedules.cosine,
      clipping: {},
      stop: { steps, whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY },
      checkEvery: 1000,
      // Measured below, on more rows and much faster.
      validationRows: 100,
      strict: false,
    },
    measured: { testRange, rows, in: 'float32' },
    measure: (trained) => {
      const draw = (purpose: Purpose, ranges: readonly Interval[]) =>
        float32Score(model, task, trained, drawRows(trained.seed, purpose, ranges, task.inputs, rows))
      const inside = draw('validation', [task.trainRange])
      const outside = draw('test', testRange)
      return {
        insideLoss: inside.halfSumOfSquares,
        insideRelativeRmse: inside.relativeRmse,
        testLoss: outside.halfSumOfSquares,
        testRelativeRmse: outside.relativeRmse,
      }
    },
  }
}

export const baselines: Experiment<FormulaCell> = {
  id: 'baselines',
  title: 'Baselines: a sum and a product by the usual networks',
  citation: citations.trask2018,
  claim:
    'Networks of the usual activations fit arithmetic inside the range they were trained on and fail outside of it.',
  protocol: [
    'The same ten inputs as in static arithmetic: a is the sum of the first four, b of the other six.',
    `One hidden layer of ${hidden} and a linear output. "Linear" has no activation at all.`,
    `Adam at ${learningRate}, falling to zero along half a cosine, ${formatCount(steps)} steps of ${batch} fresh rows of U[0, 10); the loss is the mean squared error.`,
    `Inside: ${formatCount(rows)} fresh rows of U[0, 10). Outside: ${formatCount(rows)} rows of U[0, 100). Both in float32.`,
  ],
  cells: baselineTasks.flatMap((task) => baselineModules.map((module) => cellOf(module, task))),
  seeds: 20,
  smoke: { seeds: 1, steps: 100 },
  published: [],
  report: reportBaselines,
}
