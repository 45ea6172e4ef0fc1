import { describe, expect, test } from 'vitest'
import { chiSquareChance, kolmogorovSmirnovChance, normalCdf } from '../../test/statistics.ts'
import { distributionsOf, drawsOf, supportOf } from './distribution.ts'
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

describe('even logarithms', () => {
  const bounds = [10, 100] as const
  const values = drawn({ kind: 'logUniform', bounds })

  test('lie within their bounds as evenly as a logarithm does', () => {
    expect(kolmogorovSmirnovChance(values, (x) => Math.log10(x) - 1)).toBeGreaterThan(1e-3)
    expect(supportOf({ kind: 'logUniform', bounds })).toBe(bounds)
  })

  // Benford's law: log10(1 + 1/d).
  test('have the first digits of Benford’s law', () => {
    const counts = Array.from({ length: 9 }, (_, d) => values.filter((x) => Math.floor(x / 10) === d + 1).length)
    const expected = counts.map((_, d) => count * Math.log10(1 + 1 / (d + 1)))
    const chiSquare = counts.reduce((sum, each, d) => sum + (each - (expected[d] ?? 0)) ** 2 / (expected[d] ?? 0), 0)
    expect(chiSquareChance(chiSquare, 8)).toBeGreaterThan(1e-3)
  })

  test.each([
    [0, 1],
    [2, 1],
  ] as const)('between %d and %d are refused', (low, high) => {
    expect(() => drawn({ kind: 'logUniform', bounds: [low, high] })).toThrow(
      'Give bounds above 0, the lower one first.',
    )
  })
})

describe('a distribution for each input', () => {
  const inputs = [[[1, 2]], { kind: 'exponential', scale: 1 }, [[-3, -2]]] as const

  test('is the one that it says, where one for all is the same for each', () => {
    expect(distributionsOf({ kind: 'perInput', inputs }, 3)).toBe(inputs)
    expect(distributionsOf([[1, 2]], 2)).toEqual([[[1, 2]], [[1, 2]]])
  })

  test('has all of them in its support', () => {
    const [low, high] = supportOf({ kind: 'perInput', inputs })
    expect(low).toBe(-3)
    expect(high).toBe(supportOf(inputs[1])[1])
  })

  test('for another number of inputs is refused', () => {
    expect(() => distributionsOf({ kind: 'perInput', inputs }, 2)).toThrow('There are 3 distributions for 2 inputs.')
  })
})

test('the support of intervals reaches from the lowest to the highest', () => {
  const intervals = [
    [2, 3],
    [-6, -2],
  ] as const
  expect(supportOf(intervals)).toEqual([-6, 3])
})
