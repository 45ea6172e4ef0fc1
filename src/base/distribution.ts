// Distributions that inputs are drawn from: even draws from intervals, truncated normals, exponentials.

import { invalid } from './errors.ts'
import { logarithm, type RandomStream } from './normal.ts'
import type { Interval } from './option-values.ts'

/** One interval from which values are drawn evenly, or several of which each value takes one in proportion to its width. */
export type Evenly = readonly Interval[]

/** A normal distribution; what falls outside of the bounds is drawn again. */
export interface TruncatedNormal {
  readonly kind: 'normal'
  readonly mean: number
  readonly deviation: number
  readonly bounds: Interval
}

/** The exponential distribution with this mean. */
export interface Exponential {
  readonly kind: 'exponential'
  readonly scale: number
}

/** Where inputs come from: plain data. */
export type Distribution = Evenly | TruncatedNormal | Exponential

/** Even draws are made by position and not one after another; everything else takes its draws from a stream. */
export const isEven = (distribution: Distribution): distribution is Evenly => !('kind' in distribution)

// A stream’s draws in [0, 1) are multiples of 2^-53, so this is the largest −ln(1 − u).
const largestExponential = 53 * Math.LN2
// A wider cut than this throws away nearly every draw; it is a mistake sooner than a distribution.
const farthestBound = 4

/** The interval that all draws lie in; the first of several and the last together. */
export function supportOf(distribution: Distribution): Interval {
  if (isEven(distribution)) {
    return [Math.min(...distribution.map(([low]) => low)), Math.max(...distribution.map(([, high]) => high))]
  }
  return distribution.kind === 'normal' ? distribution.bounds : [0, distribution.scale * largestExponential]
}

/**
 * One draw after another of a distribution that is not even.
 * @throws NaluError if a normal’s bounds leave out nearly all of it, or if a deviation or scale is not above 0.
 */
export function drawsOf(distribution: TruncatedNormal | Exponential, stream: RandomStream): () => number {
  switch (distribution.kind) {
    case 'normal': {
      const { mean, deviation, bounds } = distribution
      const [low, high] = bounds
      const isFar = low > mean + farthestBound * deviation || high < mean - farthestBound * deviation
      if (!(deviation > 0) || !(low < high) || isFar) {
        throw invalid(
          `A normal around ${mean} with deviation ${deviation} cannot be drawn between ${low} and ${high}. ` +
            `Give a deviation above 0 and bounds within ${farthestBound} deviations of the mean.`,
        )
      }
      return () => {
        for (;;) {
          const value = stream.normal(mean, deviation)
          if (value >= low && value <= high) return value
        }
      }
    }
    case 'exponential': {
      const { scale } = distribution
      if (!(scale > 0)) throw invalid(`An exponential distribution has a scale above 0, not ${scale}.`)
      return () => -scale * logarithm(1 - stream.uniform())
    }
    default:
      return distribution satisfies never
  }
}
