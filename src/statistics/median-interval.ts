// The median with the interval that holds whatever the distribution: between two of the values, counted from both ends.

import { median } from './quantiles.ts'

/** A median and how well it is known. */
export interface MedianEstimate {
  readonly median: number
  /** From the k-th lowest to the k-th highest value. */
  readonly interval: readonly [low: number, high: number]
  /** The chance that such an interval holds the true median: at least 95 % from 6 values on. */
  readonly coverage: number
}

/** What an interval is meant to cover. */
export const wantedCoverage = 0.95

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

/** So many throws are nearly normal, and their powers of two still fit into a double. */
const mostExact = 1000
const normalPoint = 1.959963984540054

/** How many values at each end the interval leaves out, and what it covers then. */
function leftOut(count: number): { readonly left: number; readonly coverage: number } {
  if (count > mostExact) {
    return { left: Math.floor((count - 1 - normalPoint * Math.sqrt(count)) / 2), coverage: wantedCoverage }
  }
  let left = 0
  while (2 * (left + 2) <= count && 1 - 2 * headsAtMost(left + 1, count) >= wantedCoverage) left += 1
  return { left, coverage: 1 - 2 * headsAtMost(left, count) }
}

/**
 * The interval of the sign test (Conover 1999, section 3.2): the narrowest that is as far from both ends and covers 95 %,
 * or all values where there are too few for that. Infinite values count as the largest.
 * @throws NaluError of no values and of NaN.
 */
export function medianEstimate(values: readonly number[]): MedianEstimate {
  const middle = median(values)
  const rising = values.toSorted((a, b) => a - b)
  const { left, coverage } = leftOut(rising.length)
  return { median: middle, interval: [rising[left] as number, rising[rising.length - 1 - left] as number], coverage }
}
