// Reads an expression graph as TensorFlow.js operations: every node becomes one tensor whose axes are those of the node.

import * as tf from '@tensorflow/tfjs-core'
import { failure } from '../../base/errors.ts'
import { type Axis, countElements, describeAxes } from '../../graph/axis.ts'
import { multiply, product, slot, sum } from '../../graph/build.ts'
import { gradients } from '../../graph/gradient.ts'
import type {
  BinaryNode,
  ElementType,
  GatherNode,
  Node,
  ReductionNode,
  ScatterNode,
  SlotNode,
  UnaryNode,
} from '../../graph/node.ts'

/** What fills each slot, by name, over the slot's own axes. */
export type TensorBindings = Readonly<Record<string, tf.Tensor>>

/**
 * Emits the operations of several nodes; what they share is emitted once. The result has the sizes of each node's axes,
 * in their order. Called within `tf.tidy`, which frees what lies between.
 * @throws NaluError if a slot is not bound or is bound to another shape, or if TensorFlow.js has no operation for a node:
 * a delay, or an operation on the bits of integers.
 */
export function readNodes(nodes: readonly Node[], bindings: TensorBindings): tf.Tensor[] {
  const known = new Map<Node, tf.Tensor>()
  // By need, not in topological order: a product inside of a contraction is never asked for.
  const read = (node: Node): tf.Tensor => {
    const before = known.get(node)
    if (before !== undefined) return before
    const result = emit(node, read, bindings)
    known.set(node, result)
    return result
  }
  return nodes.map(read)
}

/** The tensor of another node. */
type Read = (node: Node) => tf.Tensor

const types: Readonly<Record<ElementType, 'float32' | 'int32' | 'bool'>> = {
  float: 'float32',
  int: 'int32',
  bool: 'bool',
}

const sizesOf = (axes: readonly Axis[]): number[] => axes.map(({ size }) => size)

function emit(node: Node, read: Read, bindings: TensorBindings): tf.Tensor {
  /** An input with a dimension for each axis of the node, of size 1 where it lacks the axis. */
  const input = (i: number, axes = node.axes) => {
    const from = node.inputs[i] as Node
    return aligned(read(from), from.axes, axes)
  }
  switch (node.op) {
    case 'constant':
      return tf.scalar(node.value, types[node.type])
    case 'slot':
      return bound(node, bindings)
    case 'index':
      return tf.range(0, node.axis.size, 1, 'int32')
    case 'sum':
    case 'product':
    case 'maximum':
      return reduced(node, read)
    case 'rename':
      // Only the name of an axis differs: its place stays.
      return read(node.inputs[0] as Node)
    case 'select':
      return tf.where(input(0), input(1), input(2))
    case 'gather':
      return gathered(node, input)
    case 'scatter':
      return scattered(node, input)
    case 'delay':
      throw failure(
        `A delay along "${node.axis.name}" cannot be read as TensorFlow.js operations, which have no loop over time. ` +
          'Use a layer that goes over time (tf.layers.rnn) around a module without delays.',
      )
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
      return binary(node, input(0), input(1))
    default:
      return unary(node, input(0))
  }
}

/** The same values over all of `wanted`, repeated along the axes that the tensor lacks. */
export function spread(tensor: tf.Tensor, axes: readonly Axis[], wanted: readonly Axis[]): tf.Tensor {
  const sizes = sizesOf(wanted)
  const placed = aligned(tensor, axes, wanted)
  return placed.shape.every((size, i) => size === sizes[i]) ? placed : tf.broadcastTo(placed, sizes)
}

/** A tensor over `axes` with a dimension for each of `wanted`, of size 1 where it lacks the axis. */
function aligned(tensor: tf.Tensor, axes: readonly Axis[], wanted: readonly Axis[]): tf.Tensor {
  const order = wanted.filter((a) => axes.includes(a)).map((a) => axes.indexOf(a))
  const ordered = order.every((from, to) => from === to) ? tensor : tf.transpose(tensor, order)
  return axes.length === wanted.length
    ? ordered
    : tf.reshape(
        ordered,
        wanted.map((a) => (axes.includes(a) ? a.size : 1)),
      )
}

function bound({ name, axes }: SlotNode, bindings: TensorBindings): tf.Tensor {
  const value = bindings[name]
  if (value === undefined) throw failure(`Slot "${name}" ${describeAxes(axes)} has no tensor.`)
  const sizes = sizesOf(axes)
  if (value.shape.length !== sizes.length || value.shape.some((size, i) => size !== sizes[i])) {
    throw failure(`Slot "${name}" takes a tensor of shape [${sizes}], not [${value.shape}].`)
  }
  return value
}

function reduced(node: ReductionNode, read: Read): tf.Tensor {
  const [value] = node.inputs as readonly [Node]
  if (node.op === 'sum' && isContraction(value, node.over)) return contracted(value, node.over, read)
  const over = node.over.map((a) => value.axes.indexOf(a))
  if (over.length === 0) return read(value)
  switch (node.op) {
    case 'sum':
      return tf.sum(read(value), over)
    case 'product':
      return multiplied(read(value), node, value.axes)
    case 'maximum':
      return tf.max(read(value), over)
    default:
      return node.op satisfies never
  }
}

/**
 * `tf.prod` with the gradient of our graphs: that of TensorFlow.js 4.22 fails, and gradients of gradients need one. It is
 * derived only where it is asked for.
 */
