// What a reader of graphs knows of a value: a number, a product of powers, its logarithm, or how many columns are below 0.

import type { Range } from '../graph/node.ts'
import { type Law, multiplyProducts, type Product, type SumPower, simplifyLaw } from './law.ts'
import { isWhole, monomialRange } from './reading-range.ts'

/** Least and greatest value of a column. */
export type ColumnRange = Range

/**
 * `coefficient · Π |x_j| ^ exponents_j · Π sign(x_j) ^ odd_j · Π (Σ terms) ^ power`. Sizes and signs stand apart, since units
 * compute them apart. `odd_j` holds only where the sign of the column is open: a known sign is part of the coefficient.
 */
export interface Monomial {
  readonly kind: 'monomial'
  /** Neither 0 nor infinite. */
  readonly coefficient: number
  readonly exponents: readonly number[]
  readonly odd: readonly boolean[]
  readonly sums: readonly SumPower[]
}

/** The natural logarithm of a monomial that is nowhere below 0. */
export interface Logarithm {
  readonly kind: 'logarithm'
  readonly of: Monomial
}

/** `constant + Σ weights_j · [x_j < 0]`. */
export interface Count {
  readonly kind: 'count'
  readonly constant: number
  readonly weights: readonly number[]
}

/** Undefined where nothing is known. */
export type Reading = number | Monomial | Logarithm | Count | undefined

export const isMonomial = (reading: Reading): reading is Monomial =>
  typeof reading === 'object' && reading.kind === 'monomial'
export const isLogarithm = (reading: Reading): reading is Logarithm =>
  typeof reading === 'object' && reading.kind === 'logarithm'
export const isCount = (reading: Reading): reading is Count => typeof reading === 'object' && reading.kind === 'count'

const nothing = (columns: readonly ColumnRange[]) => ({
  exponents: columns.map(() => 0),
  odd: columns.map(() => false),
  sums: [],
})

/** A number as a monomial, where there has to be one; undefined for 0, which has no logarithm, and for what is no number. */
export const numberMonomial = (columns: readonly ColumnRange[], value: number): Monomial | undefined =>
  value !== 0 && Number.isFinite(value) ? { kind: 'monomial', coefficient: value, ...nothing(columns) } : undefined

/** The column itself. */
export function columnMonomial(columns: readonly ColumnRange[], column: number): Monomial {
  const { low, high } = columns[column] as ColumnRange
  return {
    ...nothing(columns),
    kind: 'monomial',
    coefficient: high <= 0 ? -1 : 1,
    exponents: columns.map((_, j) => (j === column ? 1 : 0)),
    odd: columns.map((_, j) => j === column && low < 0 && high > 0),
  }
}

/** The sign of each column that `odd` names. */
export const signMonomial = (
  columns: readonly ColumnRange[],
  coefficient: number,
  odd: readonly boolean[],
): Monomial => ({
  ...nothing(columns),
  kind: 'monomial',
  coefficient,
  odd,
})

/** A monomial without columns is a number, one that is not finite is nothing. */
export function collapsed(monomial: Monomial): Reading {
  const { coefficient, exponents, odd, sums } = monomial
  if (!Number.isFinite(coefficient)) return undefined
  const isNumber = sums.length === 0 && exponents.every((e) => e === 0) && !odd.includes(true)
  return isNumber || coefficient === 0 ? coefficient : monomial
}

/** `a · b`. */
export function times(a: Monomial, b: Monomial): Monomial {
  const sums = [...a.sums]
  for (const sum of b.sums) {
    const place = sums.findIndex((other) => sameSum(other, sum))
    if (place < 0) sums.push(sum)
    else sums[place] = { ...sum, power: sum.power + (sums[place] as SumPower).power }
  }
  return {
    ...multiplyProducts(a, b),
    kind: 'monomial',
    odd: a.odd.map((odd, j) => odd !== b.odd[j]),
    sums: sums.filter(({ power }) => power !== 0),
  }
}

const sameSum = (a: SumPower, b: SumPower): boolean =>
  a.terms === b.terms ||
  (a.terms.length === b.terms.length && a.terms.every((term, i) => sameProduct(term, b.terms[i] as Product)))

const sameProduct = (a: Product, b: Product): boolean =>
  a.coefficient === b.coefficient && a.exponents.every((exponent, j) => exponent === b.exponents[j])

/** `a ^ power`; undefined where that is no monomial, or where signs decide and are open. */
export function powerOf(columns: readonly ColumnRange[], a: Monomial, power: number): Monomial | undefined {
  if (!Number.isFinite(power)) return undefined
  const whole = Number.isInteger(power)
  const base = whole ? a : withKnownSigns(columns, a)
  if (!whole) {
    const isOpen = base.sums.some(
      (sum) => !isAtLeast0(columns, sum) && !(isEven(sum.power) && isEven(sum.power * power)),
    )
    if (base.coefficient < 0 || base.odd.includes(true) || isOpen) return undefined
  }
  return {
    kind: 'monomial',
    coefficient: base.coefficient ** power,
    exponents: base.exponents.map((exponent) => exponent * power),
    odd: base.odd.map((odd) => odd && isOdd(power)),
    sums: power === 0 ? [] : base.sums.map((sum) => ({ ...sum, power: sum.power * power })),
  }
}

