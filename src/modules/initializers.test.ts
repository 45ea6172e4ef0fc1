import { expect, test } from 'vitest'
import { kolmogorovSmirnovChance } from '../../test/statistics.ts'
import { randomStream } from '../base/normal.ts'
import {
  constantInitial,
  type Fan,
  glorotUniformInitial,
  type Initializer,
  nacInitial,
  truncatedNormalInitial,
} from './initializers.ts'

const count = 20_000
const draw = (initial: Initializer, fan: Fan, name = 'weights') => initial.draw(randomStream(1, name), count, fan)
const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
const varianceOf = (values: ArrayLike<number>) => {
  const middle = meanOf(values)
  return meanOf(Array.from(values, (value) => (value - middle) ** 2))
}

test('a constant start is that constant', () => {
  expect(new Set(draw(constantInitial(0.5), { in: 3, out: 2 }))).toEqual(new Set([0.5]))
})

test.each([
  { in: 1, out: 1 },
  { in: 10, out: 1 },
  { in: 100, out: 20 },
])('Glorot’s uniform start for $in inputs and $out outputs is even with variance 2 / (in + out)', (fan) => {
  const values = draw(glorotUniformInitial(), fan)
  const r = Math.sqrt(6 / (fan.in + fan.out))
  expect(kolmogorovSmirnovChance([...values], (x) => (x + r) / (2 * r))).toBeGreaterThan(1e-3)
  expect(varianceOf(values)).toBeCloseTo(2 / (fan.in + fan.out), 1)
  expect(Math.max(...values)).toBeLessThan(r)
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-r)
})

test('a gain stretches Glorot’s start', () => {
  const fan = { in: 4, out: 2 }
  const [plain, stretched] = [draw(glorotUniformInitial(), fan), draw(glorotUniformInitial(2), fan)]
  plain.forEach((value, i) => expect(stretched[i]).toBeCloseTo(2 * value, 12))
})

test('a truncated normal start stays within two deviations and has the deviation of the truncated normal', () => {
  const values = draw(truncatedNormalInitial(0.02), { in: 1, out: 1 })
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.04)
  // 1 − 2·2·φ(2) / (Φ(2) − Φ(−2)), Johnson, Kotz & Balakrishnan 1994.
  const variance = 1 - (4 * 0.05399096651318806) / 0.9544997361036416
  expect(varianceOf(values) / 0.02 ** 2).toBeCloseTo(variance, 1)
})

test.each([
  [3, 2],
  [10, 2],
  [100, 20],
  [2, 50],
])('the NAC start for %i inputs and %i outputs gives W the variance 2 / (in + out)', (inputs, outputs) => {
  const fan = { in: inputs, out: outputs }
  const [wHat, mHat] = [draw(nacInitial, fan, 'W_hat'), draw(nacInitial, fan, 'M_hat')]
  const W = wHat.map((value, i) => Math.tanh(value) / (1 + Math.exp(-(mHat[i] as number))))
  const wanted = 2 / (inputs + outputs)
  // Of 20,000 draws the variance is known to about 1 %.
  expect(Math.abs(varianceOf(W) - wanted) / wanted).toBeLessThan(0.04)
  expect(Math.abs(meanOf(W))).toBeLessThan(4 * Math.sqrt(wanted / count))
})

test('the NAC start for fewer than 5 inputs and outputs is that for 5', () => {
  expect(draw(nacInitial, { in: 1, out: 1 })).toEqual(draw(nacInitial, { in: 4, out: 1 }))
})
