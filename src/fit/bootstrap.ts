// Intervals for the constants of a law that was fitted to rows: the bootstrap by pairs, or Student's t where rows are few.

import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { randomStream } from '../base/normal.ts'
import type { Law } from '../formula/law.ts'
import { type FreeNumbers, fitLaw, type LawRows, lawSlopes, lawValues, numbersOf } from '../formula/law-fit.ts'
import { partLawRows, weighedBy } from '../search/part-rows.ts'
import type { Prepared } from '../search/prepare.ts'
import type { ErrorKind } from '../search/residuals.ts'
import { studentQuantile } from '../statistics/incomplete-beta.ts'
import { quantile } from '../statistics/quantiles.ts'

export interface Intervals {
  /** `t`: from standard errors, as there are too few rows to draw from. */
  readonly method: 'bootstrap' | 't'
  /** Of each number of the law in the order of `numbersOf`: from 2.5 to 97.5 %; undefined where it was held. */
  readonly intervals: readonly (readonly [low: number, high: number] | undefined)[]
}

const shares = { low: 0.025, high: 0.975 } as const
const replicates = 999
const leastRows = 30
// Rows of a larger table are dealt to so many packs, which are drawn as rows are: independent, as they are.
const mostPacks = 250

/**
 * 95 % intervals of a law's free numbers, in the scaled units of the rows. A replicate draws as many rows as there are, some
 * of them several times, and takes one step of Gauss and Newton from the fitted numbers with the slopes held, which is where
 * a fit of those rows would go but for curvature. Residuals are divided by √(1 − leverage) first, since rows that a constant
 * bends to are too near to the law (Davison & Hinkley 1997, 6.2.3); noise may grow along a column. Under 30 rows too few
 * different tables can be drawn: then the interval is Student's, of the standard error that the residuals give.
 * @param law with its free numbers fitted to these rows, their errors taken in this kind.
 * @param part places of the rows that it was fitted to.
 * @returns undefined where the numbers are not determined by the rows.
 */
export function intervalsOf(
  law: Law,
  free: FreeNumbers,
  prepared: Prepared,
  { part, kind, seed }: { readonly part: Int32Array; readonly kind: ErrorKind; readonly seed: number },
): Intervals | undefined {
  const rows = weighedBy(partLawRows(prepared, part), law, kind)
  const method = part.length < leastRows ? 't' : 'bootstrap'
  const isFree = free.some((parameter) => parameter >= 0)
  const spreadsOf = () => (method === 't' ? studentSpreads(law, free, rows) : drawnSpreads(law, free, rows, seed))
  const spreads = isFree ? spreadsOf() : []
  if (spreads === undefined) return undefined
  const intervals = numbersOf(law).map((number, i) => {
    const spread = spreads[free[i] as number]
    return spread === undefined ? undefined : ([number + spread[0], number + spread[1]] as const)
  })
  return { method, intervals }
}

/** How far a parameter may be below and above its value. */
type Spread = readonly [low: number, high: number]

function studentSpreads(law: Law, free: FreeNumbers, rows: LawRows): Spread[] | undefined {
  const covariance = fitLaw(law, rows, { free, iterations: 0 })?.covariance()
  if (covariance === undefined) return undefined
  const point = studentQuantile(shares.high, rows.target.length - covariance.rows)
  return covariance.diagonal().map((variance): Spread => {
    const half = point * Math.sqrt(variance)
    return [-half, half]
  })
}

/** Sums over the rows of a pack: products of slopes, `[parameters × parameters]`, and slopes times residual, `[parameters]`. */
interface Pack {
  readonly squares: Float64Array
  readonly downhill: Float64Array
}

