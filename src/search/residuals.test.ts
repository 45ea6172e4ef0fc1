// Errors of a law at rows, and the error that rounding gives: against arithmetic by hand and rounded numbers.

import { describe, expect, test } from 'vitest'
import { allRows, preparedRows } from '../../test/prepared-rows.ts'
import { randomStream } from '../base/normal.ts'
import type { Law } from '../formula/law.ts'
import { lawRows } from '../formula/law-fit.ts'
import { lawOf } from '../formula/law-of.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { byShare, errorOf, everyFewRows, residualsOf, roundingFloor } from './residuals.ts'

const law = (formula: string): Law => lawOf(parseFormula(formula), ['a', 'b']) as Law

describe('residuals', () => {
  const prepared = preparedRows(
    [
      [1, 2, 3],
      [4, 4, 1],
    ],
    [5, 7, 2],
  )

  test('are target minus prediction, of the rows that are asked for', () => {
    expect([...residualsOf(law('a + b'), prepared, Int32Array.of(2, 1), 'absolute')]).toEqual([-2, 1])
  })

  test('are shares of the size of the prediction if relative', () => {
    expect([...residualsOf(law('-a * b'), prepared, allRows(3), 'relative')]).toEqual([9 / 4, 15 / 8, 5 / 3])
  })

  test('have the root of their mean square as the error', () => {
    expect(errorOf(law('a + b'), prepared, allRows(3), 'absolute')).toBeCloseTo(Math.sqrt(5 / 3), 12)
    expect(errorOf(law('a + b'), prepared, new Int32Array(0), 'absolute')).toBe(0)
  })

  test('are infinite where the law has no answer', () => {
    const root = law('sqrt(a - 2)')
    expect(residualsOf(root, prepared, allRows(3), 'absolute')[0]).toBe(Number.POSITIVE_INFINITY)
    expect(residualsOf(law('1 / (a - 1)'), prepared, allRows(3), 'relative')[0]).toBe(Number.POSITIVE_INFINITY)
    expect(errorOf(root, prepared, allRows(3), 'absolute')).toBe(Number.POSITIVE_INFINITY)
  })

  test('as shares of a prediction of 0 are infinite, and 0 where the target is 0, too', () => {
    const zeros = preparedRows([[0, 0]], [1, 0])
    const same = lawOf(parseFormula('a'), ['a']) as Law
    expect([...residualsOf(same, zeros, allRows(2), 'relative')]).toEqual([Number.POSITIVE_INFINITY, 0])
  })
})

describe('the floor of rounding', () => {
  const random = randomStream(8, 'rounded numbers')
  const rows = 1500
  const exact = [0, 1].map(() => Array.from({ length: rows }, () => random.uniform(1, 3)))
  const rounded = (values: readonly number[], step: number) => values.map((value) => Math.round(value / step) * step)

  test.each(['absolute', 'relative'] as const)('is the %s error of the true law for rounded numbers', (kind) => {
    const [a, b] = exact as [number[], number[]]
    const target = a.map((value, row) => value ** 3 / (b[row] as number))
    const prepared = preparedRows([rounded(a, 0.01), rounded(b, 0.02)], rounded(target, 0.1), {
      steps: [0.01, 0.02],
      targetStep: 0.1,
    })
    const part = allRows(rows)
    const floor = roundingFloor(law('a^3 / b'), prepared, part, kind)
    expect(errorOf(law('a^3 / b'), prepared, part, kind) / floor).toBeGreaterThan(0.93)
    expect(errorOf(law('a^3 / b'), prepared, part, kind) / floor).toBeLessThan(1.07)
  })

  test('of a sum is that of its parts', () => {
    const prepared = preparedRows(
      [
        [1, 2],
        [3, 5],
      ],
      [4, 7],
      { steps: [0.03, 0.04] },
    )
    expect(roundingFloor(law('a + b'), prepared, allRows(2), 'absolute')).toBeCloseTo(0.05 / Math.sqrt(12), 10)
  })

  test('of numbers that were not rounded is that of float64', () => {
    const prepared = preparedRows(
      [
        [3, 3],
        [1, 1],
      ],
      [3, 3],
    )
    expect(roundingFloor(law('a'), prepared, allRows(2), 'absolute')).toBeCloseTo(3e-10, 20)
    expect(roundingFloor(law('a'), prepared, allRows(2), 'relative')).toBeCloseTo(1e-10, 20)
  })

  test('goes to one side where half a step leads out of the domain', () => {
    const prepared = preparedRows([[0, 0]], [0, 0], { steps: [0.02] })
    const root = lawOf(parseFormula('sqrt(a)'), ['a']) as Law
    expect(roundingFloor(root, prepared, allRows(2), 'absolute')).toBeCloseTo(0.2 / Math.sqrt(12), 10)
  })

  test('of no row with an answer is 0', () => {
    const prepared = preparedRows([[1], [1]], [1])
    expect(roundingFloor(law('1 / (a - b)'), prepared, allRows(1), 'absolute')).toBe(0)
  })
})

test('every few rows are spread over all of them', () => {
  expect([...everyFewRows(allRows(10), 5)]).toEqual([1, 3, 5, 7, 9])
  expect([...everyFewRows(allRows(4), 5)]).toEqual([0, 1, 2, 3])
})

test('where the target is 0 an error has no share, and no weight', () => {
  const threefold: Law = { coefficient: 3, exponents: [1], sums: [] }
  const { weights } = byShare(lawRows([[0, 2, 4]], [0, 6, 13]), threefold)
  expect([...weights]).toEqual([0, 1 / 6, 1 / 12].map((weight) => expect.closeTo(weight, 12)))
})
