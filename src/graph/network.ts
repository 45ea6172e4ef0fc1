// What networks need beside layers: softmax and its losses, normalisation, dropout, and windows put back where they were.

import { failure } from '../base/errors.ts'
import { type Axis, countElements, describeAxes } from './axis.ts'
import {
  add,
  and,
  divide,
  exp,
  gather,
  index,
  less,
  lessEqual,
  log,
  maximum,
  type Operand,
  rename,
  select,
  sqrt,
  stopGradient,
  subtract,
  sum,
} from './build.ts'
import { mean, square } from './functions.ts'
import { foldWindows } from './gather-gradient.ts'
import type { Node } from './node.ts'
import { positionOver } from './random.ts'
import { scatter } from './scatter.ts'

/** log Σ exp(x) over axes, of any size of x: the largest is taken out first. */
export function logSumExp(x: Node, over: Axis | readonly Axis[]): Node {
  // The result does not depend on what is taken out, so no gradient flows there.
  const largest = stopGradient(maximum(x, over))
  return add(log(sum(exp(subtract(x, largest)), over)), largest)
}

/** exp(x) as shares of their sum over axes. */
export function softmax(x: Node, over: Axis | readonly Axis[]): Node {
  const raised = exp(subtract(x, stopGradient(maximum(x, over))))
  return divide(raised, sum(raised, over))
}

/** −log of the share that `softmax` gives the class `label` (int, without the axis of classes). */
export const crossEntropy = (logits: Node, classes: Axis, label: Node): Node =>
  subtract(logSumExp(logits, classes), gather(logits, classes, label))

/** x − mean over axes, and its mean square there: (n, not n − 1). */
export function moments(x: Node, over: Axis | readonly Axis[]): { readonly mean: Node; readonly variance: Node } {
  const centre = mean(x, over)
  return { mean: centre, variance: mean(square(subtract(x, centre)), over) }
}

/**
 * (x − mean) / √(variance + ε) over axes: those of a row's features for layer normalisation (Ba et al. 2016), rows and
 * places for batch normalisation (Ioffe & Szegedy 2015). Scale and shift are the caller's.
 */
export function normalised(x: Node, over: Axis | readonly Axis[], epsilon: number): Node {
  const { mean: centre, variance } = moments(x, over)
  return divide(subtract(x, centre), sqrt(add(variance, epsilon)))
}

/** Zero where a draw from [0, 1) is below `rate`, and x / (1 − rate) elsewhere (Srivastava et al. 2014). */
export const dropout = (x: Node, draws: Node, rate: Operand): Node =>
  select(less(draws, rate), 0, divide(x, subtract(1, rate)))

/** Zeros around an axis: position `p` of it is position `before` + p of the new axis `to`. */
export function padded(value: Node, axis: Axis, before: number, to: Axis): Node {
  if (before < 0 || before + axis.size > to.size) {
    throw failure(`padded puts ${describeAxes([axis])} at ${before} of ${describeAxes([to])}, where it does not fit.`)
  }
  const source = subtract(index(to), before)
  return select(and(lessEqual(0, source), less(source, axis.size)), gather(value, axis, source), 0)
}

/** Several axes as the one axis `to`, the last of them fastest. */
export function flattened(value: Node, axes: readonly Axis[], to: Axis): Node {
  if (countElements(axes) !== to.size) {
    throw failure(`flattened takes ${describeAxes(axes)} to ${describeAxes([to])}: the sizes must have that product.`)
  }
  const [only, ...more] = axes
  if (only !== undefined && more.length === 0) return rename(value, only, to)
  return scatter(value, to, positionOver(axes), axes)
}

/**
 * The transpose of `windows`: windows of `value` along `output` and `within`, added up along the new axis `to` where they
 * overlap. With a product before it this is a transposed convolution.
 */
export function overlapped(value: Node, output: Axis, within: Axis, to: Axis, stride = 1): Node {
  if (
    !value.axes.includes(output) ||
    !value.axes.includes(within) ||
    (output.size - 1) * stride + within.size > to.size
  ) {
    throw failure(
      `overlapped takes windows ${describeAxes([output, within])} of ${describeAxes(value.axes)} with stride ${stride} ` +
        `into ${describeAxes([to])}: both axes must be there, and the windows must fit.`,
    )
  }
  const factors = new Map([
    [output, stride],
    [within, 1],
  ])
  return foldWindows(to, { offset: 0, factors }, value) as Node
}
