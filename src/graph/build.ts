// Builders: one function for each operation, each checking types and shapes before it makes a node.

import { failure, invalid } from '../base/errors.ts'
import { type Axis, describeAxes, unionOfAxes } from './axis.ts'
import type {
  BinaryNode,
  BinaryOperation,
  ConstantNode,
  ElementType,
  GatherNode,
  IndexNode,
  Node,
  Range,
  Reduction,
  ReductionNode,
  RenameNode,
  SelectNode,
  SlotNode,
  UnaryNode,
  UnaryOperation,
} from './node.ts'
import { binaryRange, hull, integers, range, unaryRange, unbounded } from './range.ts'

/** Where a builder takes a value, a plain number stands for a constant. */
export type Operand = Node | number

export function constant(value: number, type: ElementType = 'float'): ConstantNode {
  if (type === 'int' && (value | 0) !== value) {
    throw invalid(`${value} cannot be an integer constant: it takes whole numbers from −2^31 to 2^31 − 1.`)
  }
  const bounds = Number.isNaN(value) ? unbounded : range(value, value)
  return Object.freeze({ op: 'constant', inputs: [], axes: [], type, range: bounds, value })
}

/** What is known of a slot beside its name and axes. */
export interface SlotOptions {
  readonly type?: ElementType
  /** Bounds that whoever fills the slot keeps. */
  readonly range?: Range
}

/** A named array that is filled from outside or by the step before. */
export function slot(name: string, axes: readonly Axis[] = [], options: SlotOptions = {}): SlotNode {
  const type = options.type ?? 'float'
  const bounds = options.range ?? (type === 'int' ? integers : unbounded)
  return Object.freeze({ op: 'slot', inputs: [], axes: [...axes], type, range: bounds, name })
}

/** The positions 0, 1, … along an axis, as integers. */
export function index(axis: Axis): IndexNode {
  return Object.freeze({ op: 'index', inputs: [], axes: [axis], type: 'int', range: range(0, axis.size - 1), axis })
}

/** A constant of the type that stands beside it. */
function operand(value: Operand, beside?: Operand): Node {
  if (typeof value !== 'number') return value
  return constant(value, typeof beside === 'object' && beside.type === 'int' ? 'int' : 'float')
}

const unaryTypes: Readonly<Record<UnaryOperation, { in: readonly ElementType[]; out: ElementType | 'same' }>> = {
  negate: { in: ['float', 'int'], out: 'same' },
  absolute: { in: ['float'], out: 'same' },
  sign: { in: ['float'], out: 'same' },
  floor: { in: ['float'], out: 'same' },
  sqrt: { in: ['float'], out: 'same' },
  exp: { in: ['float'], out: 'same' },
  log: { in: ['float'], out: 'same' },
  tanh: { in: ['float'], out: 'same' },
  sigmoid: { in: ['float'], out: 'same' },
  sin: { in: ['float'], out: 'same' },
  cos: { in: ['float'], out: 'same' },
  not: { in: ['bool'], out: 'same' },
  toFloat: { in: ['int', 'bool'], out: 'float' },
  toInt: { in: ['float'], out: 'int' },
  stopGradient: { in: ['float', 'int', 'bool'], out: 'same' },
}

export function unary(op: UnaryOperation, value: Operand): UnaryNode {
  const input = operand(value)
  const rule = unaryTypes[op]
  if (!rule.in.includes(input.type)) {
    throw failure(`${op} takes ${rule.in.join(' or ')}, not ${input.type} ${describeAxes(input.axes)}.`)
  }
  const type = rule.out === 'same' ? input.type : rule.out
  return Object.freeze({ op, inputs: [input], axes: input.axes, type, range: unaryRange(op, input.range) })
}

const binaryTypes: Readonly<Record<BinaryOperation, { in: readonly ElementType[]; out: ElementType | 'same' }>> = {
  add: { in: ['float', 'int'], out: 'same' },
  subtract: { in: ['float', 'int'], out: 'same' },
  multiply: { in: ['float', 'int'], out: 'same' },
  divide: { in: ['float'], out: 'same' },
  min: { in: ['float', 'int'], out: 'same' },
  max: { in: ['float', 'int'], out: 'same' },
  less: { in: ['float', 'int'], out: 'bool' },
  lessEqual: { in: ['float', 'int'], out: 'bool' },
  equal: { in: ['float', 'int'], out: 'bool' },
  and: { in: ['bool', 'int'], out: 'same' },
  or: { in: ['bool', 'int'], out: 'same' },
  xor: { in: ['bool', 'int'], out: 'same' },
  shiftRight: { in: ['int'], out: 'same' },
}

