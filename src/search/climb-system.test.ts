// The linear system of a climb against least squares by singular values, against products written out, and against itself anew.

import { Matrix, solve } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { type ClimbRows, ClimbSystem, type Part } from './climb-system.ts'

const rows = 40
const random = randomStream(1, 'rows to climb on')
const drawn = (low: number, high: number) => Float64Array.from({ length: rows }, () => random.uniform(low, high))

/** a is above 0, b has both signs, c has zeros. */
const columns = [drawn(0.5, 3), drawn(-2, 2), drawn(0, 2).map((value, row) => (row % 5 === 0 ? 0 : value))]
const climbRows: ClimbRows = {
  sizes: columns.map((column) => column.map(Math.abs)),
  negative: columns.map((column) =>
    column.some((value) => value < 0) ? column.map((value) => (value < 0 ? 1 : 0)) : undefined,
  ),
  hasZero: columns.map((column) => column.includes(0)),
  z: drawn(1, 4),
  weights: drawn(0.5, 2),
}

const valuesOf = (exponents: ArrayLike<number>): number[] =>
  Array.from({ length: rows }, (_, row) =>
    columns.reduce((product, column, j) => {
      const exponent = exponents[j] as number
      return exponent === 0 ? product : product * (column[row] as number) ** exponent
    }, 1),
  )

const partsOf = (system: ClimbSystem, exponents: readonly (readonly number[])[]): Part[] =>
  exponents.map((each, t) => system.part(t, Float64Array.from(each)))

const closeTo = (values: ArrayLike<number>, wanted: ArrayLike<number>) => {
  expect(values.length).toBe(wanted.length)
  Array.from(wanted).forEach((each, i) => {
    expect(Math.abs((values[i] as number) - each)).toBeLessThan(1e-8 * Math.max(1, Math.abs(each)))
  })
}

/** Coefficients and squares of the weighted linear fit `Σ c_t · columns_t = z`. */
function leastSquaresOf(entries: readonly (readonly number[])[], weights: ArrayLike<number>) {
  const weighted = (values: ArrayLike<number>) =>
    Array.from(values).map((value, row) => value * (weights[row] as number))
  const design = new Matrix(entries.map(weighted)).transpose()
  const target = Matrix.columnVector(weighted(climbRows.z))
  const coefficients = solve(design, target, true)
  const left = Matrix.sub(target, design.mmul(coefficients))
  return {
    coefficients: coefficients.to1DArray(),
    squares: left.norm('frobenius') ** 2,
    all: target.norm('frobenius') ** 2,
  }
}

const sum = [
  [1, 0, 0],
  [-0.5, 1, 0],
  [0, 2, 1],
]

