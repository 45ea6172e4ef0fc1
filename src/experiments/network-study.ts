// What studies of networks share: a training whose best check counts, as rows held out for the choice say.

import { now } from '../base/platform.ts'
import { programKey } from '../compile/cache.ts'
import type { NetworkValues } from '../layers/network.ts'
import { type NetworkResult, type ObjectiveOptions, stepOf, trainObjective } from '../train/train-objective.ts'
import type { Studied, StudyHooks } from './study.ts'

/** A training, and the values of the check that counts. */
export interface ChosenValues {
  readonly values: NetworkValues
  /** The step of that check. */
  readonly chosenStep: number
  readonly result: NetworkResult
}

/**
 * Trains, and keeps the values of the check with the lowest `validate`; ties go to the first. Values after which it is
 * not finite never count. If there is no such check, they are those of the last step.
 */
export async function trainAndChoose(
  options: Omit<ObjectiveOptions, 'score'> & { readonly checkEvery: number; readonly seed: number },
  validate: (values: NetworkValues) => number,
  { onProgress, signal }: StudyHooks,
): Promise<ChosenValues> {
  const { seed, steps, checkEvery } = options
  let best: { readonly score: number; readonly values: NetworkValues; readonly step: number } | undefined
  const score = (values: NetworkValues, step: number) => {
    const loss = validate(values)
    // Where training ended in between, there is one score more, which no plan has.
    if (step % checkEvery !== 0 && step !== steps) return { loss }
    if (Number.isFinite(loss) && !(loss >= (best?.score ?? Number.POSITIVE_INFINITY)))
      best = { score: loss, values, step }
    return { loss }
  }
  const began = now()
  const result = await trainObjective(
    { ...options, score },
    {
      signal,
      onCheck: ({ step: at, trainLoss }) => {
        const stepsPerSecond = (1000 * at) / (now() - began)
        onProgress({ seed, step: at, steps, trainLoss, stepsPerSecond })
      },
    },
  )
  return { values: best?.values ?? result.values, chosenStep: best?.step ?? result.steps, result }
}

/** The parts of an outcome that every training of a network has. */
export const studiedOf = (
  { result, chosenStep }: ChosenValues,
  measures: Readonly<Record<string, number>>,
): Studied => ({
  steps: result.steps,
  stopReason: result.stopReason,
  notFiniteAtStep: result.stopReason === 'not finite' ? result.steps + 1 : undefined,
  measures: { trainLoss: result.trainLoss, chosenStep, ...measures },
})

/** Everything that a training depends on beside data and the options of its study: equations, numbers and starts. */
export function describeTraining(options: ObjectiveOptions): Readonly<Record<string, unknown>> {
  const { program, initial } = stepOf(options)
  const { parameters, states } = options.trainable
  return {
    // Down to each operation.
    step: programKey(program),
    // Numbers that the step takes as data, such as those of penalties.
    numbers: initial,
    starts: [...parameters.map((each) => each.initial.description), ...states.map((each) => each.initial)],
  }
}

/** Mean of |prediction − target| over all outputs. */
export function meanAbsoluteError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < targets.length; i += 1) sum += Math.abs((predictions[i] as number) - (targets[i] as number))
  return sum / targets.length
}
