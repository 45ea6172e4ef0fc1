import { afterEach, describe, expect, test, vi } from 'vitest'
import { smallTraining, stopping, timeless } from '../../test/trainings.ts'
import { Kernel } from '../compile/kernel.ts'
import { constantInitial } from '../modules/initializers.ts'
import { linear } from '../modules/linear.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import { seedStart, type TrainingOptions, trainingJob } from './job.ts'
import { stackOf } from './model.ts'
import { type Progress, type SeedResult, type TrainHooks, type TrainingState, trainSeed } from './trainer.ts'

const train = (options: TrainingOptions, seed = 1, hooks: TrainHooks = {}): Promise<SeedResult> =>
  trainSeed(trainingJob(options), seedStart(options, seed), hooks)

/** The losses of every step, run without the trainer. */
function lossesOf(options: TrainingOptions, steps: number, seed = 1): { losses: number[]; kernel: Kernel } {
  const kernel = new Kernel(trainingJob(options).plan)
  for (const [name, value] of Object.entries(seedStart(options, seed).slots)) kernel.write(name, value)
  return { losses: [...(kernel.run(steps)['loss'] as Float32Array)], kernel }
}

// A rate at which gradient descent grows from step to step, slowly enough to last for some chunks.
const diverging = stopping({ steps: 3000 }, { optimizer: sgd, learningRate: 0.195 })

afterEach(() => void vi.restoreAllMocks())

describe('a training ends', () => {
  test('after its steps', async () => {
    const result = await train(stopping({ steps: 333 }))
    expect(result).toMatchObject({ stopReason: 'steps', steps: 333, solved: false, solvedAtStep: undefined })
  })

  test('when a check finds it solved, at that check', async () => {
    const result = await train(stopping({ whenSolved: true, steps: 20_000 }))
    expect(result).toMatchObject({ stopReason: 'solved', solved: true, solvedAtStep: result.steps })
    expect(result.steps % 100).toBe(0)
    expect(result.validation.relativeRmse).toBeLessThan(1e-5)
    expect(result.history.at(-1)?.validation).toEqual(result.validation)
  })

  test('at its last step although solved, if told so, and remembers when it was', async () => {
    const early = await train(stopping({ whenSolved: true, steps: 5000 }))
    const late = await train(stopping({ whenSolved: false, steps: 5000 }))
    expect(late).toMatchObject({ stopReason: 'steps', steps: 5000, solvedAtStep: early.steps })
  })

  test('as solved where it starts with exact weights', async () => {
    const options = stopping({ whenSolved: true }, { initial: constantInitial(1) })
    expect(await train(options)).toMatchObject({ stopReason: 'solved', steps: 100, validation: { relativeRmse: 0 } })
  })

  test('as solved between the last check and the end, at the end', async () => {
    const options = stopping({ steps: 50 }, { initial: constantInitial(1) })
    expect(await train(options)).toMatchObject({ stopReason: 'steps', solved: true, solvedAtStep: 50 })
  })

  test('on a plateau, once the loss has not fallen for as long as the patience', async () => {
    // At such a rate the same rows give the same loss, step after step.
    const options = stopping(
      { steps: 5000, patience: 300 },
      { learningRate: 1e-12, batching: { kind: 'full', rows: 20 } },
    )
    expect(await train(options)).toMatchObject({ stopReason: 'plateau', steps: 400 })
  })

  test('when its time is over, however little it is', async () => {
    const result = await train(stopping({ seconds: 1e-9, steps: 1e9 }))
    expect(result.stopReason).toBe('time')
    expect(result.steps).toBeGreaterThan(0)
    expect(result.steps).toBeLessThan(5000)
  })

  test('with the step whose loss is not finite, and the weights that gave it', async () => {
    const { losses } = lossesOf(diverging, 3000)
    const bad = losses.findIndex((loss) => !Number.isFinite(loss))
    // Chunks start small and double: going back has to cross some of them.
    expect(bad).toBeGreaterThan(200)
    const result = await train(diverging)
    expect(result).toMatchObject({ stopReason: 'not finite', notFiniteAtStep: bad, steps: bad, solved: false })
    expect(result.trainLoss).toBe(losses[bad])
    expect(result.parameters['layer1.W']).toEqual(lossesOf(diverging, bad).kernel.read('layer1.W'))
    expect(result.state.step).toBe(bad)
    expect(result.state.slots['step']).toEqual(Int32Array.of(bad))
  })

  test('as not finite in its very first step', async () => {
    const task = formulaTask('a / (b - b)', { trainRange: [1, 2] })
    expect(await train(smallTraining({ task }))).toMatchObject({
      stopReason: 'not finite',
      notFiniteAtStep: 0,
      steps: 0,
    })
  })

  test('when it is interrupted, with what it has so far', async () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    const result = await train(stopping({ steps: 1e9 }), 1, { onProgress, signal: controller.signal })
    expect(result.stopReason).toBe('interrupted')
    expect(result.steps).toBeGreaterThan(0)
    expect(result.state.step).toBe(result.steps)
  })

  test('at once when it is interrupted before it starts', async () => {
    const result = await train(smallTraining(), 1, { signal: AbortSignal.abort() })
    expect(result).toMatchObject({ stopReason: 'interrupted', steps: 0, history: [] })
  })
})

