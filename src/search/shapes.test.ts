// Shapes of laws: which targets and tables take which, and that a shape's law is the k-th root of its quotient.

import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { evaluateLaw } from '../formula/law.ts'
import { fitsRows, lawOfShape, type PowerShape, shapeName, shapesOf, takesPower } from './shapes.ts'

describe('a power of the target', () => {
  const powers = [1, -1, 2, -2, 0.5, -0.5]
  test.each([
    ['above 0', [1, 2, 3], powers],
    ['with a 0', [0, 1, 2], [1, 2, 0.5]],
    ['of both signs', [-1, 1, 2], [1, -1]],
    ['of both signs with a 0', [-1, 0, 2], [1]],
    ['below 0', [-1, -2, -3], [1, -1]],
  ])('of a target %s is taken where it leads back', (_, target, taken) => {
    expect(powers.filter((k) => takesPower(k, Float64Array.from(target)))).toEqual(taken)
  })
})

describe('shapes', () => {
  test('of two products or more need six rows for each', () => {
    expect(fitsRows({ over: 1, under: 0 }, 2)).toBe(true)
    expect(fitsRows({ over: 2, under: 0 }, 11)).toBe(false)
    expect(fitsRows({ over: 2, under: 0 }, 12)).toBe(true)
    expect(fitsRows({ over: 2, under: 1 }, 17)).toBe(false)
    expect(fitsRows({ over: 2, under: 1 }, 18)).toBe(true)
  })

  test('of every round are each there once, from one product on, and the last round goes on', () => {
    for (const round of [0, 1]) {
      const names = shapesOf(round).map(shapeName)
      expect(new Set(names).size).toBe(names.length)
    }
    expect(shapesOf(0)[0]).toEqual({ k: 1, over: 1, under: 0 })
    expect(shapesOf(7)).toBe(shapesOf(1))
  })
})

describe('the law of a shape', () => {
  const random = randomStream(1, 'rows of a shape')
  const exponents = [
    [1, 2],
    [-1, 0.5],
    [2, 0],
    [0, -1.5],
  ]
  const coefficients = [3, 0.25, 0.7, 1.9]
  const products = (row: readonly number[]) =>
    exponents.map(
      ([first, second], t) =>
        (coefficients[t] as number) *
        (row[0] as number) ** (first as number) *
        (row[1] as number) ** (second as number),
    )

  test.each(
    [1, -1, 2, -2, 0.5, -0.5].flatMap((k) => [1, 2].flatMap((over) => [0, 1, 2].map((under) => ({ k, over, under })))),
  )('$k of $over over $under is the root of the quotient', (shape: PowerShape) => {
    const { k, over, under } = shape
    const count = over + under
    const law = lawOfShape(shape, exponents.slice(0, count), coefficients)
    for (let i = 0; i < 10; i += 1) {
      const row = [random.uniform(0.5, 3), random.uniform(0.5, 3)]
      const values = products(row).slice(0, count)
      const add = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0)
      const quotient = add(values.slice(0, over)) / (1 + add(values.slice(over)))
      expect(evaluateLaw(law, row)).toBeCloseTo(quotient ** (1 / k), 10)
    }
  })

  test('of one product keeps the sign of its coefficient', () => {
    const law = lawOfShape({ k: -1, over: 1, under: 0 }, [[1, 0]], [-4])
    expect(evaluateLaw(law, [2, 1])).toBeCloseTo(1 / (-4 * 2), 12)
  })
})
