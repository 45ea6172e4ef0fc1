// Which placed nodes go to memory: those that another nest, or another position, reads.

import { sameAxes } from '../graph/axis.ts'
import type { Node } from '../graph/node.ts'
import { isReduction, operationCost } from './cost.ts'
import type { Nest, Plan } from './plan.ts'

export interface StoredNodes {
  readonly stored: ReadonlySet<Node>
  /** Of those, the ones of which all rows are kept, not only those of one block. */
  readonly overAllRows: ReadonlySet<Node>
}

/** `written` are nodes that go to memory anyway. */
export function storedNodes(plan: Plan, written: ReadonlySet<Node>): StoredNodes {
  const stored = new Set<Node>()
  const overAllRows = new Set<Node>()
  const moved = new Set<Node>()
  for (const [node, needs] of plan.needs) {
    for (const need of needs) {
      if (!plan.nestOf.has(need.node)) continue
      const nest = plan.nestOf.get(node)
      const isAttached = nest?.attached.some((fold) => fold === node) ?? false
      // A fold beside its nest's work reads the nest's own values as they are computed.
      const isHere = isAttached ? !need.moved && sameAxes(need.node.axes, nest?.level ?? []) : need.samePosition
      const isLocal = plan.nestOf.get(need.node) === nest && isHere
      if (isLocal) continue
      stored.add(need.node)
      if (need.moved) moved.add(need.node)
      if (need.otherRows || plan.phaseOf.get(need.node) !== plan.phaseOf.get(node)) overAllRows.add(need.node)
    }
  }
  for (const node of [...stored]) {
    const isFixed = written.has(node) || moved.has(node) || overAllRows.has(node)
    if (!isFixed && isCheaperAgain(node, plan, stored)) stored.delete(node)
  }
  return { stored, overAllRows }
}

/**
 * True if every nest that reads the node has what it is computed from at hand, so that one more operation there
 * replaces writing it and reading it back.
 */
function isCheaperAgain(node: Node, plan: Plan, stored: ReadonlySet<Node>): boolean {
  if (isReduction(node) || operationCost(node) > 1) return false
  const sources = node.inputs.filter((input) => input.op !== 'constant')
  if (!sources.every((source) => stored.has(source))) return false
  return readersOf(node, plan).every(
    (nest) => sources.length === 1 || sources.every((source) => reads(nest, source, plan)),
  )
}

function readersOf(node: Node, plan: Plan): Nest[] {
  const own = plan.nestOf.get(node)
  const nests = [...plan.needs].flatMap(([reader, needs]) => {
    const nest = plan.nestOf.get(reader)
    return nest !== undefined && nest !== own && needs.some((need) => need.node === node) ? [nest] : []
  })
  return [...new Set(nests)]
}

const reads = (nest: Nest, source: Node, plan: Plan): boolean =>
  plan.nestOf.get(source) === nest ||
  [...nest.members, ...nest.attached].some((member) => plan.needs.get(member)?.some((need) => need.node === source))
