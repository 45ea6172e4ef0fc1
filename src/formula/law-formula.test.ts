// Laws as formulas that people would write: few nodes, the same values, and the forms that textbooks have.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { laws } from '../../bench/formulas/laws.ts'
import { randomStream } from '../base/normal.ts'
import { evaluateFormula } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { printFormula } from '../graph/formula-print.ts'
import { evaluateLaw, type Law, type Product, roundedLaw } from './law.ts'
import { complexityOfFormula, formulaOf, tidyLaw } from './law-formula.ts'
import { lawOf } from './law-of.ts'

const known = laws.map(({ id, formula, ranges }) => {
  const names = Object.keys(ranges)
  const typed = parseFormula(formula.replaceAll(/\bpi\b/g, String(Math.PI)))
  return { id, names, ranges: Object.values(ranges), typed, law: lawOf(typed, names) as Law }
})

test.each(known)('$id is written with about as few nodes as it was typed with', ({ id, names, ranges, typed, law }) => {
  const written = formulaOf(law, names)
  expect(complexityOfFormula(written)).toBeLessThanOrEqual(complexityOfFormula(typed) + 4)
  const random = randomStream(2, id)
  for (let row = 0; row < 20; row += 1) {
    const values = ranges.map(([low, high]) => random.uniform(low, high))
    const lookUp = (name: string) => values[names.indexOf(name)] as number
    const truth = evaluateFormula(typed, lookUp)
    expect(Math.abs(evaluateFormula(written, lookUp) - truth)).toBeLessThanOrEqual(1e-9 * (Math.abs(truth) + 1e-3))
    expect(Math.abs(evaluateLaw(tidyLaw(law), values) - truth)).toBeLessThanOrEqual(1e-9 * (Math.abs(truth) + 1e-3))
  }
})

// How textbooks write them.
test.each([
  ['I.8.14', 'sqrt((x2 - x1)^2 + (y2 - y1)^2)'],
  ['I.9.18', 'G * m1 * m2 / ((x1 - x2)^2 + (y1 - y2)^2 + (z1 - z2)^2)'],
  ['I.10.7', 'm0 / sqrt(1 - v^2 / c^2)'],
  ['I.13.4', 'm * (v^2 + u^2 + w^2) / 2'],
  ['I.15.3t', '(t - x * u / c^2) / sqrt(1 - u^2 / c^2)'],
  ['I.16.6', '(u + v) / (1 + u * v / c^2)'],
  ['I.18.4', '(m1 * r1 + m2 * r2) / (m1 + m2)'],
  ['I.27.6', '1 / (1 / d1 + n / d2)'],
  ['I.39.11', 'p * V / (gamma - 1)'],
  ['I.47.23', 'sqrt(gamma * p / rho)'],
  ['I.48.2', 'm * c^2 / sqrt(1 - v^2 / c^2)'],
  ['II.11.27', 'n * alpha * epsilon * E / (1 - n * alpha / 3)'],
  ['III.21.20', '-rho0 * q * A / m'],
  ['fare', '2.5 + 1.8 * km + 0.3 * minutes'],
  ['free-fall', 'h0 + v0 * t - 4.905 * t^2'],
  ['heron', 'sqrt(s * (s - a) * (s - b) * (s - c))'],
  ['parallel-resistors', 'r1 * r2 / (r1 + r2)'],
  ['relative-change', '100 * (after / before - 1)'],
  ['torricelli', 'sqrt(19.62 * height)'],
])('%s is written as %s', (id, expected) => {
  const { law, names } = known.find((each) => each.id === id) as (typeof known)[number]
  expect(printFormula(formulaOf(law, names))).toBe(expected)
})

const names = ['a', 'b', 'c']

