// Laws near to the best ones: exponents fitted freely and held where the rows support it, and fits of relative errors.

import type { Law } from '../formula/law.ts'
import { type FreeNumbers, fitLaw, freeNumbers, type LawRows, numbersOf, withNumbers } from '../formula/law-fit.ts'
import type { Candidate, Candidates } from './candidates.ts'
import { largestExponent } from './climb.ts'
import { partLawRows, weighedBy } from './part-rows.ts'
import type { Prepared } from './prepare.ts'
import { byShare, type ErrorKind, everyFewRows } from './residuals.ts'

const mostRefined = 5
const mostRefitted = 40
// Thirds and quarters are the exponents of laws beside whole and half ones.
const denominators = [1, 2, 3, 4] as const
const within = 3

/** Offers what comes of the best candidates. */
export function refine(candidates: Candidates, prepared: Prepared, kind: ErrorKind): void {
  const rows = partLawRows(prepared, everyFewRows(prepared.split.train))
  if (kind === 'relative') {
    for (const { law, origin, base } of candidates.ranked(kind).slice(0, mostRefitted)) {
      const fitted = fitLaw(law, byShare(rows, law), { free: freeNumbers(law, 'coefficients') })
      if (fitted !== undefined) candidates.offer(fitted.law, origin, base)
    }
  }
  for (const candidate of candidates.ranked(kind).slice(0, mostRefined)) {
    const near = [...withFreeExponents(candidate, rows, kind), ...withOtherPowers(candidate, rows, kind)]
    for (const law of near) candidates.offer(law, candidate.origin, candidate.base)
  }
}

/** The law with exponents as the rows have them: each held at a fraction where it lies near one, and all others free. */
function withFreeExponents({ law }: Candidate, rows: LawRows, kind: ErrorKind): Law[] {
  const weighted = weighedBy(rows, law, kind)
  const free = freeNumbers(law, 'all')
  const first = fitLaw(law, weighted, { free })
  const covariance = first?.covariance()
  if (first === undefined || covariance === undefined) return []
  const size = 1 + law.exponents.length
  const numbers = numbersOf(first.law)
  const isExponent = (place: number) => place % size !== 0
  const held = numbers.map((number, place) => {
    const parameter = free[place] as number
    if (parameter < 0 || !isExponent(place)) return number
    const standardError = Math.sqrt(covariance.get(parameter, parameter))
    return nearFraction(number, Math.max(within * standardError, 1e-7)) ?? number
  })
  const isHeld = (place: number) => isExponent(place) && held[place] !== numbers[place]
  const start = withNumbers(first.law, held)
  const second = fitLaw(start, weighted, {
    free: renumbered(free.map((parameter, place) => (isHeld(place) ? -1 : parameter))),
  })
  // Without a law in the rows exponents run away, until their powers are steps.
  return second === undefined || largestOf(second.law) > largestExponent ? [] : [second.law]
}

const largestOf = (law: Law): number =>
  Math.max(...[law, ...law.sums.flatMap(({ terms }) => terms)].flatMap(({ exponents }) => exponents.map(Math.abs)))

/**
 * The law with half or twice the power of one of its sums. 1 + z to a power is about 1 + power · z, so that a root that is
 * needed looks like a sum or a quotient with half of the coefficient: (1 − v²/c²)^(−1/2) like 1 / (1 − v²/(2 c²)).
 */
function withOtherPowers({ law }: Candidate, rows: LawRows, kind: ErrorKind): Law[] {
  const weighted = weighedBy(rows, law, kind)
  return law.sums.flatMap((sum, place) =>
    [0.5, 2].flatMap((factor): Law[] => {
      const power = sum.power * factor
      if (!isSearched(power)) return []
      const largest = Math.max(...sum.terms.map(({ coefficient }) => Math.abs(coefficient)))
      const terms = sum.terms.map((term) =>
        Math.abs(term.coefficient) === largest ? term : { ...term, coefficient: term.coefficient / factor },
      )
      const sums = law.sums.map((each, i) => (i === place ? { terms, power } : each))
      const start: Law = { ...law, sums }
      const fitted = fitLaw(start, weighted, { free: freeNumbers(start, 'coefficients') })
      return fitted === undefined ? [] : [fitted.law]
    }),
  )
}

/** The powers of shapes: a law with another would be longer than its score says. */
const isSearched = (power: number): boolean => [0.5, 1, 2].includes(Math.abs(power))

function nearFraction(value: number, reach: number): number | undefined {
  for (const denominator of denominators) {
    const fraction = Math.round(value * denominator) / denominator
    if (Math.abs(value - fraction) <= reach) return fraction
  }
  return undefined
}

/** Parameters counted without gaps. */
function renumbered(free: FreeNumbers): FreeNumbers {
  const used = [...new Set(free.filter((parameter) => parameter >= 0))].sort((a, b) => a - b)
  return free.map((parameter) => (parameter < 0 ? -1 : used.indexOf(parameter)))
}
