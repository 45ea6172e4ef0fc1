// Parts of rows by how far out they lie: shares, ranks, ties and tables with few rows.

import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { ranksOf, type Split, splitByRange } from './split.ts'

const counting = (rows: number) => Float64Array.from({ length: rows }, (_, row) => row)
const sizesOf = ({ train, choose, certify }: Split) => [train.length, choose.length, certify.length]
const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b)

function drawnColumns(rows: number, count: number) {
  const random = randomStream(1, 'columns to split')
  return Array.from({ length: count }, () => Float64Array.from({ length: rows }, () => random.uniform(1, 9)))
}

describe('ranks', () => {
  test('count the smaller values, and half of the others that are equal', () => {
    const values = [3, 1, 3, -2, 3, 1, 0]
    const counted = values.map((value) => {
      const smaller = values.filter((other) => other < value).length
      const equal = values.filter((other) => other === value).length
      return smaller + (equal - 1) / 2
    })
    expect([...ranksOf(values)]).toEqual(counted)
  })
})

describe('a split', () => {
  test.each([
    [100, [60, 20, 20]],
    [200, [120, 40, 40]],
    [10, [6, 2, 2]],
    [8, [4, 2, 2]],
    [6, [2, 2, 2]],
  ])('of %i rows has the parts %j', (rows, sizes) => {
    expect(sizesOf(splitByRange(drawnColumns(rows, 2), rows))).toEqual(sizes)
  })

  test('has every row in one part, and the rows of each part in order', () => {
    const split = splitByRange(drawnColumns(57, 3), 57)
    const parts = [split.train, split.choose, split.certify]
    expect(sorted(parts.flatMap((part) => [...part]))).toEqual([...counting(57)])
    for (const part of parts) expect([...part]).toEqual(sorted(part))
  })

  test('of fewer than six rows trains with all of them', () => {
    for (const rows of [1, 3, 5]) {
      const split = splitByRange(drawnColumns(rows, 1), rows)
      expect(sizesOf(split)).toEqual([rows, 0, 0])
      expect(sorted(split.train)).toEqual([...counting(rows)])
    }
  })

  test('keeps the ends of a column for the end', () => {
    const { train, choose, certify } = splitByRange([counting(20)], 20)
    expect([...train]).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
    expect([...choose]).toEqual([2, 3, 16, 17])
    expect([...certify]).toEqual([0, 1, 18, 19])
  })

  test('takes a row to be as far out as it is in any column', () => {
    // Row 0 is first in one column and in the middle of all others.
    const columns = Array.from({ length: 3 }, (_, j) => {
      const column = drawnColumns(101, 3)[j] as Float64Array
      column[0] = j === 1 ? 100 : 5
      return column
    })
    expect([...splitByRange(columns, 101).certify]).toContain(0)
  })

  test('does not change with units, curves or the direction of a column', () => {
    const columns = drawnColumns(50, 2)
    const curved = columns.map((column, j) => column.map((value) => (j === 0 ? 1e6 * value ** 3 : -Math.log(value))))
    expect(splitByRange(curved, 50)).toEqual(splitByRange(columns, 50))
  })

  test('does not change with the order of rows or columns', () => {
    const rows = 50
    const columns = drawnColumns(rows, 3)
    const order = randomOrder(rows, randomStream(2, 'order of rows'))
    const moved = columns.toReversed().map((column) => Float64Array.from(order, (row) => column[row] as number))
    const plain = splitByRange(columns, rows)
    const split = splitByRange(moved, rows)
    for (const part of ['train', 'choose', 'certify'] as const) {
      expect(sorted(Array.from(split[part], (row) => order[row] as number))).toEqual([...plain[part]])
    }
  })

  test('parts rows that are alike in the column where they are farthest out by all columns', () => {
    // Ends of the first column hold half of the rows each: only the second says which of them lie farther out.
    const first = Float64Array.from({ length: 20 }, (_, row) => row % 2)
    const { certify } = splitByRange([first, counting(20)], 20)
    expect([...certify]).toEqual([0, 1, 18, 19])
  })

  test('has rows of every value in the part that trains, however rare a value is', () => {
    const rows = 200
    const [first] = drawnColumns(rows, 1) as [Float64Array]
    const rare = Float64Array.from({ length: rows }, (_, row) => (row % 10 === 3 ? 1 : 0))
    const { train, choose, certify } = splitByRange([first, rare], rows)
    expect(new Set(train.map((row) => rare[row] as number)).size).toBe(2)
    // Then the other column alone says how far out a row lies.
    expect({ train, choose, certify }).toEqual(splitByRange([first], rows))
  })

  test('keeps the replicates of a plan together, where enough settings train', () => {
    const settings = [1, 2, 4].flatMap((a) => [10, 20, 40].map((b) => [a, b] as const))
    const plan = Array.from({ length: 45 }, (_, row) => settings[row % 9] as (typeof settings)[number])
    const columns = ([0, 1] as const).map((j) => Float64Array.from(plan, (setting) => setting[j]))
    const split = splitByRange(columns, 45)
    const partsOf = (setting: (typeof settings)[number]) =>
      (['train', 'choose', 'certify'] as const).filter((part) => split[part].some((row) => plan[row] === setting))
    for (const setting of settings) expect(partsOf(setting)).toHaveLength(1)
    expect(sizesOf(split)).toEqual([25, 10, 10])
    // Two settings of four tell no law of two columns: then replicates are parted.
    const few = Array.from({ length: 64 }, (_, row) => [row % 2, Math.floor(row / 2) % 2] as const)
    const levels = ([0, 1] as const).map((j) => Float64Array.from(few, (setting) => setting[j]))
    expect(sizesOf(splitByRange(levels, 64))).toEqual([38, 13, 13])
  })

  test('parts rows that nothing tells apart by lot, and not by the order in which they are given', () => {
    const rows = 400
    const levels = Float64Array.from({ length: rows }, (_, row) => row % 2)
    const { train, choose, certify } = splitByRange([levels, levels], rows)
    for (const part of [train, choose, certify]) {
      const mean = part.reduce((sum, row) => sum + row, 0) / part.length
      // The mean of so many of 400 places drawn at random has a deviation of at most 12.
      expect(Math.abs(mean - (rows - 1) / 2)).toBeLessThan(24)
    }
    expect(splitByRange([levels, levels], rows)).toEqual({ train, choose, certify })
  })
})
