// The numbers by which a formula counts as found, in one place.

/** Numbers of the five rules of decision 25. */
export const rules = {
  /** 1: the certified error is at most so many times the one where the law was trained; more where rounding counts for more outside. */
  certifiedOverTrained: 1.5,
  /** 2: the chance that the best of all laws tried beats a baseline so clearly. */
  mostLuck: 0.01,
  /** 3: this share of the best restarts gives the law; at least so many restarts; the best score within `asGoodScore`. */
  leastAgreeing: 2 / 3,
  leastRestarts: 3,
  /** 3, 4: a law is as good as another if its score is within this; the odds are then less than 20 to 1 (Kass & Raftery 1995). */
  asGoodScore: 6,
  /** 4: rivals may differ by this share on a box twice as wide. */
  mostDifference: 0.05,
  /**
   * 5: the chance of what is left in the residuals. Each of three is held against it by itself: patterns, corrected for their
   * number; sides at the ends of columns; and sizes far smaller outside.
   */
  leastStructure: 0.005,
  /** Fewer rows are low evidence. */
  fewRows: 30,
} as const
