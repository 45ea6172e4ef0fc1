// Losses: what a prediction costs, row by row.

import type { Axis } from '../graph/axis.ts'
import { gather, lessEqual, maximum, subtract, toFloat } from '../graph/build.ts'
import { mean, square } from '../graph/functions.ts'
import { crossEntropy as ofLogits } from '../graph/network.ts'
import type { Node } from '../graph/node.ts'
import { wrongShape } from './layer.ts'
import type { Shape } from './shape.ts'

/** A way to tell predictions from targets. */
export interface Loss {
  readonly id: string
  /**
   * The shape of a target, given that of the outputs.
   * @throws NaluError if it does not take such outputs.
   */
  target(output: Shape): Shape
  /** `[rows]`, from a prediction and a target over their axes and the rows. */
  of(prediction: Node, target: Node, output: Shape): Node
  /** Share of what is right in each row, `[rows]`, where that is a yes or a no. */
  readonly accuracy?: (prediction: Node, target: Node, output: Shape) => Node
}

const meanOver = (value: Node, axes: readonly Axis[]): Node => (axes.length === 0 ? value : mean(value, axes))

/** The mean over a row's outputs of (prediction − target)². */
export const meanSquaredError: Loss = {
  id: 'meanSquaredError',
  target: (output) => output,
  of: (prediction, target, { axes }) => meanOver(square(subtract(prediction, target)), axes),
}

/** The last axis numbers the classes. */
function classesOf({ axes }: Shape): { readonly classes: Axis; readonly others: readonly Axis[] } {
  return { classes: axes.at(-1) as Axis, others: axes.slice(0, -1) }
}

/**
 * −log of the share that the softmax of the last axis gives the class which the target names, in the mean over the
 * other axes: outputs `[…, classes]`, targets `[…]` from 0 to classes − 1.
 */
export const crossEntropy: Loss = {
  id: 'crossEntropy',
  target: (output) => {
    if (output.axes.length === 0 || output.below !== undefined || (output.isFlat && output.axes.length > 1)) {
      throw wrongShape('crossEntropy', 'numbers whose last axis is that of the classes', output)
    }
    const { classes, others } = classesOf(output)
    return { axes: others, below: classes.size }
  },
  of: (prediction, target, output) => {
    const { classes, others } = classesOf(output)
    return meanOver(ofLogits(prediction, classes, target), others)
  },
  accuracy: (prediction, target, output) => {
    const { classes, others } = classesOf(output)
    const isHighest = lessEqual(maximum(prediction, classes), gather(prediction, classes, target))
    return meanOver(toFloat(isHighest), others)
  },
}
