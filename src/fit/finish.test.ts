// Finished laws: back in the table's units, with the digits that rows support, and intervals that hold the true constants.

import { describe, expect, test } from 'vitest'
import { type LawTableOptions, lawFrom, lawTable, problemOf, type Ranges } from '../../test/law-tables.ts'
import { evaluateLaw, type Law } from '../formula/law.ts'
import { digitsOf } from '../formula/law-writing.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { type Prepared, prepare } from '../search/prepare.ts'
import { lawOfTable, scaledLaw, unscaled } from '../search/scaling.ts'
import { type Constant, finish, type HeldLaw, holdConstants, rounded } from './finish.ts'

const ranges: Ranges = { a: [1, 5], b: [200, 900], c: [0.001, 0.002] }

/** The finished law of a table, of the law that it was made of. */
function finished(formula: string, options: LawTableOptions = {}, own: Ranges = ranges) {
  const table = lawTable(formula, own, options)
  const prepared = prepare(problemOf(table))
  const inUnits = unscaled(prepared)
  const kind = options.noiseKind ?? 'absolute'
  const held = holdConstants(scaledLaw(table.law, prepared), prepared, inUnits, kind) as HeldLaw
  return { table, prepared, inUnits, held, ...finish(held, inUnits, kind, 1) }
}

function intervalOf(constant: Constant | undefined): readonly [low: number, high: number] {
  if (constant?.interval === undefined) throw new Error('The constant has no interval.')
  return constant.interval
}

test('a number is rounded to two digits of its standard error, and to twelve of its own', () => {
  expect(rounded(365.18621, 0.0123)).toBe(365.186)
  expect(rounded(-1234.5, 100)).toBe(-1230)
  expect(rounded(1 / 3, 0)).toBe(0.333333333333)
  expect(rounded(0, 1)).toBe(0)
})

test('a number smaller than its error keeps a digit', () => {
  expect(rounded(0.0123, 5)).toBe(0.01)
  expect(rounded(1e-40 / 3, 0)).toBe(3.33333333333e-41)
  expect(rounded(Number.POSITIVE_INFINITY, 1)).toBe(Number.POSITIVE_INFINITY)
})

test.each<[string, string, Ranges]>([
  ['years', '0.02 * a - 20', { a: [1990, 2025] }],
  ['days of a calendar', '0.01 * a - 24000', { a: [2460000, 2460365] }],
  ['seconds of one day', '0.0001 * a - 170000', { a: [1.7e9, 1.7e9 + 86_400] }],
])('rounded numbers predict what the fitted ones did, for a column of %s', (_, formula, own) => {
  for (const seed of [1, 2, 3]) {
    const { table, inUnits, law } = finished(formula, { seed, noise: 0.1 }, own)
    const [column] = table.columns as [Float64Array]
    // Least squares of a straight line, about the mean: nothing is lost however far from 0 the column lies.
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
    const [middle, height] = [mean(column), mean(table.target)]
    const slope =
      column.reduce((sum, x, row) => sum + (x - middle) * (table.target[row] as number), 0) /
      column.reduce((sum, x) => sum + (x - middle) ** 2, 0)
    const squares = (predict: (x: number) => number) =>
      column.reduce((sum, x, row) => sum + ((table.target[row] as number) - predict(x)) ** 2, 0)
    const best = squares((x) => height + slope * (x - middle))
    expect(squares((x) => evaluateLaw(law, [x])) / best).toBeLessThan(1.02)
    expect(inUnits.columns).toHaveLength(1)
  }
})

describe('a table', () => {
  const table = lawTable('3 * a^2 / b + 5000 * c', ranges)
  const prepared = prepare(problemOf(table))

  test('without scales has the numbers and the order of columns that it was read with', () => {
    const { columns, target, steps, scales, targetScale, places } = unscaled(prepared)
    columns.forEach((column, j) => {
      prepared.rows.forEach((row, at) => {
        expect((column[at] as number) / (table.columns[j]?.[row] as number)).toBeCloseTo(1, 12)
      })
    })
    prepared.rows.forEach((row, at) => {
      expect((target[at] as number) / (table.target[row] as number)).toBeCloseTo(1, 12)
    })
    expect([steps, scales, targetScale, places]).toEqual([[0, 0, 0], [1, 1, 1], 1, [0, 1, 2]])
  })

  test('has a law in either units', () => {
    for (const formula of ['3 * a^2 / b + 5000 * c', 'a / sqrt(1 + b * c)', '7 * a^0.3']) {
      const law = lawFrom(formula, table.names)
      const there = scaledLaw(law, prepared)
      expect(sameLaw(lawOfTable(there, prepared), law, equalLaws)).toBe(true)
      const [row = 0] = prepared.rows
      const value = evaluateLaw(
        there,
        prepared.columns.map((column) => column[0] as number),
      )
      const wanted = evaluateLaw(
        law,
        table.columns.map((column) => column[row] as number),
      )
      expect(value * prepared.targetScale).toBeCloseTo(wanted, 10)
    }
  })
})

describe('a finished law without noise', () => {
  test.each(['3 * a^2 / b + 5000 * c', '1.8 * a + 32', 'a * b / (1 + 2 * a)', '0.25 * a^1.5 / sqrt(c)'])(
    '%s has its constants held, to the bit',
    (formula) => {
      const { law, table, constants } = finished(formula)
      expect(sameLaw(law, table.law, { exponents: 0, coefficients: 1e-14 })).toBe(true)
      for (const { heldFrom, interval } of constants) {
        expect(heldFrom).toBeDefined()
        expect(interval).toBeUndefined()
      }
    },
  )

  test('keeps twelve digits of a constant that is no small rational', () => {
    const { law } = finished('1.23456789012345 * a')
    expect(law.coefficient).toBe(1.23456789012)
  })
})

