// Numbers of a finished law: as many digits as the rows support.

import { expect, test } from 'vitest'
import { rounded } from './finish.ts'

test('a number is rounded to two digits of its standard error, and to twelve of its own', () => {
  expect(rounded(365.18621, 0.0123)).toBe(365.186)
  expect(rounded(-1234.5, 100)).toBe(-1230)
  expect(rounded(1 / 3, 0)).toBe(0.333333333333)
  expect(rounded(0, 1)).toBe(0)
})
