import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { smallTraining, stopping, timeless } from '../../test/trainings.ts'
import type { Interval } from '../base/options.ts'
import { linear } from '../modules/linear.ts'
import { sgd } from '../optimizers/sgd.ts'
import { formulaTask } from '../tasks/task.ts'
import { learn, score, trainEach, trainSeeds } from './learn.ts'
import { stackOf } from './model.ts'
import { trainingThread } from './threads.node.ts'
import type { Progress, SeedResult, TrainingState } from './trainer.ts'

const seeds = [0, 1, 2, 3, 4]
const solving = stopping({ whenSolved: true, steps: 6000 })
const test100 = (range: readonly Interval[] = [[2, 6]]) => ({ range: () => range, rows: 100 })

describe('the bits of a seed do not depend on', () => {
  const options = stopping({ steps: 1500, whenSolved: true })
  const fixed = smallTraining({ batching: { kind: 'shuffled', rows: 20, batch: 8 }, strict: false })

  test.each([1, 2, 3])('the number of threads: %i', async (threads) => {
    for (const each of [options, fixed]) {
      const here = (await trainSeeds(each, seeds)).map(timeless)
      expect((await trainSeeds(each, seeds, { threads, spawn: trainingThread })).map(timeless)).toEqual(here)
    }
  })

  test('the order of the seeds', async () => {
    const here = (await trainSeeds(options, seeds)).map(timeless)
    for (const threads of [1, 2]) {
      const backwards = await trainSeeds(options, seeds.toReversed(), { threads, spawn: trainingThread })
      expect(backwards.toReversed().map(timeless)).toEqual(here)
    }
  })

  test('the other seeds', async () => {
    const [alone] = await trainSeeds(options, [3])
    const all = await trainSeeds(options, seeds)
    expect(timeless(all[3] as SeedResult)).toEqual(timeless(alone as SeedResult))
  })

  test('the range of the final test: every byte of the weights is the same', async () => {
    const near = await learn(options, seeds, test100([[2, 3]]))
    const far = await learn(
      options,
      seeds,
      test100([
        [-900, -100],
        [100, 900],
      ]),
    )
    expect(near.seeds.map(timeless).map(({ test: _, ...rest }: Record<string, unknown>) => rest)).toEqual(
      far.seeds.map(timeless).map(({ test: _, ...rest }: Record<string, unknown>) => rest),
    )
    expect(near.chosen?.seed).toBe(far.chosen?.seed)
    expect(near.seeds.map((seed) => seed.test)).not.toEqual(far.seeds.map((seed) => seed.test))
  })
})

describe('the test range', () => {
  test.each([undefined, 2])('is not asked for before every training has ended (threads: %s)', async (threads) => {
    const events: string[] = []
    const hooks = { onSeed: ({ seed }: SeedResult) => void events.push(`seed ${seed}`) }
    const range = () => {
      events.push('range')
      return [[2, 6]] as const
    }
    await learn(
      stopping({ steps: 200 }),
      seeds,
      { range, rows: 10 },
      threads === undefined ? hooks : { ...hooks, threads, spawn: trainingThread },
    )
    expect(events.slice(0, 5).toSorted()).toEqual(seeds.map((seed) => `seed ${seed}`))
    expect(new Set(events.slice(5))).toEqual(new Set(['range']))
  })

  test('is not asked for where no seed was trained', async () => {
    const range = () => {
      throw new Error('asked for')
    }
    const {
      seeds: none,
      success,
      chosen,
    } = await learn(smallTraining(), seeds, { range, rows: 10 }, { signal: AbortSignal.abort() })
    expect({ none, success, chosen }).toEqual({
      none: [],
      success: { successes: 0, count: 0, rate: 0, interval: [0, 1] },
      chosen: undefined,
    })
  })
})

