// What an operation costs, in instructions on four lanes: enough to choose between storing and computing again.

import type { Node } from '../graph/node.ts'
import { vectorMathCost } from './vector-math.ts'

/** Instructions of the node itself, without its inputs and without the rounds of a reduction. */
export function operationCost(node: Node): number {
  switch (node.op) {
    case 'constant':
    case 'slot':
    case 'index':
    case 'rename':
    case 'gather':
    case 'stopGradient':
    case 'toFloat':
      return 0
    case 'exp':
    case 'log':
    case 'tanh':
    case 'sigmoid':
    case 'sin':
    case 'cos':
      return vectorMathCost[node.op]
    case 'divide':
    case 'sqrt':
      return 4
    case 'sign':
      return 4
    default:
      return 1
  }
}

export const isReduction = (node: Node): node is Node & { op: 'sum' | 'product' | 'maximum' } =>
  node.op === 'sum' || node.op === 'product' || node.op === 'maximum'

/** Reads memory at another place; costs nothing of its own. */
export const isAccess = (node: Node): boolean => node.op === 'rename' || node.op === 'gather'

export const isLeaf = (node: Node): boolean => node.op === 'constant' || node.op === 'slot' || node.op === 'index'
