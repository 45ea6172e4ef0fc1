import { describe, expect, test } from 'vitest'
import { printDocument } from '../base/document.ts'
import type { CancelSignal } from '../base/platform.ts'
import { modules } from '../modules/index.ts'
import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import type { Batching } from './batches.ts'
import { type Checkpoint, loadCheckpoint, saveCheckpoint, statesToResume } from './checkpoint.ts'
import { seedStart, type TrainingOptions, trainingJob } from './job.ts'
import { stackOf } from './model.ts'
import { type SeedResult, type TrainingState, trainSeed } from './trainer.ts'

const configuration = { module: 'nac', seeds: 2 }
const nac = modules.find(({ id }) => id === 'nac') as (typeof modules)[number]

const options = (changes: Partial<TrainingOptions>): TrainingOptions => ({
  model: stackOf(nac, 2, [3]),
  task: formulaTask('a + b', { trainRange: [0, 4] }),
  batching: { kind: 'fresh', batch: 16 },
  loss: 'meanSquaredError',
  optimizer: adam,
  learningRate: 0.01,
  schedule: schedules.cosine,
  clipping: { norm: 1 },
  stop: { steps: 400, whenSolved: false, patience: 0, seconds: Infinity },
  checkEvery: 50,
  validationRows: 64,
  strict: false,
  ...changes,
})

/** A state after it was saved as text and loaded again. */
function kept(given: TrainingOptions, state: TrainingState): TrainingState {
  const job = trainingJob(given)
  const text = printDocument(saveCheckpoint({ configuration, fused: job.fused, states: [state] }))
  return statesToResume(loadCheckpoint(text), { configuration, job })[0] as TrainingState
}

/** Trains to the end, and once more with a stop at `step`, a checkpoint and a new start. */
async function bothWays(given: TrainingOptions, step: number): Promise<{ whole: SeedResult; resumed: SeedResult }> {
  const job = trainingJob(given)
  const checkpoints: TrainingState[] = []
  const whole = await trainSeed(job, seedStart(given, 1), { onCheckpoint: (state) => checkpoints.push(state) })
  const checkpoint = checkpoints.find((each) => each.step === step) as TrainingState
  return { whole, resumed: await trainSeed(job, kept(given, checkpoint)) }
}

/** What a result says apart from the clock; slots as bits. */
const timeless = ({ stepsPerSecond: _, seconds: __, state, ...result }: SeedResult) => ({
  ...result,
  state: { ...state, seconds: 0, slots: Object.fromEntries(Object.entries(state.slots).map(([k, v]) => [k, bits(v)])) },
})
const bits = ({ buffer }: { readonly buffer: ArrayBuffer }) => new Int32Array(buffer)

const batchings: readonly Batching[] = [
  { kind: 'fresh', batch: 16 },
  { kind: 'full', rows: 48 },
  { kind: 'shuffled', rows: 50, batch: 16 },
]

describe.each(batchings)('with $kind rows', (batching) => {
  test.each([adam, sgd])('training with $id goes on from a checkpoint with the same bits', async (optimizer) => {
    const { whole, resumed } = await bothWays(options({ batching, optimizer }), 200)
    expect(whole.steps).toBe(400)
    expect(timeless(resumed)).toEqual(timeless(whole))
  })
})

test('without fused multiply-add, too', async () => {
  const { whole, resumed } = await bothWays(options({ strict: true }), 150)
  expect(timeless(resumed)).toEqual(timeless(whole))
})

/** Calls off after some looks at it: the trainer looks before every chunk. */
const calledOffAfter = (looks: number): CancelSignal => {
  let left = looks
  return {
    get aborted() {
      left -= 1
      return left < 0
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }
}

test('a training that is interrupted between checks goes on with the same bits and the same history', async () => {
  const given = options({ checkEvery: 1000, stop: { steps: 3000, whenSolved: false, patience: 0, seconds: Infinity } })
  const job = trainingJob(given)
  const whole = await trainSeed(job, seedStart(given, 1))
  const stops: number[] = []
  let resumed = await trainSeed(job, seedStart(given, 1), { signal: calledOffAfter(1) })
  for (let looks = 1; resumed.stopReason === 'interrupted'; looks += 1) {
    stops.push(resumed.steps)
    resumed = await trainSeed(job, kept(given, resumed.state), { signal: calledOffAfter(looks) })
  }
  expect(stops.filter((step) => step % 1000 !== 0).length).toBeGreaterThan(3)
  expect(timeless(resumed)).toEqual(timeless(whole))
})

test.each<[string, Partial<TrainingOptions>]>([
  ['solved', { stop: { steps: 5000, whenSolved: true, patience: 0, seconds: Infinity } }],
  ['plateau', { stop: { steps: 5000, whenSolved: false, patience: 120, seconds: Infinity } }],
  ['steps', { stop: { steps: 100, whenSolved: false, patience: 0, seconds: Infinity } }],
])('a training that had ended (%s) ends at once, with the result that it had', async (reason, changes) => {
  const threshold = { metric: 'meanSquaredError', below: 1 } as const
  const task = formulaTask('a + b', { trainRange: [0, 4], threshold })
  const given = options({ task, ...changes })
  const { onCheckpoint, last } = lastCheckpoint()
  const job = trainingJob(given)
  const whole = await trainSeed(job, seedStart(given, 1), { onCheckpoint })
  expect(whole.stopReason).toBe(reason)
  expect(timeless(await trainSeed(job, kept(given, whole.state)))).toEqual(timeless(whole))
  expect(timeless(await trainSeed(job, kept(given, last())))).toEqual(timeless(whole))
})

function lastCheckpoint() {
  let latest: TrainingState | undefined
  const onCheckpoint = (state: TrainingState) => {
    latest = state
  }
  return { onCheckpoint, last: () => latest as TrainingState }
}

test('a training whose loss became NaN or infinite ends at the same step once more', async () => {
  const linear = modules.find(({ id }) => id === 'linear') as (typeof modules)[number]
  const model = stackOf(linear, 2, [])
  const given = options({ model, optimizer: sgd, learningRate: 10, schedule: schedules.constant, clipping: {} })
  const job = trainingJob(given)
  const whole = await trainSeed(job, seedStart(given, 1))
  expect(whole.stopReason).toBe('not finite')
  expect(timeless(await trainSeed(job, kept(given, whole.state)))).toEqual(timeless(whole))
})

test('a checkpoint of several seeds keeps each, and numbers that are not finite', async () => {
  const given = options({ checkEvery: 100 })
  const job = trainingJob(given)
  const { onCheckpoint, last } = lastCheckpoint()
  await trainSeed(job, seedStart(given, 1), { onCheckpoint })
  const first = last()
  await trainSeed(job, seedStart(given, 2 ** 40 + 7), { onCheckpoint })
  const odd: TrainingState = {
    ...last(),
    plateau: { best: Infinity, step: 0 },
    trainLoss: { last: Number.NaN, sum: -Infinity, count: 3 },
    history: [
      { step: 100, trainLoss: Number.NaN },
      {
        step: 200,
        trainLoss: 1 / 3,
        validation: { relativeRmse: Number.NaN, meanSquaredError: 0.1, halfSumOfSquares: 0 },
      },
    ],
    solvedAtStep: 300,
  }
  const checkpoint: Checkpoint = { configuration, fused: job.fused, states: [first, odd], madeBy: 'nalu 0.1.0' }
  const loaded = loadCheckpoint(printDocument(saveCheckpoint(checkpoint)))
  expect(loaded).toEqual(checkpoint)
  expect(statesToResume(loaded, { configuration, job })).toEqual([first, odd])
})
