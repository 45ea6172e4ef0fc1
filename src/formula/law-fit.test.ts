// The fit of a law's numbers: slopes against finite differences, and the numbers of all known laws found again.

import { Matrix, SVD } from 'ml-matrix'
import { expect, test } from 'vitest'
import { laws } from '../../bench/formulas/laws.ts'
import { randomStream } from '../base/normal.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { evaluateLaw, type Law, rescaleLaw } from './law.ts'
import {
  type FreeNumbers,
  fitLaw,
  freeNumbers,
  type LawFit,
  lawRows,
  lawSlopes,
  lawValues,
  numbersOf,
  withNumbers,
  withUnitTerms,
} from './law-fit.ts'
import { lawOf } from './law-of.ts'
import { sameLaw } from './same-law.ts'

const rows = 60
const known = laws.map(({ id, formula, ranges }) => {
  const names = Object.keys(ranges)
  const law = lawOf(parseFormula(formula.replaceAll(/\bpi\b/g, String(Math.PI))), names) as Law
  const random = randomStream(3, id)
  const columns = Object.values(ranges).map(([low, high]) =>
    Float64Array.from({ length: rows }, () => random.uniform(low, high)),
  )
  const target = Float64Array.from({ length: rows }, (_, row) =>
    evaluateLaw(
      law,
      columns.map((column) => column[row] as number),
    ),
  )
  return { id, law, columns, target, random }
})

test.each(known)('values of $id at rows are those of the law', ({ law, columns, target }) => {
  const values = lawValues(law, lawRows(columns, target))
  target.forEach((truth, row) => {
    expect(Math.abs((values[row] as number) - truth)).toBeLessThanOrEqual(1e-10 * Math.abs(truth) + 1e-12)
  })
})

test.each(known)('coefficients of $id are found again from 0.1 % beside them', ({ law, columns, target, random }) => {
  const free = freeNumbers(law, 'coefficients')
  const start = withNumbers(
    law,
    numbersOf(law).map((number, i) => ((free[i] as number) < 0 ? number : number * random.uniform(0.999, 1.001))),
  )
  const found = fitLaw(start, lawRows(columns, target), { free })
  expect(found && sameLaw(found.law, law)).toBe(true)
})

/** How many directions of change of these numbers change the law's values. */
function rankOf(law: Law, columns: readonly Float64Array[], free: FreeNumbers): number {
  const slopes = lawSlopes(law, lawRows(columns, new Float64Array(rows)), free)
  const sizeOf = (slope: Float64Array) => Math.sqrt(slope.reduce((sum, value) => sum + value * value, 0))
  const scaled = new Matrix(slopes.map((slope) => [...slope.map((value) => value / sizeOf(slope))]))
  const { diagonal } = new SVD(scaled.transpose())
  return diagonal.filter((size) => size > 1e-9).length
}

test.each(known)('all numbers of $id that are free are determined', ({ law, columns }) => {
  const free = freeNumbers(law, 'all')
  expect(rankOf(law, columns, free)).toBe(Math.max(...free) + 1)
})

const isApart = ({ exponents, sums }: Law) =>
  sums.every(({ terms }) => terms.every((term) => exponents.every((e, j) => e === 0 || term.exponents[j] === 0))) &&
  sums.length < 2

test.each(known.filter(({ law }) => isApart(law)))(
  'no number of $id that is determined is kept where no column stands in a sum and before it',
  ({ law, columns }) => {
    let count = 0
    // Exponents of 0 stay: a column without a part in a product is not brought into it.
    const every = numbersOf(law).map((number) => (number === 0 ? -1 : count++))
    expect(Math.max(...freeNumbers(law, 'all')) + 1).toBe(rankOf(law, columns, every))
  },
)

test('columns with values below 0 keep their signs under whole exponents', () => {
  const law = lawOf(parseFormula('2 * a^3 / b + c'), ['a', 'b', 'c']) as Law
  const columns = [Float64Array.of(-2, 1, 3), Float64Array.of(4, -1, 2), Float64Array.of(1, -7, 0)]
  const values = lawValues(law, lawRows(columns, [0, 0, 0]))
  ;[-3, -9, 27].forEach((truth, row) => {
    expect(values[row]).toBeCloseTo(truth, 10)
  })
})

test('standard errors are those that repeated noise shows', () => {
  const law = lawOf(parseFormula('3 * a^2 + b'), ['a', 'b']) as Law
  const random = randomStream(5, 'repeated noise')
  const columns = [0, 1].map(() => Float64Array.from({ length: 40 }, () => random.uniform(1, 4)))
  const exact = lawValues(law, lawRows(columns, new Float64Array(40)))
  const free = freeNumbers(law, 'coefficients')
  const firsts: number[] = []
  let variance = 0
  for (let repeat = 0; repeat < 400; repeat += 1) {
    const target = exact.map((value) => value + random.normal(0, 0.5))
    const found = fitLaw(law, lawRows(columns, target), { free })
    firsts.push(found?.law.sums[0]?.terms[0]?.coefficient as number)
    variance += (found?.covariance()?.get(0, 0) ?? 0) / 400
  }
  const mean = firsts.reduce((a, b) => a + b) / 400
  const seen = firsts.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399
  expect(seen / variance).toBeGreaterThan(0.8)
  expect(seen / variance).toBeLessThan(1.25)
})