describe('the history', () => {
  test('has an entry for every check with the mean loss of the steps since the one before', async () => {
    const options = stopping({ steps: 350 })
    const { history } = await train(options)
    const { losses } = lossesOf(options, 350)
    const mean = (from: number) => losses.slice(from, from + 100).reduce((sum, loss) => sum + loss, 0) / 100
    expect(history.map(({ step, trainLoss }) => [step, trainLoss])).toEqual([
      [100, mean(0)],
      [200, mean(100)],
      [300, mean(200)],
    ])
  })

  test('validates where the training loss is close to a solution, and nowhere else', async () => {
    const { history } = await train(stopping({ steps: 5000, whenSolved: true }))
    const validated = history.map(({ validation }) => validation !== undefined)
    expect(validated[0]).toBe(false)
    expect(validated.at(-1)).toBe(true)
    for (const { validation, trainLoss } of history) {
      if (validation !== undefined) expect(Math.sqrt(trainLoss) / 3).toBeLessThan(1e-3)
    }
  })
})

describe('progress', () => {
  test('comes in order and ends with the last step', async () => {
    const seen: Progress[] = []
    const options = stopping({ steps: 100_000 })
    const { trainLoss } = await train(options, 1, { onProgress: (each) => seen.push(each) })
    const steps = seen.map(({ step }) => step)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toMatchObject({ seed: 1, step: 100_000, steps: 100_000, trainLoss })
    expect(seen.at(-1)?.stepsPerSecond).toBeGreaterThan(0)
  })

  test('of a training that is over at once is told once', async () => {
    const seen: Progress[] = []
    await train(stopping({ steps: 10 }), 1, { onProgress: (each) => seen.push(each) })
    expect(seen.map(({ step }) => step)).toEqual([10])
  })
})

describe('the same seed gives the same bits', () => {
  const options = stopping({ steps: 3000, patience: 2500 })

  test('when it is trained again', async () => {
    expect(timeless(await train(options))).toEqual(timeless(await train(options)))
  })

  test('when its job was compiled before for another rate, range and number of steps', async () => {
    const first = timeless(await train(options))
    await train({ ...options, learningRate: 1, task: { ...options.task, trainRange: [5, 9] } })
    expect(timeless(await train({ ...options }))).toEqual(first)
  })

  test.each<[string, (call: number) => number]>([
    // Every chunk seems to take a second: they shrink to single steps, and every one ends a turn.
    ['slow', () => 1000],
    ['fast', () => 0],
    ['erratic', (call) => (call % 7 < 3 ? 0.01 : 90)],
  ])('whatever the clock says: %s', async (_, milliseconds) => {
    const short = { ...options, stop: { ...options.stop, steps: 700 } }
    const [plain, failed] = [await train(short), await train(diverging)]
    let [now, calls] = [0, 0]
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += milliseconds(calls)
      calls += 1
      return now
    })
    expect(timeless(await train(short))).toEqual(timeless(plain))
    expect(timeless(await train(diverging))).toEqual(timeless(failed))
  })

  test('however often it is checked', async () => {
    const weights = async (checkEvery: number) => (await train({ ...options, checkEvery })).parameters
    const [often, seldom, never] = [await weights(7), await weights(1000), await weights(1e6)]
    expect(often).toEqual(seldom)
    expect(often).toEqual(never)
  })

  test('and another seed gives others', async () => {
    expect((await train(options, 2)).parameters).not.toEqual((await train(options, 1)).parameters)
  })

  test.each([true, false])('with fixed rows too (in shuffled batches: %s)', async (isShuffled) => {
    const batching = isShuffled
      ? ({ kind: 'shuffled', rows: 30, batch: 8 } as const)
      : ({ kind: 'full', rows: 30 } as const)
    const fixed = smallTraining({ batching })
    expect(timeless(await train(fixed))).toEqual(timeless(await train(fixed)))
    expect((await train(fixed, 2)).parameters).not.toEqual((await train(fixed, 1)).parameters)
  })

  test('with and without fused multiply-add each for itself', async () => {
    const fused = { ...options, strict: false }
    expect(timeless(await train(fused))).toEqual(timeless(await train(fused)))
    const [a, b] = [await train(fused), await train(options)]
    a.parameters['layer1.W']?.forEach((value, i) =>
      expect(value).toBeCloseTo(b.parameters['layer1.W']?.[i] as number, 3),
    )
  })
})

