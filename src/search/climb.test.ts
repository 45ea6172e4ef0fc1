// Climbs to exponents that are known, from starts beside them, and what they may not do.

import { describe, expect, test } from 'vitest'
import { lawTable, type Ranges } from '../../test/law-tables.ts'
import { Climb, type Climbed } from './climb.ts'
import type { ClimbRows, Shape } from './climb-system.ts'
import { lengthOf } from './length.ts'

function rowsOf(formula: string, ranges: Ranges, noise = 0, zerosIn: readonly string[] = []): ClimbRows {
  const { names, columns, target } = lawTable(formula, ranges, { rows: 60, noise })
  const own = columns.map((column, j) =>
    zerosIn.includes(names[j] as string) ? column.map((value, row) => (row % 10 === 0 ? 0 : value)) : column,
  )
  return {
    sizes: own.map((column) => column.map(Math.abs)),
    negative: own.map((column) =>
      column.some((value) => value < 0) ? column.map((value) => (value < 0 ? 1 : 0)) : undefined,
    ),
    hasZero: own.map((column) => column.includes(0)),
    z: target,
    weights: new Float64Array(60).fill(1),
  }
}

/** Products over the line, then those under it, each list in an order of its own. */
function skeletonOf(climbed: Climbed | undefined, { over }: Shape): string[][] {
  const names = (climbed?.exponents ?? []).map((each) => [...each].map((exponent) => exponent + 0).join(' '))
  return [names.slice(0, over).sort(), names.slice(over).sort()]
}

const wide: Ranges = { a: [1, 5], b: [1, 5], c: [1, 5] }
const sumRows = rowsOf('3 * a^2 / b + 2 * b * c', wide)
const sumShape = { over: 2, under: 0 }
const sumExponents = [
  [2, -1, 0],
  [0, 1, 1],
]
const sumSkeleton = [['0 1 1', '2 -1 0'], []]

/** The start with one exponent of each of these products and columns moved. */
const moved = (exponents: readonly (readonly number[])[], moves: readonly (readonly [number, number, number])[]) =>
  moves.reduce(
    (all, [t, column, change]) =>
      all.map((each, i) => each.map((exponent, j) => (i === t && j === column ? exponent + change : exponent))),
    exponents.map((each) => [...each]),
  )

const singleMoves = sumExponents.flatMap((each, t) =>
  each.flatMap((_, column) => [-2, -1, -0.5, 0.5, 1, 2].map((change) => [t, column, change] as const)),
)

describe('a climb', () => {
  const climb = new Climb(sumRows, sumShape)

  test('stays where the law is, with its coefficients and no error', () => {
    const climbed = climb.run(sumExponents)
    expect(skeletonOf(climbed, sumShape)).toEqual(sumSkeleton)
    expect(climbed?.coefficients[0]).toBeCloseTo(3, 6)
    expect(climbed?.coefficients[1]).toBeCloseTo(2, 6)
    // The normal equations leave 1e-13 of the squares at most.
    const squares = sumRows.z.reduce((sum, z) => sum + z * z, 0)
    expect(climbed?.error).toBeLessThan((1.01e-13 * squares) / 60)
  })

  test.each(singleMoves)('finds the law with product %i moved in column %i by %d', (t, column, change) => {
    expect(skeletonOf(climb.run(moved(sumExponents, [[t, column, change]])), sumShape)).toEqual(sumSkeleton)
  })

  test('finds the law from nearly all starts two moves away', () => {
    const starts = singleMoves.flatMap((first, i) => singleMoves.slice(i + 1).map((second) => [first, second] as const))
    const every = starts.filter((_, i) => i % 7 === 0)
    const found = every.filter((moves) => {
      return JSON.stringify(skeletonOf(climb.run(moved(sumExponents, moves)), sumShape)) === JSON.stringify(sumSkeleton)
    })
    expect(found.length).toBeGreaterThan(0.9 * every.length)
  })

  test('rounds its start to the grid', () => {
    const near = sumExponents.map((each) => each.map((exponent) => exponent + 0.2))
    expect(skeletonOf(climb.run(near), sumShape)).toEqual(sumSkeleton)
  })

  test('counts rows times the logarithm of the share that is left, and the length of its products', () => {
    const noisy = rowsOf('3 * a^2 / b + 2 * b * c', wide, 0.05)
    const climbed = new Climb(noisy, sumShape).run(sumExponents) as Climbed
    const squares = noisy.z.reduce((sum, z) => sum + z * z, 0)
    const wanted = 60 * Math.log((climbed.error * 60) / squares) + lengthOf(climbed.exponents, 60)
    expect(climbed.cost).toBeCloseTo(wanted, 8)
  })

  test('with whole exponents first and halves then finds halves, with whole ones alone it does not', () => {
    const rows = rowsOf('2 * sqrt(a) * b + c^1.5', wide)
    const climbing = new Climb(rows, sumShape)
    const start = [
      [1, 1, 0],
      [0, 0, 1],
    ]
    expect(skeletonOf(climbing.run(start, [1, 0.5]), sumShape)).toEqual([['0 0 1.5', '0.5 1 0'], []])
    const whole = climbing.run(start, [1]) as Climbed
    for (const exponent of whole.exponents.flatMap((each) => [...each])) expect(exponent).toSatisfy(Number.isInteger)
  })

  test('finds a factor that all products of a sum lack', () => {
    const start = sumExponents.map((each) => each.map((exponent, j) => (j === 2 ? exponent - 2 : exponent)))
    expect(skeletonOf(climb.run(start), sumShape)).toEqual(sumSkeleton)
  })

  test.each([
    ['a^12 / b^12', [12, -12], '12 -12'],
    ['a^12 / b^12', [12, -11], '12 -12'],
    ['a^12 / b^11', [12, -12], '12 -11'],
    ['a^11 / b^12', [12, -12], '11 -12'],
  ])('finds %s from exponents of %j, at the ends of what it tries', (formula, start, skeleton) => {
    const rows = rowsOf(formula, { a: [1, 1.3], b: [1, 1.3] })
    const shape = { over: 1, under: 0 }
    expect(skeletonOf(new Climb(rows, shape).run([start]), shape)).toEqual([[skeleton], []])
  })

  test('goes no further than exponents of 12', () => {
    const rows = rowsOf('a^14 / b^14', { a: [1, 1.3], b: [1, 1.3] })
    const climbed = new Climb(rows, { over: 1, under: 0 }).run([[12, -12]]) as Climbed
    expect(climbed.cost).toSatisfy(Number.isFinite)
    for (const exponent of climbed.exponents[0] as Float64Array) expect(Math.abs(exponent)).toBeLessThanOrEqual(12)
  })

  test('gives nothing where a product has no finite values', () => {
    const rows = { ...sumRows, sizes: sumRows.sizes.map((sizes) => sizes.map((size) => size * 1e100)) }
    expect(new Climb(rows, { over: 1, under: 0 }).run([[4, 4, 4]])).toBeUndefined()
  })
})

