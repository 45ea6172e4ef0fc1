// Intervals of constants: how often they hold the true ones over many tables, and against least squares by matrices.

import { inverse, Matrix } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { allRows, preparedRows } from '../../test/prepared-rows.ts'
import { randomStream } from '../base/normal.ts'
import { evaluateLaw, type Law } from '../formula/law.ts'
import { type FreeNumbers, fitLaw, freeNumbers, lawRows, lawValues, numbersOf } from '../formula/law-fit.ts'
import { lawOf } from '../formula/law-of.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import type { ErrorKind } from '../search/residuals.ts'
import { intervalsOf } from './bootstrap.ts'

/** A table of the law with noise, absolute or as a share of the target, and the law fitted to it. */
function fittedTable(
  law: Law,
  free: FreeNumbers,
  { rows, repeat, kind, noise = 0.1 }: { rows: number; repeat: number; kind: ErrorKind; noise?: number },
) {
  const random = randomStream(repeat, 'table with noise')
  const columns = law.exponents.map(() => Float64Array.from({ length: rows }, () => random.uniform(1, 3)))
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const truth = evaluateLaw(
      law,
      columns.map((column) => column[row] as number),
    )
    return truth + random.normal(0, noise) * (kind === 'absolute' ? 1 : truth)
  })
  const weights = lawValues(law, lawRows(columns, target)).map((value) => (kind === 'absolute' ? 1 : 1 / value))
  const fitted = fitLaw(law, lawRows(columns, target, weights), { free })?.law as Law
  return { prepared: preparedRows(columns, target), fitted }
}

const twoTerms = lawOf(parseFormula('3 * a^2 + 2 * b'), ['a', 'b']) as Law
const michaelis = lawOf(parseFormula('2 * a / (1.5 + a)'), ['a']) as Law
const power = lawOf(parseFormula('2 * a^1.5 / b'), ['a', 'b']) as Law

describe('of 200 tables 95 % intervals hold each true number in 90 to 98 %', () => {
  const tables = 200
  test.each<[string, Law, FreeNumbers, number, ErrorKind]>([
    ['two coefficients, 30 rows', twoTerms, freeNumbers(twoTerms, 'coefficients'), 30, 'absolute'],
    ['two coefficients, 100 rows', twoTerms, freeNumbers(twoTerms, 'coefficients'), 100, 'absolute'],
    ['two coefficients, 600 rows in packs', twoTerms, freeNumbers(twoTerms, 'coefficients'), 600, 'absolute'],
    ['exponents, relative errors, 60 rows', power, freeNumbers(power, 'all'), 60, 'relative'],
    ['a quotient, relative errors, 60 rows', michaelis, freeNumbers(michaelis, 'coefficients'), 60, 'relative'],
    ['two coefficients, 12 rows by t', twoTerms, freeNumbers(twoTerms, 'coefficients'), 12, 'absolute'],
  ])('%s', (_, law, free, rows, kind) => {
    const held = numbersOf(law).map(() => 0)
    for (let repeat = 0; repeat < tables; repeat += 1) {
      const { prepared, fitted } = fittedTable(law, free, { rows, repeat, kind })
      const answer = intervalsOf(fitted, free, prepared, { part: allRows(rows), kind, seed: 1 })
      numbersOf(law).forEach((number, i) => {
        const [low, high] = answer?.intervals[i] ?? [Number.NaN, Number.NaN]
        if (low <= number && number <= high) held[i] = (held[i] as number) + 1
      })
    }
    const ofFree = held.filter((_count, i) => (free[i] as number) >= 0)
    expect(ofFree.length).toBeGreaterThan(1)
    for (const count of ofFree) {
      expect(count / tables).toBeGreaterThanOrEqual(0.9)
      expect(count / tables).toBeLessThanOrEqual(0.98)
    }
  })
})

test('under 30 rows the interval is that of a linear regression with Student’s t', () => {
  const free = freeNumbers(twoTerms, 'coefficients')
  const { prepared, fitted } = fittedTable(twoTerms, free, { rows: 12, repeat: 3, kind: 'absolute' })
  const answer = intervalsOf(fitted, free, prepared, { part: allRows(12), kind: 'absolute', seed: 1 })
  const [a, b] = prepared.columns as [Float64Array, Float64Array]
  const design = new Matrix([...a].map((value, row) => [value ** 2, b[row] as number]))
  const target = Matrix.columnVector(prepared.target)
  const covariance = inverse(design.transpose().mmul(design))
  const solved = covariance.mmul(design.transpose()).mmul(target)
  const squares = Matrix.sub(target, design.mmul(solved)).norm() ** 2
  // scipy.stats.t.ppf(0.975, 10)
  const half = 2.2281388519649385 * Math.sqrt((squares / 10) * covariance.get(0, 0))
  expect(answer?.method).toBe('t')
  const [low, high] = answer?.intervals.find((interval) => interval !== undefined) ?? [0, 0]
  expect(low).toBeCloseTo(solved.get(0, 0) - half, 6)
  expect(high).toBeCloseTo(solved.get(0, 0) + half, 6)
})

test('numbers that are held have no interval', () => {
  const free = freeNumbers(power, 'coefficients')
  const { prepared, fitted } = fittedTable(power, free, { rows: 40, repeat: 1, kind: 'absolute' })
  const answer = intervalsOf(fitted, free, prepared, { part: allRows(40), kind: 'absolute', seed: 1 })
  expect(answer?.method).toBe('bootstrap')
  expect(answer?.intervals.map((interval) => interval !== undefined)).toEqual([true, false, false])
  const held = intervalsOf(
    fitted,
    free.map(() => -1),
    prepared,
    { part: allRows(40), kind: 'absolute', seed: 1 },
  )
  expect(held?.intervals).toEqual([undefined, undefined, undefined])
})

test.each([8, 50])('two columns that are the same leave their coefficients undetermined in %i rows', (rows) => {
  const law = lawOf(parseFormula('a + b'), ['a', 'b']) as Law
  const column = Float64Array.from({ length: rows }, (_, row) => 1 + row)
  const prepared = preparedRows(
    [column, column],
    column.map((value, row) => 2 * value + (row % 2)),
  )
  const free = freeNumbers(law, 'coefficients')
  expect(intervalsOf(law, free, prepared, { part: allRows(rows), kind: 'absolute', seed: 1 })).toBeUndefined()
})
