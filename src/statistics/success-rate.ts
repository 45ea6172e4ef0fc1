// Success rates and their intervals.

import { invalid } from '../base/errors.ts'

/** Of `count` tries `successes` succeeded. */
export interface SuccessRate {
  readonly successes: number
  readonly count: number
  /** 0 of no tries. */
  readonly rate: number
  /** Wilson's 95 % interval. */
  readonly interval: readonly [low: number, high: number]
}

// The normal's 97.5 % point.
const z = 1.959963984540054

/**
 * The share of successes with Wilson's score interval (Wilson 1927), which stays inside [0, 1] and says something
 * even where all or none succeeded. Of no tries nothing is known: [0, 1].
 */
export function successRate(successes: number, count: number): SuccessRate {
  if (!(count >= 0) || !(successes >= 0) || successes > count) {
    throw invalid(`A success rate needs 0 to n successes of n tries, not ${successes} of ${count}.`)
  }
  if (count === 0) return { successes, count, rate: 0, interval: [0, 1] }
  const rate = successes / count
  const scale = 1 + (z * z) / count
  const middle = (rate + (z * z) / (2 * count)) / scale
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count))
  // Rounding must not put all or none outside of its own interval.
  const low = successes === 0 ? 0 : Math.max(0, middle - half)
  const high = successes === count ? 1 : Math.min(1, middle + half)
  return { successes, count, rate, interval: [low, high] }
}
