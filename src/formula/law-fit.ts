// The numbers of a law that fit rows best: Levenberg and Marquardt's method with the slopes of the law itself, in float64.

import { Matrix } from 'ml-matrix'
import { dot } from './column-products.ts'
import type { Law, Product, SumPower } from './law.ts'
import { LawAtRows } from './law-at-rows.ts'
import { leastSquares } from './least-squares.ts'

/** Rows of a table as a fit reads them. */
export interface LawRows {
  /** Logarithms of the sizes of each column's values: one `[rows]` a column. */
  readonly logs: readonly Float64Array[]
  /** 1 where a value is below 0; undefined for a column that has none. */
  readonly negative: readonly (Float64Array | undefined)[]
  /** `[rows]`. */
  readonly target: Float64Array
  /** What the error of each row is multiplied by, `[rows]`. */
  readonly weights: Float64Array
}

// The logarithm of what stands for 0 lies so far below the others that a product with a positive power of it is 0 to all digits.
const zeroBelow = 150

/** @param columns one `[rows]` a column. */
export function lawRows(
  columns: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
  weights?: ArrayLike<number>,
): LawRows {
  return {
    logs: columns.map(logsOf),
    negative: columns.map(negativeOf),
    target: new Float64Array(target),
    weights: weights === undefined ? new Float64Array(target.length).fill(1) : new Float64Array(weights),
  }
}

function logsOf(column: ArrayLike<number>): Float64Array {
  const logs = new Float64Array(column.length)
  let least = 0
  for (let row = 0; row < logs.length; row += 1) {
    const log = Math.log(Math.abs(column[row] as number))
    logs[row] = log
    if (log !== Number.NEGATIVE_INFINITY) least = Math.min(least, log)
  }
  for (let row = 0; row < logs.length; row += 1) {
    if (logs[row] === Number.NEGATIVE_INFINITY) logs[row] = least - zeroBelow
  }
  return logs
}

function negativeOf(column: ArrayLike<number>): Float64Array | undefined {
  let flags: Float64Array | undefined
  for (let row = 0; row < column.length; row += 1) {
    if (!((column[row] as number) < 0)) continue
    flags ??= new Float64Array(column.length)
    flags[row] = 1
  }
  return flags
}

/**
 * Which numbers of a law are fitted: for each number in the order of `numbersOf`, the place of the parameter that it is,
 * or -1 where it stays. Numbers that share a parameter stay equal.
 */
export type FreeNumbers = readonly number[]

export interface LawFit {
  readonly law: Law
  /** Mean of the squared weighted errors. */
  readonly error: number
  /** Of the free parameters; undefined where they are not determined. */
  readonly covariance: () => Matrix | undefined
  readonly iterations: number
}

/** All numbers but the powers of sums: the law's own product, then each term; of a product its coefficient comes first. */
export function numbersOf(law: Law): number[] {
  const productsOf = [law, ...law.sums.flatMap(({ terms }) => terms)]
  return productsOf.flatMap(({ coefficient, exponents }) => [coefficient, ...exponents])
}

/** A law of the same form with other numbers. */
export function withNumbers(law: Law, numbers: ArrayLike<number>): Law {
  let place = 0
  const next = (): Product => {
    const coefficient = numbers[place] as number
    const exponents = law.exponents.map((_, j) => numbers[place + 1 + j] as number)
    place += 1 + exponents.length
    return { coefficient, exponents }
  }
  return { ...next(), sums: law.sums.map(({ terms, power }): SumPower => ({ terms: terms.map(next), power })) }
}

export type Freedom = 'coefficients' | 'all'

/**
 * Frees the coefficients, or exponents too, that are determined: where the law's own coefficient scales a sum, one of its
 * terms keeps its numbers. A law whose own coefficient is 1 or -1 leaves the scale to its first sum, unless that has such a
 * term, too.
 * @param columns the places of the columns whose exponents are free; all that are not 0 if not given.
 */
export function freeNumbers(law: Law, freedom: Freedom, columns?: readonly number[]): FreeNumbers {
  const free: number[] = []
  let count = 0
  const take = (isFree: boolean) => {
    free.push(isFree ? count : -1)
    if (isFree) count += 1
  }
  const isFreeExponent = (exponent: number, j: number) =>
    freedom === 'all' && (columns === undefined ? exponent !== 0 : columns.includes(j))
  const isFreeBefore = law.exponents.map((exponent, j) => !isPlainSum(law) && isFreeExponent(exponent, j))
  const isScaledBySum = firstSumScales(law)
  take(!isScaledBySum)
  isFreeBefore.forEach(take)
  law.sums.forEach(({ terms }, i) => {
    const kept = keptTerm(terms)
    terms.forEach((each, t) => {
      take(t !== kept || (isScaledBySum && i === 0))
      // The power of a column that stands before the sum, too, is one of the other terms' alone.
      each.exponents.forEach((exponent, j) => {
        take(isFreeExponent(exponent, j) && !(t === kept && isFreeBefore[j]))
      })
    })
  })
  return free
}

/** Whether the numbers of the first sum are the scale of the law, too. */
function firstSumScales(law: Law): boolean {
  const [first] = law.sums
  return isPlainSum(law) || (isOne(law) && first !== undefined && !first.terms.some(isOne))
}

/**
 * The same law with 1 or -1 for the number that a sum keeps, where it keeps one: what is not fitted has no digits that rows
 * support. Of a sum without a 1 it is the term that is largest at the rows. The scale moves to where the law has its own.
 */
