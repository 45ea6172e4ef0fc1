// Small trainings for tests: a few milliseconds each, the same bits on every machine.

import { linear } from '../src/modules/linear.ts'
import { adam } from '../src/optimizers/adam.ts'
import { schedules } from '../src/optimizers/schedules.ts'
import { formulaTask } from '../src/tasks/task.ts'
import type { TrainingOptions } from '../src/train/job.ts'
import { stackOf } from '../src/train/model.ts'
import type { SeedResult } from '../src/train/trainer.ts'

/** The sum of two inputs, learned by a linear layer: solved after some thousand steps. */
export function smallTraining(changes: Partial<TrainingOptions> = {}): TrainingOptions {
  return {
    model: stackOf(linear, 2, []),
    task: formulaTask('a + b', { trainRange: [1, 2] }),
    batching: { kind: 'fresh', batch: 16 },
    loss: 'meanSquaredError',
    optimizer: adam,
    learningRate: 0.03,
    schedule: schedules.constant,
    clipping: {},
    stop: { steps: 500, whenSolved: false, patience: 0, seconds: Infinity },
    checkEvery: 100,
    validationRows: 50,
    strict: true,
    ...changes,
  }
}

/** A small training that ends by other rules. */
export const stopping = (
  stop: Partial<TrainingOptions['stop']>,
  changes: Partial<TrainingOptions> = {},
): TrainingOptions => smallTraining({ ...changes, stop: { ...smallTraining().stop, ...stop } })

/** All of a result that may not depend on the clock. */
export const timeless = ({
  seconds: _,
  stepsPerSecond: __,
  state: { seconds: ___, ...state },
  ...rest
}: SeedResult) => ({
  ...rest,
  state,
})
