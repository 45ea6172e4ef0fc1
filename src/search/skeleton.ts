// The form of a law: what is left of it without its coefficients.

import { type Law, simplifyLaw } from '../formula/law.ts'

/** A law without its coefficients, in an order of its own. */
export function skeletonOf(law: Law): string {
  const { exponents, sums } = simplifyLaw(law)
  const parts = sums.map(({ terms, power }) => `(${terms.map((each) => each.exponents.join(' ')).sort()})^${power}`)
  return [exponents.join(' '), ...parts.sort()].join(' * ')
}
