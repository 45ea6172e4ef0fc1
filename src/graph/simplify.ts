// Makes a graph smaller without changing what it means: shared subexpressions, folded constants, neutral elements.

import type { Axis } from './axis.ts'
import { sameAxes } from './axis.ts'
import { add, binary, constant, gather, reduce, rename, select, subtract, unary } from './build.ts'
import { openDelay, setSource } from './delay.ts'
import { interpret } from './interpret.ts'
import type { Node, ReductionNode } from './node.ts'
import { sourceOf, topologicalOrder } from './node.ts'
import { scatter } from './scatter.ts'

/** The simplified node for each of `roots`, in their order. Slots stay the same objects. */
export function simplify(roots: readonly Node[]): Node[] {
  const shared = new Map<string, Node>()
  const numbers = new Map<Node | Axis, number>()
  const numberOf = (thing: Node | Axis) => {
    const known = numbers.get(thing)
    if (known !== undefined) return known
    numbers.set(thing, numbers.size)
    return numbers.size - 1
  }
  const share = (node: Node): Node => {
    const key = structuralKey(node, numberOf)
    const known = shared.get(key)
    if (known === undefined) shared.set(key, node)
    return known ?? node
  }
  const order = topologicalOrder(roots)
  const uses = countUses(order, roots)
  const results = rewritten(order, (node, inputs) => {
    const isSame = node.op !== 'delay' && inputs.every((input, i) => input === node.inputs[i])
    return share(rewrite(share(isSame ? node : rebuild(node, inputs)), node, uses))
  })
  return roots.map((root) => results.get(root) as Node)
}

/**
 * What `each` makes of every node, given what it made of the node's inputs. Of a delay it makes a new one, whose source
 * is then set, or something without a delay.
 */
export function rewritten(
  order: readonly Node[],
  each: (node: Node, inputs: readonly Node[]) => Node,
): ReadonlyMap<Node, Node> {
  const results = new Map<Node, Node>()
  for (const node of order) {
    const inputs = node.inputs.map((input) => results.get(input) as Node)
    results.set(node, each(node, inputs))
  }
  for (const node of order) {
    const result = results.get(node) as Node
    if (node.op !== 'delay' || result.op !== 'delay' || result.source.node !== undefined) continue
    setSource(result, results.get(sourceOf(node)) as Node)
  }
  return results
}

function countUses(order: readonly Node[], roots: readonly Node[]): ReadonlyMap<Node, number> {
  const uses = new Map<Node, number>()
  const count = (node: Node) => uses.set(node, (uses.get(node) ?? 0) + 1)
  for (const node of order) node.inputs.forEach(count)
  roots.forEach(count)
  return uses
}

/** Equal text for nodes that compute the same. */
function structuralKey(node: Node, numberOf: (thing: Node | Axis) => number): string {
  const inputs = node.inputs.map(numberOf).join(',')
  switch (node.op) {
    case 'constant':
      return `constant ${node.type} ${Object.is(node.value, -0) ? '-0' : node.value}`
    case 'slot':
      return `slot ${node.name}`
    case 'index':
      return `index ${numberOf(node.axis)}`
    case 'sum':
    case 'product':
    case 'maximum':
      return `${node.op} ${inputs} over ${node.over.map(numberOf).join(',')}`
    case 'rename':
      return `rename ${inputs} ${numberOf(node.from)} ${numberOf(node.to)}`
    case 'gather':
      return `gather ${inputs} ${numberOf(node.axis)}`
    case 'scatter':
      return `scatter ${inputs} ${numberOf(node.axis)} over ${node.over.map(numberOf).join(',')}`
    case 'delay':
      // Each is itself: whether two are equal depends on sources that are not known yet.
      return `delay ${numberOf(node)}`
    default:
      return `${node.op} ${inputs}`
  }
}

/** The same operation on other inputs. */
export function rebuild(node: Node, inputs: readonly Node[]): Node {
  const [a, b, c] = inputs as readonly [Node, Node, Node]
  switch (node.op) {
    case 'constant':
    case 'slot':
    case 'index':
      return node
    case 'sum':
    case 'product':
    case 'maximum':
      return reduce(node.op, a, node.over)
    case 'rename':
      return rename(a, node.from, node.to)
    case 'gather':
      return gather(a, node.axis, b)
    case 'scatter':
      return scatter(a, node.axis, b, node.over)
    case 'delay':
      // Its source is still to be set.
      return openDelay(
        a,
        node.axis,
        node.axes.filter((axis) => axis !== node.axis),
        node.reversed,
      )
    case 'select':
      return select(a, b, c)
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
    case 'min':
    case 'max':
    case 'less':
    case 'lessEqual':
    case 'equal':
    case 'and':
    case 'or':
    case 'xor':
    case 'shiftRight':
      return binary(node.op, a, b)
    default:
      return unary(node.op, a)
  }
}

const isConstant = (node: Node, value: number) => node.op === 'constant' && node.value === value

function rewrite(node: Node, original: Node, uses: ReadonlyMap<Node, number>): Node {
  if (node.inputs.length > 0 && node.axes.length === 0 && node.inputs.every((input) => input.op === 'constant')) {
    return constant(interpret(node).data[0] as number, node.type)
  }
  const [a, b] = node.inputs as readonly [Node, Node]
  switch (node.op) {
    case 'multiply':
      if (isConstant(a, 1) && sameAxes(b.axes, node.axes)) return b
      if (isConstant(b, 1) && sameAxes(a.axes, node.axes)) return a
      return node
    case 'add': {
      if (isConstant(a, 0)) return b
      if (isConstant(b, 0)) return a
      if (b.op === 'negate') return subtract(a, b.inputs[0] as Node)
      if (a.op === 'negate') return subtract(b, a.inputs[0] as Node)
      return joinedSums(a, b, original, uses) ?? node
    }
    case 'subtract':
      if (isConstant(b, 0)) return a
      return b.op === 'negate' ? add(a, b.inputs[0] as Node) : node
    case 'negate':
      return a.op === 'negate' ? (a.inputs[0] as Node) : node
    case 'gather':
      return a.op === 'rename' || a.axes.length > 1 || a.op !== 'index' ? node : b
    default:
      return node
  }
}

/** Two sums over the same axes become one loop, unless one of them is needed on its own. */
function joinedSums(a: Node, b: Node, original: Node, uses: ReadonlyMap<Node, number>): Node | undefined {
  const isOwnSum = (sum: Node, before: Node | undefined): sum is ReductionNode =>
    sum.op === 'sum' && before !== undefined && uses.get(before) === 1
  if (!isOwnSum(a, original.inputs[0]) || !isOwnSum(b, original.inputs[1])) return undefined
  const [left, right] = [a.inputs[0] as Node, b.inputs[0] as Node]
  if (!sameAxes(a.over, b.over) || !sameAxes(left.axes, right.axes)) return undefined
  return reduce('sum', add(left, right), a.over)
}
