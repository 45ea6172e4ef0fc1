// Backward elimination beside ml-matrix's own least squares on the same terms.

import { Matrix, solve } from 'ml-matrix'
import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { eliminate } from './elimination.ts'

const random = randomStream(4, 'terms')
const draw = () => Float64Array.from({ length: 30 }, () => random.uniform(1, 3))
const terms = [new Float64Array(30).fill(1), draw(), draw(), draw(), draw()]
const target = Float64Array.from(
  { length: 30 },
  (_, row) => 5 + 3 * (terms[1]?.[row] as number) - (terms[3]?.[row] as number) + random.normal(0, 0.1),
)
const lengths = terms.map(() => 4)
const stages = eliminate(terms, target, lengths)
const total = target.reduce((sum, value) => sum + value * value, 0)

/** Coefficients and the squares that are left, by singular values. */
function reference(kept: readonly number[]) {
  const design = new Matrix(kept.map((t) => [...(terms[t] as Float64Array)])).transpose()
  const coefficients = solve(design, Matrix.columnVector([...target]), true)
  const rest = Matrix.sub(Matrix.columnVector([...target]), design.mmul(coefficients))
  return { coefficients: coefficients.to1DArray(), squares: rest.norm('frobenius') ** 2 }
}

test('every stage has the coefficients and the rest of a fit of its terms alone', () => {
  expect(stages.map(({ kept }) => kept.length)).toEqual([5, 4, 3, 2, 1])
  for (const { kept, coefficients, share, cost } of stages) {
    const { coefficients: expected, squares } = reference(kept)
    expected.forEach((value, i) => {
      expect(coefficients[i]).toBeCloseTo(value, 9)
    })
    expect(share * total).toBeCloseTo(squares, 9)
    expect(cost).toBeCloseTo(30 * Math.log(squares / total) + 4 * kept.length, 6)
  }
})

test('the shortest stage keeps the terms that the target has', () => {
  const [best] = stages.toSorted((a, b) => a.cost - b.cost)
  expect(best?.kept).toEqual([0, 1, 3])
})

test('spreads are the standard errors of coefficients for errors of 1', () => {
  const design = new Matrix(terms.map((values) => [...values])).transpose()
  const gram = design.transpose().mmul(design)
  const inverse = solve(gram, Matrix.eye(5))
  stages[0]?.spreads.forEach((spread, i) => {
    expect(spread).toBeCloseTo(Math.sqrt(inverse.get(i, i)), 8)
  })
})

test('terms of zeros, of infinities and those that repeat others have no part', () => {
  const doubled = (terms[1] as Float64Array).map((value) => 2 * value)
  const more = [...terms, doubled, new Float64Array(30), new Float64Array(30).fill(Number.POSITIVE_INFINITY)]
  const [first] = eliminate(more, target, new Float64Array(8).fill(4))
  expect(first?.kept).toEqual([0, 1, 2, 3, 4])
})

test('more terms than rows are as many as the rows bear', () => {
  const [first] = eliminate(
    terms.map((values) => values.slice(0, 3)),
    target.slice(0, 3),
    lengths,
  )
  expect(first?.kept).toEqual([0, 1, 2])
  expect(first?.share).toBeLessThan(1e-20)
})

test('there is no stage without a term or a target other than 0', () => {
  expect(eliminate([new Float64Array(30)], target, lengths)).toEqual([])
  expect(eliminate(terms, new Float64Array(30), lengths)).toEqual([])
})
