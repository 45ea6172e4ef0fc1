// The table of planets in examples/: complete, and true to Kepler's third law.

import { expect, test } from 'vitest'
import { numberColumns } from '../../src/data/columns.ts'
import { readCsv } from '../../src/data/csv.ts'
import { read } from '../sources.ts'

const table = readCsv(read('examples/planets.csv'))

test('the eight planets have a distance, a period and a mass', () => {
  expect(table.names).toEqual(['planet', 'distance', 'period', 'mass'])
  expect(table.rows.map(([planet]) => planet)).toEqual(
    'Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune'.split(' '),
  )
  expect(numberColumns(table, ['distance', 'period', 'mass']).missing).toEqual([])
})

test("with distances in astronomical units and periods in days, Kepler's third law holds within 0.2 %", () => {
  const [distance, period] = numberColumns(table, ['distance', 'period']).columns
  table.rows.forEach(([planet], row) => {
    const ratio = (period?.[row] as number) ** 2 / (distance?.[row] as number) ** 3 / 365.25 ** 2
    expect(Math.abs(ratio - 1), planet).toBeLessThan(0.002)
  })
})
