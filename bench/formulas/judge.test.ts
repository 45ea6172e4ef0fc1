// The judge: doubled boxes, errors of formulas whose distance from a law is known, and lengths counted by hand.

import { expect, test } from 'vitest'
import { complexityOf, doubled, errorOnDoubledBox, isRight } from './judge.ts'
import { laws } from './laws.ts'

const product = { id: 'product', formula: 'a * b', ranges: { a: [1, 5], b: [2, 3] } } as const

test('a range is doubled, and no end passes half of itself', () => {
  expect(doubled([10, 12])).toEqual([9, 13])
  expect(doubled([1, 5])).toEqual([0.5, 7])
  expect(doubled([-5, -1])).toEqual([-7, -0.5])
  expect(doubled([-20, 20])).toEqual([-40, 40])
})

test('an end at 0 stays there', () => {
  expect(doubled([0, 4])).toEqual([0, 6])
  expect(doubled([-4, 0])).toEqual([-6, 0])
})

test.each(laws.map((law) => [law.id, law] as const))('the law %s has no error on its doubled box', (_, law) => {
  expect(errorOnDoubledBox(law.formula, law)).toBe(0)
})

test('a law that is 1 % too large is off by 1 %', () => {
  expect(errorOnDoubledBox('1.01 * a * b', product)).toBeCloseTo(0.01, 12)
})

test('zero is off by everything', () => {
  expect(errorOnDoubledBox('0', product)).toBe(1)
})

test('a column without effect may stand in the formula', () => {
  expect(errorOnDoubledBox('a * b + 0 * c', product, { ...product.ranges, c: [0, 1] })).toBe(0)
})

test('points where the law is not finite are left out', () => {
  const root = { id: 'root', formula: 'sqrt(1 - a)', ranges: { a: [0.2, 0.9] } } as const
  expect(errorOnDoubledBox('sqrt(abs(1 - a))', root)).toBe(0)
})

test.each(['', 'a *', 'a * unknown', 'log(-a)', 'f(a)'])('%s is off infinitely', (formula) => {
  expect(errorOnDoubledBox(formula, product)).toBe(Number.POSITIVE_INFINITY)
})

test('without noise 1e-6 is right, with noise five times its share', () => {
  expect([isRight(1e-6, 0), isRight(1.1e-6, 0)]).toEqual([true, false])
  expect([isRight(0.05, 0.01), isRight(0.051, 0.01)]).toEqual([true, false])
})

test('length counts operations, constants and uses of columns', () => {
  expect(complexityOf('a')).toBe(1)
  expect(complexityOf('2 * a + a')).toBe(5)
  expect(complexityOf('sqrt(a^2 + 1)')).toBe(6)
  expect(complexityOf('-3')).toBe(1)
  expect(complexityOf('a +')).toBeUndefined()
})
