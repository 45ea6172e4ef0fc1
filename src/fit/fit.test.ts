// Fits from table to verdict: known laws of every family are found, tables without a law are not, and nothing else matters.

import { describe, expect, test } from 'vitest'
import { laws } from '../../bench/formulas/laws.ts'
import { noLaws } from '../../bench/formulas/no-laws.ts'
import { tableOf, targetName } from '../../bench/formulas/tables.ts'
import { lawFrom, lawTable, type Ranges } from '../../test/law-tables.ts'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { evaluateLaw, type Law } from '../formula/law.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { runHere } from '../search/run-here.ts'
import type { RunTasks } from '../search/search-jobs.ts'
import type { FitProgress } from './attempt.ts'
import { type FitOptions, type FitResult, fitTable } from './fit.ts'

/** The pick as it is shown, in the table's units. */
const lawOfPick = ({ listed, pick }: FitResult): Law => listed[pick]?.finished.law as Law

const fast = { seeds: 32, rounds: 2 } as const

/** Only the shapes of one and of two products over the line, which is enough for many laws. */
const shortShapes: RunTasks = (rows, tasks, ...rest) => runHere(rows, tasks.slice(0, 7), ...rest)

describe('a known law', () => {
  test.each([
    ['I.12.2', 'a product with a constant'],
    ['manning', 'a product with an exponent of two thirds'],
    ['fare', 'a sum with a constant'],
    ['I.8.14', 'a square form'],
    ['I.13.4', 'a sum of products'],
    ['I.27.6', 'a reciprocal of a sum'],
    ['I.10.7', 'a root under the line'],
    ['I.16.6', 'a quotient of sums'],
  ])('%s is found beside an irrelevant column: %s', async (id) => {
    const known = laws.find((law) => law.id === id) as (typeof laws)[number]
    const { columns } = tableOf(known, { noise: 0, irrelevant: 1, seed: 1 })
    const result = await fitTable(columns, { target: targetName, ...fast })
    const law = lawFrom(known.formula.replaceAll(/\bpi\b/g, String(Math.PI)), result.names)
    expect(result.verdict.failed).toEqual([])
    expect(result.verdict.found).toBe(true)
    expect(sameLaw(lawOfPick(result), law, equalLaws)).toBe(true)
    expect(result.searched.ended).toBe('exact')
  })

  test('of a root is found where some rows lie on the edge of its domain', async () => {
    const x = Float64Array.from({ length: 21 }, (_, i) => i / 20)
    const circle = await fitTable({ x, y: x.map((value) => Math.sqrt(1 - value ** 2)) }, { target: 'y', ...fast })
    expect(circle.verdict.failed).toEqual([])
    expect(sameLaw(lawOfPick(circle), lawFrom('sqrt(1 - x^2)', ['x']), equalLaws)).toBe(true)
    // Points of a grid, some of which coincide, so that their distance is 0.
    const random = randomStream(4, 'points of a grid')
    const [x1, y1, x2, y2] = Array.from({ length: 4 }, () =>
      Float64Array.from({ length: 80 }, () => Math.floor(random.uniform(0, 5))),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array]
    for (let row = 0; row < 80; row += 9) [x2[row], y2[row]] = [x1[row] as number, y1[row] as number]
    const d = x1.map((value, i) => Math.hypot(value - (x2[i] as number), (y1[i] as number) - (y2[i] as number)))
    expect(d.filter((value) => value === 0).length).toBeGreaterThan(8)
    const grid = await fitTable({ x1, y1, x2, y2, d }, { target: 'd', ...fast })
    expect(grid.verdict.failed).toEqual([])
    expect(sameLaw(lawOfPick(grid), lawFrom('sqrt((x1 - x2)^2 + (y1 - y2)^2)', grid.names), equalLaws)).toBe(true)
  })

  test('of a root whose columns have both signs is found and written with its values', async () => {
    const random = randomStream(8, 'both signs')
    const a = Float64Array.from({ length: 80 }, () => random.uniform(-5, 5))
    const b = Float64Array.from({ length: 80 }, () => random.uniform(1, 5))
    const y = a.map((value, row) => Math.abs(value) * Math.sqrt((b[row] as number) + 2))
    const { listed, pick, verdict } = await fitTable({ a, b, y }, { target: 'y', ...fast })
    expect(verdict.failed).toEqual([])
    const { written } = (listed[pick] as (typeof listed)[number]).finished
    for (const row of a.keys()) {
      expect(evaluateLaw(written, [a[row] as number, b[row] as number])).toBeCloseTo(y[row] as number, 9)
    }
  })

  test.each(['0.5 * a^2 * b', '2.5 + 1.8 * a - 0.3 * b'])('%s is found, with noise of a hundredth', async (formula) => {
    const { names, columns, target, law } = lawTable(formula, { a: [1, 9], b: [1, 9] }, { rows: 100, noise: 0.01 })
    const table = { ...Object.fromEntries(names.map((name, j) => [name, columns[j] as Float64Array])), y: target }
    const result = await fitTable(table, { target: 'y', seeds: 16, rounds: 1, run: shortShapes })
    expect(result.verdict.failed).toEqual([])
    expect(sameLaw(lawOfPick(result), law, { exponents: 0, coefficients: 0.05 })).toBe(true)
  })
})

