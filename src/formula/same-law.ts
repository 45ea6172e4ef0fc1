// Whether two laws are the same function, however they are written: both as one quotient of sums, multiplied crosswise.

import { type Law, multiplyProducts, type Product, type SumPower } from './law.ts'

/** How far apart the numbers of the same law may be. */
export interface LawTolerance {
  /** Of exponents, absolute. */
  readonly exponents: number
  /** Of coefficients, relative to the largest of the parts that add up to one. */
  readonly coefficients: number
  /** Standard errors of the first law's coefficients, and how many of them a difference may have. */
  readonly errors?: { readonly of: LawErrors; readonly most: number }
}

/** A standard error for each coefficient of a law; 0 where it is known. */
export interface LawErrors {
  readonly coefficient: number
  readonly sums: readonly (readonly number[])[]
}

/** Rounding of constants that a fit gave to about nine digits. */
export const equalLaws: LawTolerance = { exponents: 1e-6, coefficients: 1e-6 }

/** One product of an expanded sum, with what may be lost in its coefficient. */
interface Expanded extends Product {
  /** The sizes of all coefficients that added up to this one. */
  readonly size: number
  /** At most so far from the true coefficient, for one standard error of each number. */
  readonly spread: number
}

/** `y ^ whole = over / under`, sums of products. */
interface Quotient {
  readonly over: readonly Expanded[]
  readonly under: readonly Expanded[]
}

// Sums longer than this are of no law that a person reads.
const mostTerms = 600
// Powers of sums are expanded up to this one.
const mostPower = 8

/**
 * True if both give the same numbers wherever both are defined, for columns above 0. Sums to a power that is not a
 * multiple of a half are compared as they are written.
 */
export function sameLaw(a: Law, b: Law, tolerance: LawTolerance = equalLaws): boolean {
  const whole = [...a.sums, ...b.sums].every(({ power }) => Number.isInteger(power)) ? 1 : 2
  const first = quotientOf(a, whole, tolerance)
  const { errors: _, ...exact } = tolerance
  const second = quotientOf(b, whole, exact)
  if (first === undefined || second === undefined) return false
  const left = multiplySums(first.over, second.under, tolerance)
  const right = multiplySums(second.over, first.under, tolerance)
  if (left === undefined || right === undefined) return false
  return sameSums(left, right, tolerance) && (whole === 1 || sameSign(a, b))
}

/** The law as one quotient of sums without powers; undefined if that is too long, or a power is not whole. */
export function expandLaw(
  law: Law,
): { readonly over: readonly Product[]; readonly under: readonly Product[] } | undefined {
  return quotientOf(law, 1, equalLaws)
}

function quotientOf(law: Law, whole: number, tolerance: LawTolerance): Quotient | undefined {
  const errors = tolerance.errors?.of
  const outer = multipliedOut([expanded(law, errors?.coefficient ?? 0)], whole, tolerance)
  const one = [expanded({ coefficient: 1, exponents: law.exponents.map(() => 0) }, 0)]
  let over: readonly Expanded[] | undefined = outer
  let under: readonly Expanded[] | undefined = one
  law.sums.forEach(({ terms, power }: SumPower, i) => {
    const times = power * whole
    if (!Number.isInteger(times) || Math.abs(times) > mostPower) over = undefined
    if (over === undefined || under === undefined) return
    const sum = terms.map((term, t) => expanded(term, errors?.sums[i]?.[t] ?? 0))
    const raised = multipliedOut(sum, Math.abs(times), tolerance)
    if (times > 0) over = raised && multiplySums(over, raised, tolerance)
    else under = raised && multiplySums(under, raised, tolerance)
  })
  return over === undefined || under === undefined ? undefined : { over, under }
}

const expanded = ({ coefficient, exponents }: Product, spread: number): Expanded => ({
  coefficient,
  exponents,
  size: Math.abs(coefficient),
  spread,
})

function multipliedOut(
  sum: readonly Expanded[],
  power: number,
  tolerance: LawTolerance,
): readonly Expanded[] | undefined {
  let result: readonly Expanded[] | undefined = sum
  for (let i = 1; i < power && result !== undefined; i += 1) result = multiplySums(result, sum, tolerance)
  return result
}

function multiplySums(
  a: readonly Expanded[],
  b: readonly Expanded[],
  { exponents: apart }: LawTolerance,
): readonly Expanded[] | undefined {
  if (a.length * b.length > mostTerms * 4) return undefined
  const result: Expanded[] = []
  for (const first of a) {
    for (const second of b) {
      const product = multiplyProducts(first, second)
      const size = first.size * second.size
      const spread = first.spread * second.size + second.spread * first.size
      const place = result.findIndex((other) => sameExponents(other.exponents, product.exponents, apart))
      const same = result[place]
      if (same === undefined) result.push({ ...product, size, spread })
      else {
        result[place] = {
          exponents: same.exponents,
          coefficient: same.coefficient + product.coefficient,
          size: same.size + size,
          spread: same.spread + spread,
        }
      }
    }
  }
  return result.length > mostTerms ? undefined : result
}

// Products of products lie as many tolerances apart.
const sameExponents = (a: readonly number[], b: readonly number[], apart: number): boolean =>
  a.every((exponent, j) => Math.abs(exponent - (b[j] as number)) <= 4 * apart)

function sameSums(a: readonly Expanded[], b: readonly Expanded[], tolerance: LawTolerance): boolean {
  const { coefficients, exponents: apart, errors } = tolerance
  const isWithin = (difference: number, size: number, spread: number) =>
    Math.abs(difference) <= Math.max(coefficients * size, (errors?.most ?? 0) * spread)
  // Only terms that matter in the sum have to be met: what cancels out is rounding.
  const isMet = (term: Expanded, others: readonly Expanded[], sign: 1 | -1) => {
    const other = others.find(({ exponents }) => sameExponents(exponents, term.exponents, apart))
    const difference = sign * (term.coefficient - (other?.coefficient ?? 0))
    return isWithin(difference, Math.max(term.size, other?.size ?? 0), term.spread + (other?.spread ?? 0))
  }
  return a.every((term) => isMet(term, b, 1)) && b.every((term) => isMet(term, a, -1))
}

/** True if laws with equal squares have the same sign, where their signs can be told from coefficients alone. */
function sameSign(a: Law, b: Law): boolean {
  const signOf = ({ coefficient, sums }: Law) =>
    // A sum to a whole odd power may have either sign; then nothing is known.
    sums.some(({ power }) => Number.isInteger(power) && power % 2 !== 0) ? 0 : Math.sign(coefficient)
  const signs = signOf(a) * signOf(b)
  return signs >= 0
}