function drawnSpreads(law: Law, free: FreeNumbers, rows: LawRows, seed: number): Spread[] | undefined {
  const { weights, target } = rows
  const weighted = (values: Float64Array) => values.map((value, row) => value * (weights[row] as number))
  const slopes = lawSlopes(law, rows, free).map(weighted)
  const scales = slopes.map((slope) => Math.sqrt(slope.reduce((sum, value) => sum + value * value, 0)))
  // Slopes of length 1, so that constants of very different sizes lose no digits.
  const unit = slopes.map((slope, i) => slope.map((value) => value / (scales[i] as number)))
  const predictions = lawValues(law, rows)
  const residuals = weighted(target.map((value, row) => value - (predictions[row] as number)))
  const whole = solverOf(sumOf(packsOf(unit, residuals, 1), [1], unit.length).squares, unit.length)
  if (whole === undefined || !residuals.every(Number.isFinite)) return undefined
  const corrected = residuals.map((residual, row) => residual / Math.sqrt(1 - leverageOf(unit, row, whole)))
  const packs = packsOf(unit, corrected, mostPacks)
  const step = (times: ArrayLike<number>) => {
    const { squares, downhill } = sumOf(packs, times, unit.length)
    return solverOf(squares, unit.length)?.(downhill)
  }
  const middle = step(new Float64Array(packs.length).fill(1))
  const random = randomStream(seed, 'bootstrap of rows')
  const drawn = Array.from({ length: replicates }, () => {
    const times = new Float64Array(packs.length)
    for (let i = 0; i < packs.length; i += 1) addTo(times, random.integer(packs.length), 1)
    return step(times)
  }).filter((each) => each !== undefined)
  if (middle === undefined || drawn.length < replicates / 2) return undefined
  return scales.map((scale, i): Spread => {
    const moved = drawn.map((each) => ((each[i] as number) - (middle[i] as number)) / scale)
    return [quantile(moved, shares.low), quantile(moved, shares.high)]
  })
}

/** At most `most` packs; one a row if there are no more rows. */
function packsOf(slopes: readonly Float64Array[], residuals: Float64Array, most: number): Pack[] {
  const size = slopes.length
  const packs = Array.from({ length: Math.min(most, residuals.length) }, (): Pack => {
    return { squares: new Float64Array(size * size), downhill: new Float64Array(size) }
  })
  residuals.forEach((residual, row) => {
    const { squares, downhill } = packs[row % packs.length] as Pack
    for (let i = 0; i < size; i += 1) {
      const slope = (slopes[i] as Float64Array)[row] as number
      addTo(downhill, i, slope * residual)
      for (let j = 0; j < size; j += 1)
        addTo(squares, i * size + j, slope * ((slopes[j] as Float64Array)[row] as number))
    }
  })
  return packs
}

function sumOf(packs: readonly Pack[], times: ArrayLike<number>, size: number): Pack {
  const sum: Pack = { squares: new Float64Array(size * size), downhill: new Float64Array(size) }
  packs.forEach(({ squares, downhill }, p) => {
    const drawn = times[p] as number
    if (drawn === 0) return
    for (let i = 0; i < squares.length; i += 1) addTo(sum.squares, i, drawn * (squares[i] as number))
    for (let i = 0; i < size; i += 1) addTo(sum.downhill, i, drawn * (downhill[i] as number))
  })
  return sum
}

function addTo(values: Float64Array, place: number, amount: number): void {
  values[place] = (values[place] as number) + amount
}

/** Solves for the sums of a pack; undefined where they do not determine all parameters. */
function solverOf(squares: Float64Array, size: number): ((right: Float64Array) => number[]) | undefined {
  if (!squares.every(Number.isFinite)) return undefined
  const cholesky = new CholeskyDecomposition(Matrix.from1DArray(size, size, squares))
  return cholesky.isPositiveDefinite() ? (right) => cholesky.solve(Matrix.columnVector(right)).to1DArray() : undefined
}

// A row that alone decides a constant has no residual of its own.
const mostLeverage = 0.99

/** How much of a row's own target its prediction takes over: from 0 to 1. */
function leverageOf(slopes: readonly Float64Array[], row: number, solve: (right: Float64Array) => number[]): number {
  const own = Float64Array.from(slopes, (slope) => slope[row] as number)
  const leverage = solve(own).reduce((sum, value, i) => sum + value * (own[i] as number), 0)
  return Math.min(mostLeverage, Math.max(0, leverage))
}
