// The gradient of a gather: every position receives the sum of what was read from it.

import { type Affine, affineOf } from './affine.ts'
import { type Axis, countElements, axis as makeAxis } from './axis.ts'
import {
  add,
  and,
  equal,
  gather,
  index,
  less,
  lessEqual,
  multiply,
  negate,
  type Operand,
  rename,
  select,
  subtract,
  sum,
  toFloat,
} from './build.ts'
import { quotient, twin } from './functions.ts'
import { type GatherNode, type Node, topologicalOrder } from './node.ts'
import { scatter } from './scatter.ts'

export function gatherGradient(node: GatherNode, g: Node): Node {
  const [value, position] = node.inputs as readonly [Node, Node]
  const here = index(node.axis)
  if (position.op === 'constant') return select(equal(here, position), g, 0)
  const shift = shiftedIndex(position) ?? shiftInsideMask(position, node.axis, g)
  if (shift !== undefined && g.axes.includes(shift.axis) && !value.axes.includes(shift.axis)) {
    const source = shift.offset === 0 ? here : subtract(here, shift.offset)
    const inside = and(lessEqual(0, source), less(source, shift.axis.size))
    return select(inside, gather(g, shift.axis, source), 0)
  }
  const others = value.axes.filter((a) => a !== node.axis)
  const affine = affineOf(position)
  const isRead = affine !== undefined && [...affine.factors.keys()].every((a) => !others.includes(a))
  const folded = isRead ? foldWindows(node.axis, affine, g) : undefined
  if (folded !== undefined) return folded
  const read = position.axes.filter((a) => !others.includes(a))
  if (read.length > 0 && (dependsOnData(position) || countElements(read) * node.axis.size > mostCompared)) {
    return scatter(g, node.axis, position, read)
  }
  // On an axis of its own, since the positions may lie along one of the same name.
  const own = twin(node.axis)
  return rename(sum(multiply(toFloat(equal(position, index(own))), g), read), own, node.axis)
}

// Up to so many pairs of a position and a place that it may name, comparing all of them is as fast: lanes compare four.
const mostCompared = 4096

/** True if positions are known only when the program runs. */
const dependsOnData = (position: Node): boolean =>
  topologicalOrder([position]).some(({ op }) => op === 'slot' || op === 'delay')

/** A position that is an index plus a constant: a slice. */
function shiftedIndex(position: Node): { axis: Axis; offset: number } | undefined {
  if (position.op === 'index') return { axis: position.axis, offset: 0 }
  if (position.op !== 'add') return undefined
  const [left, right] = position.inputs as readonly [Node, Node]
  return left.op === 'index' && right.op === 'constant' ? { axis: left.axis, offset: right.value } : undefined
}

/**
 * The shift of a position that was moved to the nearest end, where what lies beyond the ends receives nothing: padding.
 */
function shiftInsideMask(position: Node, { size }: Axis, g: Node): { axis: Axis; offset: number } | undefined {
  const source = position.op === 'min' ? position.inputs[0]?.inputs[0] : undefined
  const [mask, , otherwise] = g.op === 'select' ? g.inputs : []
  const [above, below] = mask?.op === 'and' ? mask.inputs : []
  const isZero = (node: Node | undefined) => node?.op === 'constant' && node.value === 0
  const isMasked =
    isZero(otherwise) &&
    above?.op === 'lessEqual' &&
    isZero(above.inputs[0]) &&
    above.inputs[1] === source &&
    below?.op === 'less' &&
    below.inputs[0] === source &&
    below.inputs[1]?.op === 'constant' &&
    below.inputs[1].value <= size
  const affine = isMasked && source !== undefined ? affineOf(source) : undefined
  const [factor, ...more] = affine?.factors ?? []
  if (affine === undefined || factor === undefined || more.length > 0 || factor[1] !== 1) return undefined
  return { axis: factor[0], offset: affine.offset }
}

/**
 * Sums overlapping windows back to where they were read: for every position of `axis` over the windows that reach it,
 * not for every window over the positions that it reaches. Undefined where there is no such form.
 */
