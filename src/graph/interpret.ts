// The float64 interpreter: slow, obvious, and the oracle that every fast path must agree with.

import { failure } from '../base/errors.ts'
import { type Axis, countElements, describeAxes } from './axis.ts'
import type { BinaryNode, GatherNode, Node, Reduction, ReductionNode, UnaryOperation } from './node.ts'
import { topologicalOrder } from './node.ts'

/** Numbers over axes, the last axis varying fastest. Integers and truth values (0, 1) are numbers too. */
export interface Tensor {
  readonly axes: readonly Axis[]
  readonly data: Float64Array
}

/** What fills each slot, by name: in the order of the slot's own axes, last fastest. */
export type Bindings = Readonly<Record<string, ArrayLike<number> | number>>

/** Evaluates one node. */
export function interpret(node: Node, bindings: Bindings = {}): Tensor {
  return interpretAll([node], bindings)[0] as Tensor
}

/**
 * Evaluates several nodes; what they share is computed once.
 * @throws NaluError if a slot is not bound or is bound to the wrong number of values.
 */
export function interpretAll(nodes: readonly Node[], bindings: Bindings = {}): Tensor[] {
  const values = new Map<Node, Tensor>()
  for (const node of topologicalOrder(nodes)) {
    values.set(node, { axes: node.axes, data: evaluate(node, values, bindings) })
  }
  return nodes.map((node) => values.get(node) as Tensor)
}

/** The values over `axes`, in this order, repeated along those that the tensor lacks. */
export const spreadOver = (tensor: Tensor, axes: readonly Axis[]): Float64Array =>
  elementwise(axes, [tensor], (value) => value)

function evaluate(node: Node, values: ReadonlyMap<Node, Tensor>, bindings: Bindings): Float64Array {
  const input = (i: number) => values.get(node.inputs[i] as Node) as Tensor
  switch (node.op) {
    case 'constant':
      return Float64Array.of(node.value)
    case 'slot':
      return bound(node.name, node.axes, bindings)
    case 'index':
      return Float64Array.from({ length: node.axis.size }, (_, i) => i)
    case 'sum':
    case 'product':
    case 'maximum':
      return fold(node, input(0))
    case 'rename':
      // Only the name of an axis differs: its place, and so the data, stays.
      return input(0).data
    case 'gather':
      return gathered(node, input(0), input(1))
    case 'select':
      return elementwise(node.axes, [input(0), input(1), input(2)], (p, a, b) => (p !== 0 ? a : b))
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
      return elementwise(node.axes, [input(0), input(1)], binaryRule(node))
    default:
      return elementwise(node.axes, [input(0)], unaryRule(node.op, node.type === 'int'))
  }
}

function bound(name: string, axes: readonly Axis[], bindings: Bindings): Float64Array {
  const value = bindings[name]
  if (value === undefined) throw failure(`Slot "${name}" ${describeAxes(axes)} has no value.`)
  const data = typeof value === 'number' ? Float64Array.of(value) : Float64Array.from(value)
  if (data.length !== countElements(axes)) {
    throw failure(`Slot "${name}" ${describeAxes(axes)} takes ${countElements(axes)} values, not ${data.length}.`)
  }
  return data
}

/** How far apart neighbours along each axis of `along` lie in an array over `axes`; 0 where it lacks the axis. */
function strides(axes: readonly Axis[], along: readonly Axis[]): number[] {
  return along.map((a) => {
    const place = axes.indexOf(a)
    return place < 0 ? 0 : countElements(axes.slice(place + 1))
  })
}

/** A run of positions along the last axis: where it begins in the whole and in each array, and how far neighbours lie apart. */
type VisitRun = (position: number, offsets: readonly number[], length: number, steps: readonly number[]) => void

/** Visits every position of `axes` in order, one run along the last axis after another. */
function visit(axes: readonly Axis[], arrays: readonly Tensor[], each: VisitRun): void {
  const steps = arrays.map((array) => strides(array.axes, axes))
  const along = axes.length - 1
  const length = axes[along]?.size ?? 1
  const steps1 = steps.map((all) => all[along] ?? 0)
  const offsets = arrays.map(() => 0)
  const indices = axes.map(() => 0)
  const count = countElements(axes)
  for (let position = 0; position < count; position += length) {
    each(position, offsets, length, steps1)
    for (let d = along - 1; d >= 0; d -= 1) {
      const size = (axes[d] as Axis).size
      const wraps = indices[d] === size - 1
      indices[d] = wraps ? 0 : (indices[d] as number) + 1
      steps.forEach((step, k) => {
        offsets[k] = (offsets[k] as number) + (step[d] as number) * (wraps ? 1 - size : 1)
      })
      if (!wraps) break
    }
  }
}

