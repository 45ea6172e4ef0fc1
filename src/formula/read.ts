// Reads the law that a graph computes with given weights, by abstract interpretation: no module is asked for its name.

import { failure, invalid } from '../base/errors.ts'
import { type Axis, countElements, describeAxes } from '../graph/axis.ts'
import type { Bindings } from '../graph/interpret.ts'
import type { GatherNode, Node, ReductionNode, SlotNode } from '../graph/node.ts'
import { topologicalOrder } from '../graph/node.ts'
import { strides, visit } from '../graph/tensor.ts'
import { type Law, simplifyLaw } from './law.ts'
import { type ColumnRange, columnMonomial, lawOf, numberMonomial, type Reading } from './reading.ts'
import { nearlyWhole } from './reading-range.ts'
import { productOf, readBinary, readSelect, readUnary, sumOf } from './reading-rules.ts'

/** Readings over axes, the last axis varying fastest, as numbers lie in a tensor. */
interface Readings {
  readonly axes: readonly Axis[]
  readonly values: readonly Reading[]
}

/**
 * The law that `prediction` computes from the columns `x` with these weights, or undefined if it computes none.
 *
 * The graph is read forwards. Every value on the way is a number, a product of powers of columns and of sums, the logarithm
 * of one, or a count of negative columns; whatever is none of these is unknown, and so is what depends on it unless it is
 * multiplied by 0. What depends on where columns lie (the size of a column, `x < 0`, a clipped value, a gate that reads its
 * inputs) is decided by `columns`; where their range leaves it open it is unknown. The share g of a mixture
 * `g · a + (1 − g) · b` within 1e-4 of 0 or 1 is 0 or 1. A term up to 1e-6, and up to 1e-6 of what it is added to, is left
 * out: units add such terms to keep logarithms finite.
 * @param prediction One number, of the columns of one row.
 * @param values What fills each slot but `x`.
 * @param x The columns of one row: `[in]`.
 * @param columns Least and greatest value of each column.
 * @throws NaluError if the shapes are others, if a range is none, or if a slot has no values or not as many as it takes.
 */
export function readLaw(
  prediction: Node,
  values: Bindings,
  x: SlotNode,
  columns: readonly ColumnRange[],
): Law | undefined {
  checkShapes(prediction, x, columns)
  const readings = new Map<Node, Readings>()
  for (const node of topologicalOrder([prediction])) {
    readings.set(node, { axes: node.axes, values: read(node, { readings, values, x, columns }) })
  }
  const [reading] = (readings.get(prediction) as Readings).values
  return lawOfReading(columns, reading)
}

function checkShapes(prediction: Node, x: SlotNode, columns: readonly ColumnRange[]): void {
  if (countElements(prediction.axes) !== 1) {
    throw invalid(`A law is one number a row, not ${describeAxes(prediction.axes)}. Read each output alone.`)
  }
  if (x.axes.length !== 1 || x.axes[0]?.size !== columns.length) {
    throw invalid(
      `A law is read from columns ${describeAxes(x.axes)}; expected one axis of ${columns.length}, as many as there are ranges.`,
    )
  }
  const place = columns.findIndex(({ low, high }) => !(low <= high && Number.isFinite(high - low)))
  if (place >= 0) {
    const { low, high } = columns[place] as ColumnRange
    throw invalid(`Column ${place + 1} goes from ${low} to ${high}; expected two finite numbers, the lower one first.`)
  }
}

function lawOfReading(columns: readonly ColumnRange[], reading: Reading): Law | undefined {
  if (reading === 0) return { coefficient: 0, exponents: columns.map(() => 0), sums: [] }
  const monomial = typeof reading === 'number' ? numberMonomial(columns, reading) : reading
  if (monomial?.kind !== 'monomial') return undefined
  const law = lawOf(columns, monomial)
  if (law === undefined) return undefined
  const simple = simplifyLaw(law)
  const products = [simple, ...simple.sums.flatMap(({ terms }) => terms)]
  const isLaw = products.every(({ coefficient, exponents }) => [coefficient, ...exponents].every(Number.isFinite))
  return isLaw ? simple : undefined
}

interface Context {
  readonly readings: ReadonlyMap<Node, Readings>
  readonly values: Bindings
  readonly x: SlotNode
  readonly columns: readonly ColumnRange[]
}

function read(node: Node, context: Context): Reading[] {
  const { readings, values, x, columns } = context
  const input = (i: number) => readings.get(node.inputs[i] as Node) as Readings
  switch (node.op) {
    case 'constant':
      return [node.value]
    case 'slot':
      return node === x ? columns.map((_, j) => columnMonomial(columns, j)) : bound(node, values)
    case 'index':
      return Array.from({ length: node.axis.size }, (_, i) => i)
    case 'sum':
    case 'product':
    case 'maximum':
      return fold(node, input(0), columns)
    case 'rename':
      return [...input(0).values]
    case 'gather':
      return gathered(node, input(0), input(1))
    case 'scatter':
    case 'delay':
      // Laws have no memory, and no layer of formulas moves its values about.
      return Array.from({ length: countElements(node.axes) })
    case 'select':
      return elementwise(node.axes, [input(0), input(1), input(2)], ([p, a, b]) => readSelect(columns, p, a, b))
    case 'add': {
      const sums = elementwise(node.axes, [input(0), input(1)], ([a, b]) => readBinary(columns, node, a, b))
      return decided(node, { axes: node.axes, values: sums }, readings)
    }
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
      return elementwise(node.axes, [input(0), input(1)], ([a, b]) => readBinary(columns, node, a, b))
    default:
      return elementwise(node.axes, [input(0)], ([a]) => readUnary(columns, node, a))
  }
}

