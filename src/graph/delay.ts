// Delays and the recurrences that they close: arrays over time that depend on what they were before.

import { failure } from '../base/errors.ts'
import { type Axis, describeAxes } from './axis.ts'
import { constant, type Operand } from './build.ts'
import type { DelayNode, Node } from './node.ts'
import { integers, range, unbounded } from './range.ts'

/** A delay whose source is not known yet. `axes` are those of one position: without `axis`. */
export function openDelay(initial: Node, axis: Axis, axes: readonly Axis[], reversed = false): DelayNode {
  const extra = initial.axes.filter((a) => !axes.includes(a))
  if (extra.length > 0 || axes.includes(axis)) {
    throw failure(
      `delay along ${describeAxes([axis])} over ${describeAxes(axes)} with an initial value over ` +
        `${describeAxes(initial.axes)}: that value has axes of its own, or time is among the others.`,
    )
  }
  const { type } = initial
  const bounds = type === 'float' ? unbounded : type === 'int' ? integers : range(0, 1)
  const all = [axis, ...axes]
  return Object.freeze({ op: 'delay', inputs: [initial], axes: all, type, range: bounds, axis, reversed, source: {} })
}

/**
 * Says what a delay reads, once.
 * @throws NaluError if it was said before, or if type or axes do not fit.
 */
export function setSource(delay: DelayNode, source: Node): void {
  if (delay.source.node !== undefined) throw failure(`The delay along "${delay.axis.name}" has a source already.`)
  const extra = source.axes.filter((a) => !delay.axes.includes(a))
  if (source.type !== delay.type || extra.length > 0) {
    throw failure(
      `The next state is ${source.type} ${describeAxes(source.axes)}, ` +
        `the state along "${delay.axis.name}" is ${delay.type} ${describeAxes(delay.axes)}.`,
    )
  }
  delay.source.node = source
}

/** `source` one position earlier along `axis`, `initial` at the first position. */
export function delay(source: Node, axis: Axis, initial: Operand, reversed = false): DelayNode {
  const node = openDelay(
    typeof initial === 'number' ? constant(initial, source.type) : initial,
    axis,
    source.axes.filter((a) => a !== axis),
    reversed,
  )
  setSource(node, source)
  return node
}

/** A state of a recurrence: what stands before the first step, and the axes of one step. */
export interface RecurrentState {
  readonly initial: Operand
  readonly axes: readonly Axis[]
}

/**
 * A recurrence along `time`: `step` gives the next states from those before, all of them arrays over time, and may use
 * other arrays over time as they are. Returns the states after each step. With `reversed` the last position comes first.
 */
export function recur(
  time: Axis,
  states: readonly RecurrentState[],
  step: (before: readonly Node[]) => readonly Node[],
  reversed = false,
): readonly Node[] {
  const before = states.map(({ initial, axes }) =>
    openDelay(typeof initial === 'number' ? constant(initial) : initial, time, axes, reversed),
  )
  const next = step(before)
  if (next.length !== states.length) {
    throw failure(`A step of ${states.length} states along "${time.name}" gave ${next.length} next states.`)
  }
  before.forEach((each, i) => {
    setSource(each, next[i] as Node)
  })
  return next
}
