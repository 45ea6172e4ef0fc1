// Rivals on a box twice as wide: its ends column by column, and differences of laws that are known.

import { describe, expect, test } from 'vitest'
import { preparedRows } from '../../test/prepared-rows.ts'
import type { Law } from '../formula/law.ts'
import { lawOf } from '../formula/law-of.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { boxPointCount, boxPoints, differenceOnBox } from './rivals.ts'

const law = (formula: string): Law => lawOf(parseFormula(formula), ['a', 'b']) as Law

/** Only the columns have a part in a box. */
const preparedOf = (...columns: readonly (readonly number[])[]) =>
  preparedRows(columns, new Float64Array(columns[0]?.length ?? 0))

describe('the box', () => {
  test.each<[string, number[], number, number]>([
    ['moves each end out by half the width', [10, 14, 12], 8, 16],
    ['ends no nearer to 0 than half of a low end above it', [2, 5, 9], 1, 12.5],
    ['ends no nearer to 0 than half of a high end below it', [-9, -2, -5], -12.5, -1],
    ['goes on past a low end below 0', [-4, 4, 2], -8, 8],
    ['stays above 0 where the column begins there', [0, 3, 6], 0, 9],
    ['is as thin as a column of one value', [7, 7, 7], 7, 7],
  ])('%s', (_, values, low, high) => {
    const drawn = boxPoints([0], preparedOf(values), 4000, 1).map((point) => point[0] as number)
    const width = high - low
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...drawn)).toBeLessThanOrEqual(high)
    expect(Math.min(...drawn)).toBeLessThanOrEqual(low + 0.01 * width)
    expect(Math.max(...drawn)).toBeGreaterThanOrEqual(high - 0.01 * width)
  })

  test('holds columns that it does not have at their median', () => {
    const points = boxPoints([1], preparedOf([1, 2, 30], [4, 5, 6]), 10, 1)
    expect(points.map((point) => point[0])).toEqual(new Array(10).fill(2))
  })

  test('has the same points of a column whatever others it has', () => {
    const prepared = preparedOf([1, 2, 3], [4, 5, 6])
    const of = (used: number[]) => boxPoints(used, prepared, 20, 3).map((point) => point[1])
    expect(of([0, 1])).toEqual(of([1]))
    expect(of([1])).not.toEqual(boxPoints([1], prepared, 20, 4).map((point) => point[1]))
  })
})

describe('the difference of two laws', () => {
  const points = boxPoints([0, 1], preparedOf([1, 2, 3], [1, 2, 3]), boxPointCount, 1)

  test('is 0 of the same law', () => {
    expect(differenceOnBox(law('a * b'), law('a * b'), points)).toBe(0)
  })

  test('is the share of a factor', () => {
    expect(differenceOnBox(law('a / b'), law('1.04 * a / b'), points)).toBeCloseTo(0.04, 12)
  })

  test('is that of the point which nineteen of twenty differ less than', () => {
    // a lies evenly from 0.5 to 4, its median is 2.25: 1 / max(a, 2.25) is 1 / 2.25 for half of the points, and less beyond.
    expect(differenceOnBox(law('a'), law('a + 1'), points)).toBeCloseTo(1 / 2.25, 1)
    expect(differenceOnBox(law('a'), law('a + a^400 / 4^400'), points)).toBeLessThan(0.01)
  })

  test('leaves out points where the first has no answer, up to half of them', () => {
    expect(differenceOnBox(law('sqrt(a - 1)'), law('2 * sqrt(a - 1)'), points)).toBeCloseTo(1, 12)
    expect(differenceOnBox(law('sqrt(a - 3)'), law('a'), points)).toBeUndefined()
    expect(differenceOnBox(law('a'), law('b'), [])).toBeUndefined()
  })

  test('is infinite where only the second has no answer at more than a twentieth of the points', () => {
    expect(differenceOnBox(law('a'), law('sqrt(a - 2)'), points)).toBe(Number.POSITIVE_INFINITY)
  })
})
