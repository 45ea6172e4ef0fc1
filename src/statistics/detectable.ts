// The smallest difference between two success rates that two numbers of seeds could show.

import { bisect } from 'simple-statistics'
import { invalid } from '../base/errors.ts'
import { fisherPValues } from './fisher.ts'
import { binomial } from './weights.ts'

/** How far another success rate must lie below and above a given one; undefined where no rate is far enough. */
export interface DetectableDifference {
  readonly below: number | undefined
  readonly above: number | undefined
}

export interface DetectionOptions {
  /** Fisher's test rejects at p ≤ alpha; 0.05 if not given. */
  readonly alpha?: number
  /** The chance of a rejection that is asked for; 0.8 if not given. */
  readonly power?: number
}

const TOLERANCE = 1e-12

function checked(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value
  throw invalid(`The ${name} must lie between 0 and 1, not be ${value}.`)
}

function seeds(count: number): number {
  if (Number.isSafeInteger(count) && count > 0) return count
  throw invalid(`The number of seeds must be a whole number from 1 on, not ${count}.`)
}

/** For each number of our successes, the chance that published seeds of success rate `rate` are told apart from it. */
function rejections(rate: number, published: number, ours: number, alpha: number): Float64Array {
  const chances = binomial(published, rate)
  const rejected = new Float64Array(ours + 1)
  for (let total = 0; total <= published + ours; total += 1) {
    const { low, pValues } = fisherPValues(published, ours, total)
    pValues.forEach((p, i) => {
      const [theirs, own] = [low + i, total - low - i]
      if (p <= alpha) rejected[own] = (rejected[own] as number) + (chances[theirs] as number)
    })
  }
  return rejected
}

/**
 * The smallest differences |p1 − p0| that a comparison could detect: p0 is the success rate behind a published table
 * of `published` seeds, p1 the one behind `ours`, both counts are binomial, and Fisher's two-sided test
 * (`fisherExact`) rejects at `alpha` with a chance of at least `power`. The chance is the exact sum over both counts;
 * differences are found to 1e-12. A published rate stands for the true one, so that what it may be off by is not
 * counted on top. Throws where a rate lies outside of [0, 1] or a number of seeds is not whole and positive.
 */
export function detectableDifference(
  rate: number,
  published: number,
  ours: number,
  options: DetectionOptions = {},
): DetectableDifference {
  const alpha = checked('level alpha', options.alpha ?? 0.05)
  const power = checked('power', options.power ?? 0.8)
  const rejected = rejections(checked('success rate', rate), seeds(published), seeds(ours), alpha)
  const excess = (other: number) =>
    binomial(ours, other).reduce((sum, chance, own) => sum + chance * (rejected[own] as number), -power)
  // Away from p0 the chance rises: that of a rejection on the wrong side, which falls, is at most alpha.
  const towards = (end: number) => {
    if (excess(rate) >= 0) return 0
    return excess(end) >= 0 ? Math.abs(bisect(excess, rate, end, 60, TOLERANCE) - rate) : undefined
  }
  return { below: towards(0), above: towards(1) }
}
