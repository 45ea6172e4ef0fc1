import { expect, test } from 'vitest'
import { valuesAt } from './values-at.ts'

test('are in the order of the places, which may come twice', () => {
  expect([...valuesAt([5, 6, 7], Int32Array.of(2, 0, 2))]).toEqual([7, 5, 7])
  expect([...valuesAt(Float64Array.of(1.5), [])]).toEqual([])
})
