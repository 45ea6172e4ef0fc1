// The expression graph: what a node is. Every reader (interpreter, gradient, compiler, printers) walks these.

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

/** Every node that `roots` need, each once, inputs before the nodes that use them. */
export function topologicalOrder(roots: Iterable<Node>): Node[] {
  const order: Node[] = []
  const seen = new Set<Node>()
  // An explicit stack: graphs of unrolled sequences are deeper than the call stack allows.
  const stack: { node: Node; next: number }[] = []
  for (const root of roots) {
    if (seen.has(root)) continue
    seen.add(root)
    stack.push({ node: root, next: 0 })
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: Node; next: number }
      const input = top.node.inputs[top.next]
      if (input === undefined) {
        order.push(top.node)
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
