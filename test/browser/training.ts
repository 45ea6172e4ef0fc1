// Strict trainings whose weights, moments and counters must have the same bits in Node and in a page.

import { encodeArray } from '../../src/base/arrays.ts'
import { modules } from '../../src/modules/index.ts'
import type { ArithmeticModule } from '../../src/modules/module.ts'
import { adam } from '../../src/optimizers/adam.ts'
import { schedules } from '../../src/optimizers/schedules.ts'
import type { WorkerPort } from '../../src/pool/pool.ts'
import { formulaTask } from '../../src/tasks/task.ts'
import type { Batching } from '../../src/train/batches.ts'
import type { TrainingOptions } from '../../src/train/job.ts'
import { trainSeeds } from '../../src/train/learn.ts'
import { stackOf } from '../../src/train/model.ts'

const nalu = modules.find(({ id }) => id === 'nalu') as ArithmeticModule

function options(inputs: number, hidden: readonly number[], batching: Batching, steps: number): TrainingOptions {
  const half = Math.ceil(inputs / 2)
  const subsets = [
    { from: 0, to: half },
    { from: half, to: inputs },
  ]
  return {
    model: stackOf(nalu, inputs, hidden),
    task: formulaTask('a * b', { trainRange: [1, 2], inputs, subsets }),
    batching,
    loss: 'meanSquaredError',
    optimizer: adam,
    learningRate: 0.01,
    schedule: schedules.cosine,
    clipping: { norm: 10 },
    stop: { steps, whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY },
    checkEvery: steps,
    validationRows: 64,
    strict: true,
  }
}

interface Workers {
  readonly seeds: readonly number[]
  readonly threads: number
  readonly spawn: () => WorkerPort
}

/** Every bit of the states after trainings; without workers, of seed 7 in this thread. */
export async function finalState(
  inputs: number,
  hidden: readonly number[],
  batching: Batching,
  steps: number,
  workers?: Workers,
) {
  const results = await trainSeeds(options(inputs, hidden, batching, steps), workers?.seeds ?? [7], workers ?? {})
  return results.map(({ seed, steps: done, state }) => ({
    seed,
    done,
    slots: Object.fromEntries(Object.entries(state.slots).map(([name, values]) => [name, encodeArray(values)])),
  }))
}
