import { expect, test } from 'vitest'
import { chiSquareChance, chiSquareOfEqual } from '../../test/statistics.ts'
import { randomStream } from './normal.ts'
import { shuffled } from './shuffle.ts'

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
