import { describe, expect, test } from 'vitest'
import { linear } from '../modules/linear.ts'
import { formulaTask } from '../tasks/task.ts'
import { stackOf } from '../train/model.ts'
import type { SeedResult } from '../train/trainer.ts'
import { scoreSeed } from './score.ts'
import { type ScoringOptions, scoringJob } from './scoring.ts'

const model = stackOf(linear, 2, [])
const task = formulaTask('a + b', { trainRange: [1, 2] })
const options: ScoringOptions = { testRange: [[2, 6]], rows: 300, threshold: 1e-3 }

const record = (step: number, W: readonly number[], b: number) => ({
  step,
  parameters: { 'layer1.W': Float32Array.from(W), 'layer1.b': Float32Array.from([b]) },
})
// The sum; then the sum and a quarter, whose squared error is 1/16 on every row.
const records = [record(10, [1, 1], 0), record(20, [1, 1], 0.25)]

const scored = (choice: ScoringOptions['choice'], stopReason: SeedResult['stopReason'] = 'steps') => {
  const job = scoringJob(model, task, choice === undefined ? options : { ...options, choice })
  return scoreSeed(job, `${choice}`, { records, stopReason } as unknown as SeedResult, {})
}

describe('the record that counts is', () => {
  test('that with the least error inside', () => {
    expect(scored(undefined)).toMatchObject({ chosenStep: 10, interpolation: 0, extrapolation: 0, solvedAt: 10 })
  })

  test('or the last, where a protocol wants it', () => {
    const { chosenStep, interpolation, extrapolation, solvedAt } = scored('last')
    expect({ chosenStep, solvedAt }).toEqual({ chosenStep: 20, solvedAt: 10 })
    expect(interpolation).toBeCloseTo(1 / 16, 6)
    expect(extrapolation).toBeCloseTo(1 / 16, 6)
  })

  test('none, where the last is wanted and the loss was not finite', () => {
    expect(scored('last', 'not finite').extrapolation).toBeNaN()
    expect(scored(undefined, 'not finite').extrapolation).toBe(0)
  })
})
