import { expect, test } from 'vitest'
import { chiSquareChance, chiSquareOfEqual } from '../../test/statistics.ts'
import { randomStream } from './normal.ts'
import { balancedSequence, randomOrder } from './shuffle.ts'

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b)

test('an order has every whole number once, and none at all of nothing', () => {
  expect(sorted(randomOrder(50, randomStream(1, 'order')))).toEqual(Array.from({ length: 50 }, (_, i) => i))
  expect(randomOrder(0, randomStream(1, 'order'))).toEqual([])
})

test('each of the six orders of three comes equally often', () => {
  const stream = randomStream(2, 'orders')
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i += 1) {
    const order = randomOrder(3, stream).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect(counts.size).toBe(6)
  expect(chiSquareChance(chiSquareOfEqual([...counts.values()]), 5)).toBeGreaterThan(1e-3)
})

const values = [4, 7, 9]
const sequence = (first: number, count: number, seed = 1, name = 'a') =>
  balancedSequence(values, { first, count, seed, name })

test('every run of a balanced sequence has each value once, and not always in the same order', () => {
  const all = sequence(0, 60)
  const runs = Array.from({ length: 20 }, (_, run) => all.slice(3 * run, 3 * run + 3))
  for (const run of runs) expect(sorted(run)).toEqual(values)
  expect(new Set(runs.map(String)).size).toBeGreaterThan(1)
})

test('a balanced sequence is the same from wherever it is read, and another for another seed or name', () => {
  expect(sequence(7, 20)).toEqual(sequence(0, 27).slice(7))
  expect(sequence(0, 60, 2)).not.toEqual(sequence(0, 60))
  expect(sequence(0, 60, 1, 'b')).not.toEqual(sequence(0, 60))
})
