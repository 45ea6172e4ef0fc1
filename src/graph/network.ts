// What networks need beside layers: softmax and its losses, normalisation, dropout, and windows put back where they were.

import { failure } from '../base/errors.ts'
import { type Axis, describeAxes } from './axis.ts'
import {
  add,
  divide,
  exp,
  gather,
  less,
  log,
  maximum,
  type Operand,
  select,
  sqrt,
  stopGradient,
  subtract,
  sum,
} from './build.ts'
import { mean, square } from './functions.ts'
import { foldWindows } from './gather-gradient.ts'
import type { Node } from './node.ts'

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
