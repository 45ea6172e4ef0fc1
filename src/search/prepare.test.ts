// Prepared tables: the same numbers whatever the order, the names and the units of the table, and laws back in its units.

import { describe, expect, test } from 'vitest'
import { lawFrom, lawTable, problemOf } from '../../test/law-tables.ts'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { evaluateLaw } from '../formula/law.ts'
import { type FitProblem, type Prepared, prepare } from './prepare.ts'
import { lawOfTable } from './scaling.ts'

const ranges = { a: [1, 5], b: [-3, 2], c: [10, 900], d: [0.1, 0.2] } as const
const table = lawTable('3 * a^2 / c + 5 * d', ranges, { rows: 60, noise: 0.05 })
const plain = prepare(problemOf(table))

const comparable = ({ columns, target, split, steps, targetStep }: Prepared) => ({
  columns,
  target,
  split,
  steps,
  targetStep,
})

/** Other units: each column times its factor, the target times the last one. */
function rescaled({ columns, target }: FitProblem, factors: readonly number[]): FitProblem {
  const times = (column: FitProblem['target'], factor: number) => ({
    ...column,
    values: column.values.map((value) => value * factor),
    step: column.step * factor,
  })
  return {
    columns: columns.map((column, j) => times(column, factors[j] as number)),
    target: times(target, factors.at(-1) as number),
  }
}

describe('a prepared table', () => {
  test('has columns of median size 1 and a target of mean square 1', () => {
    for (const column of plain.columns) {
      const sizes = [...column].map(Math.abs).sort((a, b) => a - b)
      expect(((sizes[29] as number) + (sizes[30] as number)) / 2).toBeCloseTo(1, 12)
    }
    expect(plain.target.reduce((sum, value) => sum + value * value, 0) / 60).toBeCloseTo(1, 12)
  })

  test('is the table in other units: nothing is shifted', () => {
    plain.places.forEach((place, i) => {
      plain.rows.forEach((row, at) => {
        const value = (plain.columns[i]?.[at] as number) * (plain.scales[i] as number)
        expect(value).toBeCloseTo(table.columns[place]?.[row] as number, 10)
      })
    })
    plain.rows.forEach((row, at) => {
      expect((plain.target[at] as number) * plain.targetScale).toBeCloseTo(table.target[row] as number, 10)
    })
  })

  test('has the steps of columns and target in the same units', () => {
    const { columns, target } = problemOf(table)
    const prepared = prepare({
      columns: columns.map((column, j) => ({ ...column, step: 10 ** -j })),
      target: { ...target, step: 0.5 },
    })
    prepared.steps.forEach((step, i) => {
      const place = prepared.places[i] as number
      // Whole numbers are exact.
      expect(step * (prepared.scales[i] as number)).toBeCloseTo(place === 0 ? 0 : 10 ** -place, 14)
    })
    expect(prepared.targetStep * prepared.targetScale).toBeCloseTo(0.5, 14)
  })

  test.each([1, 2, 3])('is the same whatever the order and the names of columns and rows: order %i', (seed) => {
    const random = randomStream(seed, 'orders')
    const rowOrder = randomOrder(60, random)
    const columnOrder = randomOrder(4, random)
    const moved = (values: Float64Array) => Float64Array.from(rowOrder, (row) => values[row] as number)
    const prepared = prepare({
      columns: Array.from(columnOrder, (place, j) => ({
        name: `renamed ${j}`,
        values: moved(table.columns[place] as Float64Array),
        step: 0,
      })),
      target: { name: 'y', values: moved(table.target), step: 0 },
    })
    expect(comparable(prepared)).toEqual(comparable(plain))
    expect(prepared.places.map((place) => columnOrder[place])).toEqual(plain.places)
    expect(Array.from(prepared.rows, (row) => rowOrder[row])).toEqual([...plain.rows])
  })

  test('keeps rows with equal targets in an order of their own, too', () => {
    const target = table.target.map((_, row) => row % 3)
    const order = randomOrder(60, randomStream(4, 'order'))
    const prepared = prepare(problemOf({ ...table, target }))
    const moved = prepare(
      problemOf({
        names: table.names,
        columns: table.columns.map((column) => Float64Array.from(order, (row) => column[row] as number)),
        target: Float64Array.from(order, (row) => target[row] as number),
      }),
    )
    expect(comparable(moved)).toEqual(comparable(prepared))
  })

  test('is the same to the bit in units of powers of two, and to rounding in others', () => {
    const twos = prepare(rescaled(problemOf(table), [2 ** 20, 2 ** -70, 4, 0.5, 2 ** 90]))
    expect(comparable(twos)).toEqual(comparable(plain))
    const tens = prepare(rescaled(problemOf(table), [1e6, 1e-30, 1e30, 1e-6, 1e30]))
    expect(tens.split).toEqual(plain.split)
    expect(tens.places).toEqual(plain.places)
    tens.columns.forEach((column, i) => {
      column.forEach((value, row) => {
        expect(Math.abs(value / (plain.columns[i]?.[row] as number) - 1)).toBeLessThan(1e-14)
      })
    })
    tens.target.forEach((value, row) => {
      expect(Math.abs(value / (plain.target[row] as number) - 1)).toBeLessThan(1e-14)
    })
  })

  test('splits rows by columns alone', () => {
    const partsOf = (target: Float64Array) => {
      const { split, rows } = prepare(problemOf({ ...table, target }))
      return [split.train, split.choose, split.certify].map((part) =>
        Array.from(part, (row) => rows[row] as number).sort((a, b) => a - b),
      )
    }
    expect(partsOf(table.target.map((_, row) => (row * 37) % 60))).toEqual(partsOf(table.target))
  })

  test('measures a column by its values that are not 0, and leaves one of zeros as it is', () => {
    const columns = [Float64Array.of(0, 0, 0, 0, 4, -2, 6), new Float64Array(7)]
    const { scales, places } = prepare(
      problemOf({ names: ['a', 'b'], columns, target: Float64Array.of(1, 2, 3, 4, 5, 6, 7) }),
    )
    expect(places.map((place, i) => [place, scales[i]]).sort()).toEqual([
      [0, 4],
      [1, 1],
    ])
  })
})

describe('a law of a prepared table', () => {
  test.each([
    ['1 and 1', [1, 1, 1, 1, 1]],
    ['1e-30 and 1e30', [1e30, 1e-30, 1e30, 1e-30, 1e30]],
    ['1e30 and 1e-30', [1e-30, 1e30, 1e-30, 1e30, 1e-30]],
  ])('gives in units of %s what it gave in those of the search', (_, factors) => {
    const problem = rescaled(problemOf(table), factors)
    const prepared = prepare(problem)
    const names = prepared.places.map((place) => table.names[place] as string)
    for (const formula of ['3 * a^2 / c + 5 * d', '2 * a^1.5 * sqrt(c + d) / (1 + a / c)^2', '-0.7 / sqrt(1 + a^2)']) {
      const scaled = lawFrom(formula, names)
      const inTable = lawOfTable(scaled, prepared)
      prepared.rows.forEach((row, at) => {
        const wanted =
          evaluateLaw(
            scaled,
            prepared.columns.map((column) => column[at] as number),
          ) * prepared.targetScale
        const value = evaluateLaw(
          inTable,
          problem.columns.map(({ values }) => values[row] as number),
        )
        expect(Math.abs(value / wanted - 1)).toBeLessThan(1e-11)
      })
    }
  })
})
