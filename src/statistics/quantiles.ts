// Medians, median absolute deviations and quantiles, also of losses that are infinite.

import { invalid } from '../base/errors.ts'

function sorted(values: ArrayLike<number>): Float64Array {
  const rising = new Float64Array(values).sort()
  if (rising.length === 0) throw invalid('A quantile needs at least one value; there is none.')
  // Sorted last.
  if (Number.isNaN(rising.at(-1))) {
    throw invalid('NaN has no place in an order: leave such values out or count them apart.')
  }
  return rising
}

/**
 * The quantile at `chance` in [0, 1], between two values on a straight line: type 7 of Hyndman and Fan (1996), the
 * default of R and NumPy. Between two infinities of one sign it is that infinity. Throws of no values and of NaN.
 */
export function quantile(values: ArrayLike<number>, chance: number): number {
  if (!(chance >= 0 && chance <= 1)) throw invalid(`A quantile is asked for at 0 to 1, not at ${chance}.`)
  const rising = sorted(values)
  const place = (rising.length - 1) * chance
  const low = rising[Math.floor(place)] as number
  const high = rising[Math.ceil(place)] as number
  return low === high ? low : low + (place - Math.floor(place)) * (high - low)
}

/** The middle value, or the mean of the two in the middle. Throws of no values and of NaN. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5)
}

/**
 * The median distance from the median, as it is: not scaled to the standard deviation of a normal distribution.
 * Infinity where half of the values are infinite. Throws of no values and of NaN.
 */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const middle = median(values)
  if (!Number.isFinite(middle)) return Number.POSITIVE_INFINITY
  return median(Array.from(values, (value) => Math.abs(value - middle)))
}
