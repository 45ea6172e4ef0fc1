// Static arithmetic: two NALU layers learn six functions of ten inputs, tested on ten times the range.

import { citations } from '../base/citations.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import { truncatedNormalInitial } from '../modules/initializers.ts'
import { nalu } from '../modules/nalu.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { publishedTestLoss, staticArithmetic as staticTasks } from '../tasks/static-arithmetic.ts'
import type { TestedTask } from '../tasks/task.ts'
import { score } from '../train/learn.ts'
import { stackOf } from '../train/model.ts'
import { drawRows } from '../train/rows.ts'
import type { Experiment, FormulaCell } from './experiment.ts'
import { float32Score } from './float32.ts'
import { reportStatic } from './static-report.ts'

// All of it as in the published run, whose rows, epochs and loss `publishedTestLoss` names.
const { rows, epochs } = publishedTestLoss
const initial = truncatedNormalInitial(0.02)

function cellOf({ task, testRange, layers = [2] }: TestedTask): FormulaCell {
  const model = stackOf(nalu, task.inputs, layers)
  return {
    id: task.id,
    title: task.title,
    training: {
      model,
      task,
      batching: { kind: 'full', rows },
      loss: 'halfSumOfSquares',
      optimizer: adam,
      learningRate: 0.1,
      schedule: schedules.constant,
      clipping: {},
      stop: { steps: epochs, whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY },
      checkEvery: 1000,
      validationRows: rows,
      strict: false,
      initial,
    },
    measured: { testRange, rows },
    measure: (trained) => {
      const exact = score({ model, task }, trained, () => testRange, rows)
      const x = drawRows(trained.seed, 'test', testRange, task.inputs, rows)
      const rounded = float32Score(model, task, trained, x)
      return {
        testLoss: rounded.halfSumOfSquares,
        testRelativeRmse: rounded.relativeRmse,
        testLossFloat64: exact.halfSumOfSquares,
        testRelativeRmseFloat64: exact.relativeRmse,
      }
    },
  }
}

export const staticArithmetic: Experiment<FormulaCell> = {
  id: 'static-arithmetic',
  title: 'Static arithmetic: six functions of ten inputs',
  citation: citations.trask2018,
  claim:
    `A published run of two NALU layers learnt a + b on inputs below 10 and reached a loss of ${formatNumber(publishedTestLoss.value, 4)} ` +
    'on inputs below 100; its author adds that other simple functions work similarly well.',
  protocol: [
    'A row has ten inputs. a is the sum of the first four, b of the other six.',
    `Training: ${formatCount(rows)} rows of U[0, 10), all of them in every epoch, ${formatCount(epochs)} epochs.`,
    `Test: ${formatCount(rows)} rows of U[0, 100), drawn only when training is over.`,
    'NALU(10 → 2), then NALU(2 → 1); in each layer one W serves the sum and the product; ε = 1e-7.',
    'Every matrix, the gate G (without bias) among them, is drawn from a normal with standard deviation 0.02, and again where it lies beyond two.',
    'Adam at 0.1. The loss is half the sum of squared errors over all rows.',
    'Test losses are computed in float32, as in the published run; the same weights in float64 are reported beside them.',
    'The published code also runs its training step on the test rows when it evaluates. That is not repeated here: no weight has seen the test range.',
  ],
  cells: staticTasks.map(cellOf),
  seeds: 100,
  smoke: { seeds: 2, steps: 200 },
  published: [
    {
      what: 'test loss of a + b, half the sum of squared errors',
      value: publishedTestLoss.value,
      source: `a published run of ${formatCount(epochs)} epochs, one seed`,
    },
  ],
  report: reportStatic,
}