/** `|a|`, undefined where the sign of a sum is open. */
export function sizeOf(columns: readonly ColumnRange[], a: Monomial): Monomial | undefined {
  const known = withKnownSigns(columns, a)
  if (known.sums.some((sum) => !isEven(sum.power) && !isAtLeast0(columns, sum))) return undefined
  return { ...known, coefficient: Math.abs(known.coefficient), odd: known.odd.map(() => false) }
}

/** −1 or 1 times the signs of columns, undefined where the sign of a sum is open. */
export function signOf(columns: readonly ColumnRange[], a: Monomial): Monomial | undefined {
  const known = withKnownSigns(columns, a)
  if (known.sums.some((sum) => !isEven(sum.power) && !isAtLeast0(columns, sum))) return undefined
  return signMonomial(columns, Math.sign(known.coefficient), known.odd)
}

const isEven = (power: number): boolean => power % 2 === 0
const isOdd = (power: number): boolean => Math.abs(power % 2) === 1

const isAtLeast0 = (columns: readonly ColumnRange[], { terms }: SumPower): boolean =>
  rangeOfSum(columns, terms).low >= 0

/** The same with each sum that is nowhere above 0 turned round. */
function withKnownSigns(columns: readonly ColumnRange[], a: Monomial): Monomial {
  let { coefficient } = a
  const sums = a.sums.map((sum): SumPower => {
    if (!Number.isInteger(sum.power) || rangeOfSum(columns, sum.terms).high > 0) return sum
    if (isOdd(sum.power)) coefficient = -coefficient
    return { ...sum, terms: sum.terms.map((term) => ({ ...term, coefficient: -term.coefficient })) }
  })
  return { ...a, coefficient, sums }
}

const rangeOfSum = (columns: readonly ColumnRange[], terms: readonly Product[]): Range =>
  monomialRange(columns, { coefficient: 1, ...nothing(columns), sums: [{ terms, power: 1 }] })

// More terms than this are more than any law that people read has.
const mostTerms = 64

/** `a + b`, undefined where that is no monomial. What both have in common stays outside. */
export function plus(columns: readonly ColumnRange[], a: Monomial, b: Monomial): Reading {
  const shared = a.sums.filter((sum) => b.sums.some((other) => sameSum(sum, other) && sum.power === other.power))
  const rest = (monomial: Monomial) => ({
    ...monomial,
    sums: monomial.sums.filter((sum) => !shared.some((other) => sameSum(sum, other))),
  })
  const [left, right] = [termsOf(columns, rest(a)), termsOf(columns, rest(b))]
  if (left === undefined || right === undefined || left.length + right.length > mostTerms) return undefined
  const sum = { coefficient: 1, exponents: columns.map(() => 0), sums: [{ terms: [...left, ...right], power: 1 }] }
  const simple = monomialOf(columns, simplifyLaw(sum))
  const outer: Monomial = { kind: 'monomial', coefficient: 1, ...nothing(columns), sums: shared }
  return simple.coefficient === 0 ? 0 : collapsed(times(simple, outer))
}

/** The monomial as a sum of products: whole powers of sums are multiplied out. */
function termsOf(columns: readonly ColumnRange[], { sums, ...outer }: Monomial): Product[] | undefined {
  const law = lawOf(columns, { ...outer, sums: [] })
  if (law === undefined) return undefined
  let terms: Product[] = [{ coefficient: law.coefficient, exponents: law.exponents }]
  for (const { terms: factor, power } of sums) {
    if (!Number.isInteger(power) || power < 0) return undefined
    for (let k = 0; k < power; k += 1) {
      if (terms.length * factor.length > mostTerms) return undefined
      terms = terms.flatMap((term) => factor.map((other) => multiplyProducts(term, other)))
    }
  }
  return terms
}

/** A law in sizes and signs. Where a column may be below 0, its exponents in a law are whole. */
function monomialOf(columns: readonly ColumnRange[], { coefficient, exponents, sums }: Law): Monomial {
  const isOddIn = (j: number) => isOdd(exponents[j] as number)
  const turns = columns.filter(({ high }, j) => high <= 0 && isOddIn(j)).length
  return {
    kind: 'monomial',
    coefficient: turns % 2 === 0 ? coefficient : -coefficient,
    exponents,
    odd: columns.map(({ low, high }, j) => low < 0 && high > 0 && isOddIn(j)),
    sums,
  }
}

/**
 * The law that a monomial is, undefined where it is none: |x| ^ 1.5 and the sign of x of a column that may be below 0.
 * There an exponent that is nearly whole counts as whole.
 */
export function lawOf(columns: readonly ColumnRange[], monomial: Monomial): Law | undefined {
  let { coefficient } = monomial
  const exponents: number[] = []
  for (const [j, exponent] of monomial.exponents.entries()) {
    const { low, high } = columns[j] as ColumnRange
    if (low >= 0) {
      exponents.push(exponent)
      continue
    }
    const whole = Math.round(exponent)
    if (!isWhole(exponent) || (high > 0 && isOdd(whole) !== monomial.odd[j])) return undefined
    if (high <= 0 && isOdd(whole)) coefficient = -coefficient
    exponents.push(whole)
  }
  return { coefficient, exponents, sums: monomial.sums }
}
