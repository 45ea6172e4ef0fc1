// The tables of the known laws: their law holds, noise and further columns are as asked, and one seed gives one table.

import { expect, test } from 'vitest'
import { evaluateFormula } from '../../src/graph/formula.ts'
import { parseFormula } from '../../src/graph/formula-parse.ts'
import { type KnownLaw, laws } from './laws.ts'
import { rangesOf, rootMeanSquare, type TableOptions, tableOf } from './tables.ts'

const lawCalled = (id: string): KnownLaw => laws.find((law) => law.id === id) as KnownLaw
const plain: TableOptions = { noise: 0, irrelevant: 0, seed: 0 }

test.each(laws.map((law) => [law.id, law] as const))('the law %s holds in each of its 200 rows', (_, law) => {
  const { columns, target } = tableOf(law, { ...plain, irrelevant: 2 })
  const formula = parseFormula(law.formula)
  expect(Object.keys(columns)).toEqual([...Object.keys(law.ranges), 'irrelevant1', 'irrelevant2', 'target'])
  for (const column of Object.values(columns)) expect(column).toHaveLength(200)
  columns[target]?.forEach((value, row) => {
    expect(value).toBe(evaluateFormula(formula, (name) => columns[name]?.[row] as number))
  })
})

test('every column keeps to its range, which is one of the law', () => {
  const law = lawCalled('free-fall')
  const options = { ...plain, irrelevant: 5 }
  const ranges = rangesOf(law, options)
  expect(Object.keys(ranges)).toHaveLength(8)
  const { columns } = tableOf(law, options)
  for (const [name, [low, high]] of Object.entries(ranges)) {
    expect(Object.values(law.ranges)).toContainEqual([low, high])
    for (const value of columns[name] as Float64Array) expect(value >= low && value < high).toBe(true)
  }
})

test('noise has the size that was asked for, as a share of the root mean square of the target', () => {
  const clean = tableOf(lawCalled('kepler'), plain).columns['target'] as Float64Array
  for (const noise of [0.001, 0.01]) {
    const noisy = tableOf(lawCalled('kepler'), { ...plain, noise }).columns['target'] as Float64Array
    const share = rootMeanSquare(noisy.map((value, row) => value - (clean[row] as number))) / rootMeanSquare(clean)
    // The standard error of a standard deviation of 200 normal draws is 5 % of it.
    expect(share / noise).toBeGreaterThan(0.8)
    expect(share / noise).toBeLessThan(1.2)
  }
})

test('the same options give the same table, and another seed gives another', () => {
  const options = { noise: 0.01, irrelevant: 2, seed: 3 }
  expect(tableOf(lawCalled('I.9.18'), options)).toEqual(tableOf(lawCalled('I.9.18'), options))
  const other = tableOf(lawCalled('I.9.18'), { ...options, seed: 4 })
  for (const [name, column] of Object.entries(tableOf(lawCalled('I.9.18'), options).columns)) {
    expect(other.columns[name]).not.toEqual(column)
  }
})

test('tables of one seed share their rows, whatever the noise and the further columns', () => {
  const bare = tableOf(lawCalled('fare'), plain).columns
  const more = tableOf(lawCalled('fare'), { noise: 0.01, irrelevant: 5, seed: 0 }).columns
  for (const name of ['km', 'minutes']) expect(more[name]).toEqual(bare[name])
})
