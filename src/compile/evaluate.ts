// Turns one graph node at one position of a loop nest into values of the loop language.

import { failure } from '../base/errors.ts'
import { affineOf } from '../graph/affine.ts'
import type { Axis } from '../graph/axis.ts'
import type { GatherNode, Node, UnaryOperation } from '../graph/node.ts'
import { isFold, isKept } from './cost.ts'
import type { Emitter } from './emitter.ts'
import type { Layout, Place } from './layout.ts'
import type { Address, Position, Value } from './loops.ts'
import { blockVariable, tickVariable } from './loops.ts'
import { isUnit } from './unit-axes.ts'
import * as vectorMath from './vector-math.ts'

/** Where we are along one axis; with `lanes`, lane `j` is `j` positions further. */
export interface AxisPosition extends Position {
  readonly lanes: boolean
  /** A position known only when the program runs (int); then nothing else is set but `shared`. */
  readonly at?: Value
  /** `at` is the same in all lanes. */
  readonly shared?: boolean
}

/** Where we are along all axes, and what is already computed here. */
export interface Here {
  readonly positions: ReadonlyMap<Axis, AxisPosition>
  readonly known: Map<Node, Value>
  /** Inside the loop of a reduction: the position of the nest around it. */
  readonly outer?: Here
}

/** What every evaluation in one nest shares. */
export interface Surroundings {
  readonly emitter: Emitter
  readonly layout: Layout
  /** Nodes that this nest computes itself: they are evaluated, never loaded. */
  readonly own: ReadonlySet<Node>
  /** Nodes that are in memory when this nest runs. */
  readonly inMemory: ReadonlySet<Node>
  /** How many nodes use each node: a product used once may melt into the addition that uses it. */
  readonly uses: ReadonlyMap<Node, number>
}

export function evaluate(node: Node, here: Here, s: Surroundings): Value {
  const known = here.known.get(node)
  if (known !== undefined) return known
  const value = compute(node, here, s)
  here.known.set(node, value)
  return value
}

function compute(node: Node, here: Here, s: Surroundings): Value {
  const m = s.emitter
  if (isKept(node) || (s.inMemory.has(node) && !s.own.has(node))) return load(node, here, s)
  if (here.outer !== undefined && s.own.has(node)) return evaluate(node, here.outer, s)
  if (isFold(node)) throw failure(`A ${node.op} is used before its loop; this is a mistake of the plan.`)
  const input = (i: number) => evaluate(node.inputs[i] as Node, here, s)
  switch (node.op) {
    case 'constant':
      return node.type === 'float' ? m.float(node.value) : m.int(node.type === 'bool' ? -node.value : node.value)
    case 'index': {
      const position = positionOf(node.axis, here)
      if (position.at !== undefined) return position.at
      return m.position(position, position.lanes)
    }
    case 'rename': {
      const positions = new Map(here.positions).set(node.from, positionOf(node.to, here))
      if (node.from !== node.to) positions.delete(node.to)
      return evaluate(node.inputs[0] as Node, { positions, known: new Map() }, elsewhere(s))
    }
    case 'gather':
      return gather(node, here, s)
    case 'select':
      return m.select(input(0), input(1), input(2))
    case 'add':
      return node.type === 'int' ? intSum(node, here, s) : sumOf(node, here, s)
    case 'subtract':
      return node.type === 'int' ? m.subtractInt(input(0), input(1)) : m.subtract(input(0), input(1))
    case 'multiply':
      return node.type === 'int' ? m.multiplyInt(input(0), input(1)) : m.multiply(input(0), input(1))
    case 'divide':
      return m.divide(input(0), input(1))
    case 'min':
      return node.type === 'int' ? m.minInt(input(0), input(1)) : m.min(input(0), input(1))
    case 'max':
      return node.type === 'int' ? m.maxInt(input(0), input(1)) : m.max(input(0), input(1))
    case 'less':
      return isInt(node) ? m.lessInt(input(0), input(1)) : m.less(input(0), input(1))
    case 'lessEqual':
      return isInt(node) ? m.not(m.lessInt(input(1), input(0))) : m.lessEqual(input(0), input(1))
    case 'equal':
      return isInt(node) ? m.equalInt(input(0), input(1)) : m.equal(input(0), input(1))
    case 'and':
      return m.and(input(0), input(1))
    case 'or':
      return m.or(input(0), input(1))
    case 'xor':
      return m.xor(input(0), input(1))
    case 'shiftRight':
      return m.shiftRight(input(0), (node.inputs[1] as Node & { op: 'constant' }).value)
    default:
      return unary(node.op as UnaryOperation, node.inputs[0] as Node, input(0), s)
  }
}