describe('a climb of a quotient', () => {
  const shape = { over: 1, under: 1 }

  const quotientRows = rowsOf('3 * a * b / (1 + 0.5 * c)', wide)
  const exponents = [
    [1, 1, 0],
    [0, 0, 1],
  ]
  const starts = [0, 1].flatMap((t) =>
    [0, 1, 2].flatMap((column) => [-1, 1].map((change) => [t, column, change] as const)),
  )

  test.each(starts)('finds the products with product %i moved in column %i by %d', (t, column, change) => {
    const climbed = new Climb(quotientRows, shape).run(moved(exponents, [[t, column, change]]), [1, 0.5])
    expect(skeletonOf(climbed, shape)).toEqual([['1 1 0'], ['0 0 1']])
    expect(climbed?.coefficients[1]).toBeCloseTo(0.5, 5)
  })

  test('has never a constant beside the 1 under the line', () => {
    const rows = rowsOf('3 * a / b', wide, 0.01)
    const climbing = new Climb(rows, shape)
    for (const under of [
      [1, 0, 0],
      [0, 0.5, 0],
      [0, 0, -1],
      [0.5, -0.5, 0],
    ]) {
      const climbed = climbing.run([[1, -1, 0], under]) as Climbed
      expect([...(climbed.exponents[1] as Float64Array)]).toSatisfy((exponents: number[]) =>
        exponents.some((exponent) => exponent !== 0),
      )
    }
  })
})

describe('a column', () => {
  const shape = { over: 2, under: 0 }

  test('with zeros has no exponent below 0, however well one fits', () => {
    const rows = rowsOf('2 * b / a + c', wide, 0, ['a'])
    const climbed = new Climb(rows, shape).run([
      [-1, 1, 0],
      [0, 0, 1],
    ]) as Climbed
    for (const exponents of climbed.exponents) expect(exponents[0]).toBeGreaterThanOrEqual(0)
  })

  test('with values below 0 has whole exponents alone, and may have halves beside it', () => {
    const rows = rowsOf('2 * a * sqrt(b) + c', { a: [-3, 3], b: [1, 5], c: [1, 5] })
    const climbed = new Climb(rows, shape).run([
      [1.5, 0, 0],
      [0, 0, 0.5],
    ]) as Climbed
    expect(skeletonOf(climbed, shape)).toEqual([['0 0 1', '1 0.5 0'], []])
    // Of sizes alone the root would be the law.
    const roots = { ...rows, z: rows.sizes[0]?.map(Math.sqrt) as Float64Array }
    const whole = new Climb(roots, { over: 1, under: 0 }).run([[0.5, 0, 0]]) as Climbed
    expect(whole.exponents[0]?.[0]).toSatisfy(Number.isInteger)
  })
})
