// Levenberg and Marquardt's method for fits that start far from their solution: no step is taken that makes the error larger.

import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { dot, gram } from './column-products.ts'
import { UsedUpMatrix } from './used-up.ts'

export interface LeastSquares {
  /** `[rows]`. */
  readonly predict: (values: Float64Array) => Float64Array
  /** Derivatives of every row by each value: one `[rows]` a value. */
  readonly slopes: (values: Float64Array) => readonly Float64Array[]
  readonly target: ArrayLike<number>
}

export interface LeastSquaresOptions {
  readonly iterations: number
  /** Ends the fit once the mean squared error is below this. */
  readonly goal: number
}

export interface Solution {
  readonly values: Float64Array
  /** Mean squared error. */
  readonly error: number
  readonly iterations: number
  /**
   * Of the values, by the slopes at the end: the variance of the errors, over the rows beyond the values, times the inverse
   * of JᵀJ. Undefined where the values are not determined, or there are not more rows than values.
   */
  readonly covariance: () => Matrix | undefined
}

// Damping relative to the diagonal (Marquardt 1963): where it starts, how it changes, and where it ends. It shrinks
// slowly and grows faster, so that a narrow valley costs few refused steps.
const damping = { start: 1e-3, shrink: 1 / 5, grow: 4, least: 1e-15, most: 1e15 } as const

// So many steps that each take so small a share from the error end a fit: it stands in a minimum that is none of the law's.
const idleSteps = 5
const idleBelow = 1e-6

/** @returns undefined if the start has no finite error. */
export function leastSquares(
  problem: LeastSquares,
  start: ArrayLike<number>,
  { iterations, goal }: LeastSquaresOptions,
): Solution | undefined {
  const { slopes, predict, target } = problem
  const residualsAt = (values: Float64Array): Float64Array => {
    const predictions = predict(values)
    const residuals = new Float64Array(predictions.length)
    for (let row = 0; row < residuals.length; row += 1) {
      residuals[row] = (target[row] as number) - (predictions[row] as number)
    }
    return residuals
  }
  const count = target.length
  let values = Float64Array.from(start)
  let residuals = residualsAt(values)
  let error = sumOfSquares(residuals) / count
  let damped: number = damping.start
  let iteration = 0
  let idle = 0
  if (!Number.isFinite(error)) return undefined
  while (iteration < iterations && error > goal && idle < idleSteps) {
    iteration += 1
    const columns = slopes(values)
    const squares = gram(columns)
    // Where a slope is not finite, such as that of a root at 0, there is no way down.
    if (!isFiniteMatrix(squares)) break
    const downhill = columns.map((column) => dot(column, residuals))
    const before = error
    let isBetter = false
    while (!isBetter && damped <= damping.most) {
      const step = dampedStep(squares, downhill, damped)
      const tried = step === undefined ? undefined : values.map((value, i) => value + (step[i] as number))
      const triedResiduals = tried === undefined ? undefined : residualsAt(tried)
      const triedError = triedResiduals === undefined ? Number.NaN : sumOfSquares(triedResiduals) / count
      isBetter = triedError < error
      damped = isBetter ? Math.max(damped * damping.shrink, damping.least) : damped * damping.grow
      if (isBetter) {
        values = tried as Float64Array<ArrayBuffer>
        residuals = triedResiduals as Float64Array
        error = triedError
      }
    }
    // A minimum, to the last digits: no step of any length makes it better.
    if (!isBetter) break
    idle = before - error < idleBelow * before ? idle + 1 : 0
  }
  const covariance = () => covarianceOf(slopes(values), error * count)
  return { values, error, iterations: iteration, covariance }
}

function covarianceOf(columns: readonly Float64Array[], squares: number): Matrix | undefined {
  const [first] = columns
  if (first === undefined || first.length <= columns.length) return undefined
  // Scaled to ones on the diagonal: values of very different sizes lose no digits.
  const products = gram(columns)
  const scales = columns.map((_, i) => 1 / Math.sqrt(products.get(i, i)))
  if (!isFiniteMatrix(products) || !scales.every(Number.isFinite)) return undefined
  const scaled = Matrix.zeros(products.rows, products.rows)
  for (let i = 0; i < scaled.rows; i += 1) {
    for (let j = 0; j < scaled.columns; j += 1) {
      scaled.set(i, j, products.get(i, j) * ((scales[i] as number) * (scales[j] as number)))
    }
  }
  const cholesky = new CholeskyDecomposition(scaled)
  if (!cholesky.isPositiveDefinite()) return undefined
  const inverse = cholesky.solve(Matrix.eye(scaled.rows))
  const variance = squares / (first.length - columns.length)
  for (let i = 0; i < inverse.rows; i += 1) {
    for (let j = 0; j < inverse.columns; j += 1) {
      inverse.set(i, j, variance * inverse.get(i, j) * ((scales[i] as number) * (scales[j] as number)))
    }
  }
  return inverse
}

/** The step, or undefined where rounding leaves no positive definite system. */
function dampedStep(squares: Matrix, downhill: readonly number[], damped: number): ArrayLike<number> | undefined {
  const count = downhill.length
  const system = Matrix.zeros(count, count)
  const right = new UsedUpMatrix(count, 1)
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) system.set(i, j, squares.get(i, j))
    const own = squares.get(i, i)
    // A value that changes nothing stays where it is.
    system.set(i, i, own === 0 ? 1 : own * (1 + damped))
    right.set(i, 0, downhill[i] as number)
  }
  const cholesky = new CholeskyDecomposition(system)
  return cholesky.isPositiveDefinite() ? cholesky.solve(right).to1DArray() : undefined
}

function isFiniteMatrix(matrix: Matrix): boolean {
  for (let i = 0; i < matrix.rows; i += 1) {
    for (let j = 0; j < matrix.columns; j += 1) if (!Number.isFinite(matrix.get(i, j))) return false
  }
  return true
}

const sumOfSquares = (values: Float64Array): number => dot(values, values)
