// Outliers: rows far beyond the rest are named, noise and rounding are not.

import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { medianAbsoluteDeviation } from '../statistics/quantiles.ts'
import { outliersOf } from './outliers.ts'

const random = randomStream(4, 'residuals of a test')
const noise = Float64Array.from({ length: 200 }, () => random.normal(0, 0.01))

test('rows beyond six deviations are named', () => {
  const residuals = noise.map((value, row) => (row === 12 ? 0.3 : row === 48 ? -0.2 : value))
  expect(outliersOf(residuals, 0)).toEqual([12, 48])
})

test('a row without an answer of the law is one', () => {
  const residuals = noise.map((value, row) => (row === 7 ? Number.POSITIVE_INFINITY : value))
  expect(outliersOf(residuals, 0)).toEqual([7])
})

test('normal noise has none', () => {
  expect(outliersOf(noise, 0)).toEqual([])
})

test('what ten times the rounding explains is none', () => {
  const residuals = new Float64Array(50)
  residuals[3] = 0.9e-6
  expect(outliersOf(residuals, 1e-7)).toEqual([])
  expect(outliersOf(residuals, 1e-8)).toEqual([3])
})

test('more than a tenth of the rows are no outliers but a law that does not fit', () => {
  const withFar = (count: number) => noise.map((value, row) => (row < count ? 5 : value))
  expect(outliersOf(withFar(20), 0)).toHaveLength(20)
  expect(outliersOf(withFar(21), 0)).toEqual([])
})

test('no rows have none', () => {
  expect(outliersOf(new Float64Array(0), 0)).toEqual([])
})

test('the tail of noise that grows along a column is no outlier', () => {
  const random = randomStream(8, 'growing noise')
  const growing = Float64Array.from({ length: 20_000 }, () => random.uniform(1, 5) * random.normal())
  const deviation = 1.4826 * medianAbsoluteDeviation(growing)
  expect(growing.some((residual) => Math.abs(residual) > 6 * deviation)).toBe(true)
  expect(outliersOf(growing, 0)).toEqual([])
})
