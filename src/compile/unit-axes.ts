// Removes axes of size 1 from a graph: nodes that differ only in such an axis can then share a loop.

import type { Axis } from '../graph/axis.ts'
import { constant, gather, index, lessEqual, reduce, select } from '../graph/build.ts'
import { openDelay } from '../graph/delay.ts'
import type { Node } from '../graph/node.ts'
import { topologicalOrder } from '../graph/node.ts'
import { scatter } from '../graph/scatter.ts'
import { rebuild, rewritten } from '../graph/simplify.ts'

export const isUnit = (axis: Axis): boolean => axis.size === 1

/** The same values without axes of size 1. Slots keep theirs and are read at position 0. */
export function withoutUnitAxes(roots: readonly Node[]): Node[] {
  const results = rewritten(topologicalOrder(roots), reduced)
  return roots.map((root) => results.get(root) as Node)
}

function reduced(node: Node, inputs: readonly Node[]): Node {
  const [value, position] = inputs as readonly [Node, Node]
  switch (node.op) {
    case 'slot':
      return node.axes.filter(isUnit).reduce<Node>((slot, axis) => gather(slot, axis, 0), node)
    case 'index':
      return isUnit(node.axis) ? constant(0, 'int') : node
    case 'sum':
    case 'product':
    case 'maximum': {
      const over = node.over.filter((axis) => !isUnit(axis))
      return over.length === 0 ? value : reduce(node.op, value, over)
    }
    case 'rename':
      return isUnit(node.from) ? value : rebuild(node, inputs)
    case 'gather':
      return isUnit(node.axis) ? alongAll(value, position.axes) : gather(value, node.axis, position)
    case 'scatter': {
      const over = node.over.filter((axis) => !isUnit(axis))
      if (!isUnit(node.axis)) return scatter(value, node.axis, position, over)
      const spread = alongAll(value, position.axes)
      return over.length === 0 ? spread : reduce('sum', spread, over)
    }
    case 'delay': {
      const axes = node.axes.filter((axis) => axis !== node.axis && !isUnit(axis))
      if (isUnit(node.axis)) return alongAll(value, axes)
      return openDelay(value, node.axis, axes, node.reversed)
    }
    default:
      return inputs.every((input, i) => input === node.inputs[i]) ? node : rebuild(node, inputs)
  }
}

/** The same value at every position of the axes that it lacks. */
export function alongAll(value: Node, axes: readonly Axis[]): Node {
  const missing = axes.filter((axis) => !isUnit(axis) && !value.axes.includes(axis))
  return missing.reduce((spread, axis) => select(lessEqual(0, index(axis)), spread, spread), value)
}
