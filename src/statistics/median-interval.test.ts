import { expect, test } from 'vitest'
import { medianEstimate } from './median-interval.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

// Conover 1999, table A3 (binomial, p = 0.5): 0.0107 of at most 1 head in 10, 0.0207 of at most 5 in 20.
test.each([
  { count: 10, interval: [2, 9], coverage: 0.9785 },
  { count: 20, interval: [6, 15], coverage: 0.9586 },
  { count: 6, interval: [1, 6], coverage: 0.9688 },
  { count: 5, interval: [1, 5], coverage: 0.9375 },
  { count: 1, interval: [1, 1], coverage: 0 },
])('of $count values it is between two of them that the binomial distribution says', (wanted) => {
  const { interval, coverage } = medianEstimate(upTo(wanted.count).toReversed())
  expect(interval).toEqual(wanted.interval)
  expect(coverage).toBeCloseTo(wanted.coverage, 4)
})

test('infinite values are the largest, and NaN has no place', () => {
  expect(medianEstimate([1, Number.POSITIVE_INFINITY, 2]).interval).toEqual([1, Number.POSITIVE_INFINITY])
  expect(() => medianEstimate([1, Number.NaN])).toThrow('NaN has no place in an order')
  expect(() => medianEstimate([])).toThrow('at least one value')
})