const isInt = (node: Node) => node.inputs[0]?.type === 'int'

function unary(op: UnaryOperation, input: Node, x: Value, { emitter: m }: Surroundings): Value {
  switch (op) {
    case 'negate':
      return input.type === 'int' ? m.subtractInt(m.int(0), x) : m.negate(x)
    case 'absolute':
      return m.absolute(x)
    case 'sign': {
      // The last choice is x itself: zero keeps its sign and NaN stays NaN.
      const zero = m.float(0)
      return m.select(m.less(zero, x), m.float(1), m.select(m.less(x, zero), m.float(-1), x))
    }
    case 'floor':
      return m.floor(x)
    case 'sqrt':
      return m.sqrt(x)
    case 'exp':
    case 'log':
    case 'tanh':
    case 'sigmoid':
    case 'sin':
    case 'cos':
      return vectorMath[op](m, x, input.range)
    case 'not':
      return m.not(x)
    case 'toFloat':
      return input.type === 'bool' ? m.and(x, m.float(1)) : m.toFloat(x)
    case 'toInt':
      return m.toInt(x)
    case 'stopGradient':
      return x
    default:
      return op satisfies never
  }
}

/** True if the node is a product that nothing else needs, so that it may be fused with an addition. */
export function isLoneProduct(node: Node, { inMemory, uses }: Surroundings): boolean {
  return node.op === 'multiply' && node.type === 'float' && !inMemory.has(node) && uses.get(node) === 1
}

function sumOf(node: Node, here: Here, s: Surroundings): Value {
  const [a, b] = node.inputs as readonly [Node, Node]
  const product = isLoneProduct(b, s) ? b : isLoneProduct(a, s) ? a : undefined
  if (product === undefined) return s.emitter.add(evaluate(a, here, s), evaluate(b, here, s))
  const [p, q] = product.inputs as readonly [Node, Node]
  const rest = product === b ? a : b
  return s.emitter.multiplyAdd(evaluate(p, here, s), evaluate(q, here, s), evaluate(rest, here, s))
}

/** A sum of integers in any order is the same: what changes in inner loops is added last. */
function intSum(node: Node, here: Here, s: Surroundings): Value {
  const terms = intTerms(node, here, s).toSorted((a, b) => s.emitter.depthOf(a) - s.emitter.depthOf(b))
  return terms.reduce((a, b) => s.emitter.addInt(a, b))
}

function intTerms(node: Node, here: Here, s: Surroundings): Value[] {
  return node.inputs.flatMap((input) => {
    if (input.op === 'index' && positionOf(input.axis, here).at === undefined) return positionTerms(input.axis, here, s)
    if (input.op === 'add' && !s.inMemory.has(input) && s.uses.get(input) === 1) return intTerms(input, here, s)
    return [evaluate(input, here, s)]
  })
}

/** A position as its parts, each of which changes in one loop only. */
function positionTerms(axis: Axis, here: Here, { emitter: m }: Surroundings): Value[] {
  const { offset, terms, lanes } = positionOf(axis, here)
  const fixed = { offset, terms: [] }
  return [m.position(fixed, lanes), ...terms.map((term) => m.position({ offset: 0, terms: [term] }, false))]
}

/** At another position nothing of this nest is known: all is loaded or computed anew. */
const elsewhere = (s: Surroundings): Surroundings => ({ ...s, own: new Set() })

