import { describe, expect, test } from 'vitest'
import { compareHeads, lossOf, lossRatio } from './every-model-comparison.ts'
import type { Outcome } from './experiment.ts'

const heads = ['linear', 'NAU', 'NMU']
const cellOf = (task: string, head: string) => `${task} ${head}`

const outcome = (cell: string, seed: number, inside: number, outside: number): Outcome => ({
  cell,
  seed,
  steps: 1,
  stopReason: 'steps',
  notFiniteAtStep: undefined,
  seconds: 1,
  measures: { inside, outside },
})

/** Seeds whose linear losses are 1; those of the heads are given by seed. */
const outcomesOf = (seeds: number, nau: (seed: number) => number, nmu: (seed: number) => number): Outcome[] =>
  Array.from({ length: seeds }, (_, seed) => [
    outcome('sum linear', seed, 1, 1),
    outcome('sum NAU', seed, 1, nau(seed)),
    outcome('sum NMU', seed, 1, nmu(seed)),
  ]).flat()

const outside = (outcomes: readonly Outcome[], head: string) =>
  compareHeads(outcomes, ['sum'], heads, cellOf).find((each) => each.head === head && each.where === 'outside')

describe('a head compared with the linear one', () => {
  test('is better where losses are lower in all seeds, and worse where they are higher', () => {
    const outcomes = outcomesOf(
      10,
      (seed) => 0.5 - seed / 100,
      (seed) => 2 + seed,
    )
    // Each has the p-value 2 / 2^10, the smallest of four: Holm takes it four and three times, and keeps the larger.
    expect(outside(outcomes, 'NAU')).toMatchObject({ verdict: 'better' })
    expect(outside(outcomes, 'NAU')?.adjustedP).toBeCloseTo(8 / 1024, 12)
    expect(outside(outcomes, 'NMU')).toMatchObject({ verdict: 'worse' })
    expect(outside(outcomes, 'NMU')?.adjustedP).toBeCloseTo(8 / 1024, 12)
  })

  test('is no different where seeds go both ways, or where all are equal', () => {
    const outcomes = outcomesOf(
      10,
      (seed) => (seed % 2 === 0 ? 0.5 + seed / 100 : 2 - seed / 100),
      () => 1,
    )
    expect(outside(outcomes, 'NAU')).toMatchObject({ verdict: 'no difference' })
    expect(outside(outcomes, 'NMU')).toMatchObject({ verdict: 'no difference', adjustedP: 1 })
  })

  test('cannot be told from it by too few seeds, whatever their losses are', () => {
    // 4 tests · 2 / 2^7 is above 0.05, 4 · 2 / 2^8 is not.
    for (const [seeds, verdict] of [[7, 'too few seeds'] as const, [8, 'better'] as const]) {
      const outcomes = outcomesOf(
        seeds,
        (seed) => 0.5 - seed / 100,
        (seed) => 0.4 - seed / 100,
      )
      expect(outside(outcomes, 'NAU')).toMatchObject({ verdict })
    }
  })

  test('is compared by powers of ten: many small gains outweigh one large loss only if ranks say so', () => {
    const outcomes = outcomesOf(
      12,
      (seed) => (seed === 0 ? 1e9 : 0.9 - seed / 100),
      () => 1,
    )
    // The one loss has rank 12 of 12: p = 2 · P(W ≤ 12), above 0.01, so that the correction leaves no difference.
    expect(outside(outcomes, 'NAU')).toMatchObject({ verdict: 'no difference' })
  })

  test('pairs seeds by their numbers, whatever their order, and leaves out those that only one has', () => {
    const outcomes = [
      outcome('sum NAU', 2, 1, 30),
      outcome('sum NAU', 1, 1, 20),
      outcome('sum linear', 1, 1, 10),
      outcome('sum linear', 2, 1, 10),
      outcome('sum linear', 3, 1, 10),
    ]
    expect(outside(outcomes, 'NAU')?.ratios.toSorted()).toEqual([2, 3])
    expect(outside(outcomes, 'NMU')?.ratios).toEqual([])
  })
})

describe('seeds that failed', () => {
  test('have an infinite loss: missing, NaN and infinite alike', () => {
    for (const measures of [{}, { inside: Number.NaN }, { inside: Number.POSITIVE_INFINITY }]) {
      expect(lossOf({ measures }, 'inside')).toBe(Number.POSITIVE_INFINITY)
    }
    expect(lossOf({ measures: { inside: 0.5 } }, 'inside')).toBe(0.5)
  })

  test('are worse than any other, and equal to each other', () => {
    expect(lossRatio(Number.POSITIVE_INFINITY, 1e30)).toBe(Number.POSITIVE_INFINITY)
    expect(lossRatio(1e30, Number.POSITIVE_INFINITY)).toBe(0)
    expect(lossRatio(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(1)
    expect(lossRatio(0, 0)).toBe(1)
  })

  test('count against a head in the test', () => {
    const outcomes = outcomesOf(
      10,
      () => Number.NaN,
      () => 1,
    )
    expect(outside(outcomes, 'NAU')).toMatchObject({ verdict: 'worse' })
  })
})
