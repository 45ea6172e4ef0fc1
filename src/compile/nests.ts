// Puts the placed nodes of a phase into nests: those over the same axes share a loop where their order allows it.

import { type Axis, countElements } from '../graph/axis.ts'
import type { Node, ReductionNode } from '../graph/node.ts'
import { axesOfScatter } from '../graph/scatter.ts'
import { isReduction } from './cost.ts'
import { foldsRows } from './phase-numbers.ts'
import { axesKey } from './placement.ts'
import type { Need, Needs, Nest } from './plan.ts'

/** The nests of one phase, in an order in which they can run. In a recurrence along `time` none loops over it. */
export function formNests(
  members: readonly Node[],
  needs: Needs,
  nestOf: Map<Node, Nest>,
  row: Axis | undefined,
  time: Axis | undefined,
): Nest[] {
  const nests: Nest[] = []
  const keys: string[] = []
  const placeOf = new Map<Node, number>()
  for (const node of members) {
    const folds = foldsRows(node, row)
    let earliest = 0
    for (const need of needs.get(node) ?? []) {
      const place = placeOf.get(need.node)
      if (place === undefined) continue
      earliest = Math.max(earliest, need.samePosition && !folds ? place : place + 1)
    }
    const isAttachable = folds && time === undefined && isReduction(node)
    const host = isAttachable
      ? findHost(node as ReductionNode, needs.get(node) ?? [], nests, placeOf, row as Axis)
      : undefined
    if (host !== undefined) {
      host.attached.push(node as ReductionNode)
      placeOf.set(node, nests.indexOf(host))
      nestOf.set(node, host)
      continue
    }
    // Row folds over different axes cannot share their loop over the rows.
    const all = node.op === 'scatter' ? axesOfScatter(node) : node.axes
    // A scatter has loops of its own.
    const own = node.op === 'scatter' ? ` scatter ${nests.length}` : ''
    const key = `${axesKey(all)}${own}${folds && isReduction(node) ? ` folds ${axesKey(node.over)}` : ''}`
    let place = keys.findIndex((other, i) => i >= earliest && other === key)
    if (place < 0) {
      place = nests.length
      const level = time === undefined ? all : all.filter((axis) => axis !== time)
      nests.push({ level, time, foldsRows: folds, members: [], attached: [] })
      keys.push(key)
    }
    const nest = nests[place] as Nest
    nest.members.push(node)
    placeOf.set(node, place)
    nestOf.set(node, nest)
  }
  return nests
}

// Accumulators of attached folds that may stay in registers beside a nest's own work.
const mostAttached = 8

/** The nest whose loop over the rows can do this fold too: the last one that the fold reads, if it has room. */
function findHost(
  fold: ReductionNode,
  needs: readonly Need[],
  nests: readonly Nest[],
  placeOf: ReadonlyMap<Node, number>,
  row: Axis,
): Nest | undefined {
  if (fold.over.length !== 1) return undefined
  const places = needs.flatMap(({ node }) => placeOf.get(node) ?? [])
  const host = nests[Math.max(-1, ...places)]
  if (
    host === undefined ||
    host.foldsRows ||
    host.members.some(({ op }) => op === 'scatter') ||
    !host.level.includes(row)
  )
    return undefined
  const outer = host.level.filter((axis) => axis !== row)
  const isOuter = outer.every((axis) => fold.axes.includes(axis))
  const readsMoved = needs.some(({ node, moved }) => moved && placeOf.get(node) === nests.indexOf(host))
  if (!isOuter || readsMoved) return undefined
  const accumulators = (each: ReductionNode) => countElements(each.axes.filter((axis) => !outer.includes(axis)))
  const taken = host.attached.reduce((n, each) => n + accumulators(each), 0)
  return taken + accumulators(fold) <= mostAttached ? host : undefined
}
