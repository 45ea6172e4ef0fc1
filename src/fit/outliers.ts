// Rows that do not fit a law which the others fit: residuals far beyond the spread of the rest.

import { median, medianAbsoluteDeviation } from '../statistics/quantiles.ts'

/** The standard deviation of a normal distribution in units of its median absolute deviation, 1 / Φ⁻¹(3/4). */
export const deviationsPerMad = 1.4826
/** Of normal noise one of 500 million rows is so far out. */
export const mostDeviations = 6
const mostFloors = 10
/** Of more rows than these it can no longer be said that it is they who do not fit. */
export const mostShare = 0.1
// Where as many rows lie between this share of the limit and the limit, they are the tail of a noise that is not normal.
const tailShare = 2 / 3

/**
 * Places of residuals that are farther from the median than six standard deviations, as the median absolute deviation gives
 * them, and than ten times the rounding. None where that would be more than a tenth of all: then the law does not fit. None,
 * too, where no fewer rows lie between four and six: noise that grows along a column has such a tail.
 * @param residuals none NaN; infinite ones, where the law has no answer, are outliers.
 * @param floor the error of rounding, in the unit of the residuals.
 */
export function outliersOf(residuals: Float64Array, floor: number): number[] {
  if (residuals.length === 0) return []
  const middle = median(residuals)
  const limit = Math.max(mostDeviations * deviationsPerMad * medianAbsoluteDeviation(residuals), mostFloors * floor)
  const isBeyond = (least: number) => (row: number) => Math.abs((residuals[row] as number) - middle) > least
  const tail = [...residuals.keys()].filter(isBeyond(tailShare * limit))
  const beyond = tail.filter(isBeyond(limit))
  const isTail = tail.length >= 2 * beyond.length
  return isTail || beyond.length > mostShare * residuals.length ? [] : beyond
}
