// Wilcoxon's signed-rank test: do pairs differ more often, and more, to one side than chance would have it?

import { invalid } from '../base/errors.ts'

/** What the test says of pairs. */
export interface SignedRankTest {
  /** Two-sided. */
  readonly pValue: number
  /** Pairs that differ. */
  readonly pairs: number
  /** Sum of the ranks of the differences above 0. */
  readonly positive: number
  /** Sum of the ranks of those below 0. */
  readonly negative: number
}

// 2^1000 still is a double; the counts of signs would not be beyond.
const mostPairs = 1000

/**
 * The two-sided signed-rank test (Wilcoxon 1945) of the differences of pairs. It is exact with ties, too: the p-value is
 * the share of all choices of signs for the ranks that are seen whose smaller rank sum is at most the smaller one here.
 *
 * Differences of 0 say nothing about a side and are left out, as in Wilcoxon's paper. Equal sizes share the mean of
 * their ranks. Infinite differences are the largest and tie with each other. Without any difference p is 1.
 * @throws NaluError of NaN, and of more than 1000 differences.
 */
export function signedRankTest(differences: readonly number[]): SignedRankTest {
  if (differences.some(Number.isNaN)) {
    throw invalid('A difference is NaN, which has no rank. Say first which of a pair is the better one.')
  }
  const nonZero = differences.filter((difference) => difference !== 0)
  if (nonZero.length > mostPairs) {
    throw invalid(`The exact signed-rank test takes up to ${mostPairs} differences, not ${nonZero.length}.`)
  }
  const doubled = doubledRanks(nonZero.map(Math.abs))
  const sumOf = (isIn: (difference: number) => boolean) =>
    doubled.reduce((sum, rank, i) => (isIn(nonZero[i] as number) ? sum + rank : sum), 0)
  const [positive, negative] = [sumOf((difference) => difference > 0), sumOf((difference) => difference < 0)]
  const pValue = Math.min(1, 2 * chanceOfAtMost(Math.min(positive, negative), doubled))
  return { pValue, pairs: nonZero.length, positive: positive / 2, negative: negative / 2 }
}

/** Twice the rank of each size, a whole number also where equal ones share the mean of their ranks. */
function doubledRanks(sizes: readonly number[]): number[] {
  const rising = sizes.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return sizes.map((size) => rising.indexOf(size) + rising.lastIndexOf(size) + 2)
}

/** The chance of a sum of at most `most` where each rank is taken by the throw of a coin. */
function chanceOfAtMost(most: number, ranks: readonly number[]): number {
  const chances = new Float64Array(most + 1) // [sum]
  chances[0] = 1
  for (const rank of ranks) {
    for (let sum = most; sum >= 0; sum -= 1) {
      const taken = sum < rank ? 0 : (chances[sum - rank] as number)
      chances[sum] = ((chances[sum] as number) + taken) / 2
    }
  }
  return chances.reduce((total, chance) => total + chance, 0)
}

/** The smallest p-value that so many pairs can have: that of differences which all go to one side. */
export const smallestSignedRankP = (pairs: number): number => Math.min(1, 2 * 2 ** -pairs)
