import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outcome } from '../experiments/experiment.ts'
import { outcomeFrom, storedOutcome } from './outcomes.ts'

const numbers = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY))

const outcomes = fc.record({
  cell: fc.constant('mul-nmu'),
  seed: fc.nat(),
  steps: fc.nat(),
  stopReason: fc.constantFrom('steps' as const, 'not finite' as const),
  notFiniteAtStep: fc.option(fc.nat(), { nil: undefined }),
  seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
  measures: fc.dictionary(fc.constantFrom('trainLoss', 'extrapolation', 'error at -20'), numbers),
})

test('an outcome comes back from the store as it was, numbers that are not finite too', () => {
  fc.assert(
    fc.property(outcomes, (outcome: Outcome) => {
      const json = JSON.parse(JSON.stringify(storedOutcome(outcome)))
      const stored = { hash: '0'.repeat(16), version: '1', machine: 'm', at: '', outcome: json }
      const back = outcomeFrom(outcome.cell, { ...stored, seed: outcome.seed, seconds: outcome.seconds })
      const plain = (value: unknown) =>
        JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'number' ? String(each) : each)))
      expect(plain(back)).toEqual(plain(outcome))
    }),
  )
})
