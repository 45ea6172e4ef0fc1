// The mean of sparsity errors as the field reports it: that of a beta distribution on [0, 0.5], with a profile interval.

import { bisect, mean } from 'simple-statistics'
import { highest, ratioExcess, stirlingExcess } from './likelihood.ts'
import { CHI_SQUARE_95, checkedValues, deviation, type MeanEstimate, studentMean } from './mean.ts'

/** A weight in [0, 1] is at most so far from 0 and 1. */
const HIGHEST = 0.5
/** Values are cut to [1e-16, 0.5 − 1e-16] and taken for one where they vary less: Madsen and Johansen's scripts. */
const EDGE = 1e-16
const LEAST_DEVIATION = 1e-10
/** Means are looked for from about 4e-18 to as close to 0.5, evenly in ln(mean/(0.5 − mean)). */
const WIDEST_LOGIT = 40

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

/**
 * The mean log-likelihood of y in (0, 1) for a beta distribution of mean μ, at its best over the precision φ = α + β;
 * what does not depend on either is left out. d = mean of μ(r − 1 − ln r) over r = y/μ, and the same of 1 − y.
 */
function profile(pairs: readonly (readonly [number, number])[], logit: number): number {
  const [mu, nu] = [logistic(logit), logistic(-logit)]
  const d = mean(pairs.map(([y, rest]) => mu * ratioExcess(y, mu) + nu * ratioExcess(rest, nu)))
  const at = (logPrecision: number) => {
    const phi = Math.exp(logPrecision)
    const excess = stirlingExcess(phi) - stirlingExcess(mu * phi) - stirlingExcess(nu * phi)
    return (logPrecision + Math.log(mu) + Math.log(nu)) / 2 - d * phi + excess
  }
  // With g(x) = x(ln x − ψ(x)), between ½ and 1, the slope is zero where dφ = g(μφ) + g(νφ) − g(φ): in (½, 1½).
  return at(highest(at, -Math.log(2 * d), Math.log(1.5 / d)))
}

/**
 * The mean of a beta distribution scaled to [0, 0.5] by maximum likelihood, and the means whose profile likelihood is
 * not rejected at 95 %: the confidence interval of the sparsity error in Madsen and Johansen 2020. As there, values
 * are first cut to [1e-16, 0.5 − 1e-16]. Student's t takes its place where the values do not vary (all zero, say),
 * and a single value has no interval. Throws of no values and where a value is negative or not finite.
 */
export function betaMean(values: ArrayLike<number>): MeanEstimate {
  const checked = checkedValues(values).map((value) => Math.min(HIGHEST, value))
  const sample = checked.map((value) => Math.min(HIGHEST - EDGE, Math.max(EDGE, value)))
  if (!(deviation(sample) > LEAST_DEVIATION)) return studentMean(checked, HIGHEST)
  const pairs = sample.map((value) => [value / HIGHEST, (HIGHEST - value) / HIGHEST] as const)
  const at = (logit: number) => profile(pairs, logit)
  const best = highest(at, -WIDEST_LOGIT, WIDEST_LOGIT)
  const least = at(best) - CHI_SQUARE_95 / (2 * sample.length)
  const end = (logit: number) => (at(logit) > least ? logit : bisect((x) => at(x) - least, best, logit, 100, 1e-11))
  const scaled = (logit: number) => HIGHEST * logistic(logit)
  return { mean: scaled(best), interval: [scaled(end(-WIDEST_LOGIT)), scaled(end(WIDEST_LOGIT))], method: 'beta' }
}
