// Luck: chances of a ratio of squares against closed forms, and against draws.

import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { choicesOfColumns, luckOf } from './luck.ts'

test('of two rows is q / (1 + q) for a share q of the squares', () => {
  // With two degrees of freedom on either side the tail of F above 1/q is 1 / (1 + 1/q).
  for (const q of [1e-9, 3e-7, 0.01, 0.9]) expect(luckOf(q, 1, 2, 1)).toBeCloseTo(q / (1 + q), 14)
})

test('of errors that are normal on both sides is below 5 % in 5 % of tables', () => {
  const random = randomStream(1, 'squares of a test')
  const squares = () => Array.from({ length: 10 }, () => random.normal() ** 2).reduce((sum, square) => sum + square, 0)
  const lucky = Array.from({ length: 4000 }, () => luckOf(squares(), squares(), 10, 1)).filter((p) => p <= 0.05).length
  expect(lucky / 4000).toBeGreaterThan(0.04)
  expect(lucky / 4000).toBeLessThan(0.06)
})

test('grows with the laws that were tried, up to 1', () => {
  expect(luckOf(1, 1000, 8, 300)).toBeCloseTo(300 * luckOf(1, 1000, 8, 1), 12)
  expect(luckOf(1, 2, 8, 300)).toBe(1)
})

test('is certain where the law is no better, has no answer or was looked at nowhere', () => {
  expect(luckOf(2, 1, 20, 1)).toBe(1)
  expect(luckOf(0, 0, 20, 1)).toBe(1)
  expect(luckOf(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 20, 1)).toBe(1)
  expect(luckOf(1, Number.NaN, 20, 1)).toBe(1)
  expect(luckOf(0, 1, 0, 1)).toBe(1)
})

test('is none where the law is exact and the baseline is not', () => {
  expect(luckOf(0, 1, 20, 1000)).toBe(0)
})

test('of columns that were chosen counts every set of as many that could have been', () => {
  const setsOf = (from: number, count: number): number => {
    let sets = 0
    for (let mask = 0; mask < 2 ** from; mask += 1) {
      const ones = [...mask.toString(2)].filter((digit) => digit === '1').length
      if (ones === count) sets += 1
    }
    return sets
  }
  for (const count of [0, 1, 2, 3, 5]) {
    const expected = setsOf(12, count) / setsOf(7, count)
    expect(choicesOfColumns(count, { all: 12, searched: 7 })).toBeCloseTo(expected, 10)
    expect(choicesOfColumns(count, { all: 7, searched: 7 })).toBe(1)
  }
})
