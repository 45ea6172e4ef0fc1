// Rows that do not fit a law which the others fit: residuals far beyond the spread of the rest.

import { median, medianAbsoluteDeviation } from '../statistics/quantiles.ts'

// The standard deviation of a normal distribution in units of its median absolute deviation, 1 / Φ⁻¹(3/4).
const deviationsPerMad = 1.4826
// Of normal noise one of 500 million rows is so far out.
const mostDeviations = 6
const mostFloors = 10
// Of more rows than these it can no longer be said that it is they who do not fit.
const mostShare = 0.1

/**
 * Places of residuals that are farther from the median than six standard deviations, as the median absolute deviation gives
 * them, and than ten times the rounding. None where that would be more than a tenth of all: then the law does not fit.
 * @param residuals none NaN; infinite ones, where the law has no answer, are outliers.
 * @param floor the error of rounding, in the unit of the residuals.
 */
export function outliersOf(residuals: Float64Array, floor: number): number[] {
  if (residuals.length === 0) return []
  const middle = median(residuals)
  const limit = Math.max(mostDeviations * deviationsPerMad * medianAbsoluteDeviation(residuals), mostFloors * floor)
  const beyond = [...residuals.keys()].filter((row) => Math.abs((residuals[row] as number) - middle) > limit)
  return beyond.length > mostShare * residuals.length ? [] : beyond
}
