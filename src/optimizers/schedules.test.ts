import { describe, expect, test } from 'vitest'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { type ScheduleName, schedules } from './schedules.ts'

function factor(name: ScheduleName, step: number, steps: number): number {
  const at = slot('step', [], { type: 'int' })
  const planned = slot('planned steps')
  const node = schedules[name](at, planned)
  return typeof node === 'number' ? node : (interpret(node, { step, 'planned steps': steps }).data[0] as number)
}

// Worked out by hand for the start, a quarter, the half and the end of 1000 steps.
const expected: Readonly<Record<ScheduleName, readonly [number, number, number, number]>> = {
  constant: [1, 1, 1, 1],
  linear: [1, 0.7525, 0.505, 0.01],
  exponential: [1, 10 ** -0.5, 0.1, 0.01],
  cosine: [1, 0.5 + 0.25 * Math.SQRT2, 0.5, 0],
}

describe.each(Object.keys(schedules) as ScheduleName[])('the schedule %s', (name) => {
  test('has the values that its description says', () => {
    expected[name].forEach((value, i) => {
      const step = [0, 250, 500, 1000][i] as number
      expect(factor(name, step, 1000)).toBeCloseTo(value, 12)
    })
  })

  test('never rises, and stays where it is after the planned steps', () => {
    const values = Array.from({ length: 131 }, (_, i) => factor(name, i * 10, 1000))
    values.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual((values[i] as number) + 1e-15))
    expect(factor(name, 5000, 1000)).toBe(factor(name, 1000, 1000))
  })

  test('is a number for a single planned step, and for none', () => {
    for (const steps of [0, 1]) expect(Number.isFinite(factor(name, 0, steps))).toBe(true)
  })
})
