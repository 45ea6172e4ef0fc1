// Delays and recurrences in the interpreter: one position in time after another.

import { type Axis, countElements } from './axis.ts'
import type { Recurrence } from './components.ts'
import { type DelayNode, type Node, sourceOf } from './node.ts'
import { spreadOver, type Tensor } from './tensor.ts'

/** One position of the array along an axis; all of it if it lacks the axis. */
function slice(tensor: Tensor, axis: Axis, position: number): Tensor {
  if (!tensor.axes.includes(axis)) return tensor
  const axes = tensor.axes.filter((a) => a !== axis)
  const length = countElements(axes)
  const data = spreadOver(tensor, [axis, ...axes]).slice(position * length, (position + 1) * length)
  return { axes, data }
}

/** A delay of an array that is known. */
export function delayed(node: DelayNode, values: ReadonlyMap<Node, Tensor>): Float64Array {
  const { axis, reversed, axes } = node
  const each = axes.filter((a) => a !== axis)
  const source = values.get(sourceOf(node)) as Tensor
  const initial = values.get(node.inputs[0] as Node) as Tensor
  const length = countElements(each)
  const data = new Float64Array(axis.size * length)
  for (let at = 0; at < axis.size; at += 1) {
    const from = reversed ? at + 1 : at - 1
    const isFirst = from < 0 || from === axis.size
    data.set(spreadOver(isFirst ? initial : slice(source, axis, from), each), at * length)
  }
  return data
}

/** Evaluates a recurrence, one position after another, and leaves the arrays over all positions in `values`. */
export function stepThrough(
  { axis, reversed, members }: Recurrence,
  values: Map<Node, Tensor>,
  set: (node: Node, known: Map<Node, Tensor>) => void,
): void {
  const outside = [...new Set(members.flatMap(({ inputs }) => inputs))].filter((node) => !members.includes(node))
  // The same operations without the axis.
  const axesOf = new Map(members.map((node) => [node, node.axes.filter((a) => a !== axis)]))
  const arrays = members.map((node) => {
    const axes = axesOf.get(node) as readonly Axis[]
    return { node, axes: [axis, ...axes], data: new Float64Array(axis.size * countElements(axes)) }
  })
  let before = new Map<Node, Tensor>()
  for (let step = 0; step < axis.size; step += 1) {
    const position = reversed ? axis.size - 1 - step : step
    const now = new Map(outside.map((node) => [node, slice(values.get(node) as Tensor, axis, position)]))
    for (const node of members) {
      const axes = axesOf.get(node) as readonly Axis[]
      if (node.op === 'delay') {
        const from = step === 0 ? now.get(node.inputs[0] as Node) : before.get(sourceOf(node))
        now.set(node, { axes, data: spreadOver(from as Tensor, axes) })
        continue
      }
      const proxy = { ...node, axes } as Node
      set(proxy, now)
      now.set(node, now.get(proxy) as Tensor)
    }
    for (const { node, axes, data } of arrays) {
      const length = countElements(axes) / axis.size
      data.set((now.get(node) as Tensor).data, position * length)
    }
    before = now
  }
  for (const { node, axes, data } of arrays)
    values.set(node, { axes: node.axes, data: spreadOver({ axes, data }, node.axes) })
}