describe('a finished law with noise', () => {
  test('has constants in the units of the table, with two digits of what is known of them', () => {
    const { law, constants } = finished('2.6345 * a / c', { noise: 0.01 })
    const [only] = constants
    const [low, high] = intervalOf(only)
    expect(low).toBeLessThan(2.6345)
    expect(high).toBeGreaterThan(2.6345)
    // 95 % are about four standard errors: the last digit is between a hundredth and a tenth of one, rounded half up.
    const standardError = (high - low) / 3.92
    const digits = String(law.coefficient).split('.')[1]?.length ?? 0
    expect(10 ** -digits).toBeLessThan(standardError)
    expect(10 ** -digits).toBeGreaterThan(standardError / 200)
    expect(only?.heldFrom).toBeUndefined()
  })

  test.each([1, 2, 3, 4])(
    'does not take 1.414 for a rational that the rows do not tell from others: table %i',
    (seed) => {
      const { constants } = finished('1.414 * a', { noise: 0.3, seed })
      expect(constants.map(({ heldFrom }) => heldFrom)).toEqual([undefined])
    },
  )

  test('says what holding constants cost: nothing is much', () => {
    const { snapping, held, inUnits } = finished('1.8 * a + 0.05 * b', { noise: 0.005 })
    expect(snapping.after).toBeGreaterThanOrEqual(snapping.before)
    expect(snapping.after).toBeLessThan(1.05 * snapping.before)
    const inside = [...inUnits.split.train, ...inUnits.split.choose]
    const squares = inside.map((place) => {
      const value = evaluateLaw(
        held.law,
        inUnits.columns.map((column) => column[place] as number),
      )
      return ((inUnits.target[place] as number) - value) ** 2
    })
    expect(snapping.after).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length), 12)
  })

  test('has intervals by Student’s t of few rows, and drawn ones of many', () => {
    expect(finished('2.6345 * a', { noise: 0.01, rows: 20 }).method).toBe('t')
    expect(finished('2.6345 * a', { noise: 0.01, rows: 60 }).method).toBe('bootstrap')
  })

  test('of relative noise weighs every row alike', () => {
    const own: Ranges = { a: [0.01, 10], b: [1, 2] }
    const { constants } = finished('2.6345 * a^3 * b', { noise: 0.01, noiseKind: 'relative' }, own)
    // The mean of 120 shares has a standard error of 0.01 / √120.
    const [low, high] = intervalOf(constants[0])
    expect((high - low) / 2.6345 / 3.92).toBeCloseTo(0.01 / Math.sqrt(120), 3)
  })
})

test('tables in units of 1e30 and 1e-30 have their laws, too', () => {
  const own: Ranges = { a: [1e29, 9e30], b: [1e-31, 5e-30] }
  const { law, table } = finished('3 * a^2 * b^3', {}, own)
  expect(sameLaw(law, table.law, { exponents: 0, coefficients: 1e-9 })).toBe(true)
})

test('after the choice constants are fitted to all rows, of which those that certify had no part in what is held', () => {
  const table = lawTable('2.137 * a + 0.813 * b', { a: [1, 5], b: [2, 9] }, { rows: 60, noise: 0.05 })
  const prepared = prepare(problemOf(table))
  const heldOf = (of: Prepared) => holdConstants(scaledLaw(table.law, of), of, unscaled(of), 'absolute') as HeldLaw
  const moved = { ...prepared, target: Float64Array.from(prepared.target) }
  for (const row of prepared.split.certify) moved.target[row] = 2 * (prepared.target[row] as number)
  expect(heldOf(moved)).toEqual(heldOf(prepared))
  // The normal equations of two columns over all rows.
  const [a, b] = table.columns as [Float64Array, Float64Array]
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, row) => sum + value * (y[row] as number), 0)
  const [aa, ab, bb, ay, by] = [dot(a, a), dot(a, b), dot(b, b), dot(a, table.target), dot(b, table.target)]
  const determinant = aa * bb - ab * ab
  const expected = [(ay * bb - by * ab) / determinant, (by * aa - ay * ab) / determinant]
  const { constants } = finish(heldOf(prepared), unscaled(prepared), 'absolute', 1)
  expect(constants).toHaveLength(2)
  // Two digits of a standard error of about 0.01 are given.
  for (const [i, { value }] of constants.entries()) {
    expect(Math.abs(value - (expected[i] as number))).toBeLessThan(0.001)
  }
})

test.each([
  '(a * c + 1.00412345 * b) / (0.91234567 + 0.93123456 * c)',
  '(b + 1.70312345 * a) / (3.31234567 - 0.21212345 * b)^2',
])('no number of %s has digits that the rows do not support', (formula) => {
  const own: Ranges = { a: [1, 5], b: [1, 5], c: [1, 5] }
  const { law, written } = finished(formula, { noise: 0.01 }, own)
  const coefficients = (of: Law) => [of, ...of.sums.flatMap(({ terms }) => terms)].map(({ coefficient }) => coefficient)
  for (const number of [...coefficients(law), ...coefficients(written)]) {
    expect(digitsOf(number)).toBeLessThanOrEqual(6)
  }
})