describe('a table without a law', () => {
  test.each([
    'wave-2-periods-100',
    'step-stairs-50',
    'piecewise-jump-100',
    'modulo-remainder-7-100',
    'luck-normal-50',
    'hash-of-2-50',
    'bell-gauss-100',
    'lookup-8-codes-100',
  ])('%s is never found', async (id) => {
    const noLaw = noLaws.find((each) => each.id === id)
    const { columns, target } = (noLaw as (typeof noLaws)[number]).table(1)
    const { verdict } = await fitTable(columns, { target, seeds: 8, rounds: 1 })
    expect(verdict.failed.length).toBeGreaterThan(0)
    expect(verdict.found).toBe(false)
  })
})

const wide: Ranges = { a: [1, 5], b: [1, 5], c: [1, 5] }
const formula = 'a * b + 3 * c^2'

function namedTable(options: Parameters<typeof lawTable>[2] = {}) {
  const { names, columns, target } = lawTable(formula, wide, { rows: 60, noise: 0.01, ...options })
  return { ...Object.fromEntries(names.map((name, j) => [name, columns[j] as Float64Array])), y: target } as Record<
    'a' | 'b' | 'c' | 'y',
    Float64Array
  >
}

describe('the same law comes of a table', () => {
  const options: FitOptions = { target: 'y', seeds: 16, rounds: 1, run: shortShapes }

  test('whatever its columns are called and the order of rows and columns', async () => {
    const table = namedTable()
    const order = randomOrder(60, randomStream(3, 'order'))
    const moved = (values: Float64Array) => Float64Array.from(order, (row) => values[row] as number)
    const plain = await fitTable(table, options)
    const { a, b, c, y } = table
    const other = await fitTable({ third: moved(c), y: moved(y), second: moved(b), first: moved(a) }, options)
    const backInOrder = (exponents: readonly number[]) =>
      ['first', 'second', 'third'].map((name) => exponents[other.names.indexOf(name)] as number)
    const law = lawOfPick(other)
    const renamed: Law = {
      ...law,
      exponents: backInOrder(law.exponents),
      sums: law.sums.map(({ terms, power }) => ({
        power,
        terms: terms.map((term) => ({ ...term, exponents: backInOrder(term.exponents) })),
      })),
    }
    expect(sameLaw(renamed, lawOfPick(plain), { exponents: 0, coefficients: 1e-9 })).toBe(true)
    const { structure, ...judged } = other.verdict
    expect(plain.verdict).toMatchObject(judged)
    expect(plain.verdict.structure.p).toBe(structure.p)
  })

  test('in other units, from 1e-30 to 1e30', async () => {
    const table = namedTable()
    const times = (values: Float64Array, factor: number) => values.map((value) => value * factor)
    const scaled = await fitTable(
      { a: times(table.a, 1e30), b: times(table.b, 1e-30), c: times(table.c, 1e6), y: times(table.y, 1e-30) },
      options,
    )
    const law = lawFrom(`(a * b + 3 * (c / 1000000)^2) * 10^-30`, scaled.names)
    expect(scaled.verdict.found).toBe((await fitTable(table, options)).verdict.found)
    expect(sameLaw(lawOfPick(scaled), law, { exponents: 0, coefficients: 0.02 })).toBe(true)
  })
})

