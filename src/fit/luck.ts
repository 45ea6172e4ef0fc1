// Whether a law beats a predictor without arithmetic by more than luck: the tail of F, times the laws that were tried.

import { fTail } from '../statistics/incomplete-beta.ts'

/**
 * How many times as many sets of columns there are where the searched ones were chosen among more: each column of a law could
 * have been another one. C(all, count) / C(searched, count).
 */
export function choicesOfColumns(count: number, { all, searched }: ColumnCounts): number {
  let choices = 1
  for (let i = 0; i < count; i += 1) choices *= (all - i) / (searched - i)
  return choices
}

/** Columns of numbers that a law could be made of, and how many of them were searched. */
export interface ColumnCounts {
  readonly all: number
  readonly searched: number
}

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
