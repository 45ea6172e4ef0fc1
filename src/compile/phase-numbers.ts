// Numbers of phases: what runs once for all rows and what runs for each block of them, in which order.

import type { Axis } from '../graph/axis.ts'
import type { Recurrence } from '../graph/components.ts'
import type { Node } from '../graph/node.ts'
import { axesOfScatter } from '../graph/scatter.ts'
import { isReduction } from './cost.ts'
import type { Needs } from './plan.ts'

const hasRows = (node: Node, row: Axis | undefined) =>
  row !== undefined && (node.op === 'scatter' ? axesOfScatter(node) : node.axes).includes(row)
export const foldsRows = (node: Node, row: Axis | undefined) =>
  row !== undefined && (node.op === 'scatter' || isReduction(node)) && node.over.includes(row)

/**
 * Numbers of phases: even ones are uniform, odd ones run over the rows. A recurrence has phases of its own behind the
 * phase of its number; what reads it has a higher number.
 */
export function assignNumbers(
  order: readonly Node[],
  needs: Needs,
  last: ReadonlySet<Node>,
  row: Axis | undefined,
  within: ReadonlyMap<Node, Recurrence>,
): Map<Node, number> {
  const numbers = new Map<Node, number>()
  for (const node of order) {
    if (numbers.has(node)) continue
    const recurrence = within.get(node)
    if (recurrence !== undefined) {
      const own = order.filter((each) => within.get(each) === recurrence)
      const before = own.flatMap((each) => (needs.get(each) ?? []).map((need) => need.node))
      const number = Math.max(0, ...before.map((each) => (numbers.get(each) ?? 0) + (within.has(each) ? 1 : 0)))
      for (const each of own) numbers.set(each, number)
      continue
    }
    const onRows = hasRows(node, row) || foldsRows(node, row)
    let number = onRows ? 1 : 0
    for (const need of needs.get(node) ?? []) {
      const before = numbers.get(need.node)
      if (before === undefined) continue
      const isFinished =
        within.has(need.node) || (before % 2 === 1 && (foldsRows(need.node, row) || need.otherRows || !onRows))
      const earliest = isFinished ? before + 1 : before
      number = Math.max(number, earliest % 2 === (onRows ? 1 : 0) ? earliest : earliest + 1)
    }
    numbers.set(node, number)
  }
  const final = Math.max(0, ...[...numbers].map(([node, number]) => number + (within.has(node) ? 1 : 0)))
  const used = new Set([...needs.values()].flat().map((need) => need.node))
  for (const node of last) {
    const before = numbers.get(node)
    if (before === undefined || used.has(node) || within.has(node)) continue
    numbers.set(node, final % 2 === before % 2 ? final : final + 1)
  }
  return numbers
}
