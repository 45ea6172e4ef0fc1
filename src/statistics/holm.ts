// Holm's correction: which of many comparisons may be called different without one false call too many?

import { invalid } from '../base/errors.ts'

/** What is left of p-values after they were tested together; in the order in which they came. */
export interface Corrected {
  readonly adjusted: readonly number[]
  readonly rejected: readonly boolean[]
}

/**
 * Holm's step-down correction (Holm 1979) of the p-values of a table: the chance of even one false rejection stays
 * within `alpha`, however the tests depend on each other. The k-th smallest of m (from 0) is multiplied by m − k and
 * never falls below the one before it. A test is rejected where its adjusted p-value is at most `alpha`.
 * Throws where a p-value is not between 0 and 1.
 */
export function holm(pValues: readonly number[], alpha = 0.05): Corrected {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw invalid(`A p-value lies between 0 and 1; ${p} does not.`)
  const rising = Array.from(pValues.keys()).sort((i, j) => (pValues[i] as number) - (pValues[j] as number))
  const adjusted = new Array<number>(pValues.length).fill(1)
  let least = 0
  rising.forEach((index, rank) => {
    least = Math.min(1, Math.max(least, (pValues.length - rank) * (pValues[index] as number)))
    adjusted[index] = least
  })
  return { adjusted, rejected: adjusted.map((p) => p <= alpha) }
}
