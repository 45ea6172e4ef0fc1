// The target of a task as a graph: variables as sums of inputs, then the formula.

import type { Axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { formulaToNode } from '../graph/formula-to-graph.ts'
import { at, contract } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { type Subset, subsetsFor, type Task } from '../tasks/task.ts'

/** A variable that is one input, the same for every seed, is read where it lies. */
const isOneInput = (task: Task, { from, to }: Subset): boolean => to - from === 1 && task.subsetsOfSeed === undefined

/** Slots that say which inputs a variable sums: 1 where it does, 0 elsewhere. They are data, so seeds may differ. */
export function subsetSlots(task: Task, input: Axis): ReadonlyMap<string, SlotNode> {
  return new Map(
    task.variables.flatMap((name, i) => {
      if (isOneInput(task, task.subsets[i] as Subset)) return []
      return [[name, slot(`inputs of ${name}`, [input], { range: { low: 0, high: 1 } })] as const]
    }),
  )
}

/** `[rows]` from inputs `[in, rows]`. */
export function targetOf(task: Task, x: Node, input: Axis, slots: ReadonlyMap<string, SlotNode>): Node {
  const variables = new Map<string, Node>(
    task.variables.map((name, i) => {
      const members = slots.get(name)
      const { from } = task.subsets[i] as Subset
      return [name, members === undefined ? at(x, input, from) : contract(members, x, input)]
    }),
  )
  return formulaToNode(task.formula, variables)
}

/** Values of the subset slots for a seed. */
export function subsetValues(task: Task, seed: number): Record<string, Float32Array<ArrayBuffer>> {
  const subsets = subsetsFor(task, seed)
  return Object.fromEntries(
    task.variables.flatMap((name, i) => {
      const { from, to } = subsets[i] as Subset
      if (isOneInput(task, { from, to })) return []
      const members = Float32Array.from({ length: task.inputs }, (_, k) => (k >= from && k < to ? 1 : 0))
      return [[`inputs of ${name}`, members] as const]
    }),
  )
}
