import { describe, expect, test } from 'vitest'
import { runExecutor, runInterpreter, runKernel } from '../../test/agreement.ts'
import { correlation, kolmogorovSmirnovChance, normalCdf } from '../../test/statistics.ts'
import { type Distribution, type OneDistribution, supportOf } from '../base/distribution.ts'
import { streamNumber } from '../base/random.ts'
import { axis } from './axis.ts'
import { add, constant, index, multiply, slot } from './build.ts'
import { drawsFrom } from './draws.ts'
import type { Node } from './node.ts'
import { randomKey, uniform } from './random.ts'

const count = 4000
const rows = axis('rows', count)

/** Draws for each input: through the interpreter, the executor, and the kernel without and with fused operations. */
function drawn(distribution: Distribution, inputs = 1, seed = 3): number[][] {
  const input = axis('in', inputs)
  const source = { seedLow: constant(seed, 'int'), seedHigh: constant(0, 'int'), stream: 5, step: 2 }
  const position = add(multiply(index(input), count), index(rows))
  const node = drawsFrom(distribution, randomKey(source), position, input)
  const result = slot('result', [input, rows])
  const program = { states: [{ slot: result, next: node }], traces: {} }
  const outcomes = [runInterpreter, runExecutor, runKernel].map((run) => run(program, {}, 1))
  return [...outcomes, runKernel(program, {}, 1, true)].map(({ slots }) => [...(slots['result'] as Float64Array)])
}

const normal = { kind: 'normal', mean: -1, deviation: 3, bounds: [-5, 10] } as const
const cut = (z: number) => normalCdf((z - normal.mean) / normal.deviation)
const union = [
  [-6, -2],
  [2, 3],
] as const

const known: readonly [string, OneDistribution, (x: number) => number][] = [
  ['an interval', [[-2, 2]], (x) => (x + 2) / 4],
  ['an interval from zero on', [[0, 1e-4]], (x) => x / 1e-4],
  ['two intervals', union, (x) => (x < 0 ? (x + 6) / 5 : (x + 2) / 5)],
  ['a truncated normal', normal, (x) => (cut(x) - cut(-5)) / (cut(10) - cut(-5))],
  ['a normal with its tails', { kind: 'normal', mean: 0, deviation: 1, bounds: [-5, 5] }, normalCdf],
  [
    'one side of a normal',
    { kind: 'normal', mean: 10, deviation: 3, bounds: [12, 15] },
    (x) => (normalCdf((x - 10) / 3) - normalCdf(2 / 3)) / (normalCdf(5 / 3) - normalCdf(2 / 3)),
  ],
  ['an exponential', { kind: 'exponential', scale: 0.5 }, (x) => 1 - Math.exp(-x / 0.5)],
  ['even logarithms', { kind: 'logUniform', bounds: [10, 1000] }, (x) => Math.log10(x / 10) / 2],
]

describe.each(known)('draws from %s', (_, distribution, cdf) => {
  const [exact = [], executed = [], compiled = [], fused = []] = drawn(distribution)

  test('are that distribution, within its support', () => {
    for (const values of [exact, compiled]) {
      expect(kolmogorovSmirnovChance(values, cdf)).toBeGreaterThan(1e-3)
      const [low, high] = supportOf(distribution)
      expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.fround(low))
      expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(high))
    }
  })

  test('are the same compiled as interpreted, as far as float32 goes', () => {
    expect(compiled).toEqual(executed)
    const [low, high] = supportOf(distribution)
    const size = Math.max(Math.abs(low), Number.isFinite(high) ? Math.min(Math.abs(high), 1000) : 0)
    for (const values of [compiled, fused]) {
      const apart = values.map((value, i) => Math.abs(value - (exact[i] as number)))
      expect(Math.max(...apart)).toBeLessThan(2e-6 * size)
    }
  })
})

test('of two intervals none lie between them', () => {
  for (const values of drawn(union)) {
    const share = values.filter((x) => x < 0).length / count
    expect(values.every((x) => (x >= -6 && x <= -2) || (x >= 2 && x <= 3))).toBe(true)
    expect(Math.abs(share - 0.8)).toBeLessThan(4 * Math.sqrt(0.16 / count))
  }
})

describe('where each input has a distribution of its own', () => {
  const inputs = [[[-2, -0.1]], [[-2, -0.1]], [[0.1, 2]], normal] as const
  const all = drawn({ kind: 'perInput', inputs }, inputs.length)

  test('its draws are those that it would have alone', () => {
    inputs.forEach((distribution, i) => {
      const ownOf = (values: readonly number[]) => values.slice(i * count, (i + 1) * count)
      const alone = drawn(distribution, inputs.length).map(ownOf)
      const [low, high] = supportOf(distribution)
      for (const [way, values] of all.entries()) {
        const apart = ownOf(values).map((value, row) => Math.abs(value - (alone[way]?.[row] as number)))
        expect(Math.max(...apart)).toBeLessThan(2e-6)
        expect(Math.min(...ownOf(values))).toBeGreaterThanOrEqual(Math.fround(low))
        expect(Math.max(...ownOf(values))).toBeLessThanOrEqual(Math.fround(high))
      }
    })
  })

  test('inputs are independent of each other', () => {
    const [values = []] = all
    const [a, b] = [values.slice(0, count), values.slice(2 * count, 3 * count)]
    expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(count))
  })

  test('another number of inputs is refused', () => {
    expect(() => drawn({ kind: 'perInput', inputs }, 2)).toThrow('There are 4 distributions for 2 inputs.')
  })
})

// Found by search: the high bits of this draw are those of the middle, which a draw of 24 bits is exactly.
test('draws around zero are not zero, where those of 24 bits are', () => {
  const source = { seedLow: constant(2, 'int'), seedHigh: constant(0, 'int'), stream: streamNumber('batch') }
  const key = randomKey({ ...source, step: 3302 })
  const at = constant(224, 'int')
  const drawnBy = (node: Node) => {
    const result = slot('result')
    return runKernel({ states: [{ slot: result, next: node }], traces: {} }, {}, 1).slots['result']?.[0] as number
  }
  expect(drawnBy(uniform(key, at, -2, 2))).toBe(0)
  for (const distribution of [[[-2, 2]], { kind: 'normal', mean: 0, deviation: 1, bounds: [-5, 5] }] as const) {
    const value = drawnBy(drawsFrom(distribution, key, at, axis('in', 1)))
    expect(value).toBeGreaterThan(0)
    expect(value).toBeLessThan(10 * 2 ** -24)
  }
})
