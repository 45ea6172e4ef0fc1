// Backward elimination: linear least squares on many terms, then without one term after another, the least useful first.

import { Matrix, QrDecomposition } from 'ml-matrix'
import { UsedUpMatrix } from '../formula/used-up.ts'

/** The fit on some of the terms. */
export interface Stage {
  /** Places of the terms that are left, in order. */
  readonly kept: readonly number[]
  /** One for each term that is left. */
  readonly coefficients: Float64Array
  /** Of coefficients, as shares of the standard deviation of the errors: the root of the diagonal of (AᵀA)⁻¹. */
  readonly spreads: Float64Array
  /** The share of the target's squares that the terms leave. */
  readonly share: number
  /** Rows times the logarithm of that share, and the lengths of the terms. */
  readonly cost: number
}

// Smaller shares are rounding.
const leastShare = 1e-22
// A term whose part beside the terms before it has less than this share of its length is a combination of them.
const leastIndependent = 1e-9

/**
 * The stages from all terms down to one, in that order; none where no term is finite and other than 0. Terms that are
 * combinations of earlier ones are left out first.
 * @param terms one `[rows]` a term.
 * @param lengths what each term costs to write down, as `lengthOf` counts.
 */
export function eliminate(
  terms: readonly Float64Array[],
  target: Float64Array,
  lengths: ArrayLike<number>,
): readonly Stage[] {
  const rows = target.length
  const squares = sumOfSquares(target)
  if (!(squares > 0) || !Number.isFinite(squares)) return []
  const sizes = terms.map((term) => Math.sqrt(sumOfSquares(term)))
  const usable = [...terms.keys()].filter((t) => (sizes[t] as number) > 0 && Number.isFinite(sizes[t]))
  // Rows of 0 where there are fewer rows than terms: the decomposition wants no fewer.
  const design = new UsedUpMatrix(Math.max(rows, usable.length + 1), usable.length + 1)
  usable.forEach((t, i) => {
    const size = sizes[t] as number
    ;(terms[t] as Float64Array).forEach((value, row) => {
      design.set(row, i, value / size)
    })
  })
  target.forEach((value, row) => {
    design.set(row, usable.length, value)
  })
  const whole = triangle(design)
  const independent = usable.flatMap((_, i) => (Math.abs(whole.get(i, i)) > leastIndependent ? [i] : []))
  if (independent.length === 0) return []
  const places = independent.map((i) => usable[i] as number)
  const upper =
    independent.length === usable.length ? whole : triangle(columnsOf(whole, [...independent, usable.length]))
  const toStage = ({ kept, coefficients, inverse, left }: Fit): Stage => {
    const share = Math.max(left / squares, leastShare)
    const own = kept.map((i) => places[i] as number)
    const sizeOf = (i: number) => sizes[places[i] as number] as number
    return {
      kept: own,
      coefficients: Float64Array.from(kept, (i) => (coefficients[i] as number) / sizeOf(i)),
      spreads: Float64Array.from(kept, (i) => Math.sqrt(at(inverse, i, i)) / sizeOf(i)),
      share,
      cost: rows * Math.log(share) + own.reduce((sum, t) => sum + (lengths[t] as number), 0),
    }
  }
  const costWithout = ({ left }: Fit, i: number, lost: number) =>
    rows * Math.log(Math.max((left + lost) / squares, leastShare)) - (lengths[places[i] as number] as number)
  let fit = fitOf(upper)
  const stages = [toStage(fit)]
  while (fit.kept.length > 1) {
    fit = without(fit, cheapest(fit, costWithout))
    stages.push(toStage(fit))
  }
  return stages
}

/** The right side of `design = Q · R`, square. The design is used up. */
const triangle = (design: UsedUpMatrix): Matrix => new QrDecomposition(design).upperTriangularMatrix

function columnsOf(matrix: Matrix, columns: readonly number[]): UsedUpMatrix {
  const some = new UsedUpMatrix(matrix.rows, columns.length)
  columns.forEach((column, j) => {
    for (let row = 0; row < matrix.rows; row += 1) some.set(row, j, matrix.get(row, column))
  })
  return some
}

interface Fit {
  readonly kept: readonly number[]
  readonly coefficients: Float64Array
  /** (AᵀA)⁻¹ in rows and columns of the terms that are kept; changed in place by the next fit. */
  readonly inverse: readonly Float64Array[]
  /** The squares that are left. */
  readonly left: number
}

/** From the triangle of the terms with the target as its last column. */
function fitOf(upper: Matrix): Fit {
  const count = upper.columns - 1
  const inverted = Matrix.zeros(count, count)
  for (let j = 0; j < count; j += 1) {
    inverted.set(j, j, 1 / upper.get(j, j))
    for (let i = j - 1; i >= 0; i -= 1) {
      let sum = 0
      for (let k = i + 1; k <= j; k += 1) sum += upper.get(i, k) * inverted.get(k, j)
      inverted.set(i, j, -sum / upper.get(i, i))
    }
  }
  const target = Matrix.columnVector(Array.from({ length: count }, (_, i) => upper.get(i, count)))
  return {
    kept: Array.from({ length: count }, (_, i) => i),
    coefficients: Float64Array.from(inverted.mmul(target).to1DArray()),
    inverse: inverted
      .mmul(inverted.transpose())
      .to2DArray()
      .map((row) => Float64Array.from(row)),
    left: upper.get(count, count) ** 2,
  }
}

/** What the squares grow by without a term is its coefficient's square over its place on the diagonal. */
function cheapest(fit: Fit, costWithout: (fit: Fit, i: number, lost: number) => number): number {
  const { kept, coefficients, inverse } = fit
  const costs = kept.map((i) => costWithout(fit, i, (coefficients[i] as number) ** 2 / at(inverse, i, i)))
  return kept[costs.indexOf(Math.min(...costs))] as number
}

function without({ kept, coefficients, inverse, left }: Fit, dropped: number): Fit {
  const rest = kept.filter((i) => i !== dropped)
  const ofDropped = inverse[dropped] as Float64Array
  const pivot = ofDropped[dropped] as number
  const own = coefficients[dropped] as number
  const values = Float64Array.from(coefficients)
  for (const i of rest) {
    const row = inverse[i] as Float64Array
    const ratio = (row[dropped] as number) / pivot
    values[i] = (values[i] as number) - ratio * own
    for (const j of rest) row[j] = (row[j] as number) - ratio * (ofDropped[j] as number)
  }
  return { kept: rest, coefficients: values, inverse, left: left + own ** 2 / pivot }
}

const at = (matrix: readonly Float64Array[], i: number, j: number): number => (matrix[i] as Float64Array)[j] as number

const sumOfSquares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)