function bound({ name, axes }: SlotNode, values: Bindings): number[] {
  const value = values[name]
  if (value === undefined) throw failure(`Slot "${name}" ${describeAxes(axes)} has no value to read a law with.`)
  const data = typeof value === 'number' ? [value] : Array.from(value)
  if (data.length === countElements(axes)) return data
  throw failure(`Slot "${name}" ${describeAxes(axes)} takes ${countElements(axes)} values, not ${data.length}.`)
}

function elementwise(
  axes: readonly Axis[],
  inputs: readonly Readings[],
  rule: (values: readonly Reading[]) => Reading,
): Reading[] {
  const result: Reading[] = Array.from({ length: countElements(axes) })
  visit(axes, inputs, (position, offsets, length, steps) => {
    for (let n = 0; n < length; n += 1) {
      const at = (k: number) => (offsets[k] as number) + n * (steps[k] as number)
      result[position + n] = rule(inputs.map(({ values }, k) => values[at(k)]))
    }
  })
  return result
}

function fold(node: ReductionNode, input: Readings, columns: readonly ColumnRange[]): Reading[] {
  const start = { sum: 0, product: 1, maximum: Number.NEGATIVE_INFINITY }[node.op]
  const result: Reading[] = Array.from({ length: countElements(node.axes) }, () => start)
  const join = (a: Reading, b: Reading): Reading => {
    if (node.op === 'sum') return sumOf(columns, a, b)
    if (node.op === 'product') return productOf(columns, a, b)
    return typeof a === 'number' && typeof b === 'number' ? Math.max(a, b) : undefined
  }
  visit(input.axes, [{ axes: node.axes }], (position, [first = 0], length, [step = 0]) => {
    for (let n = 0; n < length; n += 1) {
      result[first + n * step] = join(result[first + n * step], input.values[position + n])
    }
  })
  return result
}

function gathered(node: GatherNode, value: Readings, position: Readings): Reading[] {
  const along = strides(value.axes, [node.axis])[0] as number
  const result: Reading[] = Array.from({ length: countElements(node.axes) })
  visit(node.axes, [value, position], (at, [i = 0, j = 0], length, [p = 0, q = 0]) => {
    for (let n = 0; n < length; n += 1) {
      const place = position.values[j + n * q]
      result[at + n] = typeof place === 'number' ? value.values[i + n * p + place * along] : undefined
    }
  })
  return result
}

/** A mixture `g · a + (1 − g) · b` whose share is all but 0 or 1 is the one or the other; without b it is g · a + (1 − g). */
function decided(node: Node, sums: Readings, readings: ReadonlyMap<Node, Readings>): Reading[] {
  const mixture = mixtureOf(node)
  if (mixture === undefined) return [...sums.values]
  const parts = [mixture.share, mixture.whenOne, ...(mixture.whenZero === undefined ? [] : [mixture.whenZero])]
  const inputs = [sums, ...parts.map((part) => readings.get(part) as Readings)]
  return elementwise(node.axes, inputs, ([sum, share, whenOne, whenZero]) => {
    if (typeof share !== 'number') return sum
    if (Math.abs(share - 1) <= nearlyWhole) return whenOne
    return Math.abs(share) <= nearlyWhole ? (mixture.whenZero === undefined ? 1 : whenZero) : sum
  })
}

interface Mixture {
  readonly share: Node
  readonly whenOne: Node
  /** Undefined for 1. */
  readonly whenZero: Node | undefined
}

function mixtureOf(node: Node): Mixture | undefined {
  const [p, q] = node.inputs as readonly [Node, Node]
  return mixtureFrom(p, q) ?? mixtureFrom(q, p)
}

function mixtureFrom(one: Node, other: Node): Mixture | undefined {
  if (one.op !== 'multiply') return undefined
  for (const i of [0, 1]) {
    const [share, whenOne] = [one.inputs[i] as Node, one.inputs[1 - i] as Node]
    if (isRestOf(share, other)) return { share, whenOne, whenZero: undefined }
    if (other.op !== 'multiply') continue
    const rest = other.inputs.findIndex((each) => isRestOf(share, each))
    if (rest >= 0) return { share, whenOne, whenZero: other.inputs[1 - rest] as Node }
  }
  return undefined
}

/** True for the node 1 − share. */
function isRestOf(share: Node, node: Node): boolean {
  const [one, taken] = node.inputs
  return node.op === 'subtract' && one?.op === 'constant' && one.value === 1 && taken === share
}
