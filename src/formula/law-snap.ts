// Coefficients of a fitted law held at small rationals, one after the other, where the rows support it.

import { fTail } from '../statistics/incomplete-beta.ts'
import type { Law } from './law.ts'
import { type FreeNumbers, fitLaw, type LawFit, type LawRows, numbersOf, withNumbers } from './law-fit.ts'

export interface SnappedLaw {
  readonly law: Law
  /** What is still free: the numbers that were not held. */
  readonly free: FreeNumbers
  /** Mean squared weighted errors before and after. */
  readonly before: number
  readonly after: number
  /** Which numbers are held, in the order of `numbersOf`, with what they were. */
  readonly held: readonly { readonly place: number; readonly from: number; readonly to: number }[]
}

const largestDenominator = 12
// So many standard errors may a number lie from what it is held at.
const within = 2
// So many rationals of a size may be expected that near by chance.
const mostByChance = 0.05
// The test of all held numbers together.
const leastChance = 0.05
// Rounding of a fit in float64.
const leastShare = 1e-9

/**
 * Holds each free number at the rational with the smallest denominator that lies within two standard errors, if so few
 * rationals of that size lie there that chance is unlikely: 1.414 ± 0.05 is not 3/2, and 1.8 ± 0.0003 is 9/5. The others are
 * fitted anew after each. All that are held together must not make the fit worse than chance does (F test at 5 %), unless the
 * error is within `floor`.
 * @param floor error of rounding alone, root of a mean square, weighted as the rows are.
 */
export function snapLaw(law: Law, rows: LawRows, free: FreeNumbers, floor: number): SnappedLaw | undefined {
  const first = fitLaw(law, rows, { free })
  if (first === undefined) return undefined
  const count = rows.target.length
  const freeAtFirst = countFree(free)
  let fit: LawFit = first
  let open = free
  const held: { place: number; from: number; to: number }[] = []
  const refused = new Set<number>()
  for (;;) {
    const next = bestDetermined(fit, open, refused, floor)
    if (next === undefined) break
    const numbers = numbersOf(fit.law)
    const from = numbers[next.place] as number
    numbers[next.place] = next.value
    const reduced = without(open, next.place)
    const tried = fitLaw(withNumbers(fit.law, numbers), rows, { free: reduced })
    const holdCount = held.length + 1
    if (tried !== undefined && isNoWorse(tried.error, first.error, holdCount, count - freeAtFirst, floor)) {
      fit = tried
      open = reduced
      held.push({ place: next.place, from, to: next.value })
    } else refused.add(next.place)
  }
  return { law: fit.law, free: open, before: first.error, after: fit.error, held }
}

const countFree = (free: FreeNumbers): number => new Set(free.filter((parameter) => parameter >= 0)).size

/** The same without one number; parameters are counted anew. */
function without(free: FreeNumbers, place: number): FreeNumbers {
  const gone = free[place] as number
  return free.map((parameter, i) => (i === place || parameter < 0 ? -1 : parameter > gone ? parameter - 1 : parameter))
}

function isNoWorse(error: number, first: number, holds: number, degrees: number, floor: number): boolean {
  if (error <= floor * floor || error <= first) return true
  if (degrees < 1) return false
  return fTail(((error - first) / holds) * (degrees / first), holds, degrees) > leastChance
}

/** Of the numbers that may be held, the one with the least standard error beside its size. */
function bestDetermined(
  fit: LawFit,
  free: FreeNumbers,
  refused: ReadonlySet<number>,
  floor: number,
): { readonly place: number; readonly value: number } | undefined {
  const covariance = fit.covariance()
  const numbers = numbersOf(fit.law)
  // Without rows to spare only rounding says how far a number may move.
  const errorOf = (parameter: number) =>
    covariance === undefined ? undefined : Math.sqrt(covariance.get(parameter, parameter))
  let best: { place: number; value: number } | undefined
  let bestShare = Number.POSITIVE_INFINITY
  free.forEach((parameter, place) => {
    if (parameter < 0 || refused.has(place)) return
    const number = numbers[place] as number
    const standardError = errorOf(parameter)
    if (standardError === undefined && floor > 0) return
    const value = nearestRational(number, Math.max(standardError ?? 0, (leastShare / within) * Math.abs(number)))
    const share = (standardError ?? 0) / Math.abs(number)
    if (value === undefined || share >= bestShare) return
    best = { place, value }
    bestShare = share
  })
  return best
}

/** The rational with the smallest denominator within reach; undefined where one would be there by chance, too. */
export function nearestRational(value: number, standardError: number): number | undefined {
  let fractions = 0
  for (let denominator = 1; denominator <= largestDenominator; denominator += 1) {
    fractions += totient(denominator)
    // Rationals expected in reach, of all denominators so far.
    if (2 * within * standardError * fractions > mostByChance) return undefined
    const numerator = Math.round(value * denominator)
    if (numerator === 0) continue
    if (Math.abs(value - numerator / denominator) <= within * standardError) return numerator / denominator
  }
  return undefined
}

/** How many of 1 … n have no divisor in common with n (Euler). */
function totient(n: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  return Array.from({ length: n }, (_, i) => i + 1).filter((i) => divisor(i, n) === 1).length
}