describe('a sum of products', () => {
  const system = new ClimbSystem(climbRows, { over: 3, under: 0 })

  test('has the values of its products, also of columns below 0 and with a 0', () => {
    for (const exponents of [...sum, [2, -1, 0], [0, 3, 0.5], [0, 0, 0]]) {
      closeTo(system.part(0, Float64Array.from(exponents)).values, valuesOf(exponents))
    }
  })

  test('has the coefficients and the squares of least squares', () => {
    const parts = partsOf(system, sum)
    system.take(parts)
    const wanted = leastSquaresOf(sum.map(valuesOf), climbRows.weights)
    const solved = system.solve()
    closeTo(solved?.coefficients ?? [], wanted.coefficients)
    expect(solved?.squares).toBeCloseTo(wanted.squares, 8)
    expect(system.share(parts)).toBeCloseTo(wanted.squares / wanted.all, 10)
  })

  test.each([
    [0, 0, 1],
    [1, 0, -2],
    [1, 1, -1],
    [2, 2, 0.5],
    [2, 2, -1],
  ])('with product %i changed in column %i by %d leaves what a system built anew leaves', (t, column, change) => {
    const parts = partsOf(system, sum)
    system.take(parts)
    const before = system.share(parts)
    const changed = system.change(t, parts[t] as Part, column, change, system.emptyPart(3))
    const tried = system.shareWith(parts, t, changed)
    const exponents = sum.map((each, i) => each.map((e, j) => (i === t && j === column ? e + change : e)))
    closeTo(changed.values, valuesOf(exponents[t] as number[]))
    const anew = new ClimbSystem(climbRows, { over: 3, under: 0 })
    const newParts = partsOf(anew, exponents)
    anew.take(newParts)
    expect(tried).toBeCloseTo(anew.share(newParts), 12)
    // A try changes nothing.
    expect(system.share(parts)).toBe(before)
  })

  test('that is exact leaves no less than rounding', () => {
    const z = Float64Array.from(valuesOf([1, 1, 0]), (value, row) => 3 * value - 2 * (columns[2]?.[row] as number))
    const exact = new ClimbSystem({ ...climbRows, z }, { over: 2, under: 0 })
    const parts = partsOf(exact, [
      [1, 1, 0],
      [0, 0, 1],
    ])
    exact.take(parts)
    closeTo(exact.solve()?.coefficients ?? [], [3, -2])
    expect(exact.share(parts)).toBe(1e-13)
  })

  test('of two products that are the same has no coefficients', () => {
    const parts = partsOf(system, [
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
    ])
    system.take(parts)
    expect(system.share(parts)).toBe(Number.POSITIVE_INFINITY)
    expect(system.solve()).toBeUndefined()
  })

  test('of a target of zeros, or of products that are not finite, has no coefficients', () => {
    const nothing = new ClimbSystem({ ...climbRows, z: new Float64Array(rows) }, { over: 1, under: 0 })
    const none = partsOf(nothing, [[1, 0, 0]])
    nothing.take(none)
    expect(nothing.share(none)).toBe(Number.POSITIVE_INFINITY)
    expect(nothing.solve()).toBeUndefined()
    const large = new ClimbSystem(
      { ...climbRows, sizes: columns.map((column) => column.map((value) => 1e60 * Math.abs(value))) },
      { over: 1, under: 0 },
    )
    const parts = partsOf(large, [[6, 0, 0]])
    large.take(parts)
    expect(large.share(parts)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('a quotient of sums', () => {
  const shape = { over: 2, under: 1 }
  const exponents = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]
  const values = exponents.map(valuesOf)
  const [first, second, third] = values as [number[], number[], number[]]
  const under = third.map((value, row) => -value * (climbRows.z[row] as number))

  /** The share of the weighted squares of z that the quotient with these coefficients leaves. */
  function shareOf([a, b, c]: readonly number[]): number {
    let left = 0
    let all = 0
    climbRows.z.forEach((z, row) => {
      const weight = climbRows.weights[row] as number
      const over = (a as number) * (first[row] as number) + (b as number) * (second[row] as number)
      left += (weight * (z - over / (1 + (c as number) * (third[row] as number)))) ** 2
      all += (weight * z) ** 2
    })
    return left / all
  }

  test('has the coefficients of the equation multiplied by the sum under the line, and the errors of z', () => {
    const system = new ClimbSystem(climbRows, shape)
    const parts = partsOf(system, exponents)
    system.take(parts)
    const { coefficients } = leastSquaresOf([first, second, under], climbRows.weights)
    closeTo(system.solve()?.coefficients ?? [], coefficients)
    expect(system.share(parts)).toBeCloseTo(shareOf(coefficients), 10)
  })

  test('weighed by its sum under the line has the coefficients of least squares with these weights', () => {
    const system = new ClimbSystem(climbRows, shape)
    const parts = partsOf(system, exponents)
    system.take(parts)
    const before = Float64Array.from(system.solve()?.coefficients ?? [])
    system.weigh(parts, before)
    for (const [t, part] of parts.entries()) system.enter(t, part)
    system.take(parts)
    const weights = climbRows.weights.map(
      (weight, row) => weight / Math.max(1e-3, Math.abs(1 + (before[2] as number) * (third[row] as number))),
    )
    const { coefficients } = leastSquaresOf([first, second, under], weights)
    closeTo(system.solve()?.coefficients ?? [], coefficients)
    expect(system.share(parts)).toBeCloseTo(shareOf(coefficients), 10)
  })

  test('with a product under the line changed leaves what a system built anew leaves', () => {
    const system = new ClimbSystem(climbRows, shape)
    const parts = partsOf(system, exponents)
    system.take(parts)
    const tried = system.shareWith(parts, 2, system.change(2, parts[2] as Part, 0, 1, system.emptyPart(3)))
    const anew = new ClimbSystem(climbRows, shape)
    const newParts = partsOf(anew, [...exponents.slice(0, 2), [1, 0, 1]])
    anew.take(newParts)
    expect(tried).toBeCloseTo(anew.share(newParts), 12)
  })
})
