// Terms that say nothing: what a fit of more terms than the law has leaves of the others.

import type { Law } from '../formula/law.ts'
import type { Prepared } from './prepare.ts'
import { predictionsOf } from './residuals.ts'

// Below this share of its sum a term is rounding: numbers are fitted to about twelve digits.
const leastShare = 1e-12

/** The law without terms that change their sums by less than rounding at every one of these rows; a sum may have one left. */
export function withoutSpentTerms(law: Law, prepared: Prepared, part: Int32Array): Law {
  const sums = law.sums.map(({ terms, power }) => {
    const values = terms.map((term) => predictionsOf({ ...term, sums: [] }, prepared, part))
    const sizes = Float64Array.from(part, (_, row) =>
      Math.abs(values.reduce((sum, own) => sum + (own[row] as number), 0)),
    )
    const isSpent = (own: Float64Array) =>
      own.every((value, row) => Math.abs(value) < leastShare * (sizes[row] as number))
    return { power, terms: terms.filter((_, t) => !isSpent(values[t] as Float64Array)) }
  })
  const isShorter = sums.some(({ terms }, s) => terms.length < (law.sums[s]?.terms.length ?? 0))
  return isShorter ? { ...law, sums } : law
}
