import { expect, test } from 'vitest'
import { areKnown, intervalNote, medianOf, medianSeries, medianTable } from './application-report.ts'
import type { Outcome, StudyCell } from './experiment.ts'

const cell = (id: string): StudyCell => ({
  id,
  title: `model ${id}`,
  study: { procedure: 'none', options: { steps: 1 } },
})
const outcomes = (id: string, values: readonly number[]): Outcome[] =>
  values.map((error, seed) => ({
    cell: id,
    seed,
    steps: 1,
    stopReason: 'steps',
    notFiniteAtStep: undefined,
    seconds: 1,
    measures: { 'error at 1': error },
  }))
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

test('a seed that has no number is the worst of all', () => {
  expect(medianOf(outcomes('a', [1, Number.NaN, 3]), 'error at 1')?.median).toBe(3)
  expect(medianOf(outcomes('a', [1, 2, 3]), 'error at 2')?.median).toBe(Number.POSITIVE_INFINITY)
  expect(medianOf([], 'error at 1')).toBeUndefined()
})

// Of the binomial distribution: 8 values leave 1 − 2 · 9 / 256 … of one left out at each end, which is too little, or all: 99.2 %.
test('the note says the lowest coverage, which is not that of the fewest seeds', () => {
  const cells = [cell('a'), cell('b')]
  expect(intervalNote(cells, outcomes('a', upTo(8)))).toContain('covers 99.2 % or more')
  expect(intervalNote(cells, [...outcomes('a', upTo(8)), ...outcomes('b', upTo(9))])).toContain('covers 96 % or more')
  expect(intervalNote(cells, [])).toBe('Nothing was run yet.')
})

test('intervals of few seeds are compared with nothing', () => {
  const of = (count: number) =>
    medianOf(outcomes('a', upTo(count)), 'error at 1') as NonNullable<ReturnType<typeof medianOf>>
  expect(areKnown(of(6), of(10))).toBe(true)
  expect(areKnown(of(5), of(10))).toBe(false)
})

test('a table has a line for each model, and a figure a curve for each that was run', () => {
  const cells = [cell('a'), cell('b')]
  const own = outcomes('a', [2, 1, 3])
  const { rows } = medianTable('Errors', cells, own, [{ title: '1', measure: 'error at 1' }])
  expect(rows).toEqual([
    ['model a', '3', '2 (1–3)'],
    ['model b', '0', 'not run'],
  ])
  expect(medianSeries(cells, own, [1], (at) => `error at ${at}`)).toEqual([
    { name: 'model a', points: [[1, 2]], interval: [[1, 1, 3]] },
  ])
})
