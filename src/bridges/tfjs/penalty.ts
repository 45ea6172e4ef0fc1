// Penalties of a layer as one differentiable TensorFlow.js function of its weights, the steps taken and the loss.

import * as tf from '@tensorflow/tfjs-core'
import { slot } from '../../graph/build.ts'
import type { Layer } from '../../train/model.ts'
import { bindPenalties, type PenaltyChanges } from '../../train/penalties.ts'
import { callGraph, differentiable } from './differentiable.ts'

/** The sum of all penalties with their factors. Neither the steps nor the loss get a gradient. */
export type PenaltyFunction = (weights: readonly tf.Tensor[], step: number, loss: number | tf.Scalar) => tf.Scalar

/** The penalties of a layer's module; undefined if it has none. */
export function penaltyFunction(layer: Layer, changes: PenaltyChanges): PenaltyFunction | undefined {
  const steps = slot('steps taken', [], { type: 'int' })
  const lossOfStep = slot('loss of the step')
  const { value, initial } = bindPenalties([layer], steps, lossOfStep, changes)
  if (value === undefined) return undefined
  const graph = differentiable(value, [], Object.values(layer.parameters))
  return (weights, step, loss) => {
    const numbers = Object.entries(initial).map(([name, number]) => [name, tf.scalar(number)] as const)
    return callGraph(graph, weights, {
      ...Object.fromEntries(numbers),
      [steps.name]: tf.scalar(step, 'int32'),
      [lossOfStep.name]: typeof loss === 'number' ? tf.scalar(loss) : loss,
    }) as tf.Scalar
  }
}
