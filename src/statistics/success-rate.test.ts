import { expect, test } from 'vitest'
import { successRate } from './success-rate.ts'

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('the interval of %i of %i is Wilson’s', (successes, count, low, high) => {
  const { rate, interval } = successRate(successes, count)
  expect(rate).toBe(successes / count)
  expect(interval[0]).toBeCloseTo(low, 4)
  expect(interval[1]).toBeCloseTo(high, 4)
})

test('the interval holds the rate and stays within 0 and 1', () => {
  for (let count = 1; count <= 40; count += 1) {
    for (let successes = 0; successes <= count; successes += 1) {
      const { rate, interval } = successRate(successes, count)
      expect(interval[0]).toBeGreaterThanOrEqual(0)
      expect(interval[1]).toBeLessThanOrEqual(1)
      expect(interval[0]).toBeLessThanOrEqual(rate)
      expect(interval[1]).toBeGreaterThanOrEqual(rate)
    }
  }
})

test('of no tries nothing is known', () => {
  expect(successRate(0, 0)).toEqual({ successes: 0, count: 0, rate: 0, interval: [0, 1] })
})

test.each([
  [3, 2],
  [-1, 2],
  [0, -1],
  [Number.NaN, 3],
])('%f successes of %f tries are refused', (successes, count) => {
  expect(() => successRate(successes, count)).toThrow(`not ${successes} of ${count}`)
})
