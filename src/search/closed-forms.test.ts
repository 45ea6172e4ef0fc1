// Closed forms on tables of laws that are known, with irrelevant columns, noise and columns of every unpleasant kind.

import { expect, test } from 'vitest'
import { laws } from '../../bench/formulas/laws.ts'
import { randomStream } from '../base/normal.ts'
import { evaluateLaw, type Law } from '../formula/law.ts'
import { lawRows } from '../formula/law-fit.ts'
import { lawOf } from '../formula/law-of.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { linearSums, products, squareForms } from './closed-forms.ts'
import type { SearchRows } from './shape-search.ts'

type Ranges = Readonly<Record<string, readonly [low: number, high: number]>>

interface KnownTable extends SearchRows {
  readonly law: Law
}

/** @param noise its deviation, as a share of the target's root mean square. */
function tableOf(formula: string, ranges: Ranges, irrelevant = 0, noise = 0, rows = 120): KnownTable {
  const random = randomStream(1, formula)
  const names = [...Object.keys(ranges), ...Array.from({ length: irrelevant }, (_, i) => `irrelevant${i}`)]
  const columns = names.map((name) => {
    const [low, high] = ranges[name] ?? [1, 5]
    return Float64Array.from({ length: rows }, () => random.uniform(low, high))
  })
  const law = lawOf(parseFormula(formula), names) as Law
  const exact = Float64Array.from({ length: rows }, (_, row) =>
    evaluateLaw(
      law,
      columns.map((column) => column[row] as number),
    ),
  )
  const size = Math.sqrt(exact.reduce((sum, value) => sum + value * value, 0) / rows)
  return { columns, target: exact.map((value) => value + random.normal(0, noise * size)), law }
}

type Family = (rows: SearchRows, fitRows: ReturnType<typeof lawRows>) => Law[]
const lawsBy = (family: Family, { columns, target }: SearchRows) =>
  family({ columns, target }, lawRows(columns, target))

/** True if the shortest law of the family is the table's. */
function isFound(family: Family, table: KnownTable, coefficients = equalLaws.coefficients): boolean {
  const [first] = lawsBy(family, table)
  return first !== undefined && sameLaw(first, table.law, { ...equalLaws, coefficients })
}

const wide = { a: [1, 5], b: [1, 5], c: [1, 5] } as const

test.each([0, 2, 5])('a sum with a constant is found beside %i irrelevant columns, also with noise', (irrelevant) => {
  const formula = '2.5 + 1.8 * a - 0.3 * b'
  expect(isFound(linearSums, tableOf(formula, wide, irrelevant))).toBe(true)
  expect(isFound(linearSums, tableOf(formula, wide, irrelevant, 0.01), 0.1)).toBe(true)
})

test('a sum of columns with values below 0 and none above is found', () => {
  expect(isFound(linearSums, tableOf('1.8 * a + 32', { a: [-90, -20], b: [-1, 1] }))).toBe(true)
})

test('three laws at most, the shortest first, and none from fewer rows than terms need', () => {
  expect(lawsBy(linearSums, tableOf('a + 2 * b', wide, 5, 0.1)).length).toBe(3)
  expect(lawsBy(linearSums, tableOf('a + 2 * b', wide, 0, 0, 3))).toEqual([])
  expect(lawsBy(products, tableOf('a * b', wide, 0, 0, 3))).toEqual([])
  expect(lawsBy(squareForms, tableOf('a * b', wide, 0, 0, 1))).toEqual([])
})

test.each([0, 2, 5])('a product of powers is found beside %i irrelevant columns, also with noise', (irrelevant) => {
  const formula = '0.7 * a^(2 / 3) * sqrt(b) / c^2'
  expect(isFound(products, tableOf(formula, wide, irrelevant))).toBe(true)
  expect(isFound(products, tableOf(formula, wide, irrelevant, 0.01), 0.1)).toBe(true)
})

test('a product keeps signs of columns and has a target of both signs', () => {
  expect(isFound(products, tableOf('3 * a * b / c^2', { a: [-2, 2], b: [1, 5], c: [-3, -1] }))).toBe(true)
  expect(isFound(products, tableOf('-3 * a * b', { a: [1, 2], b: [1, 5] }))).toBe(true)
})