function multiplied(factors: tf.Tensor, { axes, over }: ReductionNode, all: readonly Axis[]): tf.Tensor {
  const places = over.map((a) => all.indexOf(a))
  return tf.customGrad((given, save) => {
    ;(save as tf.GradSaveFunc)([given as tf.Tensor])
    return {
      value: tf.prod(given as tf.Tensor, places),
      gradFunc: (from: tf.Tensor, saved: tf.Tensor[]) => {
        const [above, factor] = [slot('from above', axes), slot('factor', all)]
        const [slope] = gradients(sum(multiply(above, product(factor, over)), axes), [factor]) as [Node]
        const bindings = { [above.name]: from, [factor.name]: saved[0] as tf.Tensor }
        return spread(readNodes([slope], bindings)[0] as tf.Tensor, slope.axes, all)
      },
    }
  })(factors)
}

/** A product whose two sides share the axes that are summed over, and no other: a product of matrices. */
function isContraction(value: Node, over: readonly Axis[]): boolean {
  const [a, b] = value.inputs
  if (value.op !== 'multiply' || a === undefined || b === undefined) return false
  const shared = a.axes.filter((each) => b.axes.includes(each))
  return over.length > 0 && shared.length === over.length && over.every((each) => shared.includes(each))
}

function contracted(value: Node, over: readonly Axis[], read: Read): tf.Tensor {
  const [a, b] = value.inputs as readonly [Node, Node]
  const rows = a.axes.filter((each) => !over.includes(each))
  const columns = b.axes.filter((each) => !over.includes(each))
  const terms = countElements(over)
  const left = tf.reshape(aligned(read(a), a.axes, [...rows, ...over]), [countElements(rows), terms])
  const right = tf.reshape(aligned(read(b), b.axes, [...over, ...columns]), [terms, countElements(columns)])
  return tf.reshape(tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D), sizesOf([...rows, ...columns]))
}

type Input = (i: number, axes: readonly Axis[]) => tf.Tensor

/** True where the position along the axis is the one that is named. The axis comes last. */
const isAt = (position: tf.Tensor, axis: Axis): tf.Tensor => tf.equal(position, tf.range(0, axis.size, 1, 'int32'))

/** A choice among all positions, summed: exact, because only zeros are added, and whatever axes the positions have. */
function gathered(node: GatherNode, input: Input): tf.Tensor {
  const axes = [...node.axes, node.axis]
  const value = input(0, axes)
  const chosen = tf.where(isAt(input(1, axes), node.axis), value, tf.zerosLike(value))
  return tf.cast(tf.sum(tf.cast(chosen, value.dtype === 'bool' ? 'int32' : value.dtype), -1), value.dtype)
}

function scattered(node: ScatterNode, input: Input): tf.Tensor {
  const kept = node.axes.filter((a) => a !== node.axis)
  const axes = [...kept, ...node.over, node.axis]
  const value = input(0, axes)
  const placed = tf.where(isAt(input(1, axes), node.axis), value, tf.zerosLike(value))
  const over = node.over.map((_, i) => kept.length + i)
  const summed = over.length === 0 ? placed : tf.sum(placed, over)
  return aligned(summed, [...kept, node.axis], node.axes)
}

function binary(node: BinaryNode, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  switch (node.op) {
    case 'add':
      return tf.add(a, b)
    case 'subtract':
      return tf.sub(a, b)
    case 'multiply':
      return tf.mul(a, b)
    case 'divide':
      return tf.div(a, b)
    case 'min':
      return tf.minimum(a, b)
    case 'max':
      return tf.maximum(a, b)
    case 'less':
      return tf.less(a, b)
    case 'lessEqual':
      return tf.lessEqual(a, b)
    case 'equal':
      return tf.equal(a, b)
    case 'and':
      return tf.logicalAnd(bools(node, a), bools(node, b))
    case 'or':
      return tf.logicalOr(bools(node, a), bools(node, b))
    case 'xor':
      return tf.logicalXor(bools(node, a), bools(node, b))
    case 'shiftRight':
      throw noBits(node)
    default:
      return node.op satisfies never
  }
}

function bools(node: BinaryNode, a: tf.Tensor): tf.Tensor {
  if (node.type !== 'bool') throw noBits(node)
  return a
}

const noBits = ({ op, axes }: BinaryNode) =>
  failure(
    `${op} of integers ${describeAxes(axes)} cannot be read as TensorFlow.js operations, which have none on bits. ` +
      'Draw random numbers with `training.uniform`, and compute the rest with floats.',
  )

function unary(node: UnaryNode, a: tf.Tensor): tf.Tensor {
  switch (node.op) {
    case 'negate':
      return tf.neg(a)
    case 'absolute':
      return tf.abs(a)
    case 'sign':
      return tf.sign(a)
    case 'floor':
      return tf.floor(a)
    case 'sqrt':
      return tf.sqrt(a)
    case 'exp':
      return tf.exp(a)
    case 'log':
      return tf.log(a)
    case 'tanh':
      return tf.tanh(a)
    case 'sigmoid':
      return tf.sigmoid(a)
    case 'sin':
      return tf.sin(a)
    case 'cos':
      return tf.cos(a)
    case 'not':
      return tf.logicalNot(a)
    case 'toFloat':
      return tf.cast(a, 'float32')
    case 'toInt':
      // A cast alone would wrap; the upper end is the largest float32 below 2^31.
      return tf.cast(tf.clipByValue(a, -(2 ** 31), 2 ** 31 - 128), 'int32')
    case 'stopGradient':
      return constantly(a)
    default:
      return node.op satisfies never
  }
}

/** The same values, also to TensorFlow.js: gradients of gradients stop here, too. */
const constantly = (a: tf.Tensor): tf.Tensor =>
  tf.customGrad((value) => ({
    value: tf.clone(value as tf.Tensor),
    gradFunc: (upstream: tf.Tensor) => tf.zerosLike(upstream),
  }))(a)
