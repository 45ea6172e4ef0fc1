import { describe, expect, test } from 'vitest'
import { summarize, type Total } from './cell-summary.ts'
import type { Cell, Outcome } from './experiment.ts'

const published = { successes: 10, seeds: 10, rate: 1, source: 'a paper' }
const cells = ['1,2', '3,4'].map(
  (range) =>
    ({ id: range, title: range, keys: { module: 'nmu', range }, scoring: { threshold: 1 } }) as unknown as Cell,
)
const total: Total = { title: 'all', keys: { module: 'nmu' }, published: { ...published, successes: 20, seeds: 20 } }

const outcome = (cell: string, seed: number, extrapolation: number): Outcome => ({
  cell,
  seed,
  steps: 1,
  stopReason: Number.isNaN(extrapolation) ? 'not finite' : 'steps',
  notFiniteAtStep: undefined,
  seconds: 2,
  measures: { extrapolation, solvedAt: 1000, sparsity: 0.1 },
})
const seeds = (cell: string, count: number, extrapolation: number) =>
  Array.from({ length: count }, (_, seed) => outcome(cell, seed, extrapolation))

describe('a summary', () => {
  test('counts seeds below the threshold; those that are not finite failed and are listed', () => {
    const [first] = summarize(cells, [...seeds('1,2', 3, 0.5), outcome('1,2', 3, 2), outcome('1,2', 4, Number.NaN)])
    expect(first?.success?.raw).toMatchObject({ successes: 3, count: 5 })
    expect(first?.notFinite).toEqual([4])
    expect(first?.coreSeconds).toBe(10)
    expect(first?.success?.snapped).toBeUndefined()
  })

  test('of a cell that was not run has no success', () => {
    expect(summarize(cells, [])[1]?.success).toBeUndefined()
  })

  test('compares with a paper by Fisher’s test', () => {
    const compared = cells.map((cell) => ({ ...cell, published }))
    const [same, other] = summarize(compared, [...seeds('1,2', 10, 0.5), ...seeds('3,4', 10, 2)])
    expect(same?.agreement).toMatchObject({ adjustedP: 1, agrees: true })
    // 10 of 10 against 0 of 10: two of C(20, 10) tables, times two for Holm's correction.
    expect(other?.agreement?.agrees).toBe(false)
    expect(other?.agreement?.adjustedP).toBeCloseTo((2 * 2) / 184_756, 12)
  })

  test('compares a total only when all its cells have all their seeds', () => {
    const partly = summarize(cells, seeds('1,2', 10, 0.5), [total]).at(-1)
    expect(partly?.success?.raw.count).toBe(10)
    expect(partly?.agreement).toBeUndefined()
    const uneven = summarize(cells, [...seeds('1,2', 10, 0.5), ...seeds('3,4', 4, 0.5)], [total]).at(-1)
    expect(uneven?.agreement).toBeUndefined()
    const whole = summarize(cells, [...seeds('1,2', 10, 0.5), ...seeds('3,4', 10, 0.5)], [total]).at(-1)
    expect(whole?.agreement?.agrees).toBe(true)
  })

  test('corrects cells among themselves and totals among themselves, since a total has the seeds of its cells', () => {
    const compared = cells.map((cell) => ({ ...cell, published }))
    const other: Total = { ...total, title: 'the other', keys: { module: 'nmu', range: '3,4' }, published }
    const results = summarize(compared, [...seeds('1,2', 10, 0.5), ...seeds('3,4', 10, 2)], [total, other])
    const alone = 2 / 184_756
    // 10 of 20 against 20 of 20: two of the C(40, 30) tables in each of C(20, 10) ways.
    const together = (2 * 184_756) / 847_660_528
    const adjusted = results.map(({ agreement }) => agreement?.adjustedP ?? Number.NaN)
    expect(adjusted[0]).toBe(1)
    // The least p-value of two of a family is doubled, not that of four.
    expect((adjusted[1] as number) / alone).toBeCloseTo(2, 9)
    expect((adjusted[3] as number) / alone).toBeCloseTo(2, 9)
    expect((adjusted[2] as number) / together).toBeCloseTo(1, 9)
  })
})
