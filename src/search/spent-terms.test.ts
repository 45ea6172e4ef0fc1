// Terms that say nothing are left out; those that rows may show are kept.

import { expect, test } from 'vitest'
import { lawFrom, lawTable, problemOf, type Ranges } from '../../test/law-tables.ts'
import { simplifyLaw } from '../formula/law.ts'
import { prepare } from './prepare.ts'
import { scaledLaw } from './scaling.ts'
import { withoutSpentTerms } from './spent-terms.ts'

const ranges: Ranges = { a: [1, 5], b: [1, 5] }
const table = lawTable('a * b', ranges)
const prepared = prepare(problemOf(table))
const rows = Int32Array.from(prepared.rows.keys())
const shortened = (formula: string, part = rows) =>
  simplifyLaw(withoutSpentTerms(scaledLaw(lawFrom(formula, table.names), prepared), prepared, part))
const scaled = (formula: string) => scaledLaw(lawFrom(formula, table.names), prepared)

test('a term that says nothing is left out', () => {
  // Columns up to 5: it is at most 5e-15 of the sum.
  const [law, expected] = [shortened('a * b + 0.000000000000001 * a^2'), scaled('a * b')]
  expect(law.sums).toEqual([])
  expect(law.exponents).toEqual(expected.exponents)
  expect(law.coefficient).toBeCloseTo(expected.coefficient, 9)
})

test('a sum under a root is shortened, too', () => {
  const [law, expected] = [shortened('sqrt(a^2 + b^2 - 0.0000000000000001 * a * b)'), scaled('sqrt(a^2 + b^2)')]
  expect(law.sums.map(({ terms, power }) => [terms.length, power])).toEqual(
    expected.sums.map(({ terms, power }) => [terms.length, power]),
  )
})

test.each(['a * b + 0.0000001 * a^2', 'a + b', 'a * b'])('%s is kept as it is', (formula) => {
  expect(shortened(formula)).toEqual(scaled(formula))
})

test('a small term is kept where it is large beside what the others leave of each other', () => {
  // (a - b)^2 and 1e-9: in a row with a = b it is all that there is.
  const formula = 'sqrt(a^2 - 2 * a * b + b^2 + 0.000000000001)'
  const equal = prepare(problemOf({ ...table, columns: [table.columns[0], table.columns[0]] as Float64Array[] }))
  const law = scaledLaw(lawFrom(formula, table.names), equal)
  expect(withoutSpentTerms(law, equal, rows)).toBe(law)
})
