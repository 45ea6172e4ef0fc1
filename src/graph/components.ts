// Parts of a graph that depend on themselves: recurrences, found as strongly connected components through delays.

import { failure } from '../base/errors.ts'
import { type Axis, describeAxes } from './axis.ts'
import { type DelayNode, type Node, sourceOf, topologicalOrder } from './node.ts'

/** Nodes that depend on each other through delays along one axis; inputs before the nodes that use them. */
export interface Recurrence {
  readonly axis: Axis
  readonly reversed: boolean
  readonly members: readonly Node[]
}

/** A part of a graph: one node, or a recurrence. */
export type Part = { readonly node: Node } | { readonly recurrence: Recurrence }

/** What a node waits for; a delay for its source as well. */
const needed = (node: Node): readonly Node[] => (node.op === 'delay' ? [...node.inputs, sourceOf(node)] : node.inputs)

/** Every part that `roots` need, each after all that it needs. */
export function partsOf(roots: Iterable<Node>): Part[] {
  const order = topologicalOrder(roots)
  if (!order.some(({ op }) => op === 'delay')) return order.map((node) => ({ node }))
  const places = new Map(order.map((node, i) => [node, i]))
  return strongComponents(order).map((nodes) => {
    const [first] = nodes as [Node]
    if (nodes.length === 1 && !needed(first).includes(first)) return { node: first }
    return { recurrence: recurrenceOf(nodes.toSorted((a, b) => (places.get(a) as number) - (places.get(b) as number))) }
  })
}

/** Tarjan's algorithm (1972) with a stack of its own; each component after those that it needs. */
function strongComponents(order: readonly Node[]): Node[][] {
  const numbers = new Map<Node, number>()
  const lowest = new Map<Node, number>()
  const open = new Set<Node>()
  const path: Node[] = []
  const components: Node[][] = []
  const stack: { node: Node; next: number }[] = []
  const enter = (node: Node): void => {
    lowest.set(node, numbers.size)
    numbers.set(node, numbers.size)
    open.add(node)
    path.push(node)
    stack.push({ node, next: 0 })
  }
  const lower = (node: Node, to: number): void => {
    lowest.set(node, Math.min(lowest.get(node) as number, to))
  }
  for (const root of order) {
    if (numbers.has(root)) continue
    enter(root)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { node } = top
      const next = needed(node)[top.next]
      top.next += 1
      if (next === undefined) {
        stack.pop()
        const above = stack.at(-1)
        if (above !== undefined) lower(above.node, lowest.get(node) as number)
        if (lowest.get(node) !== numbers.get(node)) continue
        const component = path.splice(path.lastIndexOf(node))
        for (const each of component) open.delete(each)
        components.push(component)
      } else if (!numbers.has(next)) {
        enter(next)
      } else if (open.has(next)) {
        lower(node, numbers.get(next) as number)
      }
    }
  }
  return components
}

function recurrenceOf(members: readonly Node[]): Recurrence {
  const delays = members.filter((node): node is DelayNode => node.op === 'delay')
  const [{ axis, reversed }] = delays as [DelayNode]
  if (delays.some((each) => each.axis !== axis || each.reversed !== reversed)) {
    const axes = describeAxes([...new Set(delays.map((each) => each.axis))])
    throw failure(
      `A recurrence goes along ${axes} in more than one way. States that feed each other share one direction.`,
    )
  }
  const stray = members.find((node) => !node.axes.includes(axis))
  if (stray !== undefined) {
    throw failure(
      `A recurrence along "${axis.name}" depends on a ${stray.op} over ${describeAxes(stray.axes)}, which sees all of ` +
        'its positions at once. A step may use the states before it alone.',
    )
  }
  return { axis, reversed, members }
}
