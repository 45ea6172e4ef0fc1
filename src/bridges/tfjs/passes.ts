// Forward passes of a layer: one graph for each number of rows, in training another, with draws for its noise.

import * as tf from '@tensorflow/tfjs-core'
import { randomBits, randomKey, streamNumber, uniformFromBits } from '../../base/random.ts'
import { type Axis, axis, countElements } from '../../graph/axis.ts'
import { add, multiply, slot, subtract } from '../../graph/build.ts'
import type { SlotNode } from '../../graph/node.ts'
import type { TrainingContext } from '../../modules/module.ts'
import { forward, type Model, parametersOf } from '../../train/model.ts'
import { type DifferentiableGraph, differentiable } from './differentiable.ts'
import type { TensorBindings } from './read.ts'

/** A pass of a layer: `[rows, out]` from `[in, rows]` and the parameters, and tensors for what else the graph reads. */
export interface Pass {
  readonly graph: DifferentiableGraph
  readonly constants: TensorBindings
}

/** An array of even draws in [0, 1). */
interface Draw {
  readonly slot: SlotNode
  /** Name of the random stream. */
  readonly stream: string
}

interface Prepared {
  readonly graph: DifferentiableGraph
  readonly draws: readonly Draw[]
}

// A training meets two numbers of rows, that of a batch and that of the last one, and a few more where it is scored.
const mostKept = 8

const steps = slot('steps taken', [], { type: 'int' })

/**
 * Gives the pass of a layer for so many rows; with a number of steps taken the pass of a training step, whose draws are
 * those of `nalu` for the same seed and step.
 */
export function forwardPasses(model: Model, seed: number): (rows: number, step?: number) => Pass {
  const kept = new Map<string, Prepared>()
  return (rows, step) => {
    const key = `${rows} ${step === undefined ? 'rows' : 'rows in training'}`
    const prepared = kept.get(key) ?? prepare(model, rows, step !== undefined)
    kept.set(key, prepared)
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    const { graph, draws } = prepared
    if (step === undefined) return { graph, constants: {} }
    const drawn = draws.map((draw) => [draw.slot.name, drawnTensor(draw, seed, step)] as const)
    return { graph, constants: { [steps.name]: tf.scalar(step, 'int32'), ...Object.fromEntries(drawn) } }
  }
}

function prepare(model: Model, count: number, isTraining: boolean): Prepared {
  const rows = axis('rows', count)
  const x = slot('x', [model.input, rows])
  const draws: Draw[] = []
  const training = ({ name: layer }: { readonly name: string }): TrainingContext => ({
    step: steps,
    uniform: (name, axes: readonly Axis[], low, high) => {
      const draw = slot(`draw ${draws.length}`, axes)
      draws.push({ slot: draw, stream: `${layer} ${name}` })
      return add(low, multiply(draw, subtract(high, low)))
    },
  })
  const y = forward(model, x, isTraining ? { training } : {})
  return { graph: differentiable(y, [rows, model.output], [x, ...parametersOf(model)]), draws }
}

/** Drawn here and not by TensorFlow.js, whose backends have no integers of 32 bits: every backend draws the same. */
function drawnTensor({ slot: { axes }, stream }: Draw, seed: number, step: number): tf.Tensor {
  const key = randomKey(seed, streamNumber(stream), step)
  const values = Float32Array.from({ length: countElements(axes) }, (_, i) => uniformFromBits(randomBits(key, i)))
  return tf.tensor(
    values,
    axes.map(({ size }) => size),
  )
}
