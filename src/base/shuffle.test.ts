import { expect, test } from 'vitest'
import { chiSquareChance, chiSquareOfEqual } from '../../test/statistics.ts'
import { randomStream } from './normal.ts'
import { balancedSequence, randomOrder, shuffled } from './shuffle.ts'

test('every order of four values is equally likely', () => {
  const stream = randomStream(1, 'orders')
  const counts = new Map<string, number>()
  for (let n = 0; n < 24_000; n += 1) {
    const order = shuffled(['a', 'b', 'c', 'd'], stream).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect(counts.size).toBe(24)
  // The seed is fixed; a perfect shuffle would miss this for one seed in a thousand.
  expect(chiSquareChance(chiSquareOfEqual([...counts.values()]), 23)).toBeGreaterThan(1e-3)
})

test('the list that is given stays as it is, and short lists have one order', () => {
  const values = [1, 2, 3, 4, 5]
  expect(shuffled(values, randomStream(2, 'orders')).toSorted()).toEqual(values)
  expect(values).toEqual([1, 2, 3, 4, 5])
  expect(shuffled([], randomStream(2, 'orders'))).toEqual([])
  expect(shuffled(['only'], randomStream(2, 'orders'))).toEqual(['only'])
})

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b)

test('an order has every whole number once, and none at all of nothing', () => {
  expect(sorted(randomOrder(50, randomStream(1, 'order')))).toEqual(Array.from({ length: 50 }, (_, i) => i))
  expect(randomOrder(0, randomStream(1, 'order'))).toEqual([])
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
