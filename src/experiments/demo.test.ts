import { expect, test } from 'vitest'
import { type DemoHooks, type DemoOptions, type DemoResult, type DemoView, runDemo } from './demo.ts'

const small = { epochs: 60, strict: false, smoke: true }
const run = (limit: DemoOptions['limit'], hooks: Partial<DemoHooks> = {}) =>
  runDemo({ ...small, limit }, { threads: 1, ...hooks })

/** All of it but the time it took. */
const lasting = ({ seeds, chosen, seconds: _, ...rest }: DemoResult) => ({
  ...rest,
  chosen: chosen?.outcome.seed,
  seeds: seeds.map(({ outcome: { seconds: __, ...outcome }, result }) => ({ outcome, parameters: result.parameters })),
})

test('what a time limit gives is what its number of rounds gives, to the last bit of the weights', async () => {
  // On this clock every training takes a tenth of a second: most of it before it tells that it is done.
  let time = 0
  let before = 0
  const onProgress = ({ ended, shortEnded }: DemoView) => {
    const count = ended.length + shortEnded
    time = 100 * count + (count === before ? 90 : 0)
    before = count
  }
  const timed = await run({ seconds: 20 }, { clock: () => time, onProgress })
  expect(timed.rounds).toBeGreaterThan(1)
  expect(time).toBeLessThan(21_000)
  const counted = await run({ rounds: timed.rounds })
  expect(lasting(counted)).toEqual(lasting(timed))
}, 60_000)

test('one round is run where there is time for none; every line has its seeds', async () => {
  const { rounds, seeds, baselines, identity, counter, isSolved, chosen } = await run({ seconds: 0 })
  expect([rounds, seeds.length, isSolved, chosen?.outcome.seed]).toEqual([1, 1, false, 0])
  expect(baselines.map(({ seeds: count }) => count)).toEqual(Array.from({ length: 10 }, () => 1))
  expect(new Set(identity.map(({ models }) => models))).toEqual(new Set([1]))
  expect(new Set(counter.map(({ seeds: count }) => count))).toEqual(new Set([10]))
}, 60_000)

test('an interrupted run gives what is there', async () => {
  const listeners = new Set<() => void>()
  const signal = {
    aborted: false,
    addEventListener: (_: 'abort', listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: 'abort', listener: () => void) => void listeners.delete(listener),
  }
  const options = { ...small, epochs: 1_000_000, limit: { rounds: 1 } }
  const result = await runDemo(options, {
    threads: 1,
    signal,
    onProgress: () => {
      signal.aborted = true
      for (const listener of listeners) listener()
    },
  })
  expect([result.isInterrupted, result.rounds, result.isSolved]).toEqual([true, 0, false])
  expect(result.seeds.map(({ outcome }) => outcome.stopReason)).toEqual(['interrupted'])
  expect(result.chosen?.outcome.steps).toBeGreaterThan(0)
  expect(listeners.size).toBe(0)
}, 60_000)
