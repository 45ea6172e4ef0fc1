// Reverse-mode gradients, as graphs: one rule for each operation.

import { failure } from '../base/errors.ts'
import { type Axis, describeAxes } from './axis.ts'
import {
  add,
  and,
  constant,
  cos,
  divide,
  equal,
  gather,
  lessEqual,
  multiply,
  negate,
  product,
  rename,
  select,
  sign,
  sin,
  subtract,
  sum,
  toFloat,
} from './build.ts'
import { openDelay, setSource } from './delay.ts'
import { onDiagonal, square, twin } from './functions.ts'
import { gatherGradient } from './gather-gradient.ts'
import type { Node, ReductionNode } from './node.ts'
import { type DelayNode, sourceOf, topologicalOrder } from './node.ts'
import { axesOfScatter } from './scatter.ts'

/**
 * The gradient of a scalar with respect to each of `targets`, in their order.
 *
 * A gradient that is the same along an axis may lack it (arithmetic broadcasts it back); one that nothing
 * reaches is the constant 0.
 * @throws NaluError if `loss` has axes.
 */
export function gradients(loss: Node, targets: readonly Node[]): Node[] {
  if (loss.axes.length > 0 || loss.type !== 'float') {
    throw failure(`The gradient of a scalar was asked for, not of ${loss.type} ${describeAxes(loss.axes)}.`)
  }
  const order = topologicalOrder([loss])
  const reached = dependents(order, targets)
  const delays = order.filter((node): node is DelayNode => node.op === 'delay' && reached.has(node))
  // The adjoint of a node stands for its whole array, even where it lacks some of the node's axes.
  const adjoints = new Map<Node, Node>([[loss, constant(1)]])
  const receive = (node: Node, share: Node): void => {
    const before = adjoints.get(node)
    adjoints.set(node, before === undefined ? share : add(before, share))
  }
  // What a source receives from its delay is that one's adjoint, delayed the other way. It is not known yet.
  const returning = delays.map((each) => {
    const back = openDelay(constant(0), each.axis, withoutTime(each), !each.reversed)
    receive(sourceOf(each), foldTo(back, each.axes, sourceOf(each).axes))
    return back
  })
  for (const node of order.toReversed()) {
    const adjoint = adjoints.get(node)
    if (adjoint === undefined) continue
    for (const [input, share] of contributions(node, adjoint, reached)) {
      receive(input, movesAxes(node) ? share : foldTo(share, axesOfShares(node), input.axes))
    }
  }
  returning.forEach((back, i) => {
    setSource(back, adjoints.get(delays[i] as DelayNode) ?? constant(0))
  })
  return targets.map((target) => adjoints.get(target) ?? constant(0))
}

/** The axes of one position of a delay. */
const withoutTime = (node: DelayNode): readonly Axis[] => node.axes.filter((a) => a !== node.axis)

/** The nodes through which the loss depends on a target. */
function dependents(order: readonly Node[], targets: readonly Node[]): ReadonlySet<Node> {
  const reached = new Set<Node>(targets)
  const isReached = (node: Node) =>
    node.inputs.some((input) => reached.has(input)) || (node.op === 'delay' && reached.has(sourceOf(node)))
  let before = -1
  // A delay may stand before what it depends on, so that one pass need not find all.
  while (before < reached.size) {
    before = reached.size
    for (const node of order) if (node.type === 'float' && isReached(node)) reached.add(node)
  }
  return reached
}

/** Sums a share over every axis of the node that its input does not have. */
function foldTo(share: Node, from: readonly Axis[], to: readonly Axis[]): Node {
  const gone = from.filter((a) => !to.includes(a))
  const present = gone.filter((a) => share.axes.includes(a))
  const repeats = gone.filter((a) => !share.axes.includes(a)).reduce((n, a) => n * a.size, 1)
  const summed = present.length === 0 ? share : sum(share, present)
  return repeats === 1 ? summed : multiply(summed, repeats)
}

/** The axes over which the rule of a node gives its shares. */
function axesOfShares(node: Node): readonly Axis[] {
  if (node.op === 'scatter') return axesOfScatter(node)
  return node.op === 'delay' ? withoutTime(node) : node.axes
}

/** Operations whose rule already gives a share over the axes of the input. */
const movesAxes = (node: Node) => node.op === 'rename' || node.op === 'gather'

