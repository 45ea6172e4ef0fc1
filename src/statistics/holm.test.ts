import { expect, test } from 'vitest'
import { holm } from './holm.ts'

test('four tests worked by hand: at 0.05 those of 0.005 and 0.01 are rejected', () => {
  // 4 × 0.005, 3 × 0.01, 2 × 0.03, and 1 × 0.04, which may not fall below the one before.
  const { adjusted, rejected } = holm([0.01, 0.04, 0.03, 0.005])
  for (const [i, p] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[i]).toBeCloseTo(p, 14)
  expect(rejected).toEqual([true, false, false, true])
})

/** Closed testing: a test is rejected if Bonferroni rejects every set of tests that holds it. */
function closed(pValues: readonly number[], index: number): number {
  let worst = 0
  for (let set = 0; set < 2 ** pValues.length; set += 1) {
    if ((set & (1 << index)) === 0) continue
    const inside = pValues.filter((_, i) => (set & (1 << i)) !== 0)
    worst = Math.max(worst, Math.min(1, inside.length * Math.min(...inside)))
  }
  return worst
}

test('it is the closed test of Bonferroni’s, also with ties, zeros and ones', () => {
  for (const pValues of [[0.001, 0.2, 0.012, 0.013, 0.9, 0.04, 0.011], [0.02, 0.02, 0.02], [0, 1, 0.5, 0], [0.7]]) {
    const { adjusted } = holm(pValues)
    for (const [i, p] of adjusted.entries()) expect(p).toBeCloseTo(closed(pValues, i), 14)
  }
})

test('another level rejects by the same adjusted p-values', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005], 0.025).rejected).toEqual([false, false, false, true])
})

test('a table without tests stays empty', () => {
  expect(holm([])).toEqual({ adjusted: [], rejected: [] })
})

test.each([1.5, -0.1, Number.NaN])('%f is refused', (p) => {
  expect(() => holm([0.5, p])).toThrow(`${p} does not`)
})
