// Closed-form controls of the robust recipe where inputs are summed first: a null space for sums and quotients, a quadratic
// polynomial for products.

import { Matrix, SVD } from 'ml-matrix'
import type { Interval } from '../base/options.ts'
import type { Task } from '../tasks/task.ts'
import { metricsOf } from '../train/evaluation.ts'
import { type ControlRows, controlRows } from './controls.ts'

const rationalRows = 1000
const quadraticRows = 10_000
// A law is found exactly or not at all.
const foundBelow = 1e-9

type Predict = (row: readonly number[]) => number

/** Mean squared error outside of the first of both fits that has none inside, or of the better of both. */
export function polynomialControl(task: Task, seed: number, testRange: readonly Interval[]): number {
  const inside = controlRows(task, seed, 'validation', [task.trainRange], quadraticRows)
  const few = { inputs: inside.inputs.slice(0, rationalRows), target: inside.target.slice(0, rationalRows) }
  const errorOf = (predict: Predict): number => metricsOf(inside.inputs.map(predict), inside.target).relativeRmse
  const rational = rationalFit(few)
  const rationalError = errorOf(rational)
  const quadratic = rationalError < foundBelow ? undefined : quadraticFit(inside, task.trainRange)
  const chosen = quadratic === undefined || errorOf(quadratic) > rationalError ? rational : quadratic
  // The choice is made: only now are test rows drawn.
  const outside = controlRows(task, seed, 'test', testRange, rationalRows)
  return metricsOf(outside.inputs.map(chosen), outside.target).meanSquaredError
}

/** y = (d + u·x) / (c + v·x): the direction in which y · (c + v·x) − d − u·x vanishes on all rows. */
function rationalFit({ inputs, target }: ControlRows): Predict {
  const scale = Math.max(...target.map(Math.abs))
  const system = new Matrix(
    inputs.map((row, i) => {
      const y = (target[i] as number) / scale
      return [1, ...row, -y, ...row.map((value) => -y * value)]
    }),
  )
  // Singular values come in falling order.
  const { rightSingularVectors } = new SVD(system, { computeLeftSingularVectors: false })
  const direction = rightSingularVectors.getColumn(system.columns - 1)
  const count = system.columns / 2
  const along = (row: readonly number[], from: number) =>
    row.reduce((sum, value, i) => sum + value * (direction[from + 1 + i] as number), direction[from] as number)
  return (row) => (scale * along(row, 0)) / along(row, count)
}

/** Constant, linear and quadratic terms of all inputs, by least squares (conjugate gradients, Hestenes & Stiefel 1952). */
function quadraticFit({ inputs, target }: ControlRows, [low, high]: Interval): Predict {
  // Legendre’s polynomials of inputs that lie in [−1, 1] and their products are uncorrelated: few steps then suffice.
  const scaled = inputs.map((row) => Float64Array.from(row, (value) => (2 * value - low - high) / (high - low)))
  const count = (inputs[0] as readonly number[]).length
  const scale = Math.max(...target.map(Math.abs))
  const coefficients = conjugateGradients(
    (terms) => Float64Array.from(scaled, (row) => termsSum(row, terms)),
    (residuals) => termsWeighted(scaled, residuals, count),
    Float64Array.from(target, (value) => value / scale),
  )
  return (row) =>
    scale *
    termsSum(
      Float64Array.from(row, (value) => (2 * value - low - high) / (high - low)),
      coefficients,
    )
}

const first = (t: number): number => Math.sqrt(3) * t
const second = (t: number): number => (Math.sqrt(5) / 2) * (3 * t * t - 1)

/** Terms in this order: the constant, then for each input its own first and second, and its products with those after it. */
function termsSum(row: Float64Array, terms: Float64Array): number {
  let k = 0
  let sum = terms[k++] as number
  for (let i = 0; i < row.length; i += 1) {
    const own = first(row[i] as number)
    sum += own * (terms[k++] as number) + second(row[i] as number) * (terms[k++] as number)
    let products = 0
    for (let j = i + 1; j < row.length; j += 1) products += first(row[j] as number) * (terms[k++] as number)
    sum += own * products
  }
  return sum
}

/** Every term’s sum over rows, each times its residual. */
function termsWeighted(rows: readonly Float64Array[], residuals: Float64Array, inputs: number): Float64Array {
  const sums = new Float64Array(1 + 2 * inputs + (inputs * (inputs - 1)) / 2)
  for (const [at, row] of rows.entries()) {
    const residual = residuals[at] as number
    let k = 0
    const add = (value: number) => {
      sums[k] = (sums[k] as number) + value
      k += 1
    }
    add(residual)
    for (let i = 0; i < inputs; i += 1) {
      const own = residual * first(row[i] as number)
      add(own)
      add(residual * second(row[i] as number))
      for (let j = i + 1; j < inputs; j += 1) add(own * first(row[j] as number))
    }
  }
  return sums
}

/** Least squares of `apply(x) = target`, given the transposed map. */
function conjugateGradients(
  apply: (x: Float64Array) => Float64Array,
  transposed: (y: Float64Array) => Float64Array,
  target: Float64Array,
): Float64Array {
  let residuals = target
  let slope = transposed(residuals)
  let x = new Float64Array(slope.length)
  let direction = slope
  let size = dot(slope, slope)
  const enough = size * 1e-30
  for (let step = 0; step < 300 && size > enough; step += 1) {
    const along = apply(direction)
    const length = size / dot(along, along)
    x = plus(x, length, direction)
    residuals = plus(residuals, -length, along)
    slope = transposed(residuals)
    const next = dot(slope, slope)
    direction = plus(slope, next / size, direction)
    size = next
  }
  return x
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)

const plus = (a: Float64Array, factor: number, b: Float64Array): Float64Array<ArrayBuffer> =>
  Float64Array.from(a, (value, i) => value + factor * (b[i] as number))
