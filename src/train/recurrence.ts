// A recurrence: one layer goes along a sequence and is given, at every step, what comes next and its own last outputs.

import type { Axis } from '../graph/axis.ts'
import { add, constant, gather, index, less, multiply, select, subtract } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'

/** How the first layer of a model goes over the inputs of a row, which are a sequence. */
export interface Recurrence {
  /** Steps of the sequence. */
  readonly length: number
  /** Inputs of a step. Input i of step t is number i · length + t of the row, so that those of one i are neighbours. */
  readonly width: number
  /** What the layer is given in place of its last outputs at the first step. */
  readonly start: number
}

/**
 * The outputs after the last step, `[state, rows]`, from the sequence, `[sequence, rows]`.
 * @param input the axis of what the layer is given: the inputs of a step, then the state.
 * @param apply the layer, on `[input, rows]`; `step` counts from 0.
 */
export function overTime(
  { length, width, start }: Recurrence,
  x: Node,
  { sequence, input, state }: { readonly sequence: Axis; readonly input: Axis; readonly state: Axis },
  apply: (given: Node, step: number) => Node,
): Node {
  const isInput = less(index(input), width)
  let last: Node | undefined
  for (let step = 0; step < length; step += 1) {
    // Positions beyond the end are clamped by gather; the select below never takes them.
    const next = gather(x, sequence, add(multiply(index(input), length), step))
    const before = last === undefined ? constant(start) : gather(last, state, subtract(index(input), width))
    last = apply(select(isInput, next, before), step)
  }
  return last as Node
}
