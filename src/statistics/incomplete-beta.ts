// The incomplete beta function, and what stands on it: tails of the F distribution and quantiles of Student's t.

import { gammaln } from 'simple-statistics'
import { invalid } from '../base/errors.ts'

/**
 * The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22), evaluated by Lentz's
 * method. Absolute error below 1e-12.
 * @throws NaluError if x is not in [0, 1], or a or b is not above 0.
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1) || !(a > 0) || !(b > 0)) {
    throw invalid(`The incomplete beta function takes x in [0, 1] and a, b above 0, not ${x}, ${a} and ${b}.`)
  }
  if (x === 0 || x === 1) return x
  // The fraction converges fast below the mean; the other side is its mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + gammaln(a + b) - gammaln(a) - gammaln(b)) / a
  return front * fraction(x, a, b)
}

const tiny = 1e-300
const mostTerms = 10_000

function fraction(x: number, a: number, b: number): number {
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m < mostTerms; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    value *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < 1e-15) break
  }
  return value
}

/** The chance that a ratio of F(over, under) is above `ratio`: 1 at 0, 0 at infinity. */
export function fTail(ratio: number, over: number, under: number): number {
  if (ratio === Number.POSITIVE_INFINITY) return 0
  return regularizedBeta(under / (under + over * ratio), under / 2, over / 2)
}

/** The value below which Student's t with so many degrees of freedom stays with this chance. */
export function studentQuantile(chance: number, degrees: number): number {
  if (!(chance > 0 && chance < 1)) throw invalid(`A quantile is asked for between 0 and 1, not at ${chance}.`)
  if (chance < 0.5) return -studentQuantile(1 - chance, degrees)
  const tail = (t: number) => 0.5 * regularizedBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
  let high = 1
  while (tail(high) > 1 - chance) high *= 2
  let low = 0
  for (let i = 0; i < 80; i += 1) {
    const middle = (low + high) / 2
    if (tail(middle) > 1 - chance) low = middle
    else high = middle
  }
  return (low + high) / 2
}
