// A stand-in for a search, for tests of the benchmark: least squares on logarithms, which find products of powers.

import { Matrix, solve } from 'ml-matrix'
import type { Candidate } from './candidate.ts'
import { errorOnDoubledBox, isRight } from './judge.ts'
import type { NumberTable } from './tables.ts'

// Exponents and residuals as near as this are exact.
const near = 1e-9

const isPositive = (column: Float64Array): boolean => column.every((value) => value > 0)

export const fitter: Candidate['fitter'] = {
  fit(columns, target) {
    const began = performance.now()
    const { formula, deviation } = productOf(columns, target)
    const found = deviation < near
    const seconds = (performance.now() - began) / 1000
    const reason = found ? '' : 'The rows are no product of powers.'
    return Promise.resolve({ found, formula, formulas: formula === '' ? [] : [formula], reason, seconds })
  },
}

/** Without algebra: what is right on the doubled box is taken for the law. */
export const isRecovered: Candidate['isRecovered'] = (formula, law, noise) =>
  isRight(errorOnDoubledBox(formula, law), noise)

function productOf(columns: NumberTable['columns'], target: string): { formula: string; deviation: number } {
  const goal = columns[target] as Float64Array
  const names = Object.keys(columns).filter((name) => name !== target && isPositive(columns[name] as Float64Array))
  if (!isPositive(goal) || names.length === 0) return { formula: '', deviation: Number.POSITIVE_INFINITY }
  const design = new Matrix(
    [...goal.keys()].map((row) => [1, ...names.map((name) => Math.log(columns[name]?.[row] as number))]),
  )
  const wanted = Matrix.columnVector([...goal].map(Math.log))
  const solution = solve(design, wanted)
  const deviation = Matrix.sub(design.mmul(solution), wanted).norm()
  const [constant = 0, ...exponents] = solution.getColumn(0)
  const factors = names.flatMap((name, i) => {
    const exponent = exponents[i] as number
    return Math.abs(exponent) < near ? [] : [`${name}^${exponent}`]
  })
  return { formula: [Math.exp(constant), ...factors].join(' * '), deviation }
}
