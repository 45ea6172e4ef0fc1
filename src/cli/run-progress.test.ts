import { expect, test } from 'vitest'
import type { Cell, Outcome } from '../experiments/experiment.ts'
import { identity } from '../experiments/identity.ts'
import { RunDisplay } from './run-progress.ts'

const [cell] = identity.cells as readonly [Cell]
const outcome = (seed: number): Outcome => ({
  cell: cell.id,
  seed,
  steps: 1000,
  stopReason: 'steps',
  notFiniteAtStep: undefined,
  seconds: 1,
  measures: {},
})

const display = (all: number, clock: () => number) => {
  const isSuccess = (_: Cell, { seed }: Outcome) => seed > 0
  return new RunDisplay(all, { titleOf: () => 'module=nau', isSuccess }, false, clock)
}

test('what is left is told in whole seconds, and not at all once nothing is', () => {
  let time = 0
  const shown = display(2, () => time)
  const [run, other] = [
    { cell, seed: 0 },
    { cell, seed: 1 },
  ]
  expect(shown.line()).toBe('  0 % · 0 of 2 trainings · – steps/s')
  time = 2000
  shown.progress(run, { step: 500, steps: 1000 })
  // A quarter took two seconds.
  expect(shown.line()).toBe(' 25 % · 6 s left · 0 of 2 trainings · 250 steps/s')
  shown.end(run, outcome(0))
  shown.progress(other, { step: 999, steps: 1000 })
  expect(shown.line()).toBe('>99 % · 1 s left · 1 of 2 trainings · 1 k steps/s')
  shown.end(other, outcome(1))
  time = 4000
  expect(shown.line()).toBe('100 % · 2 of 2 trainings · 500 steps/s')
})

test('seeds that succeed are counted with their interval as they end', () => {
  const shown = display(3, () => 1)
  for (const seed of [0, 1]) shown.end({ cell, seed }, outcome(seed))
  // Wilson: ½ ± z/(2√(2 + z²)).
  expect(shown.lines()[1]).toBe('  module=nau  1 of 2  9–91 %')
})
