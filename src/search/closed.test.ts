// Closed forms on prepared tables.

import { expect, test } from 'vitest'
import { type LawTableOptions, lawFrom, lawTable, problemOf, type Ranges } from '../../test/law-tables.ts'
import { columnsOf, type SumPower } from '../formula/law.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { type ClosedForm, type ClosedFormName, closedForms } from './closed.ts'
import { prepare } from './prepare.ts'
import { scaledLaw } from './scaling.ts'

const wide: Ranges = { a: [1, 5], b: [1, 5], c: [1, 5] }

function closedOf(formula: string, options: LawTableOptions = {}) {
  const table = lawTable(formula, wide, options)
  const prepared = prepare(problemOf(table))
  const scaled = (text: string) => scaledLaw(lawFrom(text, table.names), prepared)
  return { prepared, scaled }
}

test.each<[string, ClosedFormName]>([
  ['2.5 + 1.8 * a - 0.3 * c', 'sum of columns'],
  ['0.7 * a^1.5 / c', 'product of powers'],
  ['sqrt((a - b)^2 + c^2)', 'square form'],
])('%s is found as a %s, from the rows that train', (formula, name) => {
  const { prepared, scaled } = closedOf(formula)
  const found = closedForms(prepared).filter(({ law }) => sameLaw(law, scaled(formula), equalLaws))
  expect(found.map((each) => each.name)).toContain(name)
})

test('rows that choose and certify have no part in closed forms', () => {
  const { prepared } = closedOf('2.5 + 1.8 * a - 0.3 * c', { noise: 0.05 })
  const spoilt = { ...prepared, target: Float64Array.from(prepared.target) }
  for (const row of [...prepared.split.choose, ...prepared.split.certify]) spoilt.target[row] = 50
  expect(closedForms(spoilt)).toEqual(closedForms(prepared))
})

test('of more rows than closed forms are searched on, coefficients are those of least squares over them', () => {
  const { prepared } = closedOf('2.5 + 1.8 * a', { rows: 2400, noise: 0.05 })
  const { train } = prepared.split
  expect(train.length).toBeGreaterThan(1000)
  const { law } = closedForms(prepared).find(
    (each) => each.name === 'sum of columns' && columnsOf(each.law).length === 1,
  ) as ClosedForm
  const { terms } = law.sums[0] as SumPower
  const [column = -1] = columnsOf(law)
  // Least squares of a straight line in closed form.
  const xs = Array.from(train, (row) => prepared.columns[column]?.[row] as number)
  const ys = Array.from(train, (row) => prepared.target[row] as number)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(xs), mean(ys)]
  const slope =
    xs.reduce((sum, value, i) => sum + (value - x) * ((ys[i] as number) - y), 0) /
    xs.reduce((sum, value) => sum + (value - x) ** 2, 0)
  const slopeOf = terms.find(({ exponents }) => exponents[column] === 1)?.coefficient
  expect(law.coefficient * (slopeOf as number)).toBeCloseTo(slope, 8)
})
