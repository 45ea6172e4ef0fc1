// The median with the interval that holds whatever the distribution: between two of the values, counted from both ends.

import { invalid } from '../base/errors.ts'
import { median } from './quantiles.ts'

/** A median and how well it is known. */
export interface MedianEstimate {
  readonly median: number
  /** From the k-th lowest to the k-th highest value. */
  readonly interval: readonly [low: number, high: number]
  /** The chance that such an interval holds the true median: at least 95 % from 6 values on. */
  readonly coverage: number
}

const wantedCoverage = 0.95

/** The chance of at most `most` heads in `count` throws of a coin. */
function headsAtMost(most: number, count: number): number {
  let ways = 1
  let sum = 0
  for (let heads = 0; heads <= most; heads += 1) {
    sum += ways
    ways = (ways * (count - heads)) / (heads + 1)
  }
  return sum / 2 ** count
}

/**
 * The interval of the sign test (Conover 1999, section 3.2): the narrowest that is as far from both ends and covers 95 %,
 * or all values where there are too few for that. Infinite values count as the largest.
 * @throws NaluError of no values and of NaN.
 */
export function medianEstimate(values: readonly number[]): MedianEstimate {
  const middle = median(values)
  if (values.length > 1000) throw invalid(`The interval of a median takes up to 1000 values, not ${values.length}.`)
  const rising = values.toSorted((a, b) => a - b)
  let left = 0
  while (2 * (left + 2) <= rising.length && 1 - 2 * headsAtMost(left + 1, rising.length) >= wantedCoverage) left += 1
  const interval = [rising[left] as number, rising[rising.length - 1 - left] as number] as const
  return { median: middle, interval, coverage: 1 - 2 * headsAtMost(left, rising.length) }
}
