import { expect, test } from 'vitest'
import { studentPoint } from './mean.ts'

// scipy.stats.t.ppf(0.975, degrees), scipy 1.17.
test.each([
  [1, 12.706204736174694],
  [2, 4.302652729749462],
  [3, 3.1824463052837078],
  [4, 2.7764451051977934],
  [9, 2.262157162798205],
  [24, 2.0638985616280245],
  [99, 1.9842169515864174],
  [100, 1.9839715185235518],
])('the 97.5 % point of Student’s t with %i degrees of freedom is scipy’s', (degrees, point) => {
  expect(studentPoint(degrees) / point).toBeCloseTo(1, 13)
})
