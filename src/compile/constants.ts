// Finds what stays the same from step to step and is worth computing once.

import { countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { type Node, type SlotNode, sourceOf, topologicalOrder } from '../graph/node.ts'
import { rebuild, rewritten } from '../graph/simplify.ts'
import { isFold, isLeaf, operationCost } from './cost.ts'
import type { StepProgram } from './step-program.ts'

export interface SplitProgram {
  /** Computed once, after the constant slots are filled. */
  readonly once: readonly { readonly slot: SlotNode; readonly node: Node }[]
  /** The roots, with those values read from memory. */
  readonly roots: readonly Node[]
}

// Reading an array from memory costs about this many instructions an element.
const worthStoring = 8
const mostElements = 2 ** 23

/** Splits `roots` of a program into what to compute once and what to compute each step. */
export function splitConstants(program: StepProgram, roots: readonly Node[]): SplitProgram {
  const changing = new Set<Node>(program.states.filter(({ next }) => next !== undefined).map(({ slot: s }) => s))
  const order = topologicalOrder(roots)
  const changes = (node: Node) =>
    node.inputs.some((input) => changing.has(input)) || (node.op === 'delay' && changing.has(sourceOf(node)))
  let before = -1
  // A delay may stand before its source, so that one pass need not find all.
  while (before < changing.size) {
    before = changing.size
    for (const node of order) if (changes(node)) changing.add(node)
  }
  const isRoot = new Set(roots)
  const kept = new Map<Node, SlotNode>()
  const visit = (node: Node): void => {
    if (kept.has(node) || isLeaf(node)) return
    if (isWorthStoring(node)) {
      kept.set(node, slot(`constant ${kept.size}`, node.axes, { type: node.type, range: node.range }))
    } else {
      node.inputs.forEach(visit)
    }
  }
  for (const node of order) {
    if (!changing.has(node)) continue
    for (const input of node.inputs) if (!changing.has(input)) visit(input)
  }
  for (const node of order) if (isRoot.has(node) && !changing.has(node)) visit(node)
  const replaced = rewritten(order, (node, inputs) => {
    const isSame = node.op !== 'delay' && inputs.every((input, i) => input === node.inputs[i])
    return kept.get(node) ?? (isSame ? node : rebuild(node, inputs))
  })
  return {
    once: [...kept].map(([node, each]) => ({ slot: each, node })),
    roots: roots.map((root) => replaced.get(root) as Node),
  }
}

function isWorthStoring(node: Node): boolean {
  if (node.axes.length === 0) return true
  if (countElements(node.axes) > mostElements) return false
  let cost = 0
  for (const each of topologicalOrder([node])) {
    if (isFold(each)) return true
    cost += each.axes.length === 0 ? 0 : operationCost(each)
  }
  return cost >= worthStoring
}