test('rows where column and target are both 0 do not hide a product', () => {
  const { columns, target, law } = tableOf('2 * a * b', { a: [1, 5], b: [1, 5] })
  const [a, b] = columns as [Float64Array, Float64Array]
  a.fill(0, 0, 20)
  target.fill(0, 0, 20)
  expect(isFound(products, { columns: [a, b], target, law })).toBe(true)
})

test('exponents are rounded to halves, thirds and quarters only where the rows allow it', () => {
  const exponentsOf = (table: KnownTable) => lawsBy(products, table).map(({ exponents }) => exponents[0] as number)
  expect(exponentsOf(tableOf('70 * a^0.75', { a: [0.02, 500] }, 0, 0.001))).toContain(0.75)
  for (const exponent of exponentsOf(tableOf('a^1.43', { a: [1, 100] }, 0, 0.001))) {
    expect(exponent).toBeCloseTo(1.43, 2)
    expect(exponent).not.toBe(1.5)
  }
  // Rounded ones come with those that are as they come.
  expect(exponentsOf(tableOf('70 * a^0.75', { a: [0.02, 500] }, 0, 0.01)).some((each) => each !== 0.75)).toBe(true)
})

const known = (id: string) => laws.find((law) => law.id === id) as (typeof laws)[number]

test.each(['I.8.14', 'I.9.18'].flatMap((id) => [0, 2, 5].map((irrelevant) => ({ id, irrelevant }))))(
  '$id is found as a square form beside $irrelevant irrelevant columns',
  ({ id, irrelevant }) => {
    const { formula, ranges } = known(id)
    expect(isFound(squareForms, tableOf(formula, ranges, irrelevant))).toBe(true)
  },
)

test.each([0, 2, 5])('a distance with 1 %% of noise is found beside %i irrelevant columns', (irrelevant) => {
  const { formula, ranges } = known('I.8.14')
  expect(isFound(squareForms, tableOf(formula, ranges, irrelevant, 0.01), 0.1)).toBe(true)
})

test('square forms of many rows and columns are found in time', () => {
  const { formula, ranges } = known('I.9.18')
  const table = tableOf(formula, ranges, 7, 0, 6000)
  const start = performance.now()
  expect(isFound(squareForms, table)).toBe(true)
  // Without a limit on rows it would take minutes.
  expect(performance.now() - start).toBeLessThan(10_000)
})

test('square forms keep the sign of a target below 0', () => {
  expect(isFound(squareForms, tableOf('-2 * sqrt(a^2 + b^2)', wide))).toBe(true)
  expect(isFound(squareForms, tableOf('-c / (a - b)^2', { a: [6, 9], b: [1, 5], c: [1, 5] }))).toBe(true)
})

// Every pair of a column and a target that could end in a logarithm of 0, a division by 0 or a matrix without an inverse.
const rows = 40
const column = (at: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => at(row))
const unpleasant: Readonly<Record<string, Float64Array>> = {
  constant: column(() => 3),
  zeros: column(() => 0),
  'zeros and ones': column((row) => row % 2),
  'both signs': column((row) => row - 20.5),
  'below 0': column((row) => -1 - row),
  'with a 0': column((row) => row),
  large: column((row) => 1e150 * (1 + row)),
  small: column((row) => 1e-150 * (1 + row)),
  plain: column((row) => 1 + row),
}
const pairs = Object.keys(unpleasant).flatMap((first) => Object.keys(unpleasant).map((second) => ({ first, second })))

test.each(pairs)('a column "$first", twice, with a target "$second" gives finite laws or none', ({ first, second }) => {
  const own = unpleasant[first] as Float64Array
  const table = {
    columns: [own, own, column((row) => 1 + ((row * 7) % 11))],
    target: unpleasant[second] as Float64Array,
  }
  for (const family of [linearSums, products, squareForms]) {
    for (const law of lawsBy(family, table)) {
      for (const number of [law, ...law.sums.flatMap(({ terms }) => terms)].flatMap((each) => [
        each.coefficient,
        ...each.exponents,
      ])) {
        expect(number).toSatisfy(Number.isFinite)
      }
    }
  }
})
