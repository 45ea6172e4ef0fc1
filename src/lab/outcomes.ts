// Outcomes of experiments as the store keeps them, and back.

import type { Outcome } from '../experiments/experiment.ts'
import type { StopReason } from '../train/stop.ts'
import { outcomeNumber, outcomeOf, type StoredOutcome, type StoredResult } from './store.ts'

const own = ['steps', 'stopReason', 'notFiniteAtStep'] as const

/** Everything of an outcome but its cell, its seed and its time, which the store keeps beside it. */
export function storedOutcome({ steps, stopReason, notFiniteAtStep, measures }: Outcome): StoredOutcome {
  return outcomeOf({ steps, stopReason, notFiniteAtStep, ...measures })
}

/** The outcome that was stored for a cell. */
export function outcomeFrom(cell: string, { seed, seconds, outcome }: StoredResult): Outcome {
  const names = Object.keys(outcome).filter((name) => !own.some((each) => each === name) && !isReason(outcome, name))
  return {
    cell,
    seed,
    seconds,
    steps: outcomeNumber(outcome, 'steps') ?? Number.NaN,
    stopReason: outcome['stopReason'] as StopReason,
    notFiniteAtStep: outcomeNumber(outcome, 'notFiniteAtStep'),
    measures: Object.fromEntries(names.map((name) => [name, outcomeNumber(outcome, name) ?? Number.NaN])),
  }
}

/** True for `testLossReason` beside a `testLoss` that is null. */
const isReason = (outcome: StoredOutcome, name: string): boolean =>
  name.endsWith('Reason') && outcome[name.slice(0, -'Reason'.length)] === null
