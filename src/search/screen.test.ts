// Screening: of many columns those of the law are kept, also where they show only in what the others leave.

import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { type FitResult, fitTable } from '../fit/fit.ts'
import type { FitColumn } from './prepare.ts'
import { mostColumns, screenColumns } from './screen.ts'

const rows = 200

function columnsOf(count: number, seed: number, [low, high]: readonly [number, number] = [1, 5]): FitColumn[] {
  const random = randomStream(seed, 'columns')
  return Array.from({ length: count }, (_, j) => ({
    name: `x${j}`,
    values: Float64Array.from({ length: rows }, () => random.uniform(low, high)),
    step: 0,
  }))
}

const targetOf = (columns: readonly FitColumn[], formula: (row: readonly number[]) => number): FitColumn => ({
  name: 'y',
  values: Float64Array.from({ length: rows }, (_, row) => formula(columns.map(({ values }) => values[row] as number))),
  step: 0,
})

test('up to sixteen columns are all kept', () => {
  const columns = columnsOf(16, 1)
  expect(screenColumns({ columns, target: targetOf(columns, ([a = 0]) => a) })).toEqual([...columns.keys()])
})

test('of a thousand the three of a product are kept', () => {
  const columns = columnsOf(1000, 2)
  const target = targetOf(columns, (row) => ((row[7] as number) * (row[500] as number)) / (row[999] as number))
  const kept = screenColumns({ columns, target })
  expect(kept).toHaveLength(mostColumns)
  expect(kept).toEqual(expect.arrayContaining([7, 500, 999]))
})

test('a column that shows only in what the others leave is kept', () => {
  const columns = columnsOf(1000, 3)
  const target = targetOf(columns, (row) => 40 * (row[3] as number) + 30 * (row[4] as number) + (row[900] as number))
  expect(screenColumns({ columns, target })).toEqual(expect.arrayContaining([3, 4, 900]))
})

test('a column of both signs is kept for its size', () => {
  const columns = columnsOf(300, 4, [-5, 5])
  const target = targetOf(columns, (row) => (row[123] as number) ** 2)
  expect(screenColumns({ columns, target })).toContain(123)
})

test('sizes of 1e-30 and 1e30 keep the same columns', () => {
  const columns = columnsOf(100, 5)
  const target = targetOf(columns, (row) => (row[20] as number) * (row[80] as number))
  const times = (column: FitColumn, factor: number) => ({ ...column, values: column.values.map((v) => v * factor) })
  const scaled = columns.map((column, j) => times(column, j % 2 === 0 ? 1e30 : 1e-30))
  expect(screenColumns({ columns: scaled, target: times(target, 1e30) })).toEqual(screenColumns({ columns, target }))
})

test('a fit of a table of 2,000 columns says which it kept, and finds the law', { timeout: 60_000 }, async () => {
  const columns = columnsOf(2000, 6)
  const { values } = targetOf(columns, (row) => (2 * (row[0] as number)) / (row[1000] as number))
  const table = Object.fromEntries([...columns.map(({ name, values: own }) => [name, own] as const), ['y', values]])
  const { checked, names, listed, pick, verdict }: FitResult = await fitTable(table, {
    target: 'y',
    seeds: 16,
    rounds: 1,
  })
  expect(verdict.found).toBe(true)
  expect(names).toHaveLength(16)
  const law = listed[pick]?.finished.law
  expect(law?.coefficient).toBeCloseTo(2, 9)
  expect(law?.exponents).toEqual(names.map((name) => (name === 'x0' ? 1 : name === 'x1000' ? -1 : 0)))
  expect(checked.notes).toContainEqual(
    expect.stringMatching(/^2,000 columns: kept the 16 that go with y most; --columns x(0,x1000|1000,x0),… chooses\.$/),
  )
})
