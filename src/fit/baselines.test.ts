// Baselines: the median, and neighbours outside the range, against rows that are few enough to look at.

import { describe, expect, test } from 'vitest'
import { preparedRows } from '../../test/prepared-rows.ts'
import { randomStream } from '../base/normal.ts'
import type { Law } from '../formula/law.ts'
import { lawOf } from '../formula/law-of.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import type { Split } from '../search/split.ts'
import { baselinesOf, squaresOfPredictions } from './baselines.ts'

const preparedOf = (columns: readonly (readonly number[])[], target: readonly number[], split: Split) =>
  preparedRows(columns, target, { split })

const partsOf = (train: number[], choose: number[], certify: number[]): Split => ({
  train: Int32Array.from(train),
  choose: Int32Array.from(choose),
  certify: Int32Array.from(certify),
})

describe('baselines', () => {
  // Certified are both ends, chosen by are the rows beside them.
  const split = partsOf([2, 3, 4, 5], [1, 6], [0, 7])
  const column = [0, 1, 2, 3, 4, 5, 6, 7]

  test('have the median of the rows inside as the constant', () => {
    const prepared = preparedOf([column], [100, 1, 2, 3, 4, 50, 60, -100], split)
    expect([...baselinesOf(prepared).constant]).toEqual([3.5, 3.5])
  })

  test('have the nearest row where the target goes on as it went', () => {
    const prepared = preparedOf([column], [0, 1, 2, 3, 4, 5, 6, 7], split)
    expect([...baselinesOf(prepared).neighbour]).toEqual([1, 6])
  })

  test('have the mean of three where single rows are off', () => {
    const prepared = preparedOf([column], [0, 3, 0, 9, 0, 9, 6, 0], split)
    expect([...baselinesOf(prepared).neighbour]).toEqual([(3 + 0 + 9) / 3, (6 + 9 + 0) / 3])
  })

  test('take the mean of logarithms where that is nearer', () => {
    // Of 1, 100 and 1 the mean of logarithms is 100^(1/3); the rows that choose are near to it.
    const prepared = preparedOf([column], [5, 4.6, 100, 1, 1, 100, 4.6, 5], split)
    const [first] = baselinesOf(prepared).neighbour
    expect(first).toBeCloseTo((4.6 * 100 * 1) ** (1 / 3), 10)
    const below = preparedOf([column], [-5, -4.6, -100, -1, -1, -100, -4.6, -5], split)
    expect(baselinesOf(below).neighbour[0]).toBeCloseTo(-((4.6 * 100 * 1) ** (1 / 3)), 10)
  })

  test('see nearness in ranks, not in units', () => {
    const parts = partsOf([0, 1, 2, 3], [4, 5], [6])
    const columns = (unit: number, curve: number) => [
      [1, 2, 3, 4, 5, 6, 7].map((value) => unit * value ** curve),
      [3, 1, 4, 2, 6, 5, 7],
    ]
    const target = [1, 5, 2, 4, 3, 7, 0]
    const plain = baselinesOf(preparedOf(columns(1, 1), target, parts))
    expect(baselinesOf(preparedOf(columns(1e6, 3), target, parts))).toEqual(plain)
    expect(baselinesOf(preparedOf(columns(1, 1).toReversed(), target, parts))).toEqual(plain)
  })

  test('of tens of thousands of rows take no longer than of a sample', () => {
    const random = randomStream(1, 'many rows')
    const rows = 20_000
    const columns = Array.from({ length: 10 }, () => Array.from({ length: rows }, () => random.uniform(0, 1)))
    const places = Array.from({ length: rows }, (_, row) => row)
    const parts = partsOf(places.slice(0, 12_000), places.slice(12_000, 16_000), places.slice(16_000))
    const started = performance.now()
    expect(baselinesOf(preparedOf(columns, columns[0] as number[], parts)).neighbour).toHaveLength(4000)
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

describe('squares of a baseline', () => {
  const law = lawOf(parseFormula('2 * a'), ['a']) as Law
  const prepared = preparedOf([[1, 2, 3]], [2, 5, 7], partsOf([0], [], [1, 2]))

  test('are of the errors on the certifying rows', () => {
    expect(squaresOfPredictions(Float64Array.of(3, 3), law, prepared, 'absolute')).toBe(4 + 16)
  })

  test('are shares of what the law predicts if relative, so that a row weighs the same for both', () => {
    expect(squaresOfPredictions(Float64Array.of(3, 3), law, prepared, 'relative')).toBeCloseTo(4 / 16 + 16 / 36, 12)
  })
})