describe('a training goes on as if it had never ended', () => {
  const options = stopping({ steps: 3000, patience: 2900 })

  test('from every checkpoint', async () => {
    const states: TrainingState[] = []
    const whole = timeless(await train(options, 1, { onCheckpoint: (state) => states.push(state) }))
    expect(states.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, i) => 100 * (i + 1)))
    for (const state of [states[0], states[13], states[28]] as TrainingState[]) {
      expect(timeless(await trainSeed(trainingJob(options), state))).toEqual(whole)
    }
  })

  test('from an interruption between two checks', async () => {
    // The clock makes chunks of single steps, so that the interruption falls anywhere.
    const whole = timeless(await train({ ...options, checkEvery: 1000 }))
    let now = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 1000
      return now
    })
    const controller = new AbortController()
    const onProgress = ({ step }: Progress) => step >= 1234 && controller.abort()
    const part = await train({ ...options, checkEvery: 1000 }, 1, { onProgress, signal: controller.signal })
    clock.mockRestore()
    expect(part.stopReason).toBe('interrupted')
    expect(part.steps % 1000).not.toBe(0)
    expect(timeless(await trainSeed(trainingJob({ ...options, checkEvery: 1000 }), part.state))).toEqual(whole)
  })

  test('from its end: nothing happens', async () => {
    const whole = await train(options)
    expect(timeless(await trainSeed(trainingJob(options), whole.state))).toEqual(timeless(whole))
  })

  test('with its fixed rows drawn again from the seed', async () => {
    const fixed = { ...options, batching: { kind: 'shuffled', rows: 30, batch: 8 } } as const
    const states: TrainingState[] = []
    const whole = timeless(await train(fixed, 1, { onCheckpoint: (state) => states.push(state) }))
    expect(Object.keys(states[3]?.slots ?? {})).not.toContain('rows')
    expect(timeless(await trainSeed(trainingJob(fixed), states[3] as TrainingState))).toEqual(whole)
  })
})

describe('a threshold', () => {
  test.each([
    ['relativeRmse', 1e-3],
    ['meanSquaredError', 1e-5],
    ['halfSumOfSquares', 1e-4],
  ] as const)('on the %s is met on validation rows when the training ends as solved', async (metric, below) => {
    const task = formulaTask('a + b', { trainRange: [1, 2], threshold: { metric, below } })
    for (const loss of ['meanSquaredError', 'halfSumOfSquares'] as const) {
      const result = await train(stopping({ whenSolved: true, steps: 20_000 }, { task, loss }))
      expect(result.stopReason).toBe('solved')
      expect(result.validation[metric]).toBeLessThan(below)
    }
  })

  test('is not met by rows that only the training saw', async () => {
    // Two rows are fitted exactly by a layer that is wrong elsewhere.
    const options = stopping(
      { whenSolved: true, steps: 20_000 },
      {
        model: stackOf(linear, 4, []),
        task: formulaTask('a * b + c * d', { trainRange: [1, 2] }),
        batching: { kind: 'full', rows: 2 },
      },
    )
    const { solved, trainLoss } = await train(options)
    expect(trainLoss).toBeLessThan(1e-9)
    expect(solved).toBe(false)
  })
})
