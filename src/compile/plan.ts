// The plan: which loop nest computes which node, and in which order.
//
// A step is a sequence of phases. Uniform phases hold what has no row axis; row phases run once for each block
// of rows. A sum over the rows that feeds rows again starts a new row phase, so there are as many passes over the
// rows as the graph needs and no more.

import { type Axis, countElements, sameAxes } from '../graph/axis.ts'
import type { Node, ReductionNode } from '../graph/node.ts'
import { topologicalOrder } from '../graph/node.ts'
import { isAccess, isReduction } from './cost.ts'
import { axesKey, placedNodes } from './placement.ts'
import { splitNest } from './split.ts'
import { isUnit } from './unit-axes.ts'

/** Placed nodes computed together, by one loop over `level`. */
export interface Nest {
  /** The axes of every member. */
  readonly level: readonly Axis[]
  /** True if the members are reductions over the rows. */
  readonly foldsRows: boolean
  /** In an order in which each can be computed from those before it. */
  readonly members: Node[]
  /** Folds over the rows that this nest's own loop over the rows can do beside its work. */
  readonly attached: ReductionNode[]
}

export interface PlannedPhase {
  readonly overRows: boolean
  readonly nests: Nest[]
}

export interface Plan {
  readonly phases: readonly PlannedPhase[]
  readonly placed: ReadonlySet<Node>
  /** The nest and the phase of each placed node. */
  readonly nestOf: ReadonlyMap<Node, Nest>
  readonly phaseOf: ReadonlyMap<Node, number>
  /** What each placed node needs of other placed nodes and of slots. */
  readonly needs: ReadonlyMap<Node, readonly Need[]>
}

/** How a placed node reads another, or a slot. */
export interface Need {
  readonly node: Node
  /** At the very position that is being computed; otherwise it must be finished before. */
  readonly samePosition: boolean
  /** At other rows: then all rows must be finished before. */
  readonly otherRows: boolean
  /** Read through a rename or a gather. */
  readonly moved: boolean
}

/** Plans the computation of `roots`. `last` holds roots that change state and so wait until all else has read it. */
export function plan(roots: readonly Node[], last: ReadonlySet<Node>, row: Axis | undefined): Plan {
  const placed = placedNodes(roots)
  const order = topologicalOrder(roots).filter((node) => placed.has(node))
  const needs = new Map(order.map((node) => [node, needsOf(node, placed, row)]))
  const phaseOf = assignPhases(order, needs, last, row)
  const phases: PlannedPhase[] = []
  const nestOf = new Map<Node, Nest>()
  const count = Math.max(0, ...phaseOf.values()) + 1
  for (let p = 0; p < count; p += 1) {
    const members = order.filter((node) => phaseOf.get(node) === p)
    const nests = formNests(members, needs, nestOf, row).flatMap((nest) => splitNest(nest, needs, row))
    for (const nest of nests) for (const node of [...nest.members, ...nest.attached]) nestOf.set(node, nest)
    phases.push({ overRows: p % 2 === 1, nests })
  }
  return { phases, placed, nestOf, phaseOf, needs }
}

function needsOf(node: Node, placed: ReadonlySet<Node>, row: Axis | undefined): Need[] {
  const needs: Need[] = []
  const seen = new Set<string>()
  const numbers = new Map<Node, number>()
  const level = node.axes
  const visit = (input: Node, moved: boolean, otherRows: boolean): void => {
    if (!numbers.has(input)) numbers.set(input, numbers.size)
    const key = `${numbers.get(input)} ${moved} ${otherRows}`
    if (seen.has(key)) return
    seen.add(key)
    if (placed.has(input) || input.op === 'slot') {
      needs.push({
        node: input,
        samePosition:
          !moved &&
          sameAxes(
            input.axes.filter((axis) => !isUnit(axis)),
            level,
          ),
        otherRows,
        moved,
      })
      return
    }
    input.inputs.forEach((next, i) => {
      const shifts = movesPosition(input) && i === 0
      visit(next, moved || shifts, otherRows || (shifts && movesRows(input, row)))
    })
  }
  node.inputs.forEach((input, i) => {
    const shifts = movesPosition(node) && i === 0
    visit(input, shifts, shifts && movesRows(node, row))
  })
  return needs
}

/** Reads elsewhere than at the position that is being computed; an axis of size 1 has only one position. */
const movesPosition = (node: Node) => isAccess(node) && !(node.op === 'gather' && isUnit(node.axis))

function movesRows(node: Node, row: Axis | undefined): boolean {
  if (row === undefined) return false
  if (node.op === 'rename') return node.from === row || node.to === row
  return node.op === 'gather' && node.axis === row
}

const hasRows = (node: Node, row: Axis | undefined) => row !== undefined && node.axes.includes(row)
const foldsRows = (node: Node, row: Axis | undefined) =>
  row !== undefined && isReduction(node) && node.over.includes(row)

/** Even phases are uniform, odd ones run over the rows. */
function assignPhases(
  order: readonly Node[],
  needs: ReadonlyMap<Node, readonly Need[]>,
  last: ReadonlySet<Node>,
  row: Axis | undefined,
): Map<Node, number> {
  const phaseOf = new Map<Node, number>()
  for (const node of order) {
    const onRows = hasRows(node, row) || foldsRows(node, row)
    let phase = onRows ? 1 : 0
    for (const need of needs.get(node) ?? []) {
      const before = phaseOf.get(need.node)
      if (before === undefined) continue
      const finishedWithRows = before % 2 === 1 && (foldsRows(need.node, row) || need.otherRows || !onRows)
      const earliest = finishedWithRows ? before + 1 : before
      phase = Math.max(phase, earliest % 2 === (onRows ? 1 : 0) ? earliest : earliest + 1)
    }
    phaseOf.set(node, phase)
  }
  const final = Math.max(0, ...phaseOf.values())
  const used = new Set([...needs.values()].flat().map((need) => need.node))
  for (const node of last) {
    const before = phaseOf.get(node)
    if (before !== undefined && !used.has(node)) phaseOf.set(node, final % 2 === before % 2 ? final : final + 1)
  }
  return phaseOf
}

function formNests(
  members: readonly Node[],
  needs: ReadonlyMap<Node, readonly Need[]>,
  nestOf: Map<Node, Nest>,
  row: Axis | undefined,
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
    const host = folds ? findHost(node as ReductionNode, needs.get(node) ?? [], nests, placeOf, row as Axis) : undefined
    if (host !== undefined) {
      host.attached.push(node as ReductionNode)
      placeOf.set(node, nests.indexOf(host))
      nestOf.set(node, host)
      continue
    }
    // Row folds over different axes cannot share their loop over the rows.
    const key = `${axesKey(node.axes)}${folds && isReduction(node) ? ` folds ${axesKey(node.over)}` : ''}`
    let place = keys.findIndex((other, i) => i >= earliest && other === key)
    if (place < 0) {
      place = nests.length
      nests.push({ level: node.axes, foldsRows: folds, members: [], attached: [] })
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
  if (host === undefined || host.foldsRows || !host.level.includes(row)) return undefined
  const outer = host.level.filter((axis) => axis !== row)
  const isOuter = outer.every((axis) => fold.axes.includes(axis))
  const readsMoved = needs.some(({ node, moved }) => moved && placeOf.get(node) === nests.indexOf(host))
  if (!isOuter || readsMoved) return undefined
  const accumulators = (each: ReductionNode) => countElements(each.axes.filter((axis) => !outer.includes(axis)))
  const taken = host.attached.reduce((n, each) => n + accumulators(each), 0)
  return taken + accumulators(fold) <= mostAttached ? host : undefined
}
