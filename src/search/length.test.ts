// Lengths of laws: by hand from the number of choices, and in the order in which laws are rare.

import { describe, expect, test } from 'vitest'
import { lawFrom } from '../../test/law-tables.ts'
import { exponentLength, lengthOf, lengthOfLaw, productLength } from './length.ts'

const names = ['a', 'b', 'c']
const lengthOfFormula = (formula: string, rows = 100) => lengthOfLaw(lawFrom(formula, names), rows)

describe('the length of an exponent', () => {
  test('is twice the logarithm of how many there are: columns, two signs, and sizes up to its own', () => {
    expect(exponentLength(1, 3)).toBeCloseTo(2 * Math.log(6), 12)
    expect(exponentLength(-2, 3)).toBeCloseTo(2 * Math.log(12), 12)
    expect(exponentLength(0, 3)).toBe(0)
  })

  test('grows from whole ones over halves, thirds and quarters to those with digits of their own', () => {
    const lengths = [1, 2, 0.5, 1.5, 0.25, 2 / 3, 0.37].map((exponent) => exponentLength(exponent, 2))
    const [one, two, half, oneAndHalf, quarter, twoThirds, decimal] = lengths as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    expect(one).toBeLessThan(two)
    expect(two).toBeLessThan(half)
    expect(half).toBeLessThan(oneAndHalf)
    expect(oneAndHalf).toBeLessThan(quarter)
    expect(quarter).toBeLessThan(twoThirds)
    expect(twoThirds).toBeLessThan(decimal)
  })

  test('does not depend on its sign', () => {
    for (const exponent of [1, 0.5, 2 / 3, 0.37]) {
      expect(exponentLength(-exponent, 4)).toBe(exponentLength(exponent, 4))
    }
  })
})

describe('the length of a law', () => {
  test('is that of its products', () => {
    const exponents = [
      [1, 0, 0],
      [0, 2, -1],
    ]
    expect(lengthOfFormula('2 * a + 3 * b^2 / c')).toBeCloseTo(lengthOf(exponents, 100), 12)
    expect(lengthOf(exponents, 100)).toBeCloseTo(
      2 * productLength(100) + 2 * exponentLength(1, 3) + exponentLength(2, 3),
      12,
    )
  })

  test.each([
    ['2 * a', 1],
    ['2 * a + 3 * b', 2],
    ['2 * (a + 3 * b)^2', 2],
    ['sqrt(2 * a + 3 * b)', 2],
    ['2 * a * (b + 3 * c) / (a + 4 * b + 5 * c)', 4],
  ])('%s has the digits of its coefficients: %i numbers', (formula, numbers) => {
    // Ten times the rows give each number half a digit more: ln 10 of twice its length.
    expect(lengthOfFormula(formula, 1000) - lengthOfFormula(formula, 100)).toBeCloseTo(numbers * Math.log(10), 12)
  })

  test('is the same however its coefficients are shared out', () => {
    const sum = (coefficient: number, terms: number) => ({
      coefficient,
      exponents: [0, 0],
      sums: [
        {
          power: 1,
          terms: [
            { coefficient: terms, exponents: [1, 0] },
            { coefficient: 2 * terms, exponents: [0, 1] },
          ],
        },
      ],
    })
    expect(lengthOfLaw(sum(1, 3), 50)).toBeCloseTo(lengthOfLaw(sum(3, 1), 50), 12)
  })

  test('grows with every part', () => {
    expect(lengthOfFormula('a')).toBeLessThan(lengthOfFormula('a * b'))
    expect(lengthOfFormula('a * b')).toBeLessThan(lengthOfFormula('a * b + c'))
    expect(lengthOfFormula('a * b + c')).toBeLessThan(lengthOfFormula('(a * b + c) / (1 + 2 * a)'))
  })
})
