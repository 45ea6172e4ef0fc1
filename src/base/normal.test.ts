// Distributions, with fixed seeds; bounds as in `random.test.ts`: a perfect generator misses one for less than 1 in 1,000 seeds.

import { describe, expect, test } from 'vitest'
import {
  chiSquareChance,
  chiSquareOfEqual,
  correlation,
  kolmogorovSmirnovChance,
  normalCdf,
} from '../../test/statistics.ts'
import { logarithm, randomStream } from './normal.ts'

const RAREST = 1e-3
const COUNT = 100_000

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next)
}

function moments(sample: readonly number[]) {
  const n = sample.length
  const mean = sample.reduce((sum, x) => sum + x, 0) / n
  const central = (power: number) => sample.reduce((sum, x) => sum + (x - mean) ** power, 0) / n
  const variance = central(2)
  return { mean, variance, skewness: central(3) / variance ** 1.5, kurtosis: central(4) / variance ** 2 }
}

describe('the logarithm', () => {
  const ulp = (x: number) => {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, Math.abs(x))
    view.setBigInt64(0, view.getBigInt64(0) + 1n)
    return view.getFloat64(0) - Math.abs(x)
  }

  test('is within 2 units in the last place of Math.log, near 1, for tiny and for huge numbers', () => {
    const stream = randomStream(1, 'logarithm')
    const view = new DataView(new ArrayBuffer(8))
    let worst = 0
    for (let n = 0; n < 300_000; n += 1) {
      let x: number
      if (n % 3 === 0) x = 1 + stream.uniform(-1, 1) * 2 ** -stream.integer(50)
      else if (n % 3 === 1) x = stream.uniform()
      else {
        view.setUint32(0, stream.integer(0x7ff00000))
        view.setUint32(4, stream.integer(2 ** 32))
        x = view.getFloat64(0)
      }
      if (x <= 0 || x === 1) continue
      worst = Math.max(worst, Math.abs(logarithm(x) - Math.log(x)) / ulp(Math.log(x)))
    }
    expect(worst).toBeLessThanOrEqual(2)
  })

  test('has the right special values', () => {
    expect(logarithm(1)).toBe(0)
    expect(logarithm(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(logarithm(-1)).toBeNaN()
    expect(logarithm(Number.NaN)).toBeNaN()
    expect(logarithm(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
    expect(logarithm(5e-324)).toBe(Math.log(5e-324))
    expect(logarithm(2)).toBe(Math.LN2)
  })
})

test('uniform draws have the moments and the distribution of a uniform one', () => {
  const stream = randomStream(11, 'uniform')
  const sample = draw(COUNT, () => stream.uniform(-2, 6))
  const { mean, variance } = moments(sample)
  expect(Math.abs(mean - 2)).toBeLessThan(3.9 * (8 / Math.sqrt(12 * COUNT)))
  // The variance of a sample variance is (μ4 − σ⁴)/n; for a uniform of width w that is w⁴/180n.
  expect(Math.abs(variance - 64 / 12)).toBeLessThan(3.9 * (64 / Math.sqrt(180 * COUNT)))
  expect(kolmogorovSmirnovChance(sample, (x) => (x + 2) / 8)).toBeGreaterThan(RAREST)
  expect(sample.every((x) => x >= -2 && x < 6)).toBe(true)
})

test('normal draws have the moments and the distribution of a normal one', () => {
  const stream = randomStream(12, 'normal')
  const sample = draw(COUNT, () => stream.normal())
  const { mean, variance, skewness, kurtosis } = moments(sample)
  expect(Math.abs(mean)).toBeLessThan(3.9 / Math.sqrt(COUNT))
  expect(Math.abs(variance - 1)).toBeLessThan(3.9 * Math.sqrt(2 / COUNT))
  expect(Math.abs(skewness)).toBeLessThan(3.9 * Math.sqrt(6 / COUNT))
  expect(Math.abs(kurtosis - 3)).toBeLessThan(3.9 * Math.sqrt(24 / COUNT))
  expect(kolmogorovSmirnovChance(sample, normalCdf)).toBeGreaterThan(RAREST)
})

test('mean and standard deviation shift and scale a normal draw', () => {
  const plain = randomStream(3, 'a')
  const scaled = randomStream(3, 'a')
  for (let n = 0; n < 100; n += 1) expect(scaled.normal(5, 0.02)).toBe(5 + 0.02 * plain.normal())
})

test('truncated normal draws stay within two deviations and have the exact distribution there', () => {
  const stream = randomStream(13, 'truncated')
  const sample = draw(COUNT, () => stream.truncatedNormal(0.5))
  const kept = normalCdf(2) - normalCdf(-2)
  expect(kolmogorovSmirnovChance(sample, (x) => (normalCdf(x / 0.5) - normalCdf(-2)) / kept)).toBeGreaterThan(RAREST)
  expect(Math.max(...sample.map(Math.abs))).toBeLessThanOrEqual(1)
  // σ² = 1 − 4·φ(2)/(Φ(2) − Φ(−2)) for a standard normal cut at two deviations.
  const density = Math.exp(-2) / Math.sqrt(2 * Math.PI)
  expect(moments(sample).variance / 0.25).toBeCloseTo(1 - (4 * density) / kept, 2)
})

test.each([1, 2, 3, 10, 1000])('whole numbers below %d are equally likely', (count) => {
  const stream = randomStream(14, 'integer')
  const counts = new Float64Array(count)
  for (let n = 0; n < COUNT; n += 1) {
    const value = stream.integer(count)
    counts[value] = (counts[value] as number) + 1
  }
  expect(counts.reduce((sum, x) => sum + x, 0)).toBe(COUNT)
  if (count > 1) expect(chiSquareChance(chiSquareOfEqual(counts), count - 1)).toBeGreaterThan(RAREST)
})

test('whole numbers below 3·2^30 are not skewed by the remainder of 2^32', () => {
  const stream = randomStream(15, 'integer')
  const thirds = new Float64Array(3)
  for (let n = 0; n < COUNT; n += 1) {
    const third = Math.floor(stream.integer(3 * 2 ** 30) / 2 ** 30)
    thirds[third] = (thirds[third] as number) + 1
  }
  expect(chiSquareChance(chiSquareOfEqual(thirds), 2)).toBeGreaterThan(RAREST)
})

test('streams of other names and other seeds are independent', () => {
  const base = randomStream(16, 'a')
  const first = draw(COUNT, () => base.normal())
  for (const other of [randomStream(16, 'b'), randomStream(17, 'a')]) {
    const second = draw(COUNT, () => other.normal())
    expect(Math.abs(correlation(first, second)) * Math.sqrt(COUNT)).toBeLessThan(3.9)
  }
})

test('the same seed and name give the same draws', () => {
  const once = randomStream(18, 'a')
  const again = randomStream(18, 'a')
  expect(draw(50, () => once.normal())).toEqual(draw(50, () => again.normal()))
})

test('a stream goes on from a saved position, also where an index runs out', () => {
  const stream = randomStream(19, 'a', { step: 4, index: 2 ** 32 - 5 })
  draw(3, () => stream.normal())
  const saved = stream.position()
  expect(saved.step).toBe(5)
  const rest = draw(20, () => stream.truncatedNormal(1))
  const resumed = randomStream(19, 'a', saved)
  expect(draw(20, () => resumed.truncatedNormal(1))).toEqual(rest)
})

test('what cannot be drawn is refused with the value', () => {
  const stream = randomStream(20, 'a')
  expect(() => stream.uniform(2, 1)).toThrow('Cannot draw between 2 and 1; expected two finite numbers')
  expect(() => stream.uniform(0, Number.POSITIVE_INFINITY)).toThrow('Cannot draw between 0 and Infinity')
  expect(() => stream.integer(0)).toThrow('Cannot draw one of 0 whole numbers')
  expect(() => stream.integer(2.5)).toThrow('Cannot draw one of 2.5 whole numbers')
  expect(() => randomStream(-1, 'a')).toThrow('Seed -1 is not a whole number')
})
