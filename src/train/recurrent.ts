// Recurrent models: a unit that goes along a sequence with parameters that all steps share, then a readout.

import { invalid } from '../base/errors.ts'
import { axis } from '../graph/axis.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { type Model, stack } from './model.ts'

/** Sizes of a recurrent model. */
export interface RecurrentOptions {
  /** Steps of the sequence. Weights do not depend on it: those of one length fit a model of any other. */
  readonly length: number
  /** Inputs of a step. */
  readonly width: number
  /** Outputs of the unit that it is given again at the next step. */
  readonly hidden: number
  /** What it is given at the first step. Default: 0; products start at 1. */
  readonly start?: number
  readonly outputs?: number
}

/**
 * `state(t) = unit(inputs(t), state(t − 1))`, then a layer of the unit, or of its readout, on the last state. A row has
 * `width · length` inputs, those of one place in the sequence one after another: input i of step t is number i · length + t.
 * @throws NaluError if a size is not a whole number of at least 1.
 */
export function recurrent(module: ArithmeticModule, options: RecurrentOptions): Model {
  const { length, width, hidden, start = 0, outputs = 1 } = options
  if (!Number.isInteger(length) || length < 1) {
    throw invalid(`A sequence cannot have ${length} steps. Give a whole number of at least 1.`)
  }
  const model = stack(width + hidden, [
    { module, outputs: hidden },
    { module: module.readout ?? module, outputs },
  ])
  return { ...model, input: axis('sequence', width * length), recurrence: { length, width, start } }
}
