// Rows that no good law fits: found by laws that are fitted so that far rows count little, and by a smooth surface.

import { Matrix, solve } from 'ml-matrix'
import { valuesAt } from '../base/values-at.ts'
import { dot, gram, multiplied } from '../formula/column-products.ts'
import { keepingValues } from '../formula/keeping-values.ts'
import { type Law, simplifyLaw } from '../formula/law.ts'
import { fitLaw, freeNumbers, type LawRows, lawValues } from '../formula/law-fit.ts'
import type { Candidate } from '../search/candidates.ts'
import { partLawRows } from '../search/part-rows.ts'
import type { Prepared } from '../search/prepare.ts'
import { type ErrorKind, everyFewRows, residualsOf, roundingFloor } from '../search/residuals.ts'
import { lawOfTable, scaledLaw } from '../search/scaling.ts'
import { multipliedBy, quadraticPlaces } from '../search/short-laws.ts'
import { median, quantile } from '../statistics/quantiles.ts'
import { deviationsPerMad, mostDeviations, mostShare, outliersOf } from './outliers.ts'

// Laws that rows far off have led astray may still be the right ones with other coefficients.
const mostLaws = 30
// So many rows show which law the most of them fit.
const mostRows = 256
// At most a tenth of the rows are outliers: what the others are off by says how good a law is.
const kept = 0.9

/**
 * The rows that do not fit the law which the most of the others fit, of the best candidates of a search: places as they are
 * prepared, rising.
 * @param prepared all rows; the search may have seen some of them alone, prepared as `searched`.
 */
