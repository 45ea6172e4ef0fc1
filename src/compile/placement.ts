// Decides which nodes get a place of their own and which are computed where they are used.

import { affineOf, isWindow } from '../graph/affine.ts'
import { type Axis, sameAxes } from '../graph/axis.ts'
import type { Node } from '../graph/node.ts'
import { topologicalOrder } from '../graph/node.ts'
import { isAccess, isFold, isKept, isLeaf, isReduction, operationCost } from './cost.ts'
import { laneCount } from './rows.ts'

/**
 * Where a node is used from:
 * - `main`: beside nodes over the same axes;
 * - `broadcast`: by nodes over more axes, once for each of their positions;
 * - `shifted`: at another position of one of its axes;
 * - `window`: at positions that overlap, so that each value is needed several times;
 * - any other text names the rounds of one reduction.
 */
type Context = 'main' | 'broadcast' | 'shifted' | 'window' | `rounds ${string}`

// Computing a value again is preferred to storing it up to this many instructions.
const cheapAgain = 3
const cheapShifted = 2

/** The nodes that are computed once and kept: every root, every reduction, and what is too costly to repeat. */
export function placedNodes(roots: readonly Node[]): ReadonlySet<Node> {
  const order = topologicalOrder(roots)
  const costs = localCosts(order)
  const contexts = new Map<Node, Set<Context>>(order.map((node) => [node, new Set()]))
  const placed = new Set<Node>()
  const isRoot = new Set(roots)
  for (const node of order.toReversed()) {
    const from = contexts.get(node) as Set<Context>
    if (isLeaf(node)) {
      if (isRoot.has(node)) placed.add(node)
      continue
    }
    const keep = isRoot.has(node) || isFold(node) || isWorthKeeping(node, from, costs)
    if (keep) placed.add(node)
    for (const [input, context] of inputContexts(node, keep ? new Set<Context>(['main']) : from)) {
      for (const each of context) contexts.get(input)?.add(each)
    }
  }
  return placed
}

function isWorthKeeping(node: Node, from: ReadonlySet<Context>, costs: ReadonlyMap<Node, number>): boolean {
  if (isAccess(node)) return false
  const cost = costs.get(node) as number
  if (from.has('main')) return true
  if (from.has('window')) return cost > 0
  if (from.has('broadcast')) return cost > 0 && !readsNoMemory(node, cheapAgain)
  if (from.has('shifted')) return cost > cheapShifted
  return from.size > 1 && cost > cheapAgain
}

/** True if the node needs at most `budget` operations on constants and indices alone. */
function readsNoMemory(node: Node, budget: number): boolean {
  if (node.op === 'constant' || node.op === 'index') return true
  if (isKept(node) || isFold(node) || isAccess(node)) return false
  const left = budget - operationCost(node)
  return left >= 0 && node.inputs.every((input) => readsNoMemory(input, left))
}

/** Instructions to compute a node anew, given all inputs over fewer axes. */
function localCosts(order: readonly Node[]): ReadonlyMap<Node, number> {
  const costs = new Map<Node, number>()
  for (const node of order) {
    const beside = node.inputs.filter((i) => !isFold(i) && !isLeaf(i) && sameAxes(i.axes, node.axes))
    costs.set(
      node,
      operationCost(node) + scatteredLoads(node) + beside.reduce((sum, i) => sum + (costs.get(i) as number), 0),
    )
  }
  return costs
}

/** A stopped gradient marks what is worth keeping of a read at positions that only the data say: a load for each lane. */
function scatteredLoads({ op, inputs: [input] }: Node): number {
  const isScattered = op === 'stopGradient' && input?.op === 'gather' && affineOf(input.inputs[1] as Node) === undefined
  return isScattered ? laneCount : 0
}

function inputContexts(node: Node, from: ReadonlySet<Context>): [Node, ReadonlySet<Context>][] {
  if (node.op === 'scatter' || isReduction(node)) {
    const rounds: Context = `rounds ${axesKey(node.axes)}|${axesKey(node.over)}`
    return node.inputs.map((input) => [input, new Set([rounds])])
  }
  return node.inputs.map((input, i) => {
    if (isAccess(node) && i === 0) {
      const overlaps = from.has('window') || (node.op === 'gather' && isWindow(node.inputs[1] as Node))
      return [input, new Set<Context>([overlaps ? 'window' : 'shifted'])]
    }
    return [input, sameAxes(input.axes, node.axes) ? from : new Set<Context>(['broadcast'])]
  })
}

const axisNumbers = new WeakMap<Axis, number>()
let axesSeen = 0

/** Equal text for equal sets of axes. */
export function axesKey(axes: readonly Axis[]): string {
  return axes
    .map((a) => {
      const known = axisNumbers.get(a)
      if (known !== undefined) return known
      axesSeen += 1
      axisNumbers.set(a, axesSeen)
      return axesSeen
    })
    .toSorted((p, q) => p - q)
    .join(',')
}
