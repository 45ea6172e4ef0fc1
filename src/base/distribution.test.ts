import { describe, expect, test } from 'vitest'
import { kolmogorovSmirnovChance, normalCdf } from '../../test/statistics.ts'
import { drawsOf, supportOf } from './distribution.ts'
import { randomStream } from './normal.ts'

const count = 5000
const drawn = (...[distribution]: [Parameters<typeof drawsOf>[0]]) => {
  const draw = drawsOf(distribution, randomStream(1, 'a test'))
  return Array.from({ length: count }, () => draw())
}

describe('a truncated normal', () => {
  const normal = { kind: 'normal', mean: 1, deviation: 2, bounds: [0, 4] } as const

  test('is the normal within its bounds, and nothing outside', () => {
    const cut = (value: number) => normalCdf((value - normal.mean) / normal.deviation)
    const [low, high] = normal.bounds
    const values = drawn(normal)
    expect(kolmogorovSmirnovChance(values, (x) => (cut(x) - cut(low)) / (cut(high) - cut(low)))).toBeGreaterThan(1e-3)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...values)).toBeLessThanOrEqual(high)
    expect(supportOf(normal)).toEqual([0, 4])
  })

  test.each([
    { ...normal, bounds: [10, 12] as const },
    { ...normal, bounds: [4, 0] as const },
    { ...normal, deviation: 0 },
  ])('of $deviation between $bounds is refused', (distribution) => {
    expect(() => drawn(distribution)).toThrow('cannot be drawn between')
  })
})

describe('an exponential', () => {
  test('has the scale as its mean, and no more than its support', () => {
    const exponential = { kind: 'exponential', scale: 0.5 } as const
    const values = drawn(exponential)
    expect(kolmogorovSmirnovChance(values, (x) => 1 - Math.exp(-x / 0.5))).toBeGreaterThan(1e-3)
    const [low, high] = supportOf(exponential)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...values)).toBeLessThan(high)
  })

  test('without a scale above 0 is refused', () => {
    expect(() => drawn({ kind: 'exponential', scale: 0 })).toThrow('a scale above 0, not 0')
  })
})

test('the support of intervals reaches from the lowest to the highest', () => {
  const intervals = [
    [2, 3],
    [-6, -2],
  ] as const
  expect(supportOf(intervals)).toEqual([-6, 3])
})
