import { describe, expect, test } from 'vitest'
import type { DemoResult, DemoView, MainSeed } from '../experiments/demo.ts'
import { reachesPublished } from '../experiments/static-report.ts'
import { successRate } from '../statistics/success-rate.ts'
import type { Progress, SeedResult } from '../train/trainer.ts'
import { blockLines, SeedLog } from './demo-progress.ts'
import { standing, verdict } from './demo-report.ts'

function seedWith(seed: number, testLoss: number, more: Partial<MainSeed['outcome']> = {}): MainSeed {
  const measures = {
    insideLoss: testLoss / 100,
    insideRelativeRmse: Math.sqrt(testLoss) / 1e4,
    testLoss,
    testRelativeRmse: Math.sqrt(testLoss) / 3.6e4,
    testLossFloat64: testLoss,
  }
  const steps = 50_000
  const base = { cell: 'static-add', seed, steps, stopReason: 'steps' as const, notFiniteAtStep: undefined, seconds: 5 }
  const outcome = { ...base, measures, ...more }
  return { outcome, result: { history: [] } as unknown as SeedResult, reaches: reachesPublished(outcome) }
}

function resultWith(seeds: readonly MainSeed[], chosen: MainSeed | undefined = seeds[0]): DemoResult {
  const reached = successRate(seeds.filter(({ reaches }) => reaches).length, Math.max(1, seeds.length))
  const none = { baselines: [], identity: [], counter: [], isInterrupted: false }
  return { ...none, rounds: seeds.length, seeds, chosen, reached, isSolved: chosen?.reaches ?? false, seconds: 20 }
}

describe('a seed in a few words', () => {
  test.each([
    [8.575e-5, 'reaches the published loss'],
    [8.576e-5, 'holds outside, not as closely'],
    [1e3, 'holds outside, not as closely'],
    [9e3, 'fits inside only'],
    [1e12, 'did not learn it'],
  ])('with a test loss of %d', (loss, words) => {
    expect(standing(seedWith(0, loss))).toBe(words)
  })

  test('when it did not come to its end', () => {
    const failed = { stopReason: 'not finite', notFiniteAtStep: 1234 } as const
    expect(standing(seedWith(0, Number.NaN, failed))).toBe('not finite at epoch 1,234')
    expect(standing(seedWith(0, 1e12, { stopReason: 'interrupted', steps: 777 }))).toBe('stopped at epoch 777')
  })
})

test('the outcome names the chosen seed, its loss, the published one, and how many get there', () => {
  const text = verdict(resultWith([seedWith(4, 3e-5), seedWith(5, 1), seedWith(6, Number.NaN)]))
  expect(text).toContain('Found, and it holds outside. Seed 4')
  expect(text).toContain(
    'test loss of 3e-5; the published run has 8.575e-5. 1 of 3 seeds get there (95 % interval 6–79 %)',
  )
  expect(verdict(resultWith([seedWith(4, 1)]))).toContain('Not found as closely as published.')
  expect(verdict(resultWith([], undefined))).toContain('No seed gave finite numbers.')
})

const going = (seed: number, step: number): Progress => ({
  seed,
  step,
  steps: 1000,
  trainLoss: 2.5,
  stepsPerSecond: 100,
})
const view = (changes: Partial<DemoView>): DemoView => ({
  going: [],
  ended: [],
  begun: 1,
  shortEnded: 3,
  shortKnown: 10,
  secondsLeft: Number.NaN,
  ...changes,
})

test('a log gets a line a seed whenever it has come far enough, and one at its end', () => {
  const log = new SeedLog(100)
  expect(log.lines(view({ going: [going(0, 99)] }))).toEqual([])
  expect(log.lines(view({ going: [going(0, 104), going(1, 50)] }))).toEqual(['seed 0 · 104 of 1,000 epochs · loss 2.5'])
  expect(log.lines(view({ going: [going(0, 199), going(1, 320)] }))).toEqual([
    'seed 1 · 320 of 1,000 epochs · loss 2.5',
  ])
  const ended = [seedWith(0, 2)]
  const said = ['seed 0 · ended after 50,000 epochs · loss inside 0.02, outside 2']
  expect(log.lines(view({ ended }))).toEqual(said)
  expect(log.lines(view({ ended }))).toEqual([])
})

test('a terminal shows the seeds that are trained, and how long it will take', () => {
  const lines = blockLines(view({ going: [going(0, 500)], secondsLeft: 12.3 }))
  expect(lines[1]).toContain('500 epochs · loss 2.5')
  expect(lines.at(-1)).toContain('no seed ended yet · 3 of 10 short trainings · 13 s left')
  const many = blockLines(view({ going: Array.from({ length: 20 }, (_, seed) => going(seed, 1)) }))
  expect(many.length).toBeLessThan(12)
  expect(many.join('\n')).toContain('and 12 more')
})
