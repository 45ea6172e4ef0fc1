import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { FitProgress } from '../fit/attempt.ts'
import { fitLines } from './fit-progress.ts'

const progress = (changes: Partial<FitProgress> = {}): FitProgress => ({
  round: 1,
  rounds: 3,
  done: 6,
  shapes: 16,
  steps: 1_900_000,
  seconds: 1,
  formula: '2.5 + 1.8·km',
  ...changes,
})
const limits = { time: 30, rounds: 3 }
const lines = (changes: Partial<FitProgress>, waited = 0) =>
  fitLines(progress(changes), limits, waited, new PassThrough()).join('\n')

test('a terminal shows how much is done, the time left, the speed and the best so far', () => {
  // Six of 16 forms of one of three rounds are an eighth; at one second for it, seven are left.
  expect(lines({})).toContain('13 % · 7 s left · round 1 of 3 · 1.9 M steps/s')
  expect(lines({})).toContain('best so far  2.5 + 1.8·km')
  expect(lines({})).toContain('━━━━─')
})

test('the time left is never more than what --time leaves, and goes on while a form is searched', () => {
  expect(lines({ seconds: 27 })).toContain('90 % · 3 s left')
  expect(lines({ seconds: 27 }, 2)).toContain('97 % · 1 s left')
  expect(lines({ seconds: 27 }, 20)).toContain('finishing and judging')
})

test('before the first formula it says that there is none', () => {
  expect(lines({ done: 0, steps: 0, seconds: 0, formula: undefined })).toMatch(/0 % · 30 s left.*\n {2}no formula yet/)
})
