// Which numbers are held at rationals, and which are left as they were fitted.

import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import type { Law } from './law.ts'
import { freeNumbers, lawRows, lawValues } from './law-fit.ts'
import { lawOf } from './law-of.ts'
import { nearestRational, snapLaw } from './law-snap.ts'
import { sameLaw } from './same-law.ts'

test.each([
  [1.4143, 0.05, undefined],
  [1.8001, 0.0003, 9 / 5],
  [2.0000000001, 0, undefined],
  [3.015, 0.01, 3],
  [1 / 3 + 1e-6, 1e-5, 1 / 3],
  [0.0796, 0.002, undefined],
  [-2.499, 0.001, -5 / 2],
])('%f with standard error %f is held at %s', (value, error, expected) => {
  expect(nearestRational(value, error)).toBe(expected)
})

const of = (text: string) => lawOf(parseFormula(text), ['a', 'b']) as Law

function tableOf(text: string, noise: number, count = 80) {
  const random = randomStream(11, text)
  const columns = [0, 1].map(() => Float64Array.from({ length: count }, () => random.uniform(1, 5)))
  const exact = lawValues(of(text), lawRows(columns, new Float64Array(count)))
  return lawRows(
    columns,
    exact.map((value) => value + random.normal(0, noise)),
  )
}

test('rationals come back exact from noise, and a constant that is none keeps its digits', () => {
  const rows = tableOf('2.5 * a^2 + 0.0796 * b', 0.01)
  const start = of('2.4 * a^2 + 0.1 * b')
  const snapped = snapLaw(start, rows, freeNumbers(start, 'coefficients'), 0)
  const [first, second] = snapped?.law.sums[0]?.terms ?? []
  expect(first?.coefficient).toBe(2.5)
  expect(second?.coefficient).not.toBe(0.08)
  expect(Math.abs((second?.coefficient ?? 0) - 0.0796)).toBeLessThan(0.005)
})

test('without noise every rational of the law is found', () => {
  const rows = tableOf('1.8 * a + 32', 0)
  const start = of('2 * a + 30')
  const snapped = snapLaw(start, rows, freeNumbers(start, 'coefficients'), 1e-9)
  expect(snapped && sameLaw(snapped.law, of('1.8 * a + 32'), { exponents: 0, coefficients: 1e-15 })).toBe(true)
})