export function misfitsOfLaws(
  ranked: readonly Candidate[],
  searched: Prepared,
  prepared: Prepared,
  kind: ErrorKind,
): number[] {
  const rows = everyFewRows(Int32Array.from(prepared.rows.keys()), mostRows)
  const some = partLawRows(prepared, rows)
  let best: { readonly law: Law; readonly cost: number } | undefined
  for (const { law, length } of ranked.slice(0, mostLaws)) {
    const moved = scaledLaw(lawOfTable(law, searched), prepared)
    const robust = robustFit(moved, some, kind) ?? moved
    const size = sizeOfMost(residualsOf(robust, prepared, rows, kind))
    const cost = rows.length * Math.log(Math.max(size, leastSize) ** 2) + length
    if (cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { law: robust, cost }
  }
  if (best === undefined) return []
  const all = Int32Array.from(prepared.rows.keys())
  const law = robustFit(best.law, partLawRows(prepared, all), kind, lastRounds) ?? best.law
  return misfitsOfLaw(law, prepared, kind)
}

/** Places of the rows that do not fit this law of scaled columns. */
export function misfitsOfLaw(law: Law, prepared: Prepared, kind: ErrorKind): number[] {
  const all = Int32Array.from(prepared.rows.keys())
  const residuals = residualsOf(law, prepared, all, kind)
  const floor = Math.max(roundingFloor(law, prepared, all, kind), leastSize)
  return outliersOf(residuals, floor)
}

// Errors below this are rounding, for targets of mean square 1.
const leastSize = 1e-10

const sizeOfMost = (residuals: Float64Array): number => quantile(residuals.map(Math.abs), kept)

// Rounds of reweighting: first as for the least sum of absolute errors, which far rows cannot lead astray, then without them.
const rounds = { absolute: 10, bisquare: 4 } as const
const lastRounds = { absolute: 0, bisquare: 4 } as const
const iterations = 10
// Beaton and Tukey's bisquare with 95 % efficiency for normal errors, in standard deviations.
const bisquareWidth = 4.685

/** Coefficients by iterated reweighted least squares (Holland & Welsch 1977); undefined where a round has no finite error. */
function robustFit(
  found: Law,
  rows: LawRows,
  kind: ErrorKind,
  turns: { readonly absolute: number; readonly bisquare: number } = rounds,
): Law | undefined {
  let law = keepingValues(found, simplifyLaw(found), rows)
  const free = freeNumbers(law, 'coefficients')
  for (let round = 0; round < turns.absolute + turns.bisquare; round += 1) {
    const predictions = lawValues(law, rows)
    const sizes = predictions.map((value) => (kind === 'absolute' ? 1 : Math.max(leastSize, Math.abs(value))))
    const errors = predictions.map((value, row) =>
      Math.abs(((rows.target[row] as number) - value) / (sizes[row] as number)),
    )
    if (!errors.every(Number.isFinite)) return undefined
    const deviation = Math.max(deviationsPerMad * median(errors), leastSize)
    const rootOf = round < turns.absolute ? absoluteRoot : bisquareRoot
    const weights = errors.map((error, row) => rootOf(error / deviation) / (sizes[row] as number))
    const fitted = fitLaw(law, { ...rows, weights }, { free, iterations })
    if (fitted === undefined) return undefined
    law = fitted.law
  }
  return law
}

// Errors nearer to 0 than this share of the deviation weigh alike.
const leastError = 0.05

/** Roots of weights: what errors are multiplied by before they are squared. */
const absoluteRoot = (error: number): number => 1 / Math.sqrt(Math.max(error, leastError))
const bisquareRoot = (error: number): number => Math.max(0, 1 - (error / bisquareWidth) ** 2)

// A surface has at most so many terms for each row, and is not fitted to fewer rows than these.
const termsPerRow = 1 / 5
const leastRows = 24
const mostSurfaceRows = 512
const mostTerms = 66
const surfaceRounds = 10
const ridge = 1e-6

/**
 * Places of the rows far off a quadratic surface over the columns or their logarithms, with the least sum of absolute errors; of
 * the target itself or of its logarithm, whichever fits best. It needs no law, but sees only what is far off.
 */
export function misfitsOfSurface({ columns, target }: Prepared): number[] {
  const rows = target.length
  if (rows < leastRows) return []
  const ones = new Float64Array(rows).fill(1)
  const places = quadraticPlaces(columnsThatFit(columns, rows))
  const goals = [target, ...(target.includes(0) ? [] : [target.map((value) => Math.log(Math.abs(value)))])]
  const fits = [columns.map(spread), columns.map(logsOf).map(spread)].flatMap((inputs) => {
    const terms = places.map((of) => multipliedBy(ones, inputs, of))
    return goals.map((goal) => farFrom(terms, goal))
  })
  return fits.reduce((best, each) => (each.left < best.left ? each : best)).far
}

/** Logarithms of a column above 0; of any other its values. */
const logsOf = (column: Float64Array): Float64Array =>
  column.every((value) => value > 0) ? column.map(Math.log) : column

/** Of mean 0 and mean square 1. */
function spread(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const size = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map((value) => (value - mean) / (size > 0 ? size : 1))
}

/** Columns come in the order in which they go with the target. */
function columnsThatFit(columns: readonly Float64Array[], rows: number): number[] {
  let count = 0
  const most = Math.min(mostTerms, termsPerRow * rows)
  while (count < columns.length && ((count + 2) * (count + 3)) / 2 <= most) count += 1
  return Array.from({ length: count }, (_, j) => j)
}

/** Rows far off the surface, and what the most are off by, as a share of what they are off by from the median. */
function farFrom(
  terms: readonly Float64Array[],
  goal: Float64Array,
): { readonly far: number[]; readonly left: number } {
  const rows = everyFewRows(Int32Array.from(goal.keys()), mostSurfaceRows)
  const take = (values: Float64Array) => valuesAt(values, rows)
  const [some, ofSome] = [terms.map(take), take(goal)]
  let weights = new Float64Array(rows.length).fill(1)
  let coefficients: number[] = []
  for (let round = 0; round < surfaceRounds; round += 1) {
    coefficients = solveWeighted(some, ofSome, weights)
    const sizes = errorsOf(some, ofSome, coefficients).map(Math.abs)
    if (!sizes.every(Number.isFinite)) return { far: [], left: Number.POSITIVE_INFINITY }
    const middle = Math.max(median(sizes), Number.MIN_VALUE)
    weights = sizes.map((size) => absoluteRoot(size / middle))
  }
  const errors = errorsOf(terms, goal, coefficients)
  // As many rows as there are terms lie on the surface, whatever they are.
  const sizes = errors.map(Math.abs)
  const off = Float64Array.from(sizes)
    .sort()
    .subarray(Math.min(terms.length, sizes.length - 1))
  const limit = mostDeviations * deviationsPerMad * median(off)
  const far = [...sizes.keys()].filter((row) => (sizes[row] as number) > limit)
  // A surface that bends too little is off by ever more: few rows only lie apart where something else is wrong with them.
  const near = sizes.filter((size) => size > (2 / 3) * limit).length - far.length
  const middle = median(goal)
  const left = sizeOfMost(errors) / sizeOfMost(goal.map((value) => value - middle))
  return { far: near >= far.length || far.length > mostShare * goal.length ? [] : far, left }
}

function errorsOf(
  terms: readonly Float64Array[],
  goal: Float64Array,
  coefficients: readonly number[],
): Float64Array<ArrayBuffer> {
  const errors = Float64Array.from(goal)
  terms.forEach((term, t) => {
    const coefficient = coefficients[t] as number
    for (let row = 0; row < errors.length; row += 1) {
      errors[row] = (errors[row] as number) - coefficient * (term[row] as number)
    }
  })
  return errors
}

/** Least squares with a little of a ridge, so that columns that are combinations of others do no harm. */
function solveWeighted(terms: readonly Float64Array[], goal: Float64Array, weights: Float64Array): number[] {
  const weighted = terms.map((term) => multiplied(term, weights))
  const weightedGoal = multiplied(goal, weights)
  const products = gram(weighted).add(Matrix.eye(terms.length, terms.length, ridge))
  const right = weighted.map((term) => dot(term, weightedGoal))
  return solve(products, Matrix.columnVector(right)).to1DArray()
}
