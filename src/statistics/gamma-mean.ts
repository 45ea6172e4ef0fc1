// The mean of "solved at" steps as the field reports it: that of a gamma distribution, with a profile interval.

import { bisect, mean } from 'simple-statistics'
import { highest, ratioExcess, stirlingExcess } from './likelihood.ts'
import { CHI_SQUARE_95, checkedValues, deviation, type MeanEstimate, studentMean } from './mean.ts'

/** Steps that vary less are taken for one value; Madsen and Johansen's scripts have the same bound. */
const LEAST_DEVIATION = 1e-5

/**
 * The log-likelihood of a value, at its best over the shape k: the largest ½ ln k − (excess of ln Γ(k)) − k·c, where
 * c = mean of r − 1 − ln r over ratios r of value to mean. Constants are left out.
 */
function profile(c: number): number {
  const at = (logShape: number) => logShape / 2 - stirlingExcess(Math.exp(logShape)) - Math.exp(logShape) * c
  // The slope is zero where ln k − ψ(k) = c, and 1/(2k) < ln k − ψ(k) < 1/k.
  return at(highest(at, -Math.log(2 * c), -Math.log(c)))
}

/**
 * The mean of a sample from a gamma distribution by maximum likelihood (which is the mean of the sample), and the
 * means whose profile likelihood is not rejected at 95 %: the confidence interval of "solved at" in Madsen and
 * Johansen 2020. Student's t takes its place where the values do not vary or one is 0, and a single value has no
 * interval. Throws of no values and where a value is negative or not finite.
 */
export function gammaMean(values: ArrayLike<number>): MeanEstimate {
  const sample = checkedValues(values)
  if (!(deviation(sample) > LEAST_DEVIATION) || sample.includes(0)) return studentMean(sample, Number.POSITIVE_INFINITY)
  const middle = mean(sample)
  const c = mean(sample.map((value) => ratioExcess(value, middle)))
  // A mean of middle/r has c + (r − 1 − ln r) for c. The slope of the profile over ln c lies between −1 and −½.
  const fall = CHI_SQUARE_95 / (2 * sample.length)
  const least = profile(c) - fall
  const start = Math.log(c)
  const logC = bisect((x) => profile(Math.exp(x)) - least, start, start + 2.1 * fall, 100, 1e-13)
  const room = Math.exp(logC) - c
  const distance = (logRatio: number) => Math.expm1(logRatio) - logRatio - room
  const above = bisect(distance, -1 - room, 0, 100, 1e-13)
  const below = bisect(distance, 0, Math.log(2 + 2 * room), 100, 1e-13)
  return { mean: middle, interval: [middle * Math.exp(-below), middle * Math.exp(-above)], method: 'gamma' }
}
