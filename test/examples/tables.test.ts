// The made-up tables in examples/: what their script writes, and true to the formulas that the documentation names.

import { expect, test } from 'vitest'
import { numberColumns } from '../../src/data/columns.ts'
import { readCsv } from '../../src/data/csv.ts'
import { read } from '../sources.ts'

/** Rows of numbers, those with a missing cell left out. */
function rowsOf(name: string, columns: readonly string[]): number[][] {
  const table = readCsv(read(`examples/${name}.csv`))
  const { columns: values } = numberColumns(table, columns)
  return table.rows.flatMap((_, row) => {
    const numbers = values.map((column) => column[row] as number)
    return numbers.some(Number.isNaN) ? [] : [numbers]
  })
}

test('a ride costs 2.5, 1.8 a kilometre and 0.3 a minute, to the cent; two of sixty rows lack a cell', () => {
  const rows = rowsOf('rides', ['km', 'minutes', 'fare'])
  expect(rows).toHaveLength(58)
  for (const [km = 0, minutes = 0, fare = 0] of rows) {
    expect(Math.abs(fare - (2.5 + 1.8 * km + 0.3 * minutes))).toBeLessThan(0.005 + 1e-5)
  }
})

test('in three rides, those of lines 5, 25 and 45, the fare is ten times too high', () => {
  const [right, slipped] = ['rides', 'slips'].map((name) => read(`examples/${name}.csv`).split('\n'))
  const lines = (slipped ?? []).flatMap((line, i) => (line === right?.[i] ? [] : [i + 1]))
  expect([right?.length, lines]).toEqual([slipped?.length, [5, 25, 45]])
  for (const line of lines) {
    const [fare, wrong] = [right, slipped].map((each) => Number(each?.[line - 1]?.split(',').at(-1)))
    expect(wrong).toBeCloseTo(10 * (fare as number), 9)
  }
})

test('stopping distances are 0.3·speed + speed²/100 with an error of 1 %', () => {
  const rows = rowsOf('stopping', ['speed', 'distance'])
  const squares = rows.map(([v = 0, d = 0]) => (d / (0.3 * v + v ** 2 / 100) - 1) ** 2)
  const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / rows.length)
  // Two standard errors of sixty draws.
  expect(Math.abs(error / 0.01 - 1)).toBeLessThan(2 / Math.sqrt(2 * 60))
})

test('the tide goes up and down by 1.4 m every 12.42 hours', () => {
  for (const [hour = 0, height = 0] of rowsOf('tides', ['hour', 'height'])) {
    expect(Math.abs(height - 2.1 - 1.4 * Math.sin((2 * Math.PI * hour) / 12.42))).toBeLessThan(0.005 + 1e-5)
  }
})
