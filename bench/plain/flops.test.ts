// The count against arithmetic done by hand.

import { expect, test } from 'vitest'
import { countFlops, countFlopsPerRow, countFlopsPerUpdate } from './flops.ts'

test('one weight and one row are the sum of the written steps', () => {
  const forward = 28 + 6 + 21 + 24 + 3
  const loss = 4
  const backward = 3 + 2 + 6
  expect(countFlopsPerRow({ layers: [1, 1], inputLogs: 'taken' })).toBe(forward + loss + backward)
  expect(countFlopsPerUpdate([1])).toBe(0)
  expect(countFlopsPerUpdate([1, 1])).toBe(25 + 24 + 1 + 7 + 3 * 13)
})

test('cached logarithms save a logarithm and an addition for each input', () => {
  const layers = [10, 2, 1]
  const saved = countFlopsPerRow({ layers, inputLogs: 'taken' }) - countFlopsPerRow({ layers, inputLogs: 'cached' })
  expect(saved).toBe(10 * (27 + 1))
})

test('the four workloads have the counts of the table', () => {
  expect(countFlops({ layers: [2, 1], rows: 128, inputLogs: 'taken', targetColumns: 2 })).toBe(18_368)
  expect(countFlops({ layers: [100, 2, 1], rows: 128, inputLogs: 'taken', targetColumns: 50 })).toBe(750_016)
  expect(countFlops({ layers: [10, 2, 1], rows: 10_000, inputLogs: 'cached' })).toBe(4_992_112)
  expect(countFlops({ layers: [10, 2, 1], rows: 10_000, inputLogs: 'taken' })).toBe(7_792_112)
})
