// Laws that need no training: sums of columns and products of powers, by linear least squares.

import { multiplied } from '../formula/column-products.ts'
import { type Law, type Product, simplifyLaw } from '../formula/law.ts'
import { fitLaw, freeNumbers, type LawRows, lawValues } from '../formula/law-fit.ts'
import { eliminate, type Stage } from './elimination.ts'
import { lengthOf } from './length.ts'
import type { SearchRows } from './shape-search.ts'
import { columnOf, one, shortestLaws, termsAt } from './short-laws.ts'

export { squareForms } from './square-forms.ts'

// More columns than these are too many for a first guess: those that go with the target come first.
const mostColumns = 16
// What each family hands on.
const mostLaws = 3
// Fewer rows than so many for each term fit anything.
const rowsPerTerm = 2

/**
 * Sums of columns with a constant: of those that backward elimination passes through the three that are shortest together
 * with what they leave. None where there are fewer rows than twice the terms of one column and the constant.
 */
export function linearSums({ columns, target }: SearchRows, fitRows: LawRows): Law[] {
  const count = columns.length
  const used = columns.slice(0, mostUsed(target.length))
  if (used.length === 0) return []
  const { weights } = fitRows
  const terms: Product[] = [one(count), ...used.map((_, j) => columnOf(j, count))]
  const stages = eliminate(
    [weights, ...used.map((column) => multiplied(column, weights))],
    multiplied(target, weights),
    terms.map(({ exponents }) => lengthOf([exponents], target.length)),
  )
  const laws = shortest(stages).map(({ kept, coefficients }) =>
    simplifyLaw({ ...one(count), sums: [{ power: 1, terms: termsAt(terms, kept, coefficients) }] }),
  )
  return shortestLaws(laws, fitRows, mostLaws)
}

/**
 * Products of powers with a coefficient, from a regression of logarithms: of those that backward elimination passes through
 * the three shortest, with exponents rounded to halves, thirds and quarters where the rows allow it; the shortest also with
 * exponents as they come. Columns with values below 0 have whole exponents, those with a 0 where the target has none have
 * no part.
 */
export function products({ columns, target }: SearchRows, fitRows: LawRows): Law[] {
  const count = columns.length
  const possible = columns.flatMap((column, j) =>
    column.some((value, row) => value === 0 && target[row] !== 0) ? [] : [j],
  )
  // The logarithm of 0 is none: these rows say only that columns and target are 0 together.
  const rows = Int32Array.from(target.keys()).filter(
    (row) => target[row] !== 0 && possible.every((j) => columns[j]?.[row] !== 0),
  )
  const used = possible.slice(0, mostUsed(rows.length))
  if (used.length === 0) return []
  // An error of a logarithm counts for as much as one of the target itself.
  const weights = Float64Array.from(rows, (row) => Math.abs(target[row] as number) * (fitRows.weights[row] as number))
  const weightedLog = (values: Float64Array) =>
    weights.map((weight, i) => weight * Math.log(Math.abs(values[rows[i] as number] as number)))
  const logs = weightedLog(target)
  const exponentLength = lengthOf([columnOf(0, count).exponents], rows.length)
  const stages = eliminate([weights, ...used.map((j) => weightedLog(columns[j] as Float64Array))], logs, [
    0,
    ...used.map(() => exponentLength),
  ])
  const squares = logs.reduce((sum, value) => sum + value * value, 0)
  const laws: Law[] = []
  shortest(stages).forEach((stage, place) => {
    const deviation = Math.sqrt((squares * stage.share) / Math.max(1, rows.length - stage.kept.length))
    const free = new Array<number>(count).fill(0)
    const rounded = new Array<number>(count).fill(0)
    stage.kept.forEach((t, i) => {
      // The first term is the constant.
      if (t === 0) return
      const j = used[t - 1] as number
      const exponent = stage.coefficients[i] as number
      const isSigned = columns[j]?.some((value) => value < 0) === true
      free[j] = isSigned ? Math.round(exponent) : exponent
      rounded[j] = isSigned
        ? Math.round(exponent)
        : roundedWithin(exponent, mostStandardErrors * deviation * (stage.spreads[i] as number))
    })
    laws.push(...withCoefficient(rounded, fitRows))
    if (place > 0) return
    for (const start of withCoefficient(free, fitRows)) {
      const freeColumns = free.flatMap((exponent, j) => (Number.isInteger(exponent) ? [] : [j]))
      const fitted = fitLaw(start, fitRows, { free: freeNumbers(start, 'all', freeColumns) })
      if (fitted !== undefined) laws.push(fitted.law)
    }
  })
  return shortestLaws(laws, fitRows, mostLaws + 1)
}

// Exponents are rounded to the largest of these parts of 1 that the rows allow.
const denominators = [1, 2, 3, 4] as const
const mostStandardErrors = 3
// Without noise standard errors are rounding alone.
const leastTolerance = 1e-7

function roundedWithin(exponent: number, tolerance: number): number {
  for (const denominator of denominators) {
    const near = Math.round(exponent * denominator) / denominator
    if (Math.abs(near - exponent) <= tolerance + leastTolerance) return near
  }
  return exponent
}

/** The product with the coefficient that fits the target itself; none where no finite one does. */
function withCoefficient(exponents: readonly number[], { target, weights, ...rows }: LawRows): Law[] {
  const values = lawValues({ coefficient: 1, exponents, sums: [] }, { target, weights, ...rows })
  let own = 0
  let shared = 0
  values.forEach((value, row) => {
    const weight = (weights[row] as number) ** 2
    own += weight * value * value
    shared += weight * value * (target[row] as number)
  })
  const coefficient = shared / own
  return Number.isFinite(coefficient) && coefficient !== 0 ? [{ coefficient, exponents, sums: [] }] : []
}

/** How many columns so many rows bear beside a constant. */
const mostUsed = (rows: number): number => Math.max(0, Math.min(mostColumns, Math.floor(rows / rowsPerTerm) - 1))

const shortest = (stages: readonly Stage[]): Stage[] => stages.toSorted((a, b) => a.cost - b.cost).slice(0, mostLaws)
