// Functions built from the operations: powers, slices, windows, sequences. No reader has to know them.

import { failure } from '../base/errors.ts'
import { type Axis, describeAxes, axis as makeAxis } from './axis.ts'
import {
  add,
  and,
  constant,
  divide,
  equal,
  exp,
  floor,
  gather,
  index,
  less,
  lessEqual,
  log,
  max,
  min,
  multiply,
  type Operand,
  select,
  sqrt,
  subtract,
  sum,
  toFloat,
  toInt,
} from './build.ts'
import type { Node } from './node.ts'

/** `Σ left · right` over the axes: a dot product, a matrix product, an outer sum over rows. */
export const contract = (left: Node, right: Node, over: Axis | readonly Axis[]): Node =>
  sum(multiply(left, right), over)

export const square = (a: Node): Node => multiply(a, a)

/** `a` kept within [low, high]; the gradient is zero outside. */
export const clamp = (a: Operand, low: Operand, high: Operand): Node => min(max(a, low), high)

/** Mean over one or more axes. */
export function mean(a: Node, over: Axis | readonly Axis[]): Node {
  const folded = 'size' in over ? [over] : over
  const count = folded.reduce((n, each) => n * each.size, 1)
  return multiply(sum(a, folded), 1 / count)
}

// Ten squarings; higher powers overflow float32 for nearly every base.
const largestPower = 1024

const isOne = (a: Operand) => (typeof a === 'number' ? a : a.op === 'constant' ? a.value : undefined) === 1

/**
 * `base ^ exponent`. Whole and half exponents are products and roots, so that negative bases work where
 * mathematics allows it; any other exponent is `exp(exponent · log(base))`, NaN for a negative base.
 */
export function power(base: Node, exponent: Operand): Node {
  const value = typeof exponent === 'number' ? exponent : exponent.op === 'constant' ? exponent.value : undefined
  if (value === undefined || !Number.isInteger(value * 2) || Math.abs(value) > largestPower) {
    return exp(multiply(exponent, log(base)))
  }
  if (value < 0) return divide(constant(1), power(base, -value))
  const whole = Math.floor(value)
  const root = value === whole ? constant(1) : sqrt(base)
  if (whole === 0) return root
  const raised = repeatedSquares(base, whole)
  return isOne(root) ? raised : multiply(raised, root)
}

function repeatedSquares(base: Node, exponent: number): Node {
  if (exponent === 1) return base
  const half = repeatedSquares(base, Math.floor(exponent / 2))
  const squared = multiply(half, half)
  return exponent % 2 === 0 ? squared : multiply(squared, base)
}

/** One position of an axis: the array without it. */
export const at = (value: Node, axis: Axis, position: number): Node => gather(value, axis, position)

/** The positions `start … start + to.size − 1` of `axis`, along the new axis `to`. */
export function slice(value: Node, axis: Axis, start: number, to: Axis): Node {
  if (start < 0 || start + to.size > axis.size) {
    throw failure(`slice from ${start} of ${to.size} positions out of ${describeAxes([axis])}.`)
  }
  return gather(value, axis, start === 0 ? index(to) : add(index(to), start))
}

/** Parts one after another along `to`, each with its own axis; their sizes must add up. */
export function concatenate(parts: readonly { value: Node; axis: Axis }[], to: Axis): Node {
  const total = parts.reduce((n, part) => n + part.axis.size, 0)
  if (total !== to.size || parts.length === 0) {
    throw failure(
      `concatenate of ${describeAxes(parts.map((p) => p.axis))} into ${describeAxes([to])}: ${total} in all.`,
    )
  }
  let joined: Node | undefined
  let start = 0
  for (const { value, axis } of parts) {
    // Positions outside the part are clamped by gather; the select below never takes them.
    const here = gather(value, axis, parts.length === 1 ? index(to) : subtract(index(to), start))
    joined = joined === undefined ? here : select(less(index(to), start), joined, here)
    start += axis.size
  }
  return joined as Node
}

/** Values of equal axes, one for each position of the new axis `to`. */
export function stack(values: readonly Node[], to: Axis): Node {
  if (values.length !== to.size) throw failure(`stack of ${values.length} values along ${describeAxes([to])}.`)
  return values
    .slice(1)
    .reduce<Node>((joined, value, i) => select(less(index(to), i + 1), joined, value), values[0] as Node)
}

/** Overlapping windows along `axis`: position `p` of window `w` is element `w · stride + p`. */
export function windows(value: Node, axis: Axis, output: Axis, within: Axis, stride = 1): Node {
  if ((output.size - 1) * stride + within.size > axis.size) {
    throw failure(
      `windows ${describeAxes([output, within])} with stride ${stride} reach beyond ${describeAxes([axis])}.`,
    )
  }
  return gather(value, axis, add(stride === 1 ? index(output) : multiply(index(output), stride), index(within)))
}

/** A recurrence, unrolled: `state(t) = step(state(t − 1), input(t))` along `time`. Returns every state, in order. */
export function scan(input: Node, time: Axis, initial: Node, step: (state: Node, input: Node) => Node): Node[] {
  const states: Node[] = []
  let state = initial
  for (let t = 0; t < time.size; t += 1) {
    state = step(state, at(input, time, t))
    states.push(state)
  }
  return states
}

/** Whole numbers divided by a whole number and rounded down (int), where |a| · 2 < 2^22. */
export const quotient = (a: Node, divisor: number): Node =>
  // From the middle between two whole numbers no rounding reaches the next one.
  divisor === 1 ? a : toInt(floor(multiply(add(toFloat(a), 0.5), 1 / divisor)))

let twins = 0

/** A fresh axis that stands for `axis` on the other side of a pairing; no other axis has its name. */
export function twin(axis: Axis): Axis {
  twins += 1
  return makeAxis(`${axis.name}'${twins}`, axis.size)
}

/** True where the two indices are equal: the identity matrix as a condition. */
export const onDiagonal = (a: Axis, b: Axis): Node => equal(index(a), index(b))

/** True for positions `from ≤ i < to` of the axis. */
export const between = (axis: Axis, from: Operand, to: Operand): Node =>
  and(lessEqual(from, index(axis)), less(index(axis), to))
