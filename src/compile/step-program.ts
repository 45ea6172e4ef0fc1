// What the compiler is given: named state, the graph of each next value, and scalars to record.

import { failure } from '../base/errors.ts'
import { type Axis, describeAxes } from '../graph/axis.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { topologicalOrder } from '../graph/node.ts'

/** State that one step reads and, unless it is constant, writes. */
export interface State {
  readonly slot: SlotNode
  /** The value after the step, from values before it. Without it the slot is constant: data, options. */
  readonly next?: Node
}

/** One step of anything: all next values are computed from the old state, then all take effect at once. */
export interface StepProgram {
  readonly states: readonly State[]
  /** Scalars written to the trace once a step, by name. */
  readonly traces: Readonly<Record<string, Node>>
  /** The axis that lies across SIMD lanes and is cut into blocks. Default: the one along which most of the work lies. */
  readonly rows?: Axis
}

/**
 * @throws NaluError if a slot is read but not declared, declared twice, or given a next value of another shape
 * or type, or if a trace is not a scalar.
 */
export function checkStepProgram({ states, traces }: StepProgram): void {
  const declared = new Set<SlotNode>()
  const names = new Set<string>()
  for (const { slot, next } of states) {
    if (names.has(slot.name)) throw failure(`Slot "${slot.name}" is declared twice.`)
    names.add(slot.name)
    declared.add(slot)
    if (next === undefined) continue
    const extra = next.axes.find((a) => !slot.axes.includes(a))
    if (extra !== undefined || next.type !== slot.type) {
      throw failure(
        `The next value of slot "${slot.name}" is ${next.type} ${describeAxes(next.axes)}, ` +
          `the slot is ${slot.type} ${describeAxes(slot.axes)}.`,
      )
    }
  }
  for (const [name, node] of Object.entries(traces)) {
    if (node.axes.length > 0) throw failure(`Trace "${name}" is an array ${describeAxes(node.axes)}, not a scalar.`)
  }
  const roots = [...states.flatMap(({ next }) => next ?? []), ...Object.values(traces)]
  for (const node of topologicalOrder(roots)) {
    if (node.op === 'slot' && !declared.has(node)) {
      throw failure(`Slot "${node.name}" ${describeAxes(node.axes)} is read but not part of the program's state.`)
    }
  }
}
