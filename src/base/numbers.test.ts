import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRate,
  jsonNumber,
  numberFromJson,
} from './numbers.ts'

test.each([
  [0, '0'],
  [-0, '0'],
  [1.8, '1.8'],
  [2.5004, '2.5'],
  [-1 / 3, '-0.333'],
  [0.000999, '9.99e-4'],
  [0.0009999, '0.001'],
  [0.0012345, '0.00123'],
  [8.575e-5, '8.57e-5'],
  [99.96, '100'],
  [999.6, '1000'],
  [12345.678, '12346'],
  [-123, '-123'],
  [999_999, '999999'],
  [999_999.9, '1e6'],
  [1_234_567, '1.23e6'],
  [-3.1e20, '-3.1e20'],
  [1e-300, '1e-300'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('%d is written %s', (x, text) => {
  expect(formatNumber(x)).toBe(text)
})

test('a written number reads back to within half a unit of its last digit', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e307, max: 1e307 }), fc.integer({ min: 1, max: 15 }), (x, digits) => {
      const back = Number(formatNumber(x, digits))
      expect(Math.abs(back - x)).toBeLessThanOrEqual(0.5000001 * Math.abs(x) * 10 ** (1 - digits))
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test.each([
  [0, '0'],
  [999, '999'],
  [12345, '12,345'],
  [-1234567, '-1,234,567'],
])('%d things are counted as %s', (count, text) => {
  expect(formatCount(count)).toBe(text)
})

test.each([
  [0, '0 µs'],
  [4.2e-5, '42 µs'],
  [0.85, '850 ms'],
  [0.9994, '999 ms'],
  [0.9996, '1 s'],
  [1.234, '1.2 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 0 s'],
  [184, '3 min 4 s'],
  [3599.6, '1 h 0 min'],
  [7500, '2 h 5 min'],
  [86_399, '1 d 0 h'],
  [97_200, '1 d 3 h'],
  [-90, '-1 min 30 s'],
  [Number.POSITIVE_INFINITY, 'forever'],
])('%d seconds last %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test.each([
  [1_900_000, '1.9 M steps/s'],
  [999, '999 steps/s'],
  [999.9, '1 k steps/s'],
  [0.5, '0.5 steps/s'],
  [12_345, '12.3 k steps/s'],
  [Number.POSITIVE_INFINITY, '– steps/s'],
])('%d a second is %s', (rate, text) => {
  expect(formatRate(rate, 'steps')).toBe(text)
})

test.each([
  [0.64, 0, '64 %'],
  [0, 0, '0 %'],
  [1, 0, '100 %'],
  [0.004, 0, '<1 %'],
  [0.996, 0, '>99 %'],
  [0.9996, 1, '>99.9 %'],
  [0.123, 1, '12.3 %'],
  [Number.NaN, 0, '– %'],
])('the fraction %d with %d decimals is %s', (fraction, decimals, text) => {
  expect(formatPercent(fraction, decimals)).toBe(text)
})

test('a number that is not finite is null in JSON, with the reason beside it', () => {
  expect(jsonNumber(Number.NaN)).toEqual({ value: null, reason: 'not a number' })
  expect(jsonNumber(1.5)).toEqual({ value: 1.5 })
  for (const x of [0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(numberFromJson(JSON.parse(JSON.stringify(jsonNumber(x))))).toBe(x)
  }
})
