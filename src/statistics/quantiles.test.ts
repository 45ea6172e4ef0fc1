import { expect, test } from 'vitest'
import { median, medianAbsoluteDeviation, quantile } from './quantiles.ts'

// numpy.quantile 2, method "linear", which is R's type 7.
test.each([
  [0, 1.5],
  [0.1, 2.1],
  [0.25, 3],
  [0.5, 8],
  [0.9, 30.4],
  [1, 40],
])('the quantile at %f is NumPy’s', (chance, value) => {
  expect(quantile([8, 1.5, 3, 40, 16], chance)).toBeCloseTo(value, 13)
})

test('the median is the middle value, or between the two in the middle', () => {
  expect(median([9, 1, 4])).toBe(4)
  expect(median(Float32Array.of(9, 1, 4, 5))).toBe(4.5)
})

test('the median absolute deviation is not scaled', () => {
  // The distances from 2 are 1 1 0 0 2 4 7.
  expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1)
})

test('runs that diverged count as infinite', () => {
  const losses = [1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  expect(median(losses)).toBe(Number.POSITIVE_INFINITY)
  expect(medianAbsoluteDeviation(losses)).toBe(Number.POSITIVE_INFINITY)
  expect(medianAbsoluteDeviation([1, 2, 3, 4, Number.POSITIVE_INFINITY])).toBe(1)
})

test('no values, NaN and places outside of 0 to 1 are refused', () => {
  expect(() => median([])).toThrow('at least one value')
  expect(() => median([1, Number.NaN])).toThrow('NaN has no place')
  expect(() => quantile([1], 1.1)).toThrow('not at 1.1')
})
