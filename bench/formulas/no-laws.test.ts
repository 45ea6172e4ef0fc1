// The tables without a law: as many and as varied as they are said to be, and visibly none that a curve explains.

import { Matrix, SingularValueDecomposition } from 'ml-matrix'
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

/** What weighted least squares make of `goal` with these terms: all `[rows]`. */
function fitted(terms: readonly Float64Array[], goal: Float64Array, weights: Float64Array): Float64Array {
  const weighted = (values: Float64Array): number[] => [...values].map((value, row) => value * (weights[row] as number))
  // Terms of one size keep the solution exact.
  const sizes = terms.map((term) => rootMeanSquare(Float64Array.from(weighted(term))))
  const design = new Matrix(
    terms.map((term, i) => weighted(term).map((value) => value / (sizes[i] as number))),
  ).transpose()
  const solution = new SingularValueDecomposition(design, { autoTranspose: true })
    .solve(Matrix.columnVector(weighted(goal)))
    .getColumn(0)
  return goal.map((_, row) =>
    terms.reduce((sum, term, i) => sum + ((solution[i] as number) / (sizes[i] as number)) * (term[row] as number), 0),
  )
}

/** Root mean square of the differences, each over its scale. */
const distance = (a: Float64Array, b: Float64Array, scales: Float64Array): number =>
  rootMeanSquare(a.map((value, row) => (value - (b[row] as number)) / (scales[row] as number)))

const inputsOf = ({ columns, target }: NumberTable): Float64Array[] =>
  Object.keys(columns).flatMap((name) => (name === target ? [] : [columns[name] as Float64Array]))

/** What powers of all columns up to the third leave, as a share of the target's root mean square. */
function leftByCubics(table: NumberTable): number {
  const goal = table.columns[table.target] as Float64Array
  const terms = inputsOf(table).flatMap((column) => {
    const [low, high] = [Math.min(...column), Math.max(...column)]
    return [1, 2, 3].map((power) => column.map((value) => ((2 * value - low - high) / (high - low)) ** power))
  })
  const ones = goal.map(() => 1)
  return distance(
    fitted([ones, ...terms], goal, ones),
    goal,
    goal.map(() => rootMeanSquare(goal)),
  )
}

/**
 * What a sum of five powers of one column leaves if it is fitted to a power of the target, for the column and the power
 * with which it leaves least: as a share of the target's root mean square, or of each value. Negative columns have
 * powers up to the fourth, negative targets are fitted as they are.
 */
function leftByPowers(table: NumberTable, isRelative: boolean): number {
  const goal = table.columns[table.target] as Float64Array
  const scales = isRelative ? goal.map(Math.abs) : goal.map(() => rootMeanSquare(goal))
  const exponents = goal.every((value) => value > 0) ? [1, -1, 2, -2, 0.5, -0.5] : [1]
  return Math.min(
    ...inputsOf(table).flatMap((column) => {
      const powers = column.every((value) => value > 0) ? [-1, 0, 1, 2, 3] : [0, 1, 2, 3, 4]
      const largest = Math.max(...column.map(Math.abs))
      const terms = powers.map((power) => column.map((value) => (value / largest) ** power))
      return exponents.map((k) => {
        // A small change of y^k is k·y^(k−1) times that of y.
        const weights = goal.map((y, row) => 1 / (Math.abs(y) ** (k - 1) * (scales[row] as number)))
        const left = distance(
          fitted(
            terms,
            goal.map((y) => y ** k),
            weights,
          ).map((value) => value ** (1 / k)),
          goal,
          scales,
        )
        return Number.isNaN(left) ? Number.POSITIVE_INFINITY : left
      })
    }),
  )
}

test.each(seeds)(
  'with seed %i no sums and powers of columns come near a target',
  (seed) => {
    const near = noLaws.flatMap(({ id, noise, isNoiseRelative, table }) => {
      const cubics = leftByCubics(table(seed))
      const powers = leftByPowers(table(seed), isNoiseRelative)
      const isFar = cubics >= Math.max(0.02, 2 * noise) && powers >= Math.max(1e-5, 2 * noise)
      return isFar
        ? []
        : [`${id}: cubics leave ${cubics.toPrecision(3)}, powers ${powers.toPrecision(3)}, noise ${noise}`]
    })
    expect(near).toEqual([])
  },
  60_000,
)
