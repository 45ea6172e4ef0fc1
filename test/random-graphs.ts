// Random graphs for property tests: a list of numbers, which shrinks well, is read as operations on what came before.

import { NaluError } from '../src/base/errors.ts'
import { type Axis, axis, countElements, unionOfAxes } from '../src/graph/axis.ts'
import * as g from '../src/graph/build.ts'
import { delay } from '../src/graph/delay.ts'
import * as f from '../src/graph/functions.ts'
import type { BinaryOperation, Node, Reduction, SlotNode, UnaryOperation } from '../src/graph/node.ts'
import { scatter } from '../src/graph/scatter.ts'
import { recurrenceOf } from './random-recurrences.ts'

const unary = ['negate', 'absolute', 'sign', 'floor', 'sqrt', 'exp', 'log', 'tanh', 'sigmoid', 'sin', 'cos'] as const
const arithmetic = ['add', 'subtract', 'multiply', 'divide', 'min', 'max'] as const
const whole = ['add', 'subtract', 'multiply', 'min', 'max', 'and', 'or', 'xor'] as const
const logical = ['and', 'or', 'xor'] as const
const comparisons = ['less', 'lessEqual', 'equal'] as const
const reductions = ['sum', 'product', 'maximum'] as const

export const operations = [
  'unary',
  'binary',
  'whole',
  'wholeUnary',
  'logical',
  'not',
  'compare',
  'toInt',
  'toFloat',
  'stop',
  'select',
  'reduce',
  'rename',
  'at',
  'slice',
  'gather',
  'windows',
  'concatenate',
  'scatter',
  'delay',
  'recurrence',
] as const

/** One operation and where it takes its inputs, its axes and its numbers from. */
export interface Instruction {
  readonly op: (typeof operations)[number]
  readonly picks: readonly number[]
}

/** Larger arrays take too long to interpret. */
export const mostElements = 2000
const bound = 30

/** All nodes so far; inputs are found by number, the latest first. */
export class Pool {
  readonly #axes: Axis[]
  readonly #nodes: Node[]

  constructor(axes: readonly Axis[], slots: readonly SlotNode[]) {
    this.#axes = [...axes]
    this.#nodes = [...axes.map(g.index), g.constant(0.1), g.constant(2, 'int'), ...slots]
  }

