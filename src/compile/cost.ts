// What an operation costs, in instructions on four lanes: enough to choose between storing and computing again.

import type { DelayNode, Node, SlotNode } from '../graph/node.ts'
import { vectorMathCost } from './vector-math.ts'

/** Instructions of the node itself, without its inputs and without the rounds of a reduction. */
export function operationCost(node: Node): number {
  switch (node.op) {
    case 'constant':
    case 'slot':
    case 'index':
    case 'delay':
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
    case 'scatter':
      return 4
    default:
      return 1
  }
}

/** Cycles until the result can be used, roughly the same on all processors; of a reduction, those of one round. */
export function operationLatency(node: Node): number {
  switch (node.op) {
    case 'exp':
    case 'log':
      return 50
    case 'tanh':
    case 'sigmoid':
    case 'sin':
    case 'cos':
      return 65
    case 'divide':
      return 11
    case 'sqrt':
      return 15
    case 'multiply':
    case 'toFloat':
    case 'sign':
    case 'sum':
    case 'product':
    case 'maximum':
      return 4
    case 'add':
    case 'subtract':
      return 3
    default:
      return operationCost(node)
  }
}

export const isReduction = (node: Node): node is Node & { op: 'sum' | 'product' | 'maximum' } =>
  node.op === 'sum' || node.op === 'product' || node.op === 'maximum'

/** Goes over more positions than it has: it is computed by loops of its own, never where it is used. */
export const isFold = (node: Node): boolean => isReduction(node) || node.op === 'scatter'

/** Reads memory at another place; costs nothing of its own. */
export const isAccess = (node: Node): boolean => node.op === 'rename' || node.op === 'gather'

export const isLeaf = (node: Node): boolean => node.op === 'constant' || node.op === 'index' || isKept(node)

/** In memory from the start: what came before the step, or before this position in time. */
export const isKept = (node: Node): node is SlotNode | DelayNode => node.op === 'slot' || node.op === 'delay'