type Share = readonly [input: Node, share: Node]

/** What each input of a node receives, over the node's axes and the input's. */
function contributions(node: Node, g: Node, reached: ReadonlySet<Node>): Share[] {
  return rule(node, g).filter(([input]) => reached.has(input))
}

function rule(node: Node, g: Node): Share[] {
  const [a, b, c] = node.inputs as readonly [Node, Node, Node]
  switch (node.op) {
    case 'constant':
    case 'slot':
    case 'index':
    case 'sign':
    case 'floor':
    case 'not':
    case 'toFloat':
    case 'toInt':
    case 'stopGradient':
    case 'less':
    case 'lessEqual':
    case 'equal':
    case 'and':
    case 'or':
    case 'xor':
    case 'shiftRight':
      return []
    case 'negate':
      return [[a, negate(g)]]
    case 'absolute':
      return [[a, multiply(g, sign(a))]]
    case 'sqrt':
      return [[a, divide(multiply(g, 0.5), node)]]
    case 'exp':
      return [[a, multiply(g, node)]]
    case 'log':
      return [[a, divide(g, a)]]
    case 'tanh':
      return [[a, multiply(g, subtract(1, square(node)))]]
    case 'sigmoid':
      return [[a, multiply(g, multiply(node, subtract(1, node)))]]
    case 'sin':
      return [[a, multiply(g, cos(a))]]
    case 'cos':
      return [[a, negate(multiply(g, sin(a)))]]
    case 'add':
      return [
        [a, g],
        [b, g],
      ]
    case 'subtract':
      return [
        [a, g],
        [b, negate(g)],
      ]
    case 'multiply':
      // A square: one share, with the 2 beside the constants that the adjoint usually has.
      if (a === b) return [[a, multiply(multiply(2, g), a)]]
      return [
        [a, multiply(g, b)],
        [b, multiply(g, a)],
      ]
    case 'divide':
      return [
        [a, divide(g, b)],
        [b, negate(divide(multiply(g, node), b))],
      ]
    // Where both sides are equal the left one takes all, so that a clamp passes the gradient on its bounds.
    case 'min':
      return [
        [a, select(lessEqual(a, b), g, 0)],
        [b, select(lessEqual(a, b), 0, g)],
      ]
    case 'max':
      return [
        [a, select(lessEqual(b, a), g, 0)],
        [b, select(lessEqual(b, a), 0, g)],
      ]
    case 'select':
      return [
        [b, select(a, g, 0)],
        [c, select(a, 0, g)],
      ]
    case 'sum':
      return [[a, g]]
    case 'product':
      return [[a, multiply(g, otherFactors(node, a))]]
    case 'maximum': {
      const isTop = toFloat(equal(a, node))
      return [[a, divide(multiply(g, isTop), sum(isTop, node.over))]]
    }
    case 'rename':
      return [[a, g.axes.includes(node.to) ? rename(g, node.to, node.from) : g]]
    case 'gather':
      return [[a, gatherGradient(node, g)]]
    case 'scatter':
      return [[a, g.axes.includes(node.axis) ? gather(g, node.axis, b) : g]]
    case 'delay':
      // The initial value stands at one position; the source has its share already.
      return [[a, g.axes.includes(node.axis) ? gather(g, node.axis, node.reversed ? node.axis.size - 1 : 0) : g]]
    default:
      return node satisfies never
  }
}

// Up to this many factors, multiplying all the others anew costs less than counting zeros and dividing.
const fewFactors = 8

/** For every factor of a product the product of the others, exact where factors are zero. */
function otherFactors(node: ReductionNode, factor: Node): Node {
  const [over] = node.over
  if (node.over.length === 1 && over !== undefined && over.size <= fewFactors) {
    const other = twin(over)
    return product(select(onDiagonal(over, other), 1, rename(factor, over, other)), other)
  }
  const isZero = equal(factor, 0)
  const zeros = sum(toFloat(isZero), node.over)
  const withoutZeros = product(select(isZero, 1, factor), node.over)
  // No zero: divide the factor out. One zero: only that factor's place keeps a product. More: all are zero.
  const keepsOwn = select(and(isZero, equal(zeros, 1)), withoutZeros, 0)
  return select(equal(zeros, 0), divide(withoutZeros, select(isZero, 1, factor)), keepsOwn)
}
