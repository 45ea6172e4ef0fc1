// Puts a training together by hand: a task with inputs that do not matter, a model, an optimiser, worker threads.

import { findModule, formulaTask, optimizers, schedules, score, stackOf, trainSeeds } from 'nalu'
import { trainingThread } from 'nalu/threads'

// The area of a rectangle; the third and the fourth input mean nothing.
const task = formulaTask('width * height', {
  trainRange: [1, 2],
  inputs: 4,
  threshold: { metric: 'meanSquaredError', below: 1e-6 },
})
const [optimizer] = optimizers
if (optimizer === undefined) throw new Error('There is no optimiser.')

const options = {
  task,
  model: stackOf(findModule('nac-mul'), task.inputs, []),
  batching: { kind: 'fresh', batch: 128 },
  loss: 'meanSquaredError',
  optimizer,
  learningRate: 0.03,
  schedule: schedules.constant,
  clipping: { norm: 1 },
  stop: { steps: 20_000, whenSolved: true, patience: 5000, seconds: 30 },
  checkEvery: 500,
  validationRows: 1000,
  strict: true,
} as const

// The bits of a seed depend neither on the number of threads nor on which of them trains it.
const results = await trainSeeds(options, [0, 1, 2, 3, 4, 5], { threads: 2, spawn: trainingThread })
for (const result of results) {
  const outside = score(options, result, () => [[10, 100]], 1000)
  console.log(
    `seed ${result.seed}: ${result.stopReason} at step ${result.steps}, ` +
      `off by ${(100 * outside.relativeRmse).toPrecision(2)} % between 10 and 100`,
  )
}
