// The tables without a law: as many and as varied as they are said to be, and visibly none that a curve explains.

import { Matrix, QrDecomposition } from 'ml-matrix'
import { expect, test } from 'vitest'
import { noLaws } from './no-laws.ts'
import { type NumberTable, rootMeanSquare } from './tables.ts'

const seeds = [0, 1, 2]

const countsBy = (keys: readonly (string | number)[]): Map<string | number, number> => {
  const counts = new Map<string | number, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

test('there are exactly 300, each with a name of its own', () => {
  expect(noLaws).toHaveLength(300)
  expect(new Set(noLaws.map(({ id }) => id)).size).toBe(300)
})

test('there are ten kinds or more, none with more than 60 tables', () => {
  const counts = countsBy(noLaws.map(({ kind }) => kind))
  expect(counts.size).toBeGreaterThanOrEqual(10)
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(60)
})

test('noise is 0, 1 or 5 %, each in 60 tables or more', () => {
  const counts = countsBy(noLaws.map(({ noise }) => noise))
  expect([...counts.keys()].toSorted()).toEqual([0, 0.01, 0.05])
  expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(60)
})

test('every table has 50 to 400 rows of finite numbers, 1 to 6 columns, and a target that varies', () => {
  for (const { id, rows, table } of noLaws) {
    const { columns, target } = table(0)
    const count = Object.keys(columns).length - 1
    expect(rows >= 50 && rows <= 400, id).toBe(true)
    expect(count >= 1 && count <= 6, id).toBe(true)
    for (const column of Object.values(columns)) {
      expect(column, id).toHaveLength(rows)
      expect(column.every(Number.isFinite), id).toBe(true)
    }
    expect(new Set(columns[target]).size, id).toBeGreaterThan(1)
  }
})

test('one seed gives one table, and another seed gives another', () => {
  for (const { id, table } of noLaws) {
    expect(table(1), id).toEqual(table(1))
    expect(table(1).columns, id).not.toEqual(table(2).columns)
  }
})

test('no two tables are equal, nor are their targets', () => {
  const targets = noLaws.map(({ table }) => {
    const { columns, target } = table(0)
    return columns[target]?.join(' ')
  })
  expect(new Set(targets).size).toBe(noLaws.length)
})

/** Share of the target's deviation that least squares leave with powers of each column up to the third. */
function leftByCubics({ columns, target }: NumberTable): number {
  const y = columns[target] as Float64Array
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length
  const centred = y.map((value) => value - mean)
  const inputs = Object.keys(columns).filter((name) => name !== target)
  const terms = inputs.flatMap((name) => {
    const column = columns[name] as Float64Array
    const [low, high] = [Math.min(...column), Math.max(...column)]
    return [1, 2, 3].map((power) => column.map((value) => ((2 * value - low - high) / (high - low)) ** power))
  })
  const design = new Matrix([...y.keys()].map((row) => [1, ...terms.map((column) => column[row] as number)]))
  const solution = new QrDecomposition(design).solve(Matrix.columnVector(centred))
  const fitted = design.mmul(solution).getColumn(0)
  return rootMeanSquare(centred.map((value, row) => value - (fitted[row] as number))) / rootMeanSquare(centred)
}

test.each(seeds)('with seed %i no cubics in the columns come near a target', (seed) => {
  const near = noLaws.flatMap(({ id, noise, table }) => {
    const left = leftByCubics(table(seed))
    return left >= Math.max(0.02, 2 * noise) ? [] : [`${id}: ${left.toFixed(4)} of the deviation, noise ${noise}`]
  })
  expect(near).toEqual([])
})
