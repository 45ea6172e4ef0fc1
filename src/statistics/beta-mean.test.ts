import { expect, test } from 'vitest'
import { betaMean } from './beta-mean.ts'

// From scipy 1.17: stats.beta.logpdf of 2x maximised over mean and precision, brentq on the profile at χ²(0.95, 1)/2
// below. Maxima are flat: the means are good to about 1e-8.
test.each([
  { errors: [0.1, 0.2, 0.15, 0.3, 0.05], middle: 0.1601295983, low: 0.09229479428, high: 0.2551484197 },
  { errors: [4e-7, 3e-5, 1e-6, 2e-4, 5e-8, 0.01], middle: 0.001699795064, low: 3.289995946e-4, high: 0.03785254127 },
  { errors: [0.49, 0.5, 0.47, 0.31], middle: 0.4583132107, low: 0.2691405306, high: 0.4938310257 },
  { errors: [0, 1e-7, 3e-6, 0.02], middle: 0.004741451412, low: 4.05107988e-4, high: 0.166795518 },
  { errors: [0.25001, 0.25, 0.24999], middle: 0.25, low: 0.2499868386, high: 0.2500131614 },
])('errors $errors have the likelihood interval that scipy finds', ({ errors, middle, low, high }) => {
  const { mean, interval, method } = betaMean(errors)
  expect(method).toBe('beta')
  expect(mean / middle).toBeCloseTo(1, 6)
  expect((interval?.[0] ?? 0) / low).toBeCloseTo(1, 8)
  expect((interval?.[1] ?? 0) / high).toBeCloseTo(1, 8)
})

test('errors seen from 0.5 have the interval seen from 0.5', () => {
  const errors = [0.02, 0.11, 0.3, 0.24]
  const { mean, interval = [0, 0] } = betaMean(errors)
  const seen = betaMean(errors.map((error) => 0.5 - error))
  expect(seen.mean).toBeCloseTo(0.5 - mean, 7)
  expect(seen.interval?.[0]).toBeCloseTo(0.5 - interval[1], 10)
  expect(seen.interval?.[1]).toBeCloseTo(0.5 - interval[0], 10)
})

test('weights beyond 1.5 have errors beyond 0.5, which count as 0.5', () => {
  expect(betaMean([0.1, 0.2, 0.9])).toEqual(betaMean([0.1, 0.2, 0.5]))
})

test('errors that do not vary leave Student’s t, a single one leaves no interval', () => {
  expect(betaMean([0, 0, 0])).toEqual({ mean: 0, interval: [0, 0], method: 't' })
  expect(betaMean([1e-16, 3e-16]).method).toBe('t')
  expect(betaMean([0.2])).toEqual({ mean: 0.2, interval: undefined, method: 'none' })
})

test('no errors, negative ones and those that are not finite are refused', () => {
  expect(() => betaMean([])).toThrow('at least one value')
  expect(() => betaMean([0.1, -0.2])).toThrow('-0.2 is not')
  expect(() => betaMean([0.1, Number.POSITIVE_INFINITY])).toThrow('Infinity is not')
})