export function binary(op: BinaryOperation, left: Operand, right: Operand): BinaryNode {
  const a = operand(left, right)
  const b = operand(right, left)
  const rule = binaryTypes[op]
  if (a.type !== b.type || !rule.in.includes(a.type)) {
    throw failure(
      `${op} takes two values of one type (${rule.in.join(' or ')}), ` +
        `not ${a.type} ${describeAxes(a.axes)} and ${b.type} ${describeAxes(b.axes)}.`,
    )
  }
  const axes = unionOfAxes(a.axes, b.axes)
  rejectTwins(op, axes, a, b)
  const type = rule.out === 'same' ? a.type : rule.out
  return Object.freeze({
    op,
    inputs: [a, b],
    axes,
    type,
    range: binaryRange(op, a.range, b.range, a.type === 'int'),
  })
}

/** Two axes of one name on one array are nearly always a layer wired to an axis that it only resembles. */
function rejectTwins(op: string, axes: readonly Axis[], a: Node, b: Node): void {
  for (const axis of axes) {
    const twin = axes.find((other) => other !== axis && other.name === axis.name)
    if (twin !== undefined) {
      throw failure(
        `${op} meets two different axes called "${axis.name}" (sizes ${axis.size} and ${twin.size}): ` +
          `${describeAxes(a.axes)} and ${describeAxes(b.axes)}. Use one axis for both, or rename one of them.`,
      )
    }
  }
}

export const negate = (a: Operand): UnaryNode => unary('negate', a)
export const absolute = (a: Operand): UnaryNode => unary('absolute', a)
/** −1, 0 or 1; its gradient is zero. */
export const sign = (a: Operand): UnaryNode => unary('sign', a)
export const floor = (a: Operand): UnaryNode => unary('floor', a)
export const sqrt = (a: Operand): UnaryNode => unary('sqrt', a)
export const exp = (a: Operand): UnaryNode => unary('exp', a)
export const log = (a: Operand): UnaryNode => unary('log', a)
export const tanh = (a: Operand): UnaryNode => unary('tanh', a)
export const sigmoid = (a: Operand): UnaryNode => unary('sigmoid', a)
export const sin = (a: Operand): UnaryNode => unary('sin', a)
export const cos = (a: Operand): UnaryNode => unary('cos', a)
export const not = (a: Operand): UnaryNode => unary('not', a)
export const toFloat = (a: Operand): UnaryNode => unary('toFloat', a)
/** Towards zero. */
export const toInt = (a: Operand): UnaryNode => unary('toInt', a)
/** The same values, through which no gradient flows. */
export const stopGradient = (a: Operand): UnaryNode => unary('stopGradient', a)

export const add = (a: Operand, b: Operand): BinaryNode => binary('add', a, b)
export const subtract = (a: Operand, b: Operand): BinaryNode => binary('subtract', a, b)
export const multiply = (a: Operand, b: Operand): BinaryNode => binary('multiply', a, b)
export const divide = (a: Operand, b: Operand): BinaryNode => binary('divide', a, b)
export const min = (a: Operand, b: Operand): BinaryNode => binary('min', a, b)
export const max = (a: Operand, b: Operand): BinaryNode => binary('max', a, b)
export const less = (a: Operand, b: Operand): BinaryNode => binary('less', a, b)
export const lessEqual = (a: Operand, b: Operand): BinaryNode => binary('lessEqual', a, b)
export const equal = (a: Operand, b: Operand): BinaryNode => binary('equal', a, b)
export const and = (a: Operand, b: Operand): BinaryNode => binary('and', a, b)
export const or = (a: Operand, b: Operand): BinaryNode => binary('or', a, b)
export const xor = (a: Operand, b: Operand): BinaryNode => binary('xor', a, b)
/** Shifts the 32 bits right by a constant number of places and fills with zeros. */
export const shiftRight = (a: Operand, bits: number): BinaryNode => binary('shiftRight', a, constant(bits, 'int'))

/** Element by element: `whenTrue` where the condition holds, else `whenFalse`. Both sides are computed. */
export function select(condition: Node, whenTrue: Operand, whenFalse: Operand): SelectNode {
  const a = operand(whenTrue, whenFalse)
  const b = operand(whenFalse, whenTrue)
  if (condition.type !== 'bool' || a.type !== b.type) {
    throw failure(
      `select takes a bool and two values of one type, not ${condition.type} ${describeAxes(condition.axes)}, ` +
        `${a.type} ${describeAxes(a.axes)} and ${b.type} ${describeAxes(b.axes)}.`,
    )
  }
  const axes = unionOfAxes(condition.axes, unionOfAxes(a.axes, b.axes))
  rejectTwins('select', axes, a, b)
  return Object.freeze({
    op: 'select',
    inputs: [condition, a, b],
    axes,
    type: a.type,
    range: hull(a.range, b.range),
  })
}

