import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { signedRankTest, smallestSignedRankP } from './wilcoxon.ts'

/** Differences of sizes 1, 2, …, `count` whose negative ones have ranks that sum to `sum`. */
function withNegativeSum(count: number, sum: number): number[] {
  let left = sum
  const differences = Array.from({ length: count }, (_, i) => {
    const rank = count - i
    if (rank > left) return rank
    left -= rank
    return -rank
  })
  return differences
}

// Two-sided critical values of the tables in textbooks: the largest sum of the smaller ranks that is rejected at a level.
test.each([
  { count: 6, level: 0.05, critical: 0 },
  { count: 8, level: 0.05, critical: 3 },
  { count: 8, level: 0.01, critical: 0 },
  { count: 10, level: 0.05, critical: 8 },
  { count: 10, level: 0.01, critical: 3 },
  { count: 12, level: 0.05, critical: 13 },
  { count: 12, level: 0.01, critical: 7 },
  { count: 15, level: 0.05, critical: 25 },
  { count: 15, level: 0.01, critical: 15 },
  { count: 20, level: 0.05, critical: 52 },
  { count: 20, level: 0.01, critical: 37 },
  { count: 25, level: 0.05, critical: 89 },
  { count: 25, level: 0.01, critical: 68 },
])('$count pairs differ at $level up to a rank sum of $critical, as tables say', ({ count, level, critical }) => {
  const at = signedRankTest(withNegativeSum(count, critical))
  expect(at).toMatchObject({ pairs: count, negative: critical, positive: (count * (count + 1)) / 2 - critical })
  expect(at.pValue).toBeLessThanOrEqual(level)
  expect(signedRankTest(withNegativeSum(count, critical + 1)).pValue).toBeGreaterThan(level)
})

test('the depression scores of Hollander & Wolfe 1973, as R tests them: V = 40, twice 0.01953', () => {
  // example(wilcox.test) of R prints the one-sided p-value 0.01953 = 10 / 512.
  const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
  const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
  const { pValue, positive } = signedRankTest(first.map((value, i) => value - (second[i] as number)))
  expect(positive).toBe(40)
  expect(pValue).toBeCloseTo(20 / 512, 14)
})

test('the heights of plants of Cureton 1967, as SciPy and stdlib test them', () => {
  const differences = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
  const { pValue, positive, negative } = signedRankTest(differences)
  expect([positive, negative]).toEqual([96, 24])
  // scipy.stats.wilcoxon of the same numbers, as its manual prints it.
  expect(pValue).toBeCloseTo(0.041259765625, 14)
})

/** The p-value by trying every choice of signs, with ranks as means of places. */
function tried(differences: readonly number[]): number {
  const sizes = differences.filter((each) => each !== 0).map(Math.abs)
  const signs = differences.filter((each) => each !== 0).map(Math.sign)
  const ranks = sizes.map((size) => {
    const smaller = sizes.filter((other) => other < size).length
    const equal = sizes.filter((other) => other === size).length
    return smaller + (equal + 1) / 2
  })
  const total = ranks.reduce((sum, rank) => sum + rank, 0)
  const smallerSum = (isPositive: (i: number) => boolean) => {
    const sum = ranks.reduce((above, rank, i) => (isPositive(i) ? above + rank : above), 0)
    return Math.min(sum, total - sum)
  }
  const seen = smallerSum((i) => (signs[i] as number) > 0)
  let extreme = 0
  for (let choice = 0; choice < 2 ** sizes.length; choice += 1) {
    if (smallerSum((i) => (choice & (1 << i)) !== 0) <= seen) extreme += 1
  }
  return extreme / 2 ** sizes.length
}

describe('ties, zeros and infinities', () => {
  test('have the p-value that trying every choice of signs gives', () => {
    const difference = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Number.NEGATIVE_INFINITY, 1e300))
    fc.assert(
      fc.property(fc.array(difference, { maxLength: 11 }), (differences) => {
        expect(signedRankTest(differences).pValue).toBeCloseTo(tried(differences), 12)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  test('zeros are left out, and infinite differences are the largest', () => {
    expect(signedRankTest([0, 3, 0, Number.NEGATIVE_INFINITY, 1])).toMatchObject({
      pairs: 3,
      positive: 3,
      negative: 3,
    })
  })

  test('equal sizes share their ranks', () => {
    expect(signedRankTest([2, -2, 5])).toMatchObject({ positive: 1.5 + 3, negative: 1.5 })
  })

  test('pairs without any difference tell nothing', () => {
    expect(signedRankTest([0, 0, 0]).pValue).toBe(1)
    expect(signedRankTest([]).pValue).toBe(1)
  })
})

test('the smallest p-value is that of pairs which all go to one side', () => {
  for (const pairs of [1, 5, 10, 20]) {
    const all = Array.from({ length: pairs }, (_, i) => i + 1)
    expect(smallestSignedRankP(pairs)).toBeCloseTo(signedRankTest(all).pValue, 15)
  }
  expect(smallestSignedRankP(0)).toBe(1)
})

test('NaN and more than a thousand differences are refused', () => {
  expect(() => signedRankTest([1, Number.NaN])).toThrow('A difference is NaN, which has no rank')
  expect(() => signedRankTest(new Array(1001).fill(1))).toThrow('up to 1000 differences, not 1001')
})
