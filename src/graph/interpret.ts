// The float64 interpreter: slow, obvious, and the oracle that every fast path must agree with.

import { failure } from '../base/errors.ts'
import { type Axis, countElements, describeAxes, unionOfAxes } from './axis.ts'
import { partsOf } from './components.ts'
import type { BinaryNode, GatherNode, Node, Reduction, ReductionNode, ScatterNode, UnaryOperation } from './node.ts'
import { delayed, stepThrough } from './step-through.ts'
import { elementwise, strides, type Tensor, visit } from './tensor.ts'

export { spreadOver, type Tensor } from './tensor.ts'

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
  return interpretEach(nodes, bindings, (_, { data }) => data)
}

/** What stands in place of a node's values, given those of its inputs; in a recurrence, those of one position in time. */
export type Finish = (node: Node, result: Tensor, inputs: readonly Tensor[]) => Float64Array

/** Evaluates nodes as `interpretAll` does, but `finish` has the last word on every value. */
export function interpretEach(nodes: readonly Node[], bindings: Bindings, finish: Finish): Tensor[] {
  const values = new Map<Node, Tensor>()
  const set = (node: Node, axes: readonly Axis[], data: Float64Array, known: Map<Node, Tensor>): void => {
    const inputs = node.inputs.map((input) => known.get(input) as Tensor)
    known.set(node, { axes, data: finish(node, { axes, data }, inputs) })
  }
  for (const part of partsOf(nodes)) {
    if ('recurrence' in part) {
      stepThrough(part.recurrence, values, (node, known) =>
        set(node, node.axes, evaluate(node, known, bindings), known),
      )
    } else {
      set(part.node, part.node.axes, evaluate(part.node, values, bindings), values)
    }
  }
  return nodes.map((node) => values.get(node) as Tensor)
}

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
    case 'scatter':
      return scattered(node, input(0), input(1))
    case 'delay':
      return delayed(node, values)
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

function scattered(node: ScatterNode, value: Tensor, position: Tensor): Float64Array {
  const result: Tensor = { axes: node.axes, data: new Float64Array(countElements(node.axes)) }
  const along = strides(node.axes, [node.axis])[0] as number
  const { data } = result
  visit(
    unionOfAxes(value.axes, position.axes),
    [result, value, position],
    (_, [i = 0, j = 0, k = 0], length, steps) => {
      const [p = 0, q = 0, r = 0] = steps
      for (let n = 0; n < length; n += 1) {
        const to = i + n * p + (position.data[k + n * r] as number) * along
        data[to] = (data[to] as number) + (value.data[j + n * q] as number)
      }
    },
  )
  return data
}

/** What an operation makes of two numbers. */
export function binaryRule(node: BinaryNode): (a: number, b: number) => number {
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

/** What an operation makes of one number. */
export function unaryRule(op: UnaryOperation, isInt: boolean): (a: number) => number {
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