describe('a fit', () => {
  test('says that it has nothing where it was stopped before, and where no formula is finite', async () => {
    // Three rows are too few for a law that needs no training, and nothing is searched.
    const table = { a: [1, 2, 4], y: [2, 3, 7] }
    const options: FitOptions = { target: 'y', run: async () => undefined, rounds: 1 }
    const stopped = new AbortController()
    stopped.abort()
    await expect(fitTable(table, { ...options, signal: stopped.signal })).rejects.toThrow(
      'The search was stopped before it had found any formula. Give it a few seconds.',
    )
    await expect(fitTable(table, options)).rejects.toThrow(
      'No formula gives a finite number for every row. Leave out columns with zeros or extreme values.',
    )
  })

  test('does not take rows for outliers in which a law stops to hold', async () => {
    const a = Float64Array.from({ length: 60 }, (_, row) => row + 1)
    const y = a.map((value) => Math.min(3 * value, 171))
    const { verdict, outliers } = await fitTable({ a, y }, { target: 'y', seeds: 8, rounds: 1 })
    expect(verdict.found).toBe(false)
    expect(outliers).toEqual([])
  })

  test('of a target that is 0 but in few rows has a verdict', async () => {
    const random = randomStream(5, 'few rows')
    const a = Float64Array.from({ length: 60 }, () => random.uniform(1, 9))
    const y = a.map((_, row) => (row % 20 === 7 ? 4 + row / 100 : 0))
    const fitting = fitTable({ a, y }, { target: 'y', seeds: 8, rounds: 1 })
    const found = await fitting.then(({ verdict }) => verdict.found).catch((error: Error) => error.message)
    expect([false, expect.stringContaining('Column y is 0 in all')]).toContainEqual(found)
  })

  test.each<[string, number]>([
    ['whole', 0],
    ['noisy', 3],
  ])('finds what a column does that is 0 in most rows: %s', async (_, noise) => {
    const random = randomStream(41, 'rare ones')
    const age = Float64Array.from({ length: 150 }, () => 18 + random.integer(53))
    const smoker = Float64Array.from(age, () => (random.uniform() < 0.12 ? 1 : 0))
    const cost = age.map((years, row) => 100 + 5 * years + 300 * (smoker[row] as number) + noise * random.normal())
    const result = await fitTable({ age, smoker, cost }, { target: 'cost', seeds: 16, rounds: 1 })
    expect(result.verdict.failed).toEqual([])
    const law = lawFrom('100 + 5 * age + 300 * smoker', result.names)
    expect(sameLaw(lawOfPick(result), law, { exponents: 0, coefficients: 0.02 })).toBe(true)
  })

  test('says what is left that follows a column which was not searched, as there were too many', {
    timeout: 60_000,
  }, async () => {
    const random = randomStream(9, 'many columns')
    const rows = 150
    const column = () => Float64Array.from({ length: rows }, () => random.uniform(1, 10))
    const [a, b, z] = [column(), column(), column()] as [Float64Array, Float64Array, Float64Array]
    const noise = Object.fromEntries(Array.from({ length: 120 }, (_, j) => [`n${j}`, column()]))
    const y = a.map((value, row) => {
      const bend = 1 + 0.012 * ((z[row] as number) - 5.5) ** 2
      return value * (b[row] as number) * bend * (1 + 0.02 * random.normal())
    })
    const { verdict, names } = await fitTable({ a, b, z, ...noise, y }, { target: 'y', seeds: 8, rounds: 1 })
    expect(verdict.found).toBe(false)
    expect(names).not.toContain('z')
    expect(verdict.structure.where).toBe('z')
  })

  test('says what is left that follows a date', async () => {
    const random = randomStream(6, 'a drift')
    const days = Array.from({ length: 60 }, (_, row) => new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10))
    const x = Float64Array.from(days, () => random.uniform(1, 9))
    const y = x.map((value, row) => 3 * value + 0.8 * Math.sin(row / 8) + 0.02 * random.normal())
    const { verdict } = await fitTable({ day: days, x, y }, { target: 'y', seeds: 8, rounds: 1 })
    expect(verdict.failed).toContain('nothing left')
    expect(verdict.structure.where).toBe('day')
  })

  test('of a target that is 0 inside and not outside finds nothing, and says so', async () => {
    const a = Float64Array.from({ length: 40 }, (_, row) => row + 1)
    const y = a.map((value) => (value > 35 ? 1 : 0))
    const fitting = fitTable({ a, y }, { target: 'y', seeds: 8, rounds: 1 })
    await expect(fitting).rejects.toThrow(
      'Column y is 0 in all 24 inner rows, which formulas are fitted to. Give rows in which it is not',
    )
  })

  test('tells its best so far in the units and names of the table', async () => {
    const { a, b } = namedTable()
    const said: FitProgress[] = []
    const y = a.map((value, row) => 1000 * value * (b[row] as number))
    await fitTable({ a, b, y }, { target: 'y', seeds: 16, rounds: 1, onProgress: (progress) => said.push(progress) })
    expect(said.at(-1)?.formula).toBe('1000·a·b')
  })

  test('judges what it has when the time is over', async () => {
    const { searched, verdict } = await fitTable(namedTable(), { target: 'y', seeds: 16, time: 0.001 })
    expect(searched.ended).toBe('time')
    expect(verdict.failed.length + (verdict.found ? 1 : 0)).toBeGreaterThan(0)
  })
})
