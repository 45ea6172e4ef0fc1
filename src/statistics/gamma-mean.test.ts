import { expect, test } from 'vitest'
import { gammaMean } from './gamma-mean.ts'

// From scipy 1.17: stats.gamma.logpdf maximised over mean and shape, brentq on the profile at χ²(0.95, 1)/2 below.
test.each([
  { steps: [1.2e6, 1.5e6, 1.4e6, 2.1e6, 0.9e6], middle: 1.42e6, low: 1072543.947, high: 1935225.101 },
  { steps: [1000, 2000, 1000, 4000, 250000, 3000, 9000], middle: 38571.42857, low: 12223.76566, high: 245039.2958 },
  { steps: [4999000, 5e6, 5e6, 5001000, 5e6], middle: 5e6, low: 4999320.038, high: 5000680.085 },
  { steps: [5e6, 5.001e6], middle: 5000500, low: 4999293.346, high: 5001707.043 },
])('steps $steps have the likelihood interval that scipy finds', ({ steps, middle, low, high }) => {
  const { mean, interval, method } = gammaMean(steps)
  expect(method).toBe('gamma')
  expect(mean / middle).toBeCloseTo(1, 9)
  expect((interval?.[0] ?? 0) / low).toBeCloseTo(1, 8)
  expect((interval?.[1] ?? 0) / high).toBeCloseTo(1, 8)
})

test('another unit of the steps is another unit of the interval', () => {
  const { interval = [0, 0] } = gammaMean([3, 7, 2, 12])
  const { interval: scaled = [0, 0] } = gammaMean([3000, 7000, 2000, 12000])
  expect(scaled[0]).toBeCloseTo(1000 * interval[0], 6)
  expect(scaled[1]).toBeCloseTo(1000 * interval[1], 6)
})

test('Student’s t takes over where a step is 0, and stays at or above it', () => {
  const { mean, interval, method } = gammaMean([0, 1000, 2000])
  expect({ mean, method }).toEqual({ mean: 1000, method: 't' })
  expect(interval?.[0]).toBe(0)
  // 1000 + 4.302652729749462 · 1000/√3, the point from scipy.stats.t.ppf.
  expect(interval?.[1]).toBeCloseTo(1000 + (4.302652729749462 * 1000) / Math.sqrt(3), 6)
})

test('equal steps leave an interval of no width, a single one leaves none', () => {
  expect(gammaMean([4000, 4000, 4000])).toEqual({ mean: 4000, interval: [4000, 4000], method: 't' })
  expect(gammaMean([4000])).toEqual({ mean: 4000, interval: undefined, method: 'none' })
})

test('no steps, negative ones and those that are not finite are refused', () => {
  expect(() => gammaMean([])).toThrow('at least one value')
  expect(() => gammaMean([1, -2])).toThrow('-2 is not')
  expect(() => gammaMean([1, Number.NaN])).toThrow('NaN is not')
})
