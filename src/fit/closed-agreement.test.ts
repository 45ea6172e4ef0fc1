// Draws of rows in the place of restarts, for laws that need no training.

import { expect, test } from 'vitest'
import { type LawTableOptions, lawFrom, lawTable, problemOf, type Ranges } from '../../test/law-tables.ts'
import { type Candidate, Candidates } from '../search/candidates.ts'
import type { ClosedFormName } from '../search/closed.ts'
import { prepare } from '../search/prepare.ts'
import { scaledLaw } from '../search/scaling.ts'
import { closedAgreement } from './closed-agreement.ts'

const wide: Ranges = { a: [1, 5], b: [1, 5], c: [1, 5] }

function agreementOf(table: string, formula: string, name: ClosedFormName, options: LawTableOptions = {}) {
  const { names, ...made } = lawTable(table, wide, options)
  const prepared = prepare(problemOf({ names, ...made }))
  const law = scaledLaw(lawFrom(formula, names), prepared)
  const candidate = new Candidates(prepared).offer(law, { kind: 'closed form', name }) as Candidate
  return closedAgreement(candidate, name, prepared, 1)
}

test.each<[string, ClosedFormName]>([
  ['2.5 + 1.8 * a - 0.3 * c', 'sum of columns'],
  ['0.7 * a^1.5 / c', 'product of powers'],
])('all nine draws of rows give %s, also with a little noise', (formula, name) => {
  expect(agreementOf(formula, formula, name)).toEqual({ of: 'draws', best: 9, agreeing: 9 })
  const noisy = agreementOf(formula, formula, name, { noise: 0.005 })
  expect(noisy.agreeing).toBeGreaterThanOrEqual(6)
})

test('no draw gives a law that is not that of the rows', () => {
  // Its errors are so large that predictions half of them away are the same; exponents are not.
  const other = agreementOf('2.5 + 1.8 * a - 0.3 * c', '1.8 * a + 0.001 * b^5', 'product of powers')
  expect(other.best).toBe(9)
  expect(other.agreeing).toBeLessThan(6)
})
