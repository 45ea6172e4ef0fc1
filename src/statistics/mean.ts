// A mean with its 95 % interval, and the interval that holds where no distribution can be fitted: Student's t.

import { bisect, mean, sampleVariance } from 'simple-statistics'
import { invalid } from '../base/errors.ts'

/** A mean and how well it is known. */
export interface MeanEstimate {
  readonly mean: number
  /** The 95 % interval; undefined of a single value. */
  readonly interval: readonly [low: number, high: number] | undefined
  /** The distribution that was fitted; `t` where none could be, `none` where there is no interval. */
  readonly method: 'gamma' | 'beta' | 't' | 'none'
}

/** The 95 % point of χ² with one degree of freedom: how far twice the log-likelihood may fall within an interval. */
export const CHI_SQUARE_95 = 3.841458820694124

/** The values as numbers of which each is finite and at least 0. Throws where one is not, or there are none. */
export function checkedValues(values: ArrayLike<number>): number[] {
  const checked = Array.from(values)
  if (checked.length === 0) throw invalid('A mean needs at least one value; there is none.')
  const wrong = checked.find((value) => !(Number.isFinite(value) && value >= 0))
  if (wrong !== undefined) throw invalid(`Steps and sparsity errors are finite and at least 0; ${wrong} is not.`)
  return checked
}

/** The standard deviation (over n − 1); 0 of a single value. */
export function deviation(values: number[]): number {
  return values.length < 2 ? 0 : Math.sqrt(sampleVariance(values))
}

/**
 * The chance that Student's t is within ±√degrees·tan(angle), as finite sums (Abramowitz and Stegun 26.7.3 and
 * 26.7.4).
 */
function chanceWithin(angle: number, degrees: number): number {
  const cosine = Math.cos(angle)
  const odd = degrees % 2
  let term = odd === 1 ? cosine : 1
  let sum = 0
  for (let k = odd === 1 ? 3 : 2; k <= degrees; k += 2) {
    sum += term
    term *= ((k - 1) / k) * cosine * cosine
  }
  return odd === 1 ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
}

/** The point that Student's t stays below with a chance of 97.5 %, for whole degrees of freedom. */
export function studentPoint(degrees: number): number {
  const angle = bisect((x) => chanceWithin(x, degrees) - 0.95, 0, Math.PI / 2, 100, 1e-15)
  return Math.sqrt(degrees) * Math.tan(angle)
}

/** The mean with Student's t interval, cut to the range 0 to `highest` of the values. */
export function studentMean(values: number[], highest: number): MeanEstimate {
  const middle = mean(values)
  if (values.length < 2) return { mean: middle, interval: undefined, method: 'none' }
  const half = (studentPoint(values.length - 1) * deviation(values)) / Math.sqrt(values.length)
  return { mean: middle, interval: [Math.max(0, middle - half), Math.min(highest, middle + half)], method: 't' }
}
