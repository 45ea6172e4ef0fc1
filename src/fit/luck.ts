// Whether a law beats a predictor without arithmetic by more than luck: the tail of F, times the laws that were tried.

import { fTail } from '../statistics/incomplete-beta.ts'

/**
 * An upper bound of the chance that the best of `tried` laws without any truth in them has so few squares beside those of
 * a baseline: rule 2 of the verdict. The ratio of two sums of squares of `rows` independent normal errors each is F(m, m).
 * Unlike a test of ranks this can be small for two rows, where the law is better by orders of magnitude.
 * @param squaresOfLaw sum of squared errors on the certifying rows, which no law was chosen by.
 * @param squaresOfBaseline that of the baseline on the same rows.
 * @param tried laws that were ever scored, each of which could have been the lucky one.
 */
export function luckOf(squaresOfLaw: number, squaresOfBaseline: number, rows: number, tried: number): number {
  // A law that is not better, has no answer, or was looked at nowhere has shown nothing.
  if (!(squaresOfLaw < squaresOfBaseline) || rows < 1) return 1
  return Math.min(1, tried * fTail(squaresOfBaseline / squaresOfLaw, rows, rows))
}
