import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { ProgressCount, progressLine, progressLines } from './progress.ts'

const report = (seed: number, step: number, trainLoss: number) => ({
  seed,
  step,
  steps: 100,
  trainLoss,
  stepsPerSecond: Number.NaN,
})

describe('the progress of many seeds', () => {
  test('is the share of their steps, ended ones being done', () => {
    let time = 0
    const count = new ProgressCount(4, 0, () => time)
    count.update(report(0, 0, 5))
    expect(count.overview()).toMatchObject({ done: 0, finished: 0, secondsLeft: Number.NaN })
    time = 1000
    count.update(report(0, 50, 4))
    count.update(report(1, 50, 3))
    expect(count.overview()).toMatchObject({ done: 0.25, secondsLeft: 3, stepsPerSecond: 100 })
    count.finish({ seed: 1, solved: true, trainLoss: 0.5, steps: 60 })
    expect(count.overview()).toMatchObject({ done: 0.375, finished: 1, solved: 1, stepsPerSecond: 110 })
  })

  test('is complete only when every seed has ended', () => {
    const count = new ProgressCount(1)
    count.update(report(0, 100, 1))
    expect(count.overview().done).toBeLessThan(1)
    count.finish({ seed: 0, solved: false, trainLoss: 1, steps: 100 })
    expect(count.overview().done).toBe(1)
  })

  test('names the seed whose loss is the smallest now, losses that are not finite apart', () => {
    const count = new ProgressCount(3)
    expect(count.overview().best).toBeUndefined()
    count.update(report(0, 1, Number.NaN))
    expect(count.overview().best).toBeUndefined()
    count.update(report(1, 1, 2))
    count.update(report(2, 1, 3))
    expect(count.overview().best).toEqual({ seed: 1, loss: 2 })
    count.update(report(1, 2, 4))
    expect(count.overview().best).toEqual({ seed: 2, loss: 3 })
  })

  test('does not count what was done before it was resumed as speed', () => {
    let time = 0
    const count = new ProgressCount(1, 50, () => time)
    count.update(report(0, 50, 1))
    count.overview()
    time = 1000
    count.update(report(0, 75, 1))
    expect(count.overview()).toMatchObject({ done: 0.75, secondsLeft: 1, stepsPerSecond: 25 })
  })
})

const overview = {
  done: 0.5,
  secondsLeft: 11.2,
  stepsPerSecond: 1_900_000,
  finished: 6,
  solved: 3,
  best: { seed: 4, loss: 3.21e-7 },
}

test('a log gets one line', () => {
  expect(progressLine(overview, 'MSE')).toBe(
    ' 50 % · 12 s left · 1.9 M steps/s · solved 3 of 6 finished seeds · best so far: MSE 3.2e-7 (seed 4)',
  )
})

test('a terminal gets a block whose lines fit 80 columns', () => {
  expect(progressLines(overview, 'MSE', new PassThrough())).toEqual([
    '',
    '  ━━━━━━━━━━━━━━━─────────────── 50 % · 12 s left · 1.9 M steps/s'.replace(' 50', '  50'),
    '  solved 3 of 6 finished seeds · best so far: MSE 3.2e-7 (seed 4)',
  ])
})