describe('learning', () => {
  test('scores outside the training range, counts what is solved and chooses by the loss inside', async () => {
    const { seeds: scored, success, chosen } = await learn(solving, seeds, test100())
    expect(success).toMatchObject({ successes: 5, count: 5 })
    const losses = scored.map(({ validation }) => validation.relativeRmse)
    expect(chosen?.validation.relativeRmse).toBe(Math.min(...losses))
    for (const { test: outside } of scored) expect(outside.relativeRmse).toBeLessThan(1e-4)
  })

  test('counts a seed that is not finite as one that failed, and does not choose it', async () => {
    const options = stopping({ steps: 2000 }, { optimizer: sgd, learningRate: 0.195 })
    const { seeds: scored, success, chosen } = await learn(options, [0, 1], test100())
    expect(scored.map(({ stopReason }) => stopReason)).toEqual(['not finite', 'not finite'])
    expect(success).toMatchObject({ successes: 0, count: 2 })
    expect(chosen === undefined || Number.isFinite(chosen.validation.relativeRmse)).toBe(true)
  })

  test('leaves interrupted seeds out of the success rate', async () => {
    const controller = new AbortController()
    const onSeed = ({ seed }: SeedResult) => seed === 1 && controller.abort()
    const { seeds: scored, success } = await learn(solving, seeds, test100(), { onSeed, signal: controller.signal })
    expect(scored.map(({ seed }) => seed)).toEqual([0, 1])
    expect(success).toMatchObject({ successes: 2, count: 2 })
  })

  test('of a score is the same whenever it is asked for', async () => {
    const [result] = await trainSeeds(solving, [0])
    const twice = [0, 1].map(() => score(solving, result as SeedResult, () => [[2, 6]], 100))
    expect(twice[0]).toEqual(twice[1])
  })

  test('knows the subsets of each seed when it scores', async () => {
    const subsetsOfSeed = (seed: number) => [{ from: seed, to: seed + 2 }]
    const task = formulaTask('a', { trainRange: [1, 2], inputs: 4, subsets: subsetsOfSeed(0), subsetsOfSeed })
    const parameters = (seed: number) => ({
      'layer1.W': Float32Array.from({ length: 4 }, (_, i) => (i === seed || i === seed + 1 ? 1 : 0)),
      'layer1.b': Float32Array.of(0),
    })
    const model = stackOf(linear, 4, [])
    for (const seed of [0, 1, 2]) {
      expect(score({ model, task }, { seed, parameters: parameters(seed) }, () => [[2, 6]], 20).relativeRmse).toBe(0)
    }
  })
})

describe('trainings in threads', () => {
  const inThreads = { threads: 2, spawn: trainingThread }

  test('yield results as they finish', async () => {
    const found: number[] = []
    for await (const { index, result } of trainEach(stopping({ steps: 300 }), seeds, inThreads)) {
      expect(result.seed).toBe(seeds[index])
      found.push(index)
    }
    expect(found.toSorted()).toEqual([0, 1, 2, 3, 4])
  })

  test('tell their progress and their checkpoints, from which they go on', async () => {
    const progress: Progress[] = []
    const states: TrainingState[] = []
    const options = stopping({ steps: 1000 })
    const hooks = {
      onProgress: (each: Progress) => progress.push(each),
      onCheckpoint: (state: TrainingState) => states.push(state),
    }
    const whole = await trainSeeds(options, [0, 1], { ...inThreads, ...hooks })
    expect(new Set(progress.map(({ seed }) => seed))).toEqual(new Set([0, 1]))
    const middle = states.filter(({ step }) => step === 500)
    expect(middle).toHaveLength(2)
    const resumed = await trainSeeds(
      options,
      middle.toSorted((a, b) => a.seed - b.seed),
      inThreads,
    )
    expect(resumed.map(timeless)).toEqual(whole.map(timeless))
  })

  test('can be interrupted, and keep what they have', async () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    const results = await trainSeeds(stopping({ steps: 2e9 }), seeds, {
      ...inThreads,
      onProgress,
      signal: controller.signal,
    })
    expect(results.length).toBeLessThanOrEqual(2)
    for (const { stopReason, steps } of results) {
      expect(stopReason).toBe('interrupted')
      expect(steps).toBeGreaterThan(0)
    }
  })

  test('hand on the error of a seed that is none', async () => {
    await expect(trainSeeds(smallTraining(), [0, 1, -1], inThreads)).rejects.toThrow('Seed -1 is not a whole number')
  })

  test('end with the program that started them', () => {
    const url = (name: string) => JSON.stringify(new URL(name, import.meta.url).href)
    const script = `
      import { trainSeeds } from ${url('learn.ts')}
      import { trainingThread } from ${url('threads.node.ts')}
      import { stopping } from ${url('../../test/trainings.ts')}
      const results = await trainSeeds(stopping({ steps: 50 }), [0, 1, 2], { threads: 2, spawn: trainingThread })
      console.log(results.length)
    `
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '3\n', stderr: '' })
  })
})
