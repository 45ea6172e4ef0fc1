// The list that a person is shown, of candidates with errors and lengths that are given.

import { expect, test } from 'vitest'
import type { Candidate } from '../search/candidates.ts'
import { listOf } from './listing.ts'

const candidate = (length: number, choose: number, floor = 0): Candidate => {
  const errors = { train: choose, choose, floor, score: 0 }
  return {
    law: { coefficient: length, exponents: [], sums: [] },
    base: { coefficient: length, exponents: [], sums: [] },
    origin: { kind: 'closed form', name: 'sum of columns' },
    length,
    errors: { absolute: errors, relative: { ...errors, choose: 1 / choose } },
  }
}

const lengthsOf = (list: readonly Candidate[]) => list.map(({ length }) => length)

test('goes from short to long, each better outside than all that are shorter', () => {
  const ranked = [candidate(3, 0.2), candidate(1, 1), candidate(4, 0.3), candidate(2, 0.5), candidate(5, 0.1)]
  expect(lengthsOf(listOf(ranked, 'absolute'))).toEqual([1, 2, 3, 5])
})

test('leaves out what is longer and hardly better', () => {
  const ranked = [candidate(2, 0.5), candidate(3, 0.48), candidate(4, 0.47)]
  expect(lengthsOf(listOf(ranked, 'absolute'))).toEqual([2, 4])
})

test('has the pick, whatever its error', () => {
  const ranked = [candidate(3, 0.9), candidate(1, 0.5), candidate(4, 0.1)]
  const list = listOf(ranked, 'absolute')
  expect(list).toContain(ranked[0])
  expect(lengthsOf(list)).toEqual([1, 3, 4])
})

test('takes errors within rounding for equal', () => {
  const ranked = [candidate(2, 1e-12, 1e-9), candidate(3, 1e-14, 1e-9)]
  expect(lengthsOf(listOf(ranked, 'absolute'))).toEqual([2])
})

test('of the relative kind goes by the relative errors', () => {
  const ranked = [candidate(1, 0.1), candidate(2, 0.5), candidate(3, 0.2)]
  expect(lengthsOf(listOf(ranked, 'relative'))).toEqual([1, 2])
})

test('has eight lines at most, the pick and two that are longer among them', () => {
  const ranked = Array.from({ length: 20 }, (_, i) => candidate(i + 1, 0.5 ** i))
  const pick = ranked[9] as Candidate
  const list = listOf([pick, ...ranked.filter((each) => each !== pick)], 'absolute')
  expect(lengthsOf(list)).toEqual([5, 6, 7, 8, 9, 10, 11, 12])
  const last = ranked[19] as Candidate
  expect(lengthsOf(listOf([last, ...ranked.slice(0, 19)], 'absolute'))).toEqual([13, 14, 15, 16, 17, 18, 19, 20])
})

test('of nothing is empty', () => {
  expect(listOf([], 'absolute')).toEqual([])
})

test('of rows that leave none to choose by goes by the errors inside', () => {
  const few = (length: number, train: number): Candidate => {
    const { errors, ...own } = candidate(length, Number.NaN)
    return { ...own, errors: { ...errors, absolute: { ...errors.absolute, train } } }
  }
  expect(lengthsOf(listOf([few(3, 0.1), few(1, 1), few(2, 0.5), few(4, 0.2)], 'absolute'))).toEqual([1, 2, 3])
})