test.each([
  ['a^2 - 2 * a * b + b^2', '(a - b)^2'],
  ['3 * a^2 + 6 * a * b + 3 * b^2 + c', '3 * (a + b)^2 + c'],
  ['c - 2 * a^2 + 12 * a * b - 18 * b^2', 'c - 2 * (a - 3 * b)^2'],
  ['1 / (a^2 - 2 * a * b + b^2)', '1 / (a - b)^2'],
  ['a^2 - 2.001 * a * b + b^2', 'a^2 - 2.001 * a * b + b^2'],
  ['7 / (2 * a + 6 * b)', '3.5 / (a + 3 * b)'],
  ['2 / (3 * a)', '2 / (3 * a)'],
  ['2.4 * a + 2.4 * b', '2.4 * (a + b)'],
  ['-a - b', '-a - b'],
  ['-a * b - 2 * c', '-a * b - 2 * c'],
  ['-a * b / c - b', '-b * (1 + a / c)'],
  ['-(a + b) / c', '-(a + b) / c'],
  ['-2 * a / 3', '-2 / 3 * a'],
  ['1 / (0.1 + 0.2 * a)', '5 / (0.5 + a)'],
  ['c / sqrt(1 - a^2 / c^2)', 'c / sqrt(1 - a^2 / c^2)'],
  ['sqrt(a) * c * sqrt(b)', 'c * sqrt(a * b)'],
  ['1 / sqrt(2 * a)', '1 / sqrt(2 * a)'],
  ['2 + 3 / a + 4 / b', '2 + 3 / a + 4 / b'],
  ['0.05 * a + b / 6', '0.05 * a + b / 6'],
])('%s is written as %s', (typed, expected) => {
  const law = lawOf(parseFormula(typed), names) as Law
  expect(printFormula(formulaOf(law, names))).toBe(expected)
})

test('a number that is 1 but for rounding is not written', () => {
  for (const coefficient of [1 - 2 ** -53, 1 + 2 ** -52]) {
    const square: Law = { coefficient, exponents: [2, 0, 0], sums: [] }
    expect(printFormula(formulaOf(square, names))).toBe('a^2')
    expect(printFormula(formulaOf({ ...square, coefficient: -coefficient }, names))).toBe('-a^2')
  }
})

test('a law that is rounded to be shown has no factors of 1', () => {
  const law = lawOf(parseFormula('0.9999 * a^2 + 2.5004 * b'), names) as Law
  expect(printFormula(formulaOf(roundedLaw(law, 3), names), 'pretty', { digits: 3 })).toBe('a² + 2.5·b')
})

test('the root of a square keeps its root, since what is squared may be below 0', () => {
  const square = (lawOf(parseFormula('a^2 - 2 * a * b + b^2'), names) as Law).sums
  const law: Law = { coefficient: 1, exponents: [0, 0, 0], sums: square.map((sum) => ({ ...sum, power: 0.5 })) }
  const written = formulaOf(law, names)
  expect(printFormula(written)).toBe('sqrt((a - b)^2)')
  expect(evaluateFormula(written, (name) => (name === 'a' ? 1 : 3))).toBe(2)
})

// Counted by hand, as gplearn's `len(program)` and PySR's `complexity` count with their defaults.
test.each([
  ['a', 1],
  ['a * b + 2', 5],
  ['sqrt(a) / b^2', 6],
  ['-(a + 1)', 4],
  ['a^(2 / 3)', 3],
])('%s has a complexity of %i', (text, nodes) => {
  expect(complexityOfFormula(parseFormula(text))).toBe(nodes)
})

const exponents = fc.tuple(...names.map(() => fc.constantFrom(0, 0, 0, 1, 1, -1, 2, -2, 0.5, -1.5, 1 / 3)))
const coefficient = fc.oneof(fc.constantFrom(1, 2, 0.5, 1 / 3, 2.5), fc.double({ min: 0.01, max: 100, noNaN: true }))
const product: fc.Arbitrary<Product> = fc.record({ coefficient, exponents })
const anyLaw: fc.Arbitrary<Law> = fc
  .record({
    outer: product,
    sign: fc.constantFrom(1, -1),
    sums: fc.array(
      fc.record({
        terms: fc.array(product, { minLength: 2, maxLength: 3 }),
        power: fc.constantFrom(1, -1, 2, -2, 0.5, -0.5),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ outer, sign, sums }) => ({ ...outer, coefficient: sign * outer.coefficient, sums }))

test('any law keeps its values however it is written', () => {
  fc.assert(
    fc.property(anyLaw, fc.tuple(...names.map(() => fc.double({ min: 0.1, max: 10, noNaN: true }))), (law, row) => {
      const truth = evaluateLaw(law, row)
      const value = evaluateFormula(formulaOf(law, names), (name) => row[names.indexOf(name)] as number)
      // Sums of what is above 0 lose no digits.
      expect(Math.abs(value - truth)).toBeLessThanOrEqual(1e-9 * Math.abs(truth))
    }),
  )
})
