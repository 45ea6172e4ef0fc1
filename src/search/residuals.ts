// How far a law is off at rows of a table, and how far it must be off where numbers were rounded before they were written.

import { columnsOf, evaluateLaw, type Law } from '../formula/law.ts'
import { type LawRows, lawValues } from '../formula/law-fit.ts'
import type { Prepared } from './prepare.ts'

/** Errors as they are, or as shares of what the law predicts: which of them are alike in size depends on the noise. */
export type ErrorKind = 'absolute' | 'relative'

/** What the law predicts for these rows, `[part]`; NaN or infinite outside of its domain. */
export function predictionsOf(law: Law, { columns }: Prepared, part: Int32Array): Float64Array {
  const row = new Float64Array(columns.length)
  const predictions = new Float64Array(part.length)
  for (let i = 0; i < predictions.length; i += 1) {
    predictions[i] = evaluateLaw(law, fillRow(row, columns, part[i] as number))
  }
  return predictions
}

/**
 * Target minus prediction for these rows, `[part]`, each divided by the size of its prediction if `kind` is relative.
 * Infinite where the law predicts no finite number, so that no law gains by having no answer; infinite, too, is the share
 * of a prediction of 0 that is not the target.
 */
export function residualsOf(law: Law, prepared: Prepared, part: Int32Array, kind: ErrorKind): Float64Array {
  return predictionsOf(law, prepared, part).map((prediction, i) => {
    if (!Number.isFinite(prediction)) return Number.POSITIVE_INFINITY
    const residual = (prepared.target[part[i] as number] as number) - prediction
    return kind === 'absolute' || residual === 0 ? residual : residual / Math.abs(prediction)
  })
}

/** Rows whose errors count as shares of what the law predicts; where the target is 0 there is no share, and no weight. */
export function byShare(rows: LawRows, law: Law): LawRows {
  const predictions = lawValues(law, rows)
  return {
    ...rows,
    weights: rows.target.map((value, row) => (value === 0 ? 0 : 1 / Math.abs(predictions[row] as number))),
  }
}

/** The root of the mean squared residual of these rows; 0 of none. */
export function errorOf(law: Law, prepared: Prepared, part: Int32Array, kind: ErrorKind): number {
  return rootMeanSquare(residualsOf(law, prepared, part, kind))
}

/** 0 of no values. */
export function rootMeanSquare(values: Float64Array): number {
  return values.length === 0 ? 0 : Math.sqrt(sumOfSquares(values) / values.length)
}

export function sumOfSquares(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return sum
}

// Constants that were fitted in float64 and printed with 17 digits leave no more than this.
const leastFloor = 1e-10
// Rows of a large table say the same as so many of them.
const mostRows = 2000

/** What rounding alone leaves of a law. */
export interface RoundingFloor {
  /** That of the numbers as they were written; 0 where they were not rounded. */
  readonly written: number
  /** That of float64, which is always there. */
  readonly float64: number
}

/**
 * The error that rounding alone gives the true law at these rows: a number that was written to a last digit of size `step`
 * is off by up to half of it, evenly, which has the standard deviation step / √12. Rounding of a column counts by the law's
 * slope. At least 1e-10 of the root mean square of the predictions, for the digits of float64.
 */
export function roundingFloors(law: Law, prepared: Prepared, part: Int32Array): Record<ErrorKind, RoundingFloor> {
  const rows = everyFewRows(part)
  const squareAt = squaresOfSteps(law, prepared)
  const known = [...predictionsOf(law, prepared, rows)].flatMap((prediction, i) =>
    Number.isFinite(prediction) ? [{ square: squareAt(rows[i] as number), size: prediction }] : [],
  )
  // The share of a prediction of 0 is not known.
  const shares = known.flatMap(({ square, size }) => (size === 0 ? [] : [{ square: square / size ** 2, size: 1 }]))
  return { absolute: floorOf(known), relative: floorOf(shares) }
}

function floorOf(rows: readonly { readonly square: number; readonly size: number }[]): RoundingFloor {
  if (rows.length === 0) return { written: 0, float64: 0 }
  return {
    written: Math.sqrt(rows.reduce((sum, { square }) => sum + square, 0) / rows.length / 12),
    float64: leastFloor * rootMeanSquare(Float64Array.from(rows, ({ size }) => size)),
  }
}

/** The larger of the two, for errors of one kind. */
export function roundingFloor(law: Law, prepared: Prepared, part: Int32Array, kind: ErrorKind): number {
  const { written, float64 } = roundingFloors(law, prepared, part)[kind]
  return Math.max(written, float64)
}

/** The same of a table whose columns were not rounded: what was counted or chosen is exact. */
export const withExactColumns = (prepared: Prepared): Prepared => ({
  ...prepared,
  steps: prepared.steps.map(() => 0),
})

/** The squares of what the step of each column, and of the target, changes at a row. */
function squaresOfSteps(law: Law, { columns, steps, targetStep }: Prepared): (place: number) => number {
  const rounded = columnsOf(law).filter((j) => (steps[j] as number) > 0)
  const row = new Float64Array(columns.length)
  return (place) => {
    fillRow(row, columns, place)
    return rounded.reduce((sum, j) => sum + changeOver(law, row, j, steps[j] as number) ** 2, targetStep * targetStep)
  }
}

/** What the law changes by where one column goes from half a step below its value to half a step above. */
function changeOver(law: Law, row: Float64Array, column: number, step: number): number {
  const value = row[column] as number
  const at = (moved: number) => {
    row[column] = moved
    return evaluateLaw(law, row)
  }
  const [below, middle, above] = [at(value - step / 2), at(value), at(value + step / 2)]
  row[column] = value
  // Half a step may lead out of the domain, as from 0 under a root.
  const changes = [above - below, 2 * (above - middle), 2 * (middle - below)]
  return changes.find(Number.isFinite) ?? 0
}

function fillRow(row: Float64Array, columns: readonly Float64Array[], place: number): Float64Array {
  for (let j = 0; j < columns.length; j += 1) row[j] = (columns[j] as Float64Array)[place] as number
  return row
}

/** Rows lie in the order of their targets, so that every few of them reach over the whole range. */
export function everyFewRows(part: Int32Array, most: number = mostRows): Int32Array {
  if (part.length <= most) return part
  return Int32Array.from({ length: most }, (_, i) => part[Math.floor(((i + 0.5) * part.length) / most)] as number)
}
