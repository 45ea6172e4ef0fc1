import { describe, expect, test } from 'vitest'
import { detectableDifference } from './detectable.ts'

function choose(n: number, k: number): bigint {
  let result = 1n
  for (let i = 1; i <= k; i += 1) result = (result * BigInt(n - k + i)) / BigInt(i)
  return result
}

/** Whether Fisher's test rejects at 0.05, in whole numbers: 20 times the tables that count are at most all. */
function rejects(a: number, n: number, b: number, m: number): boolean {
  const total = a + b
  const tables = (x: number) => choose(n, x) * choose(m, total - x)
  let [no, all] = [0n, 0n]
  for (let x = Math.max(0, total - m); x <= Math.min(n, total); x += 1) {
    all += tables(x)
    if (tables(x) <= tables(a)) no += tables(x)
  }
  return 20n * no <= all
}

const binomial = (n: number, k: number, p: number) => Number(choose(n, k)) * p ** k * (1 - p) ** (n - k)

/** The chance of a rejection by going over every pair of counts. */
function powerOf(n: number, m: number): (p0: number, p1: number) => number {
  const pairs: [number, number][] = []
  for (let a = 0; a <= n; a += 1) for (let b = 0; b <= m; b += 1) if (rejects(a, n, b, m)) pairs.push([a, b])
  return (p0, p1) => pairs.reduce((sum, [a, b]) => sum + binomial(n, a, p0) * binomial(m, b, p1), 0)
}

describe.each([
  [10, 10],
  [25, 25],
  [10, 30],
  [30, 6],
])('with %i published seeds and %i of ours', (n, m) => {
  const power = powerOf(n, m)
  test.each([0, 0.1, 0.31, 0.5, 0.86, 1])('a rate of %f has differences of just enough power', (p0) => {
    const { below, above } = detectableDifference(p0, n, m)
    for (const [difference, end] of [
      [below, 0],
      [above, 1],
    ] as const) {
      const sign = end === 0 ? -1 : 1
      const room = Math.abs(end - p0)
      if (difference !== undefined) expect(power(p0, p0 + sign * difference)).toBeCloseTo(0.8, 9)
      // No rate that is nearer is found, and none at all where there is no difference.
      for (let i = 0; i <= 50; i += 1) {
        const p1 = p0 + sign * Math.min(difference ?? room, room) * (i / 50.001)
        expect(power(p0, p1)).toBeLessThan(0.8)
      }
    }
  })
})

test('no success of three seeds against three can be told from anything: the smallest p-value is 0.1', () => {
  expect(detectableDifference(0, 3, 3)).toEqual({ below: undefined, above: undefined })
})

test('more seeds tell smaller differences apart, and more power needs larger ones', () => {
  const of = (seeds: number, power?: number) =>
    detectableDifference(0.5, 25, seeds, power === undefined ? {} : { power }).above ?? 1
  expect(of(100)).toBeLessThan(of(25))
  expect(of(25, 0.9)).toBeGreaterThan(of(25))
  expect(detectableDifference(0.5, 25, 25, { alpha: 0.01 }).above).toBeGreaterThan(of(25))
})

test('rates, levels and numbers of seeds that make no sense are refused', () => {
  expect(() => detectableDifference(1.2, 10, 10)).toThrow('success rate must lie between 0 and 1, not be 1.2')
  expect(() => detectableDifference(0.5, 0, 10)).toThrow('whole number from 1 on, not 0')
  expect(() => detectableDifference(0.5, 10, 2.5)).toThrow('not 2.5')
  expect(() => detectableDifference(0.5, 10, 10, { alpha: 2 })).toThrow('level alpha')
})
