// A graph as one differentiable TensorFlow.js function: value and gradient are both graphs of ours, read by one reader.

import * as tf from '@tensorflow/tfjs-core'
import type { Axis } from '../../graph/axis.ts'
import { multiply, slot, sum } from '../../graph/build.ts'
import { gradients } from '../../graph/gradient.ts'
import type { Node, SlotNode } from '../../graph/node.ts'
import { readNodes, spread, type TensorBindings } from './read.ts'

/** A graph that was made ready: its gradients are derived once, however often it is called. */
export interface DifferentiableGraph {
  /** Over `axes`. */
  readonly value: Node
  /** The order of the value's dimensions. */
  readonly axes: readonly Axis[]
  readonly inputs: readonly SlotNode[]
  /** What the value's gradient is told from above, over `axes`. */
  readonly upstream: SlotNode
  /** The gradient of each input; it may lack axes along which it is the same. */
  readonly slopes: readonly Node[]
}

/** Derives the gradients of a value with respect to `inputs`. */
export function differentiable(value: Node, axes: readonly Axis[], inputs: readonly SlotNode[]): DifferentiableGraph {
  const upstream = slot('gradient from above', axes)
  // The gradient of Σ upstream · value is the upstream gradient times the value's own.
  const slopes = gradients(sum(multiply(upstream, value), axes), inputs)
  return { value, axes, inputs, upstream, slopes }
}

/**
 * The value, whose gradient TensorFlow.js takes from our graphs instead of from its own operations: some of those are
 * not finite where ours are. What the backward pass needs of the forward pass is computed again.
 * @param inputs a tensor for each input, in their order.
 * @param constants tensors of the other slots, which get no gradient.
 */
export function callGraph(
  { value, axes, inputs: slots, upstream, slopes }: DifferentiableGraph,
  inputs: readonly tf.Tensor[],
  constants: TensorBindings,
): tf.Tensor {
  const names = [...slots.map(({ name }) => name), ...Object.keys(constants)]
  const bind = (tensors: readonly tf.Tensor[]): TensorBindings =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]))
  const compute = tf.customGrad((...given) => {
    const save = given.pop() as tf.GradSaveFunc
    const all = [...(given as tf.Tensor[]), ...Object.values(constants)]
    // Tensors of the forward pass are gone before the backward pass, unless they are saved.
    save(all)
    const [result] = readNodes([value], bind(all)) as [tf.Tensor]
    return {
      value: spread(result, value.axes, axes),
      gradFunc: (from: tf.Tensor, saved: tf.Tensor[]) =>
        readNodes(slopes, { ...bind(saved), [upstream.name]: from }).map((slope, i) =>
          spread(slope, (slopes[i] as Node).axes, (slots[i] as SlotNode).axes),
        ),
    }
  })
  return compute(...inputs)
}