export function foldWindows(axis: Axis, { offset, factors }: Affine, g: Node): Node | undefined {
  // Along the longest axis lie the windows, along the others the places within one.
  const [along, ...others] = [...factors].toSorted(([a], [b]) => b.size - a.size)
  if (along === undefined) return undefined
  const [output, factor] = along
  if (factor === 1) return foldAtEveryPlace(axis, output, offset, others, g)
  const [within] = others
  if (factor < 1 || offset !== 0 || others.length > 1 || (within !== undefined && within[1] !== 1)) return undefined
  return foldWithStride(axis, output, factor, within?.[0], g)
}

/** Windows that start at every place: padded with zeros once, their gradient is read as windows again. */
function foldAtEveryPlace(
  axis: Axis,
  output: Axis,
  offset: number,
  others: readonly (readonly [Axis, number])[],
  g: Node,
): Node {
  const reach = others.reduce((n, [{ size }, factor]) => n + Math.abs(factor) * (size - 1), 0)
  const before = others.reduce((n, [{ size }, factor]) => n + Math.max(0, factor) * (size - 1), offset)
  const padded = twin(makeAxis(output.name, axis.size + reach))
  const source = subtract(index(padded), before)
  const inside = and(lessEqual(0, source), less(source, output.size))
  const start = others.reduce<Node>(
    (at, [other, factor]) => subtract(at, multiply(index(other), factor)),
    add(index(axis), before - offset),
  )
  const read = (value: Node) => gather(select(inside, gather(value, output, source), 0), padded, start)
  const over = others.map(([other]) => other)
  if (g.axes.includes(output)) return sumOfReads(g, output, over, read)
  // The same for every window: what counts is how many of them reach a position.
  const isReached = and(lessEqual(0, subtract(start, before)), less(subtract(start, before), output.size))
  return sum(select(isReached, g, 0), over)
}

/** Windows that start `stride` apart: a position is reached at every `stride`-th place within a window. */
function foldWithStride(axis: Axis, output: Axis, stride: number, within: Axis | undefined, g: Node): Node {
  const last = quotient(index(axis), stride)
  const first = subtract(index(axis), multiply(last, stride))
  const size = within?.size ?? 1
  const back = twin(makeAxis(`${output.name} back`, Math.ceil(size / stride)))
  const window = subtract(last, index(back))
  const place = add(first, multiply(index(back), stride))
  const inside = and(and(lessEqual(0, window), less(window, output.size)), less(place, size))
  const at = (value: Node, along: Axis | undefined, position: Operand) =>
    along !== undefined && value.axes.includes(along) ? gather(value, along, position) : value
  const read = (value: Node) => select(inside, at(at(value, output, window), within, place), 0)
  return sum(read(g), back)
}

/** `Σ read(g)` over axes. What `g` itself sums over axes that the reading leaves alone is summed with them. */
function sumOfReads(g: Node, output: Axis, over: readonly Axis[], read: (value: Node) => Node): Node {
  const terms = g.op === 'sum' ? (g.inputs[0] as Node) : undefined
  // A product of which only one factor is read: reading it before the sum repeats no other work.
  if (g.op === 'sum' && terms?.op === 'multiply' && terms.inputs.some((factor) => !factor.axes.includes(output))) {
    return sum(readInside(terms, output, read), [...over, ...g.over])
  }
  const inside = readInside(g, output, read)
  return over.length === 0 ? inside : sum(inside, over)
}

/** Reads the part of a value that lies along the axis, as far inside as possible. */
function readInside(value: Node, along: Axis, read: (value: Node) => Node): Node {
  const [a, b] = value.inputs as readonly [Node, Node]
  switch (value.op) {
    case 'negate':
      return negate(readInside(a, along, read))
    case 'multiply':
      if (!a.axes.includes(along)) return multiply(a, readInside(b, along, read))
      return b.axes.includes(along) ? read(value) : multiply(readInside(a, along, read), b)
    case 'gather':
      if (value.axis === along || !a.axes.includes(along) || b.axes.includes(along)) return read(value)
      return gather(readInside(a, along, read), value.axis, b)
    default:
      return read(value)
  }
}
