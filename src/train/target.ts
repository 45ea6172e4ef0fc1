// The target of a task as a graph: variables as sums of inputs, then the formula, or one for each output.

import { invalid } from '../base/errors.ts'
import type { Axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { formulaToNode } from '../graph/formula-to-graph.ts'
import { at, contract, stack } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { formulasOf, type Subset, subsetsFor, type Task } from '../tasks/task.ts'
import type { Model } from './model.ts'

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

/**
 * From inputs `[in, rows]`: `[rows]`, which every output learns, or `[out, rows]` where each has a formula of its own.
 * @throws NaluError if there are more formulas than one, and not as many as outputs.
 */
export function targetOf(
  task: Task,
  x: Node,
  { input, output }: Pick<Model, 'input' | 'output'>,
  slots: ReadonlyMap<string, SlotNode>,
): Node {
  const variables = new Map<string, Node>(
    task.variables.map((name, i) => {
      const members = slots.get(name)
      const { from } = task.subsets[i] as Subset
      return [name, members === undefined ? at(x, input, from) : contract(members, x, input)]
    }),
  )
  const targets = formulasOf(task).map((formula) => formulaToNode(formula, variables))
  if (targets.length === 1) return targets[0] as Node
  if (targets.length !== output.size) {
    throw invalid(
      `The task has ${targets.length} formulas and the model ${output.size} outputs. Give as many outputs, or one formula.`,
    )
  }
  return stack(targets, output)
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