/** Folds `over` away. An axis that the value does not have is an error, not a factor. */
export function reduce(op: Reduction, value: Node, over: Axis | readonly Axis[]): ReductionNode {
  const folded = 'size' in over ? [over] : [...over]
  const missing = folded.find((a) => !value.axes.includes(a))
  if (missing !== undefined) {
    throw failure(
      `${op} over "${missing.name}" (size ${missing.size}), which ${describeAxes(value.axes)} does not have.`,
    )
  }
  if (value.type !== 'float') throw failure(`${op} takes float, not ${value.type} ${describeAxes(value.axes)}.`)
  const axes = value.axes.filter((a) => !folded.includes(a))
  const count = folded.reduce((n, a) => n * a.size, 1)
  return Object.freeze({
    op,
    inputs: [value],
    axes,
    type: value.type,
    range: reductionRange(op, value.range, count),
    over: folded,
  })
}

// Each operation in float32 may err by this share of its result.
const rounding = 2 ** -24

function reductionRange(op: Reduction, { low, high }: Range, count: number): Range {
  switch (op) {
    case 'sum': {
      const slack = Math.max(Math.abs(low), Math.abs(high)) * count * count * rounding
      // Sums of numbers of one sign keep it.
      return range(
        low === 0 ? 0 : low > 0 ? Math.max(0, low * count - slack) : low * count - slack,
        high === 0 ? 0 : high < 0 ? Math.min(0, high * count + slack) : high * count + slack,
      )
    }
    case 'product':
      return low >= 0 ? range((low * (1 - rounding)) ** count, (high * (1 + rounding)) ** count) : unbounded
    case 'maximum':
      return { low, high }
    default:
      return op satisfies never
  }
}

export const sum = (value: Node, over: Axis | readonly Axis[]): ReductionNode => reduce('sum', value, over)
export const product = (value: Node, over: Axis | readonly Axis[]): ReductionNode => reduce('product', value, over)
export const maximum = (value: Node, over: Axis | readonly Axis[]): ReductionNode => reduce('maximum', value, over)

/** The same values with the axis `from` called `to`, which has the same size. */
export function rename(value: Node, from: Axis, to: Axis): RenameNode {
  if (!value.axes.includes(from)) {
    throw failure(`rename of "${from.name}", which ${describeAxes(value.axes)} does not have.`)
  }
  if (from.size !== to.size || value.axes.includes(to)) {
    throw failure(
      `rename from ${describeAxes([from])} to ${describeAxes([to])} on ${describeAxes(value.axes)}: ` +
        'the sizes must be equal and the new axis must not be there yet.',
    )
  }
  const axes = value.axes.map((a) => (a === from ? to : a))
  return Object.freeze({ op: 'rename', inputs: [value], axes, type: value.type, range: value.range, from, to })
}

/** Positions outside the axis are moved to its nearest end. */
export function insideOf(position: Node, axis: Axis): Node {
  const isInside = position.range.low >= 0 && position.range.high <= axis.size - 1
  return isInside ? position : min(max(position, 0), axis.size - 1)
}

/**
 * Reads `value` along `axis` at `position` (int). The result has the axes of `value` without `axis`, and those
 * of `position`. Positions outside the axis are moved to its nearest end.
 */
export function gather(value: Node, axis: Axis, position: Operand): GatherNode {
  const wanted = typeof position === 'number' ? constant(position, 'int') : position
  if (!value.axes.includes(axis)) {
    throw failure(`gather along "${axis.name}", which ${describeAxes(value.axes)} does not have.`)
  }
  if (wanted.type !== 'int') {
    throw failure(
      `gather takes int positions, not ${wanted.type} ${describeAxes(wanted.axes)}, into ${describeAxes(value.axes)}.`,
    )
  }
  if (wanted.axes.includes(axis)) {
    throw failure(
      `gather along "${axis.name}" of ${describeAxes(value.axes)} at positions ${describeAxes(wanted.axes)}, ` +
        'which have this axis themselves: rename it first.',
    )
  }
  if (wanted.op === 'constant' && (wanted.value < 0 || wanted.value >= axis.size)) {
    throw failure(`gather at ${wanted.value} of ${describeAxes([axis])}, whose positions end at ${axis.size - 1}.`)
  }
  const safe = insideOf(wanted, axis)
  const axes = unionOfAxes(
    value.axes.filter((a) => a !== axis),
    safe.axes,
  )
  return Object.freeze({ op: 'gather', inputs: [value, safe], axes, type: value.type, range: value.range, axis })
}
