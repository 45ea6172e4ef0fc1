// Fisher's exact test: are two success counts too far apart to come from one success rate?

import { invalid } from '../base/errors.ts'
import { hypergeometric } from './weights.ts'

// Probabilities that differ by rounding alone are equal: the tolerance of R's fisher.test.
const TIE = 1 + 1e-7

/**
 * The two-sided p-values of all tables with n and m tries and so many successes in total; those of `low`,
 * `low` + 1, … successes among the first n.
 */
export function fisherPValues(n: number, m: number, successes: number): { low: number; pValues: Float64Array } {
  const { low, chances } = hypergeometric(n, m, successes)
  const rising = Array.from(chances.keys()).sort((i, j) => (chances[i] as number) - (chances[j] as number))
  const pValues = new Float64Array(chances.length)
  let sum = 0
  let next = 0
  for (const index of rising) {
    const most = (chances[index] as number) * TIE
    for (; next < rising.length; next += 1) {
      const chance = chances[rising[next] as number] as number
      if (chance > most) break
      sum += chance
    }
    pValues[index] = Math.min(1, sum)
  }
  return { low, pValues }
}

function checkCounts(successes: number, count: number): void {
  if (Number.isSafeInteger(count) && Number.isSafeInteger(successes) && successes >= 0 && successes <= count) return
  throw invalid(`Fisher's test needs 0 to n successes of n tries, whole numbers, not ${successes} of ${count}.`)
}

/**
 * The two-sided p-value of Fisher's exact test (Fisher 1935) on `a` successes of `n` tries and `b` of `m`: the chance,
 * given the successes in total, of a table that is no likelier than this one. 1 where either had no tries. Throws
 * where a count is not whole or there are more successes than tries.
 */
export function fisherExact(a: number, n: number, b: number, m: number): number {
  checkCounts(a, n)
  checkCounts(b, m)
  const { low, pValues } = fisherPValues(n, m, a + b)
  return pValues[a - low] as number
}
