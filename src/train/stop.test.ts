import { expect, test } from 'vitest'
import { followPlateau, isPlateau, noPlateau, type StopRules } from './stop.ts'

const rules = (patience: number): StopRules => ({ steps: 1e6, whenSolved: true, patience, seconds: Infinity })

/** The step at which a training with these mean losses, 100 steps apart, ends on a plateau. */
function endOf(losses: readonly number[], patience: number): number | undefined {
  let state = noPlateau
  for (const [i, loss] of losses.entries()) {
    const step = 100 * (i + 1)
    state = followPlateau(state, loss, step)
    if (isPlateau(state, step, rules(patience))) return step
  }
  return undefined
}

test('a loss that keeps falling by more than a hundredth is no plateau', () => {
  const falling = Array.from({ length: 50 }, (_, i) => 0.98 ** i)
  expect(endOf(falling, 100)).toBeUndefined()
})

test('a loss that falls by less than a hundredth in all is one after the patience has passed', () => {
  expect(endOf([1, 0.999, 0.998, 0.997, 0.996], 300)).toBe(400)
})

test('slow progress that adds up to a hundredth in time is no plateau', () => {
  const slow = Array.from({ length: 50 }, (_, i) => 0.996 ** i)
  expect(endOf(slow, 400)).toBeUndefined()
})

test('a loss that rises, or is no number, is no progress', () => {
  expect(endOf([1, 2, 3, 4], 300)).toBe(400)
  expect(endOf([1, Number.NaN, Number.NaN, Number.NaN], 300)).toBe(400)
})

test('without patience there is no plateau', () => {
  expect(endOf([1, 1, 1, 1, 1, 1], 0)).toBeUndefined()
})
