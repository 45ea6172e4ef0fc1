// Laws as formulas and back, and which of them are the same.

import { expect, test } from 'vitest'
import { laws } from '../../bench/formulas/laws.ts'
import { randomStream } from '../base/normal.ts'
import { evaluateFormula } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { evaluateLaw, type Law, rescaleLaw } from './law.ts'
import { formulaOf } from './law-formula.ts'
import { lawOf } from './law-of.ts'
import { sameLaw } from './same-law.ts'

const parsed = laws.map(({ id, formula, ranges }) => {
  const names = Object.keys(ranges)
  const expression = parseFormula(formula.replaceAll(/\bpi\b/g, String(Math.PI)))
  return { id, names, ranges: Object.values(ranges), expression, law: lawOf(expression, names) as Law }
})

test.each(parsed)('$id is a law with the same values, also when it is written as a formula and read again', (known) => {
  const { id, names, ranges, expression, law } = known
  const random = randomStream(1, id)
  const written = formulaOf(law, names)
  const again = lawOf(written, names) as Law
  for (let row = 0; row < 20; row += 1) {
    const values = ranges.map(([low, high]) => random.uniform(low, high))
    const lookUp = (name: string) => values[names.indexOf(name)] as number
    const truth = evaluateFormula(expression, lookUp)
    const size = Math.abs(truth) + 1e-3
    expect(Math.abs(evaluateLaw(law, values) - truth) / size).toBeLessThan(1e-9)
    expect(Math.abs(evaluateFormula(written, lookUp) - truth) / size).toBeLessThan(1e-9)
    const scales = values.map((_, j) => 10 ** ((j % 5) * 12 - 24))
    const scaled = rescaleLaw(law, scales, 1e-20)
    const ofScaled = evaluateLaw(
      scaled,
      values.map((value, j) => value * (scales[j] as number)),
    )
    expect(Math.abs(ofScaled / 1e-20 - truth) / size).toBeLessThan(1e-6)
  }
  expect(sameLaw(law, again)).toBe(true)
})

test.each(parsed)('$id is not the same law once an exponent or a coefficient is another', ({ law }) => {
  const changedPower = { ...law, exponents: law.exponents.map((exponent, j) => (j === 0 ? exponent + 1 : exponent)) }
  expect(sameLaw(law, changedPower)).toBe(false)
  expect(sameLaw(law, { ...law, coefficient: law.coefficient * 1.001 })).toBe(false)
})

const of = (text: string) => lawOf(parseFormula(text), ['a', 'b', 'c']) as Law

test.each([
  ['a / (a + b)', '1 / (1 + b / a)'],
  ['(a + b) * (a - b)', 'a^2 - b^2'],
  ['1 / (1 / a + 1 / b)', 'a * b / (a + b)'],
  ['sqrt(a^2 - a^2 * b^2 / c^2)', 'a * sqrt(1 - b^2 / c^2)'],
  ['a / sqrt(1 - b^2 / c^2)', 'a * c / sqrt((c - b) * (c + b))'],
  ['(a + b)^2 / c', 'a^2 / c + 2 * a * b / c + b^2 / c'],
])('%s and %s are the same law', (first, second) => {
  expect(sameLaw(of(first), of(second))).toBe(true)
})

test.each([
  ['a + b', 'a - b'],
  ['sqrt(a + b)', '-sqrt(a + b)'],
  ['a / (a + b)', 'b / (a + b)'],
  ['a + 1.000002 * b', 'a + b'],
])('%s and %s are different laws', (first, second) => {
  expect(sameLaw(of(first), of(second))).toBe(false)
})

test('standard errors widen what counts as the same coefficient', () => {
  const fitted = of('a + 1.02 * b')
  const truth = of('a + b')
  const errors = { coefficient: 0, sums: [[0.01, 0.01]] }
  const law = fitted.sums.length === 1 ? fitted : truth
  expect(sameLaw(law, truth, { exponents: 1e-6, coefficients: 1e-6, errors: { of: errors, most: 3 } })).toBe(true)
  expect(
    sameLaw(of('a + 1.2 * b'), truth, { exponents: 1e-6, coefficients: 1e-6, errors: { of: errors, most: 3 } }),
  ).toBe(false)
})

test.each(['sin(a)', 'a^b', 'a + sqrt(b + c)', 'd + a'])('%s is no law of a, b and c', (text) => {
  expect(lawOf(parseFormula(text), ['a', 'b', 'c'])).toBeUndefined()
})

test('a root at the edge of its domain is 0 in any units, and a sum below it has none', () => {
  const circle = lawOf(parseFormula('sqrt(1 - x^2)'), ['x']) as Law
  for (const scale of [1, 0.525, 0.1, 3, 7e-9, 1 / 3]) {
    const scaled = rescaleLaw(circle, [scale], 1)
    expect(evaluateLaw(scaled, [scale])).toBe(0)
    expect(evaluateLaw(scaled, [1.0001 * scale])).toBeNaN()
    // 1 - x² = 2e-9 is no rounding.
    expect(evaluateLaw(scaled, [(1 - 1e-9) * scale])).toBeCloseTo(Math.sqrt(2e-9), 7)
  }
  // What is left of large terms is no rounding, either: points 5 m apart, in metres on a map.
  const distance = lawOf(parseFormula('sqrt((x1 - x2)^2 + (y1 - y2)^2)'), ['x1', 'x2', 'y1', 'y2']) as Law
  expect(evaluateLaw(distance, [500_003, 500_000, 5_000_004, 5_000_000])).toBe(5)
  // Whole powers have no edge.
  expect(evaluateLaw(lawOf(parseFormula('(1 - x)^2'), ['x']) as Law, [1 - 1e-15])).toBeGreaterThan(0)
})
