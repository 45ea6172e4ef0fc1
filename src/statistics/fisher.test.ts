import { expect, test } from 'vitest'
import { fisherExact } from './fisher.ts'

test('Fisher’s lady tasting tea, three of four cups right: 34 of the 70 tables are no likelier', () => {
  expect(fisherExact(3, 4, 1, 4)).toBeCloseTo(34 / 70, 14)
})

test('criminals among twins (Fisher 1962), as SciPy tests them', () => {
  // scipy.stats.fisher_exact([[10, 3], [2, 15]]), SciPy 1.17.
  expect(fisherExact(10, 13, 2, 17) / 0.0005367241191434357).toBeCloseTo(1, 12)
})

function choose(n: number, k: number): bigint {
  let result = 1n
  for (let i = 1; i <= k; i += 1) result = (result * BigInt(n - k + i)) / BigInt(i)
  return result
}

/** The p-value by counting tables in whole numbers. */
function counted(a: number, n: number, b: number, m: number): number {
  const total = a + b
  const tables = (x: number) => choose(n, x) * choose(m, total - x)
  let [no, all] = [0n, 0n]
  for (let x = Math.max(0, total - m); x <= Math.min(n, total); x += 1) {
    all += tables(x)
    if (tables(x) <= tables(a)) no += tables(x)
  }
  return Number((no * 10n ** 20n) / all) / 1e20
}

test.each([
  [7, 9],
  [10, 10],
  [3, 40],
  [1, 1],
])('every table of %i and %i tries has the p-value that counting gives', (n, m) => {
  for (let a = 0; a <= n; a += 1) {
    for (let b = 0; b <= m; b += 1) {
      expect(fisherExact(a, n, b, m)).toBeCloseTo(counted(a, n, b, m), 13)
    }
  }
})

test('a hundred seeds and more are no harder, and small p-values keep their digits', () => {
  for (const [a, n, b, m] of [
    [98, 100, 31, 100],
    [225, 225, 203, 225],
    [150, 300, 170, 300],
  ] as const) {
    const p = counted(a, n, b, m)
    expect(Math.abs(fisherExact(a, n, b, m) - p)).toBeLessThan(1e-12 * p + 1e-20)
  }
})

test('of no tries nothing can be told', () => {
  expect(fisherExact(0, 0, 3, 4)).toBe(1)
})

test.each([
  [3, 2],
  [-1, 2],
  [0.5, 2],
  [0, Number.NaN],
])('%f successes of %f tries are refused', (successes, count) => {
  expect(() => fisherExact(1, 4, successes, count)).toThrow(`not ${successes} of ${count}`)
})
