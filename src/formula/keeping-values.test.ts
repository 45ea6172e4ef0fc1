// Shorter forms of laws: taken where they say the same, and not where a column below 0 turns a sign.

import { expect, test } from 'vitest'
import { keepingValues } from './keeping-values.ts'
import { type Law, simplifyLaw } from './law.ts'
import { lawRows } from './law-fit.ts'
import { tidyLaw } from './tidy-law.ts'

const target = [0, 0, 0]
const positive = lawRows(
  [
    [1, 2, 3],
    [2, 5, 1],
  ],
  target,
)
const signed = lawRows(
  [
    [1, -2, 3],
    [2, 5, 1],
  ],
  target,
)
const product = (coefficient: number, x: number, y: number) => ({ coefficient, exponents: [x, y] })

/** √(x²·y + 2·x²), which is x·√(y + 2) for x above 0 alone. */
const root: Law = { ...product(1, 0, 0), sums: [{ power: 0.5, terms: [product(1, 2, 1), product(2, 2, 0)] }] }
/** x·y / √(x² + y²). */
const quotient: Law = { ...product(1, 1, 1), sums: [{ power: -0.5, terms: [product(1, 2, 0), product(1, 0, 2)] }] }

test('a root is taken apart where its columns are above 0', () => {
  expect(simplifyLaw(root).exponents).toEqual([1, 0])
  expect(keepingValues(root, simplifyLaw(root), positive)).toEqual(simplifyLaw(root))
})

test('and stays whole where one is below 0 at some row', () => {
  expect(keepingValues(root, simplifyLaw(root), signed)).toBe(root)
})

test('what says the same of signed columns is taken', () => {
  const sum: Law = { ...product(1, 0, 0), sums: [{ power: 1, terms: [product(1, 1, 1), product(2, 1, 0)] }] }
  expect(keepingValues(sum, simplifyLaw(sum), signed)).toEqual(simplifyLaw(sum))
  const moved: Law = { ...product(1, 0, 1), sums: [{ power: -0.5, terms: [product(1, 0, 0), product(1, -2, 2)] }] }
  expect(keepingValues(quotient, moved, positive)).toBe(moved)
  expect(keepingValues(quotient, moved, signed)).toBe(quotient)
  expect([quotient, tidyLaw(quotient)]).toContainEqual(keepingValues(quotient, tidyLaw(quotient), signed))
})