function gather(node: GatherNode, here: Here, s: Surroundings): Value {
  const [value, wanted] = node.inputs as readonly [Node, Node]
  const position = affinePosition(wanted, here) ?? {
    ...start,
    at: insideAxis(wanted, node.axis, here, s),
    shared: wanted.axes.every((axis) => isShared(positionOf(axis, here))),
  }
  const positions = new Map(here.positions).set(node.axis, position)
  return evaluate(value, { positions, known: new Map() }, elsewhere(s))
}

const start: AxisPosition = { offset: 0, terms: [], lanes: false }

/** Lanes that stand for no position compute what they like: they too must read inside the array. */
export function insideAxis(wanted: Node, { size }: Axis, here: Here, s: Surroundings): Value {
  const { emitter: m } = s
  const at = evaluate(wanted, here, s)
  const [inner, limit] = wanted.inputs
  // A position from memory may have been read beyond the end of its array.
  const isClamped =
    !s.inMemory.has(wanted) &&
    wanted.op === 'min' &&
    limit?.op === 'constant' &&
    limit.value < size &&
    inner?.op === 'max' &&
    isZero(inner.inputs[1])
  return isClamped ? at : m.minInt(m.maxInt(at, m.int(0)), m.int(size - 1))
}

const isZero = (node: Node | undefined) => node?.op === 'constant' && node.value === 0

/** True if all lanes stand at this position. */
export const isShared = ({ lanes, at, shared }: AxisPosition): boolean =>
  !lanes && (at === undefined || shared === true)

/** The position as loop counters and a constant, if it is that simple. */
function affinePosition(wanted: Node, here: Here): AxisPosition | undefined {
  const affine = affineOf(wanted)
  if (affine === undefined) return undefined
  let { offset } = affine
  let lanes = false
  const terms: Position['terms'][number][] = []
  for (const [axis, factor] of affine.factors) {
    const position = positionOf(axis, here)
    if (position.at !== undefined || (position.lanes && (lanes || factor !== 1))) return undefined
    lanes ||= position.lanes
    offset += factor * position.offset
    for (const { variable, stride } of position.terms) terms.push({ variable, stride: factor * stride })
  }
  return { offset, terms, lanes }
}

export function positionOf(axis: Axis, here: Here): AxisPosition {
  const position = here.positions.get(axis) ?? (isUnit(axis) ? start : undefined)
  if (position === undefined)
    throw failure(`No loop runs over axis "${axis.name}" here; this is a mistake of the plan.`)
  return position
}

function load(node: Node, here: Here, s: Surroundings): Value {
  const place = s.layout.placeOf(node)
  if (place === undefined) throw failure(`A ${node.op} is read but not in memory; this is a mistake of the plan.`)
  const m = s.emitter
  const { address, laneStride } = addressOf(place, here)
  const found = [...place.strides].flatMap(([axis, stride]) => {
    const position = positionOf(axis, here)
    return position.at === undefined ? [] : [{ position, further: m.multiplyInt(position.at, m.int(stride)) }]
  })
  if (found.length === 0) return m.load(address, laneStride)
  const further = found.map((each) => each.further).reduce((a, b) => m.addInt(a, b))
  return m.loadAt(
    address,
    laneStride,
    further,
    found.every(({ position }) => isShared(position)),
  )
}

/** The element of an array at this position, and how far apart its lanes lie. */
export function addressOf(place: Place, here: Here): { address: Address; laneStride: number } {
  let offset = place.offset ?? 0
  let laneStride = 0
  const terms: Position['terms'][number][] = []
  if (place.tickStride !== undefined) terms.push({ variable: tickVariable, stride: place.tickStride })
  for (const [axis, stride] of place.strides) {
    const position = positionOf(axis, here)
    offset += position.offset * stride
    if (position.lanes) laneStride += stride
    for (const term of position.terms) {
      // An array of one block's rows, which are its last axis, does not know which block it is.
      if (place.perBlock && stride === 1 && term.variable === blockVariable) continue
      terms.push({ variable: term.variable, stride: term.stride * stride })
    }
  }
  return { address: { buffer: place.buffer, offset, terms }, laneStride }
}
