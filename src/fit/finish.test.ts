import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateLaw } from '../formula/law.ts'
import { rounded, withPlainNumbers } from './finish.ts'

test('a factor goes into the terms of a sum that stands alone', () => {
  const terms = [
    { coefficient: 0.36, exponents: [1] },
    { coefficient: 0.5, exponents: [0] },
  ]
  const plain = withPlainNumbers({ coefficient: 5, exponents: [0], sums: [{ terms, power: 1 }] })
  expect(plain.coefficient).toBe(1)
  expect(plain.sums[0]?.terms.map(({ coefficient }) => coefficient)).toEqual([1.7999999999999998, 2.5])
})

test('of a sum behind a product the largest coefficient becomes 1', () => {
  const terms = [
    { coefficient: 4, exponents: [2, 0] },
    { coefficient: -2, exponents: [0, 2] },
  ]
  expect(withPlainNumbers({ coefficient: 3, exponents: [1, 0], sums: [{ terms, power: 0.5 }] })).toEqual({
    coefficient: 6,
    exponents: [1, 0],
    sums: [
      {
        power: 0.5,
        terms: [
          { coefficient: 1, exponents: [2, 0] },
          { coefficient: -0.5, exponents: [0, 2] },
        ],
      },
    ],
  })
})

test('no law changes what it gives', () => {
  const coefficient = fc.double({ min: -1e3, max: 1e3, noNaN: true }).filter((value) => Math.abs(value) > 1e-3)
  const exponents = fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 }))
  const product = fc.record({ coefficient, exponents })
  const positive = fc.record({ coefficient: fc.double({ min: 1e-3, max: 1e3, noNaN: true }), exponents })
  const sum = fc.record({
    power: fc.constantFrom(1, -1, 0.5, -0.5, 2),
    terms: fc.array(positive, { minLength: 2, maxLength: 3 }),
  })
  fc.assert(
    fc.property(product, fc.array(sum, { maxLength: 2 }), (outer, sums) => {
      const law = { ...outer, sums }
      const wanted = evaluateLaw(law, [1.3, 0.7])
      expect(Math.abs(evaluateLaw(withPlainNumbers(law), [1.3, 0.7]) / wanted - 1)).toBeLessThan(1e-12)
    }),
  )
})

test('a number is rounded to two digits of its standard error, and to twelve of its own', () => {
  expect(rounded(365.18621, 0.0123)).toBe(365.186)
  expect(rounded(-1234.5, 100)).toBe(-1230)
  expect(rounded(1 / 3, 0)).toBe(0.333333333333)
  expect(rounded(0, 1)).toBe(0)
})
