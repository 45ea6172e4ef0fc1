// Closed forms on prepared tables, and draws of rows in the place of restarts.

import { expect, test } from 'vitest'
import { type LawTableOptions, lawFrom, lawTable, problemOf, type Ranges } from '../../test/law-tables.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { type Candidate, Candidates } from './candidates.ts'
import { type ClosedFormName, closedAgreement, closedForms } from './closed.ts'
import { scaledLaw } from './finish.ts'
import { prepare } from './prepare.ts'

const wide: Ranges = { a: [1, 5], b: [1, 5], c: [1, 5] }

function closedOf(formula: string, options: LawTableOptions = {}) {
  const table = lawTable(formula, wide, options)
  const prepared = prepare(problemOf(table))
  const scaled = (text: string) => scaledLaw(lawFrom(text, table.names), prepared)
  const agreement = (text: string, name: ClosedFormName) => {
    const candidate = new Candidates(prepared).offer(scaled(text), { kind: 'closed form', name }) as Candidate
    return closedAgreement(candidate, name, prepared, 1)
  }
  return { prepared, scaled, agreement }
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

test.each<[string, ClosedFormName]>([
  ['2.5 + 1.8 * a - 0.3 * c', 'sum of columns'],
  ['0.7 * a^1.5 / c', 'product of powers'],
])('all nine draws of rows give %s, also with a little noise', (formula, name) => {
  expect(closedOf(formula).agreement(formula, name)).toEqual({ of: 'draws', best: 9, agreeing: 9 })
  const noisy = closedOf(formula, { noise: 0.005 }).agreement(formula, name)
  expect(noisy.agreeing).toBeGreaterThanOrEqual(6)
})

test('no draw gives a law that is not that of the rows', () => {
  const { agreement } = closedOf('2.5 + 1.8 * a - 0.3 * c')
  // Its errors are so large that predictions half of them away are the same; exponents are not.
  const other = agreement('1.8 * a + 0.001 * b^5', 'product of powers')
  expect(other.best).toBe(9)
  expect(other.agreeing).toBeLessThan(6)
})
