// The form of a law: the same whatever its numbers, another for another law.

import { describe, expect, test } from 'vitest'
import { lawFrom } from '../../test/law-tables.ts'
import { skeletonOf } from './skeleton.ts'

const law = (formula: string) => lawFrom(formula, ['a', 'b'])

describe('the form of a law', () => {
  test('is the same whatever its coefficients and the order of its terms', () => {
    expect(skeletonOf(law('3 * a + 2 * b^2'))).toBe(skeletonOf(law('b^2 + 7 * a')))
    expect(skeletonOf(law('1 / (a + b) + 0 * a'))).toBe(skeletonOf(law('5 / (2 * b + a)')))
  })

  test('is another for other exponents, powers and terms', () => {
    const formulas = ['a + b', 'a + b^2', 'sqrt(a + b)', '1 / (a + b)', 'a', 'a * (a + b)', '1 + a + b']
    expect(new Set(formulas.map((formula) => skeletonOf(law(formula)))).size).toBe(formulas.length)
  })
})