export function withUnitTerms(law: Law, rows: LawRows): Law {
  const scales = firstSumScales(law)
  const parts = new LawAtRows(law, rows).parts(numbersOf(law))
  let factor = 1
  const sums = law.sums.map((sum, i): SumPower => {
    if ((scales && i === 0) || sum.terms.some(isOne)) return sum
    const squares = (parts.sums[i]?.products ?? []).map((product) => dot(product, product))
    // In units far from 1 a product may be no number: none is larger than the first then.
    const largest = squares.reduce((best, square, t) => (square > (squares[best] as number) ? t : best), 0)
    const size = Math.abs((sum.terms[largest] as Product).coefficient)
    factor *= size ** sum.power
    return { ...sum, terms: sum.terms.map((each) => ({ ...each, coefficient: each.coefficient / size })) }
  })
  const [first, ...others] = sums
  if (first === undefined || !(factor > 0 && Number.isFinite(factor))) return law
  if (!scales) return { ...law, coefficient: law.coefficient * factor, sums }
  const ofFirst = factor ** (1 / first.power)
  const terms = first.terms.map((each) => ({ ...each, coefficient: each.coefficient * ofFirst }))
  return { ...law, sums: [{ ...first, terms }, ...others] }
}

const isOne = ({ coefficient }: Product): boolean => Math.abs(coefficient) === 1

/** A sum of products by itself, whose terms carry all numbers. */
export const isPlainSum = ({ coefficient, exponents, sums }: Law): boolean =>
  coefficient === 1 && exponents.every((exponent) => exponent === 0) && sums.length === 1

/** A term whose coefficient is 1 or -1 as the law is written, or else the largest. */
function keptTerm(terms: readonly Product[]): number {
  const whole = terms.findIndex(isOne)
  if (whole >= 0) return whole
  const sizes = terms.map(({ coefficient }) => Math.abs(coefficient))
  return sizes.indexOf(Math.max(...sizes))
}

/** What a law gives for rows, `[rows]`. */
export const lawValues = (law: Law, rows: LawRows): Float64Array => new LawAtRows(law, rows).parts(numbersOf(law)).value

/** Derivatives of what a law gives for rows by its free numbers, not weighted: one `[rows]` a parameter. */
export const lawSlopes = (law: Law, rows: LawRows, free: FreeNumbers): Float64Array[] =>
  new LawAtRows(law, rows).slopes(numbersOf(law), free, Math.max(-1, ...free) + 1)

export interface LawFitOptions {
  readonly free: FreeNumbers
  readonly iterations?: number
  /** Ends the fit once the mean squared weighted error is below this share of the weighted target's mean square. */
  readonly goal?: number
}

// Coefficients of 0 have no slope as a share of their product.
const leastCoefficient = 1e-12

/**
 * The free numbers that fit the rows best from where they are; undefined where the start has no finite error. Coefficients
 * are fitted as shares of where they start and errors as shares of the target's size, so that units of 1e-30 or 1e30 change
 * nothing.
 */
export function fitLaw(
  law: Law,
  rows: LawRows,
  { free, iterations = 100, goal = 1e-30 }: LawFitOptions,
): LawFit | undefined {
  const at = new LawAtRows(law, rows)
  const start = numbersOf(law)
  const count = Math.max(-1, ...free) + 1
  const parameters = new Float64Array(count)
  const units = new Float64Array(count).fill(1)
  free.forEach((parameter, i) => {
    if (parameter < 0) return
    const isCoefficient = i % (1 + law.exponents.length) === 0
    const unit = isCoefficient && start[i] !== 0 ? Math.abs(start[i] as number) : 1
    units[parameter] = unit
    parameters[parameter] = (start[i] as number) / unit
  })
  const numbersAt = (values: ArrayLike<number>) =>
    start.map((number, i) => {
      const parameter = free[i] as number
      if (parameter < 0) return number
      const value = values[parameter] as number
      return (value === 0 ? leastCoefficient : value) * (units[parameter] as number)
    })
  const size = sizeOfTarget(rows)
  const weights = rows.weights.map((weight) => weight / size)
  const weighted = (values: Float64Array, unit = 1) => {
    const all = new Float64Array(values.length)
    for (let row = 0; row < all.length; row += 1) all[row] = (values[row] as number) * unit * (weights[row] as number)
    return all
  }
  const solution = leastSquares(
    {
      predict: (values) => weighted(at.parts(numbersAt(values)).value),
      slopes: (values) =>
        at.slopes(numbersAt(values), free, count).map((slope, parameter) => weighted(slope, units[parameter])),
      target: weighted(rows.target),
    },
    parameters,
    { iterations, goal },
  )
  if (solution === undefined) return undefined
  const { values, error, iterations: taken } = solution
  const covariance = () => {
    const ofShares = solution.covariance()
    return ofShares === undefined
      ? undefined
      : Matrix.diag([...units])
          .mmul(ofShares)
          .mmul(Matrix.diag([...units]))
  }
  return { law: withNumbers(law, numbersAt(values)), error: error * size ** 2, covariance, iterations: taken }
}

/** The root of the mean square of the weighted target; 1 where that is none. */
function sizeOfTarget({ target, weights }: LawRows): number {
  const sizes = target.map((value, row) => Math.abs(value * (weights[row] as number)))
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0)
  if (!(largest > 0) || !Number.isFinite(largest)) return 1
  const meanSquare = sizes.reduce((sum, size) => sum + (size / largest) ** 2, 0) / sizes.length
  return largest * Math.sqrt(meanSquare)
}
