import { expect, test } from 'vitest'
import { highest, ratioExcess, stirlingExcess } from './likelihood.ts'

// mpmath 1.4 with 40 digits: loggamma(x) − ((x − ½)·log(x) − x + log(2π)/2).
test.each([
  [1e-18, 19.804327303741736],
  [1e-6, 5.9888309840731795],
  [0.03, 0.9529502984973478],
  [0.5, 0.15342640972002736],
  [1, 0.08106146679532726],
  [2.5, 0.033162873519936284],
  [99.5, 0.0008375181182402142],
  [100, 0.0008333305556349147],
  [1e4, 8.333333330555555e-6],
  [1e9, 8.333333333333333e-11],
])('ln Γ(%d) lies above Stirling’s formula by what mpmath says', (x, excess) => {
  // From 100 on it is a series of its own; below, a difference of numbers that grow with x.
  expect(Math.abs(stirlingExcess(x) - excess)).toBeLessThan(1e-15 * (x < 100 ? Math.max(1, x, excess) : excess))
})

// mpmath: r − 1 − log(r) for r = 1 + u.
test.each([
  [1e-6, 4.999996666669167e-13],
  [-1e-6, 5.000003333335833e-13],
  [0.25, 0.026856448685790246],
  [-0.9, 1.4025850929940458],
  [7, 4.920558458320165],
])('a ratio of 1 + %d keeps its digits', (u, excess) => {
  // A middle of 2^20 lets the difference be exact to the digits of u.
  expect(ratioExcess(1048576 + u * 1048576, 1048576) / excess).toBeCloseTo(1, 9)
})

test('golden section finds where a function turns', () => {
  expect(highest((x) => -((x - 1.25) ** 2), -3, 40)).toBeCloseTo(1.25, 7)
  expect(highest((x) => x, 0, 1)).toBeCloseTo(1, 8)
})
