// Distributions that inputs are drawn from: even draws from intervals, truncated normals, exponentials, even logarithms; one for all inputs or one for each.

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

/** Positive numbers whose logarithms are drawn evenly; their first digits follow Benford's law. */
export interface LogUniform {
  readonly kind: 'logUniform'
  readonly bounds: Interval
}

/** What a single input is drawn from. */
export type OneDistribution = Evenly | TruncatedNormal | Exponential | LogUniform

/** For every input, in order, what it is drawn from. */
export interface PerInput {
  readonly kind: 'perInput'
  readonly inputs: readonly OneDistribution[]
}

/** Where inputs come from: plain data. */
export type Distribution = OneDistribution | PerInput

/** Even draws are made by position and not one after another; everything else takes its draws from a stream. */
export const isEven = (distribution: Distribution): distribution is Evenly => !('kind' in distribution)

/**
 * What each of the inputs is drawn from.
 * @throws NaluError if there is one for each input, and another number of inputs.
 */
export function distributionsOf(distribution: Distribution, inputs: number): readonly OneDistribution[] {
  if (isEven(distribution) || distribution.kind !== 'perInput') {
    return Array.from({ length: inputs }, () => distribution)
  }
  if (distribution.inputs.length === inputs) return distribution.inputs
  throw invalid(
    `There are ${distribution.inputs.length} distributions for ${inputs} inputs. Give one for each, or one for all.`,
  )
}

// A stream’s draws in [0, 1) are multiples of 2^-53, so this is the largest −ln(1 − u).
const largestExponential = 53 * Math.LN2
// A wider cut than this throws away nearly every draw; it is a mistake sooner than a distribution.
const farthestBound = 4

/** The interval that all draws lie in; the first of several and the last together. */
export function supportOf(distribution: Distribution): Interval {
  if (isEven(distribution)) return hullOf(distribution)
  switch (distribution.kind) {
    case 'normal':
    case 'logUniform':
      return distribution.bounds
    case 'exponential':
      return [0, distribution.scale * largestExponential]
    case 'perInput':
      return hullOf(distribution.inputs.map(supportOf))
    default:
      return distribution satisfies never
  }
}

const hullOf = (intervals: readonly Interval[]): Interval => [
  Math.min(...intervals.map(([low]) => low)),
  Math.max(...intervals.map(([, high]) => high)),
]

/** @throws NaluError if a normal's bounds leave out nearly all of it, or if a deviation, scale or bound is not above 0. */
export function checkDistribution(distribution: Exclude<OneDistribution, Evenly>): void {
  switch (distribution.kind) {
    case 'normal': {
      const { mean, deviation, bounds } = distribution
      const [low, high] = bounds
      const isFar = low > mean + farthestBound * deviation || high < mean - farthestBound * deviation
      if (deviation > 0 && low < high && !isFar) return
      throw invalid(
        `A normal around ${mean} with deviation ${deviation} cannot be drawn between ${low} and ${high}. ` +
          `Give a deviation above 0 and bounds within ${farthestBound} deviations of the mean.`,
      )
    }
    case 'exponential': {
      if (distribution.scale > 0) return
      throw invalid(`An exponential distribution has a scale above 0, not ${distribution.scale}.`)
    }
    case 'logUniform': {
      const [low, high] = distribution.bounds
      if (low > 0 && low < high) return
      throw invalid(`Logarithms cannot be drawn between ${low} and ${high}. Give bounds above 0, the lower one first.`)
    }
    default:
      return distribution satisfies never
  }
}

/**
 * One draw after another of a distribution that is not even.
 * @throws NaluError if there is no such distribution; see `checkDistribution`.
 */
export function drawsOf(distribution: Exclude<OneDistribution, Evenly>, stream: RandomStream): () => number {
  checkDistribution(distribution)
  switch (distribution.kind) {
    case 'normal': {
      const { mean, deviation, bounds } = distribution
      const [low, high] = bounds
      return () => {
        for (;;) {
          const value = stream.normal(mean, deviation)
          if (value >= low && value <= high) return value
        }
      }
    }
    case 'exponential':
      return () => -distribution.scale * logarithm(1 - stream.uniform())
    case 'logUniform': {
      const [low, high] = distribution.bounds
      // An even draw x stays with the chance low/x: no exponential function, whose bits differ between engines.
      return () => {
        for (;;) {
          const value = stream.uniform(low, high)
          if (stream.uniform() * value < low) return value
        }
      }
    }
    default:
      return distribution satisfies never
  }
}
