// The expression graph: what a node is. Every reader (interpreter, gradient, compiler, printers) walks these.

import { failure } from '../base/errors.ts'
import type { Axis } from './axis.ts'

/** `float` is float32 when compiled and float64 in the interpreter; `int` is 32 bits, wrapping. */
export type ElementType = 'float' | 'int' | 'bool'

/** Bounds that every value of a node keeps, if it is not NaN. */
export interface Range {
  readonly low: number
  readonly high: number
}

export type UnaryOperation =
  | 'negate'
  | 'absolute'
  | 'sign'
  | 'floor'
  | 'sqrt'
  | 'exp'
  | 'log'
  | 'tanh'
  | 'sigmoid'
  | 'sin'
  | 'cos'
  | 'not'
  | 'toFloat'
  | 'toInt'
  | 'stopGradient'

export type BinaryOperation =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'min'
  | 'max'
  | 'less'
  | 'lessEqual'
  | 'equal'
  | 'and'
  | 'or'
  | 'xor'
  | 'shiftRight'

export type Reduction = 'sum' | 'product' | 'maximum'

interface Common {
  readonly inputs: readonly Node[]
  readonly axes: readonly Axis[]
  readonly type: ElementType
  readonly range: Range
}

/** One number, the same at every position. */
export interface ConstantNode extends Common {
  readonly op: 'constant'
  readonly value: number
}

/** A named array from outside: a parameter, a moment, a counter, a table of rows, an option such as the learning rate. */
export interface SlotNode extends Common {
  readonly op: 'slot'
  readonly name: string
}

/** The position along an axis: 0, 1, 2, … */
export interface IndexNode extends Common {
  readonly op: 'index'
  readonly axis: Axis
}

export interface UnaryNode extends Common {
  readonly op: UnaryOperation
}

export interface BinaryNode extends Common {
  readonly op: BinaryOperation
}

/** `inputs[0] ? inputs[1] : inputs[2]`, element by element. */
export interface SelectNode extends Common {
  readonly op: 'select'
}

/** Folds one or more axes away. */
export interface ReductionNode extends Common {
  readonly op: Reduction
  readonly over: readonly Axis[]
}

/** The same values, with one axis called by another of the same size. */
export interface RenameNode extends Common {
  readonly op: 'rename'
  readonly from: Axis
  readonly to: Axis
}

/** `inputs[0]` read along `axis` at the positions `inputs[1]`; the axes of the positions take the place of `axis`. */
export interface GatherNode extends Common {
  readonly op: 'gather'
  readonly axis: Axis
}

/**
 * The transpose of a gather: adds `inputs[0]` at the positions `inputs[1]` of `axis`, summed over the axes `over`; what
 * no position names is 0.
 */
export interface ScatterNode extends Common {
  readonly op: 'scatter'
  readonly axis: Axis
  readonly over: readonly Axis[]
}

/** What a delay reads: set once, after the delay itself is made. */
export interface DelaySource {
  node?: Node
}

/**
 * The source one position earlier along `axis`, and `inputs[0]` at the first position; with `reversed` one position
 * later, and `inputs[0]` at the last. The source may depend on the delay: a recurrence is an equation between arrays over
 * time, and only through delays may a node depend on itself.
 */
export interface DelayNode extends Common {
  readonly op: 'delay'
  readonly axis: Axis
  readonly reversed: boolean
  readonly source: DelaySource
}

export type Node =
  | ConstantNode
  | SlotNode
  | IndexNode
  | UnaryNode
  | BinaryNode
  | SelectNode
  | ReductionNode
  | RenameNode
  | GatherNode
  | ScatterNode
  | DelayNode

/** What a delay reads. */
export function sourceOf({ axis, source }: DelayNode): Node {
  if (source.node === undefined) throw failure(`A delay along "${axis.name}" has no source: call setSource on it.`)
  return source.node
}

/** Every node that `roots` need, each once, inputs before the nodes that use them; a delay may stand before its source. */
export function topologicalOrder(roots: Iterable<Node>): Node[] {
  const order: Node[] = []
  const seen = new Set<Node>()
  // An explicit stack: graphs of unrolled sequences are deeper than the call stack allows.
  const stack: { node: Node; next: number }[] = []
  const waiting = [...roots]
  for (const root of waiting) {
    if (seen.has(root)) continue
    seen.add(root)
    stack.push({ node: root, next: 0 })
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: Node; next: number }
      const input = top.node.inputs[top.next]
      if (input === undefined) {
        order.push(top.node)
        if (top.node.op === 'delay') waiting.push(sourceOf(top.node))
        stack.pop()
      } else {
        top.next += 1
        if (!seen.has(input)) {
          seen.add(input)
          stack.push({ node: input, next: 0 })
        }
      }
    }
  }
  return order
}
