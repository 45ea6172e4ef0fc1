// What the likelihoods of gamma and beta distributions share: log-gamma without its large parts, and a maximum.

import { gammaln } from 'simple-statistics'

const LN_SQRT_2_PI = 0.9189385332046728
/** From here on four terms of Stirling's series are exact to rounding. */
const LARGE = 100
/** Below this `gammaln` loses digits, and ln Γ(x) = ln Γ(1 + x) − ln x does not. */
const SMALL = 0.5

/**
 * How much ln Γ(x) lies above Stirling's (x − ½) ln x − x + ½ ln 2π. Likelihoods of narrow distributions are small
 * differences of large log-gammas; written with this, the large parts cancel on paper.
 */
export function stirlingExcess(x: number): number {
  if (x < LARGE) {
    const logGamma = x < SMALL ? gammaln(1 + x) - Math.log(x) : gammaln(x)
    return logGamma - ((x - 0.5) * Math.log(x) - x + LN_SQRT_2_PI)
  }
  const square = 1 / (x * x)
  // Abramowitz and Stegun 6.1.41.
  return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / x
}

/** r − 1 − ln r for the ratio r = value/middle, which is at least 0, with no digits lost near r = 1. */
export function ratioExcess(value: number, middle: number): number {
  const u = (value - middle) / middle
  return Math.abs(u) < 0.5 ? u - Math.log1p(u) : u - Math.log(value / middle)
}

const GOLDEN = (Math.sqrt(5) - 1) / 2

/** Where a function that rises and then falls is highest between `low` and `high`, by golden section. */
export function highest(f: (x: number) => number, low: number, high: number): number {
  let [from, to] = [low, high]
  let [left, right] = [to - GOLDEN * (to - from), from + GOLDEN * (to - from)]
  let [atLeft, atRight] = [f(left), f(right)]
  // A maximum is flat: closer than the square root of the rounding nothing can be told apart.
  while (to - from > 1e-9 * Math.max(1, Math.abs(from))) {
    if (atLeft > atRight) {
      ;[to, right, atRight] = [right, left, atLeft]
      left = to - GOLDEN * (to - from)
      atLeft = f(left)
    } else {
      ;[from, left, atLeft] = [left, right, atRight]
      right = from + GOLDEN * (to - from)
      atRight = f(right)
    }
  }
  return (from + to) / 2
}