  #find(pick: number, accepts: (node: Node) => boolean): Node | undefined {
    const found = this.#nodes.filter(accepts)
    // Half of the time one of the latest few, so that graphs grow deep.
    const reach = pick % 2 === 0 ? found.length : Math.min(found.length, 4)
    return found.length === 0 ? undefined : found[found.length - 1 - (Math.floor(pick / 2) % reach)]
  }

  #float(pick: number): Node {
    return this.#find(pick, ({ type }) => type === 'float') as Node
  }

  #whole(pick: number): Node {
    return this.#find(pick, ({ type }) => type === 'int') as Node
  }

  #bool(pick: number): Node {
    return this.#find(pick, ({ type }) => type === 'bool') ?? g.less(this.#float(pick), 0.25)
  }

  /** The axis of this name and size, made if there is none. */
  #axis(name: string, size: number): Axis {
    const known = this.#axes.find((a) => a.name === name && a.size === size)
    if (known !== undefined) return known
    const made = axis(name, size)
    this.#axes.push(made)
    return made
  }

  run({ op, picks }: Instruction): void {
    try {
      const node = this.#node(op, picks as [number, number, number, number, number])
      if (node === undefined || countElements(node.axes) > mostElements) return
      this.#nodes.push(node.type === 'float' ? bounded(node) : node)
    } catch (error) {
      // What a builder refuses (two different axes of one name, say) is left out.
      if (!(error instanceof NaluError)) throw error
    }
  }

  #node(op: Instruction['op'], [p, q, r, s, t]: [number, number, number, number, number]): Node | undefined {
    const from = <T>(list: readonly T[], n: number) => list[n % list.length] as T
    switch (op) {
      case 'unary':
        return unaryOf(from(unary, p), this.#float(q), r % 8 === 0)
      case 'binary':
        return this.#binary(from(arithmetic, p), this.#float(q), this.#float(r), s % 8 === 0)
      case 'whole':
        return this.#binary(from(whole, p), this.#whole(q), this.#whole(r), true)
      case 'wholeUnary':
        return p % 2 === 0 ? g.negate(this.#whole(q)) : g.shiftRight(this.#whole(q), 1 + (r % 31))
      case 'logical':
        return this.#binary(from(logical, p), this.#bool(q), this.#bool(r), true)
      case 'not':
        return g.not(this.#bool(p))
      case 'compare': {
        const ofWhole = q % 3 === 0
        const find = (n: number) => (ofWhole ? this.#whole(n) : this.#float(n))
        return this.#binary(from(comparisons, p), find(r), find(s), true)
      }
      case 'toInt':
        return g.toInt(p % 4 === 0 ? this.#float(q) : f.clamp(this.#float(q), -9, 9))
      case 'toFloat':
        return g.toFloat(p % 2 === 0 ? this.#bool(q) : this.#whole(q))
      case 'stop':
        return g.stopGradient(this.#find(p, () => true) as Node)
      case 'select': {
        const a = this.#find(q, () => true) as Node
        const b = this.#find(r, ({ type }) => type === a.type) as Node
        const condition = this.#bool(p)
        return fits(condition, a, b) ? g.select(condition, a, b) : undefined
      }
      case 'reduce': {
        const value = this.#float(q)
        const over = value.axes.filter((_, i) => (r >> i) & 1)
        return reductionOf(from(reductions, p), value, over.length === 0 && s % 8 > 0 ? value.axes.slice(0, 1) : over)
      }
      case 'rename': {
        const value = this.#find(p, ({ axes }) => axes.length > 0) as Node
        const axisOf = from(value.axes, q)
        const to = this.#axis(r % 3 === 0 ? `x ${axisOf.size}` : `${axisOf.name}'`, axisOf.size)
        return value.axes.includes(to) ? undefined : g.rename(value, axisOf, to)
      }
      case 'at': {
        const value = this.#find(p, ({ axes }) => axes.length > 0) as Node
        const along = from(value.axes, q)
        return g.gather(value, along, r % along.size)
      }
      case 'slice': {
        const value = this.#find(p, ({ axes }) => axes.length > 0) as Node
        const along = from(value.axes, q)
        const start = r % along.size
        const size = 1 + (s % (along.size - start))
        const others = this.#axes.filter((a) => a.size === size && !value.axes.includes(a))
        return f.slice(
          value,
          along,
          start,
          t % 2 === 0 ? (others[0] ?? this.#axis(`part ${size}`, size)) : this.#axis(`part ${size}`, size),
        )
      }
      case 'gather': {
        const value = this.#find(p, ({ axes }) => axes.length > 0) as Node
        const along = from(value.axes, q)
        const inside = this.#axes.filter(({ size }) => size <= along.size)
        const other = s % 3 === 0 ? from(inside, r) : along
        const found = this.#find(r, (n) => n.type === 'int' && !n.axes.includes(along))
        const position = other === along ? found : g.index(other)
        if (position === undefined || !fits(value, position)) return undefined
        return g.gather(value, along, position.op === 'constant' ? q % along.size : position)
      }
      case 'windows': {
        const value = this.#find(p, ({ axes }) => axes.length > 0) as Node
        const along = from(value.axes, q)
        const stride = 1 + (r % 3)
        const within = 1 + (s % Math.min(4, along.size))
        const output = 1 + Math.floor((along.size - within) / stride)
        return f.windows(
          value,
          along,
          this.#axis(`output ${output}`, output),
          this.#axis(`within ${within}`, within),
          stride,
        )
      }
      case 'concatenate': {
        const first = this.#find(p, ({ axes }) => axes.length > 0) as Node
        const second = this.#find(q, (n) => n.axes.length > 0 && n.type === first.type) as Node
        const [a, b] = [from(first.axes, r), from(second.axes, s)]
        const parts = [
          { value: first, axis: a },
          { value: second, axis: b },
        ]
        return fits(first, second)
          ? f.concatenate(parts, this.#axis(`joined ${a.size + b.size}`, a.size + b.size))
          : undefined
      }
      case 'scatter': {
        const value = this.#float(p)
        const position = this.#whole(q)
        if (!fits(value, position)) return undefined
        const size = 1 + (r % 9)
        const all = unionOfAxes(value.axes, position.axes)
        const own = this.#axes.filter((a) => a.size > 1 && !all.includes(a))
        const along = t % 2 === 0 && own.length > 0 ? from(own, r) : this.#axis(`places ${size}`, size)
        const over = all.filter((_, i) => (s >> i) & 1)
        return all.includes(along) ? undefined : scatter(value, along, position, over)
      }
      case 'delay': {
        const value = this.#find(p, ({ axes }) => axes.length > 0) as Node
        const along = from(value.axes, q)
        const isFirst = (n: Node) => n.type === value.type && n.axes.every((a) => a !== along && value.axes.includes(a))
        const initial = this.#find(r, isFirst) ?? g.constant(1, value.type)
        return delay(value, along, initial, s % 2 === 0)
      }
      case 'recurrence': {
        const value = this.#find(p, ({ axes, type }) => axes.length > 0 && type === 'float')
        return value === undefined ? undefined : recurrenceOf(value, from(value.axes, q), [r, s, t])
      }
      default:
        return op satisfies never
    }
  }

  #binary(op: BinaryOperation, a: Node, b: Node, raw: boolean): Node | undefined {
    if (!fits(a, b)) return undefined
    return g.binary(op, a, op === 'divide' && !raw ? g.add(g.absolute(b), 0.5) : b)
  }

  /** A node of the slot's type; axes that the slot does not have are folded away. */
  nextOf(slot: SlotNode, pick: number): Node {
    const node = this.#find(pick, ({ type }) => type === slot.type) ?? slot
    return withoutAxes(
      node,
      node.axes.filter((a) => !slot.axes.includes(a)),
      pick,
    )
  }

  traceOf(pick: number): Node {
    const node = this.#find(pick, () => true) as Node
    return withoutAxes(node, node.axes, pick)
  }

  lossOf(pick: number): Node {
    const value = this.#float(pick)
    return g.multiply(0.5, g.sum(f.square(g.multiply(value, 0.125)), value.axes))
  }
}

function withoutAxes(node: Node, axes: readonly Axis[], pick: number): Node {
  if (axes.length === 0) return node
  if (node.type === 'float') {
    return pick % 3 === 0 ? g.maximum(node, axes) : g.sum(g.multiply(node, 1 / countElements(axes)), axes)
  }
  return axes.reduce((value, along) => f.at(value, along, pick % along.size), node)
}

const fits = (...nodes: readonly Node[]) =>
  countElements(nodes.reduce<readonly Axis[]>((axes, node) => unionOfAxes(axes, node.axes), [])) <= mostElements

/** Keeps numbers where float32 and float64 are alike. */
function bounded(node: Node): Node {
  return node.range.low < -bound || node.range.high > bound ? f.clamp(node, -bound, bound) : node
}

function unaryOf(op: UnaryOperation, value: Node, raw: boolean): Node {
  const isPartial = op === 'sqrt' || op === 'log'
  return g.unary(op, isPartial && !raw ? g.add(g.absolute(value), 0.25) : value)
}

function reductionOf(op: Reduction, value: Node, over: readonly Axis[]): Node {
  if (op !== 'product') return g.reduce(op, value, over)
  // Products of many factors leave the range of float32 unless each is near 1.
  const count = countElements(over)
  const nearOne = g.add(1, g.multiply(Math.min(0.125, 16 / count), g.tanh(value)))
  const factors = count <= 9 ? f.clamp(value, -3, 3) : nearOne
  return g.product(factors, over)
}
