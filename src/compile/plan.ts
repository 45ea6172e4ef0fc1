// The plan: which loop nest computes which node, and in which order.
//
// A step is a sequence of phases. Uniform phases hold what has no row axis; row phases run once for each block
// of rows. A sum over the rows that feeds rows again starts a new row phase, so there are as many passes over the
// rows as the graph needs and no more.

import { type Axis, sameAxes } from '../graph/axis.ts'
import { type Part, partsOf, type Recurrence } from '../graph/components.ts'
import { type Node, type ReductionNode, sourceOf } from '../graph/node.ts'
import { isAccess } from './cost.ts'
import type { Turns } from './loops.ts'
import { formNests } from './nests.ts'
import { assignNumbers } from './phase-numbers.ts'
import { placedNodes } from './placement.ts'
import { splitNest } from './split.ts'
import { isUnit } from './unit-axes.ts'

/** Placed nodes computed together, by one loop over `level`. */
export interface Nest {
  /** The axes of every member, without the time of its recurrence. */
  readonly level: readonly Axis[]
  /** The axis along which its recurrence goes, one turn after another. */
  readonly time: Axis | undefined
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
  /** Shared by the phases of one recurrence. */
  readonly turns?: Turns
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
  /** Read through a rename, a gather or a delay. */
  readonly moved: boolean
  /** Read as it was one position in time before: within its recurrence there is nothing to wait for. */
  readonly delayed: boolean
}

/**
 * Plans the computation of `roots`, among which are the sources and initial values of all delays. `last` holds roots
 * that change state and so wait until all else has read it.
 */
export function plan(roots: readonly Node[], last: ReadonlySet<Node>, row: Axis | undefined): Plan {
  const placed = placedNodes(roots)
  const parts = partsOf(roots)
  const order = parts.flatMap(nodesOf).filter((node) => placed.has(node))
  const needs = new Map(order.map((node) => [node, needsOf(node, placed, row)]))
  const within = recurrencesOf(parts)
  const numbers = assignNumbers(order, needs, last, row, within)
  const phases: PlannedPhase[] = []
  const phaseOf = new Map<Node, number>()
  const nestOf = new Map<Node, Nest>()
  const push = (members: readonly Node[], overRows: boolean, local: Needs, loop?: { axis: Axis; turns: Turns }) => {
    const formed = formNests(members, local, nestOf, row, loop?.axis)
    const nests = formed.flatMap((nest) => splitNest(nest, local, row))
    for (const nest of nests) for (const node of [...nest.members, ...nest.attached]) nestOf.set(node, nest)
    for (const node of members) phaseOf.set(node, phases.length)
    phases.push({ overRows, nests, ...(loop === undefined ? {} : { turns: loop.turns }) })
  }
  const count = Math.max(0, ...numbers.values()) + 1
  for (let n = 0; n < count; n += 1) {
    const members = order.filter((node) => numbers.get(node) === n)
    push(
      members.filter((node) => !within.has(node)),
      n % 2 === 1,
      needs,
    )
    for (const recurrence of new Set(members.flatMap((node) => within.get(node) ?? []))) {
      const own = members.filter((node) => within.get(node) === recurrence)
      const local = needsWithin(own, needs)
      const { axis, reversed } = recurrence
      const loop = { axis, turns: { count: axis.size, reversed } }
      const stages = assignNumbers(own, local, new Set(), row, new Map())
      for (let stage = 0; stage <= Math.max(...stages.values()); stage += 1) {
        push(
          own.filter((node) => stages.get(node) === stage),
          stage % 2 === 1,
          local,
          loop,
        )
      }
    }
  }
  return { phases, placed, nestOf, phaseOf, needs }
}

/** What each placed node needs. */
export type Needs = ReadonlyMap<Node, readonly Need[]>

const nodesOf = (part: Part): readonly Node[] => ('node' in part ? [part.node] : part.recurrence.members)

/** The recurrence of each node that is part of one. */
const recurrencesOf = (parts: readonly Part[]): ReadonlyMap<Node, Recurrence> =>
  new Map(
    parts.flatMap((part) =>
      'node' in part ? [] : part.recurrence.members.map((node) => [node, part.recurrence] as const),
    ),
  )

/** What the nodes of a recurrence need of each other within one turn. */
function needsWithin(own: readonly Node[], needs: Needs): Needs {
  return new Map(own.map((node) => [node, (needs.get(node) ?? []).filter((n) => !n.delayed && own.includes(n.node))]))
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
    if (input.op === 'delay') {
      // Its array is made of the initial value and the source.
      const initial = input.inputs[0] as Node
      needs.push({ node: initial, samePosition: false, otherRows, moved: true, delayed: false })
      needs.push({ node: sourceOf(input), samePosition: false, otherRows, moved: true, delayed: true })
      return
    }
    if (placed.has(input) || input.op === 'slot') {
      needs.push({
        node: input,
        samePosition:
          !moved &&
          input.op !== 'scatter' &&
          sameAxes(
            input.axes.filter((axis) => !isUnit(axis)),
            level,
          ),
        otherRows,
        moved,
        delayed: false,
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