const nothing = new Float64Array(1)

function elementwise(
  axes: readonly Axis[],
  inputs: readonly Tensor[],
  rule: (a: number, b: number, c: number) => number,
): Float64Array {
  const result = new Float64Array(countElements(axes))
  const [a = nothing, b = nothing, c = nothing] = inputs.map((t) => t.data)
  visit(axes, inputs, (position, [i = 0, j = 0, k = 0], length, [p = 0, q = 0, r = 0]) => {
    for (let n = 0; n < length; n += 1) {
      result[position + n] = rule(a[i + n * p] as number, b[j + n * q] as number, c[k + n * r] as number)
    }
  })
  return result
}

const identity: Readonly<Record<Reduction, number>> = { sum: 0, product: 1, maximum: -Infinity }

function fold(node: ReductionNode, input: Tensor): Float64Array {
  const result: Tensor = { axes: node.axes, data: new Float64Array(countElements(node.axes)).fill(identity[node.op]) }
  const { data } = result
  const join = binaryFolds[node.op]
  visit(input.axes, [result], (position, [start = 0], length, [step = 0]) => {
    for (let n = 0; n < length; n += 1) {
      data[start + n * step] = join(data[start + n * step] as number, input.data[position + n] as number)
    }
  })
  return data
}

const binaryFolds: Readonly<Record<Reduction, (before: number, value: number) => number>> = {
  sum: (before, value) => before + value,
  product: (before, value) => before * value,
  maximum: Math.max,
}

function gathered(node: GatherNode, value: Tensor, position: Tensor): Float64Array {
  const result = new Float64Array(countElements(node.axes))
  const along = strides(value.axes, [node.axis])[0] as number
  visit(node.axes, [value, position], (at, [i = 0, j = 0], length, [p = 0, q = 0]) => {
    for (let n = 0; n < length; n += 1) {
      result[at + n] = value.data[i + n * p + (position.data[j + n * q] as number) * along] as number
    }
  })
  return result
}

function binaryRule(node: BinaryNode): (a: number, b: number) => number {
  const isInt = node.inputs[0]?.type === 'int'
  switch (node.op) {
    case 'add':
      return isInt ? (a, b) => (a + b) | 0 : (a, b) => a + b
    case 'subtract':
      return isInt ? (a, b) => (a - b) | 0 : (a, b) => a - b
    case 'multiply':
      return isInt ? (a, b) => Math.imul(a, b) : (a, b) => a * b
    case 'divide':
      return (a, b) => a / b
    case 'min':
      return (a, b) => Math.min(a, b)
    case 'max':
      return (a, b) => Math.max(a, b)
    case 'less':
      return (a, b) => (a < b ? 1 : 0)
    case 'lessEqual':
      return (a, b) => (a <= b ? 1 : 0)
    case 'equal':
      return (a, b) => (a === b ? 1 : 0)
    case 'and':
      return (a, b) => a & b
    case 'or':
      return (a, b) => a | b
    case 'xor':
      return (a, b) => a ^ b
    case 'shiftRight':
      return (a, b) => (a >>> b) | 0
    default:
      return node.op satisfies never
  }
}

function unaryRule(op: UnaryOperation, isInt: boolean): (a: number) => number {
  switch (op) {
    case 'negate':
      return isInt ? (a) => -a | 0 : (a) => -a
    case 'absolute':
      return Math.abs
    case 'sign':
      return Math.sign
    case 'floor':
      return Math.floor
    case 'sqrt':
      return Math.sqrt
    case 'exp':
      return Math.exp
    case 'log':
      return Math.log
    case 'tanh':
      return Math.tanh
    case 'sigmoid':
      return (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a)))
    case 'sin':
      return Math.sin
    case 'cos':
      return Math.cos
    case 'not':
      return (a) => (a === 0 ? 1 : 0)
    case 'toFloat':
    case 'stopGradient':
      return (a) => a
    case 'toInt':
      return (a) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(a || 0)))
    default:
      return op satisfies never
  }
}