test.each([1e-30, 1e30])('units of %s change no digit of a fit with noise', (unit) => {
  const law = lawOf(parseFormula('3 * a^2 + 2 / b'), ['a', 'b']) as Law
  const random = randomStream(6, 'units of a fit')
  const columns = [0, 1].map(() => Float64Array.from({ length: 40 }, () => random.uniform(1, 4)))
  const exact = lawValues(law, lawRows(columns, new Float64Array(40)))
  const target = exact.map((value) => value + random.normal(0, 0.1))
  const free = freeNumbers(law, 'coefficients')
  const start = rescaleLaw(law, [1, 1], 1.1)
  const plain = fitLaw(start, lawRows(columns, target), { free }) as LawFit
  const scales = [1 / unit, unit]
  const inverse = scales.map((scale) => 1 / scale)
  const scaled = fitLaw(
    rescaleLaw(start, inverse, unit),
    lawRows(
      columns.map((column, j) => column.map((value) => value / (scales[j] as number))),
      target.map((value) => value * unit),
    ),
    { free },
  ) as LawFit
  const back = rescaleLaw(scaled.law, scales, 1 / unit)
  expect(sameLaw(back, plain.law, { exponents: 0, coefficients: 1e-9 })).toBe(true)
  expect(scaled.error / unit / unit / plain.error).toBeCloseTo(1, 9)
})

test('slopes where a sum is 0 are those beside it, and at the edge of a root there are none', () => {
  const columns = [Float64Array.of(2, 3, 5), Float64Array.of(2, 3, 4), Float64Array.of(1, 7, 2)]
  const table = lawRows(columns, new Float64Array(3))
  for (const formula of ['1.5 * c * (2 * a - 2 * b)', '(1.5 * a - 1.5 * b)^2 * c', '(a - b) * (c - 7)']) {
    const law = lawOf(parseFormula(formula), ['a', 'b', 'c']) as Law
    const free = freeNumbers(law, 'coefficients')
    const numbers = numbersOf(law)
    const slopes = lawSlopes(law, table, free)
    free.forEach((parameter, place) => {
      if (parameter < 0) return
      const valuesAt = (shift: number) => {
        const moved = numbers.map((number, i) => (i === place ? number + shift : number))
        return lawValues(withNumbers(law, moved), table)
      }
      const [above, below] = [valuesAt(1e-6), valuesAt(-1e-6)]
      slopes[parameter]?.forEach((slope, row) => {
        expect(slope).toBeCloseTo(((above[row] as number) - (below[row] as number)) / 2e-6, 5)
      })
    })
  }
  // Beside a sum that is 0, one whose rounding is below 0 under a root.
  const beside = lawOf(parseFormula('(a - b) * sqrt(0.01 - c^2)'), ['a', 'b', 'c']) as Law
  const one = lawRows([Float64Array.of(2), Float64Array.of(2), Float64Array.of(0.1)], new Float64Array(1))
  expect(0.01 - 0.1 ** 2).toBeLessThan(0)
  for (const slope of lawSlopes(beside, one, freeNumbers(beside, 'coefficients'))) expect([...slope]).toEqual([0])
  expect([...lawValues(beside, one)]).toEqual([0])
  const root = lawOf(parseFormula('sqrt(3 * a - 3 * b)'), ['a', 'b', 'c']) as Law
  for (const slope of lawSlopes(root, table, freeNumbers(root, 'coefficients'))) {
    expect([...slope.subarray(0, 2)]).toEqual([0, 0])
    expect(slope[2]).not.toBe(0)
  }
})

test.each(known)(
  '$id with unit terms has the same values, and keeps no number but 1 and -1',
  ({ law, columns, target }) => {
    // Numbers that are none of the law's own.
    const moved = withNumbers(
      law,
      numbersOf(law).map((number, i) =>
        i % (1 + law.exponents.length) === 0 ? number * (1.1 + 0.3 * Math.sin(i)) : number,
      ),
    )
    const unit = withUnitTerms(moved, lawRows(columns, target))
    const [values, same] = [lawValues(moved, lawRows(columns, target)), lawValues(unit, lawRows(columns, target))]
    values.forEach((value, row) => {
      if (!Number.isNaN(value)) expect(Math.abs((same[row] as number) / value - 1)).toBeLessThan(1e-9)
    })
    const free = freeNumbers(unit, 'coefficients')
    const coefficients = numbersOf(unit).map((number, i) => ({ number, isFree: (free[i] as number) >= 0, i }))
    for (const { number, isFree, i } of coefficients) {
      if (i % (1 + law.exponents.length) === 0 && !isFree) expect(Math.abs(number)).toBe(1)
    }
  },
)

test('the term that becomes 1 is the largest at the rows, in any units', () => {
  const columns = [Float64Array.of(1, 2, 3), Float64Array.of(2, 3, 4), Float64Array.of(1e-6, 2e-6, 3e-6)]
  const law = lawOf(parseFormula('(2.03 * a + b) / (1.02 + 3.06e4 * c)'), ['a', 'b', 'c']) as Law
  const [, under] = withUnitTerms(law, lawRows(columns, new Float64Array(3))).sums
  const constant = under?.terms.find(({ exponents }) => exponents.every((exponent) => exponent === 0))
  expect(constant?.coefficient).toBe(1)
})

test('a law whose numbers are lost in the units of its columns stays as it is', () => {
  const columns = [Float64Array.of(1e30, 2e30, 3e30)]
  const lost = { coefficient: 0, exponents: [12] }
  const law: Law = {
    coefficient: 2,
    exponents: [0],
    sums: [
      { terms: [lost, { coefficient: 0, exponents: [11] }], power: 1 },
      { terms: [lost, { coefficient: 3, exponents: [0] }], power: -1 },
    ],
  }
  expect(withUnitTerms(law, lawRows(columns, new Float64Array(3)))).toEqual(law)
})
