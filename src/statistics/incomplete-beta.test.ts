// The incomplete beta function against sums of binomial chances, and the tails that stand on it against tables.

import { expect, test } from 'vitest'
import { fTail, regularizedBeta, studentQuantile } from './incomplete-beta.ts'

/** P(at least k of n) is I_p(k, n − k + 1). */
function atLeast(k: number, n: number, p: number): number {
  let sum = 0
  let choose = 1
  for (let i = 0; i <= n; i += 1) {
    if (i >= k) sum += choose * p ** i * (1 - p) ** (n - i)
    choose = (choose * (n - i)) / (i + 1)
  }
  return sum
}

test.each([
  [1, 5, 0.2],
  [3, 5, 0.5],
  [7, 20, 0.4],
  [18, 20, 0.97],
  [50, 90, 0.3],
])('I at %i successes of %i with chance %f is the sum of binomial chances', (k, n, p) => {
  expect(regularizedBeta(p, k, n - k + 1)).toBeCloseTo(atLeast(k, n, p), 11)
})

test('a half is the chance below 1 of a ratio with equal degrees of freedom', () => {
  for (const degrees of [1, 2, 7, 40]) expect(fTail(1, degrees, degrees)).toBeCloseTo(0.5, 12)
})

// With two degrees of freedom over the line the tail is (1 + 2 ratio / under) ^ (-under / 2).
test.each([
  [0.3, 4],
  [2, 10],
  [6, 3],
  [1e6, 8],
])('the tail of F(2, under) at %f and %i is its closed form', (ratio, under) => {
  expect(fTail(ratio, 2, under)).toBeCloseTo((1 + (2 * ratio) / under) ** (-under / 2), 12)
})

// Student 1908 and every table since.
test.each([
  [0.975, 1, 12.706],
  [0.975, 4, 2.776],
  [0.975, 30, 2.042],
  [0.95, 10, 1.812],
  [0.025, 4, -2.776],
])('the quantile of t at %f with %i degrees of freedom is %f', (chance, degrees, expected) => {
  expect(studentQuantile(chance, degrees)).toBeCloseTo(expected, 3)
})

test('what is no chance and no parameter is refused with its value', () => {
  expect(() => regularizedBeta(1.5, 1, 1)).toThrow('not 1.5, 1 and 1')
  expect(() => studentQuantile(1, 3)).toThrow('not at 1')
})
