// From a step program to a loop program and its memory.

import { type Axis, countElements } from '../graph/axis.ts'
import { stopGradient, toFloat } from '../graph/build.ts'
import { openDelay, setSource } from '../graph/delay.ts'
import { type DelayNode, type Node, type SlotNode, sourceOf, topologicalOrder } from '../graph/node.ts'
import { rebuild, simplify } from '../graph/simplify.ts'
import { type SplitProgram, splitConstants } from './constants.ts'
import { isAccess, isLeaf } from './cost.ts'
import { Layout, orderAxes, type Place } from './layout.ts'
import type { LoopProgram, Phase } from './loops.ts'
import { lower } from './lower.ts'
import { type Plan, type PlannedPhase, plan } from './plan.ts'
import { chooseRowAxis, cutRows, laneCount, type Rows, timeAxes } from './rows.ts'
import { checkStepProgram, type StepProgram } from './step-program.ts'
import { storedNodes } from './stored.ts'
import { alongAll, isUnit, withoutUnitAxes } from './unit-axes.ts'

/** A compiled step program: loops, and where the slots and the trace lie. */
export interface CompiledProgram {
  readonly loops: LoopProgram
  readonly slots: ReadonlyMap<string, { readonly slot: SlotNode; readonly place: Place }>
  readonly trace: { readonly place: Place; readonly names: readonly string[]; readonly capacity: number }
}

// Steps whose traced scalars fit the trace; a call runs at most this many.
const traceCapacity = 4096

/** Compiles a step program for any target. */
export function compileProgram(program: StepProgram): CompiledProgram {
  checkStepProgram(program)
  const changing = program.states.flatMap(({ slot, next }) => (next === undefined ? [] : [{ slot, next }]))
  const names = Object.keys(program.traces)
  const traced = Object.values(program.traces).map((node) => (node.type === 'float' ? node : toFloat(node)))
  const written = simplify([...changing.map(({ next }) => next), ...traced])
  const simplified = simplify(withoutUnitAxes(written))
  const { once, roots } = withKeptDelays(splitConstants(program, simplified))
  const nexts = changing.map(({ slot }, i) => ({ slot, node: asRoot(roots[i] as Node, slot.axes) }))
  const traces = names.map((name, i) => ({ name, node: asRoot(roots[changing.length + i] as Node, []) }))

  const order = topologicalOrder([...roots, ...once.map(({ node }) => node)])
  const slotNodes = program.states.map(({ slot }) => slot)
  const axis = rowsOf(program) ?? chooseRowAxis(order)
  const rows = axis === undefined ? undefined : cutRows(axis, bytesPerRow(order, axis))
  const layout = new Layout(orderAxes([...slotNodes, ...order]), rows, timeAxes(order))
  const slots = new Map(slotNodes.map((slot) => [slot.name, { slot, place: layout.placeSlot(slot) }]))
  for (const { slot } of once) layout.placeSlot(slot)
  const trace = { place: traceBuffer(layout, names.length), names, capacity: traceCapacity }

  const prepare = lowerRoots(
    once.map(({ slot, node }) => ({ node: asRoot(node, slot.axes), place: layout.placeOf(slot) as Place })),
    layout,
    rows,
  )
  const step = lowerRoots(
    [
      ...nexts.map(({ slot, node }) => ({ node, place: layout.placeOf(slot) as Place, replaces: slot })),
      ...traces.map(({ node }, i) => ({ node, place: { ...trace.place, offset: i } })),
    ],
    layout,
    rows,
  )
  return { loops: { buffers: layout.buffers, prepare, step }, slots, trace }
}

/** The same with initial values and sources of delays that are computed over all their axes, as they are stored. */
function withKeptDelays({ once, roots }: SplitProgram): SplitProgram {
  const order = topologicalOrder([...roots, ...once.map(({ node }) => node)])
  const delays = order.filter((node): node is DelayNode => node.op === 'delay')
  if (delays.length === 0) return { once, roots }
  const copies = new Map<Node, DelayNode>()
  const results = new Map<Node, Node>()
  for (const node of order) {
    const inputs = node.inputs.map((input) => results.get(input) as Node)
    if (node.op === 'delay') {
      const axes = node.axes.filter((axis) => axis !== node.axis)
      const copy = openDelay(asRoot(inputs[0] as Node, axes), node.axis, axes, node.reversed)
      copies.set(node, copy)
      results.set(node, copy)
    } else {
      results.set(node, inputs.every((input, i) => input === node.inputs[i]) ? node : rebuild(node, inputs))
    }
  }
  for (const delay of delays) {
    setSource(copies.get(delay) as DelayNode, asRoot(results.get(sourceOf(delay)) as Node, delay.axes))
  }
  return {
    once: once.map(({ slot, node }) => ({ slot, node: results.get(node) as Node })),
    roots: roots.map((root) => results.get(root) as Node),
  }
}

/** Axes of size 1 are gone, so they cannot be rows. */
const rowsOf = ({ rows }: StepProgram): Axis | undefined => (rows === undefined || isUnit(rows) ? undefined : rows)

/** A root must compute something over all axes of its slot; a bare slot or a scalar gets a node that does. */
function asRoot(node: Node, axes: readonly Axis[]): Node {
  const spread = alongAll(node, axes)
  return isLeaf(spread) || isAccess(spread) || spread.op === 'scatter' ? stopGradient(spread) : spread
}

function bytesPerRow(order: readonly Node[], row: Axis): number {
  const widths = order
    .filter((node) => node.axes.includes(row) && node.op !== 'slot' && node.axes.length > 1)
    .map((node) => countElements(node.axes) / row.size)
  // About half of the arrays over the widest axis are kept in memory; that is what the blocks are cut for.
  return 4 * 2 * Math.max(1, ...widths.map((width) => Math.min(width, 1024)))
}

function traceBuffer(layout: Layout, count: number): Place {
  const place = layout.reserve('trace', [], false)
  const buffer = { ...place.buffer, length: Math.max(laneCount, traceCapacity * Math.max(1, count)) }
  layout.buffers[buffer.id] = buffer
  return { ...place, buffer, tickStride: count }
}

/** A node to compute and where it is written. One node may be several roots. */
interface Root {
  readonly node: Node
  readonly place: Place
  /** The slot whose next value it is. */
  readonly replaces?: SlotNode
}

/** Plans and lowers one set of roots. */
function lowerRoots(roots: readonly Root[], layout: Layout, rows: Rows | undefined): Phase[] {
  if (roots.length === 0) return []
  const delays = topologicalOrder(roots.map(({ node }) => node)).filter((node) => node.op === 'delay')
  const kept = delays.flatMap((delay) => [delay.inputs[0] as Node, sourceOf(delay)])
  const nodes = [...new Set([...roots.map(({ node }) => node), ...kept])]
  const changes = roots.filter(({ replaces }) => replaces !== undefined).map(({ node }) => node)
  const planned = plan(nodes, new Set(changes), rows?.axis)
  const { stored, overAllRows } = storedNodes(planned, new Set(nodes))
  const targets = new Map<Node, Place[]>()
  const shadows: Root[] = []
  for (const delay of delays) {
    const places = layout.reserveDelay(delay)
    layout.place(delay, places.delay)
    for (const [node, place] of [
      [delay.inputs[0] as Node, places.initial],
      [sourceOf(delay), places.source],
    ] as const) {
      layout.place(node, place)
      targets.set(node, [...(targets.get(node) ?? []), place])
    }
  }
  for (const { node, place, replaces: slot } of roots) {
    const safe = slot === undefined || replacesInPlace(node, slot, planned)
    const target = safe ? place : layout.reserve(`next ${slot.name}`, slot.axes, false)
    if (!safe) shadows.push({ node: slot, place: target })
    targets.set(node, [...(targets.get(node) ?? []), target])
  }
  const isPlaced = new Set(kept)
  for (const node of stored) {
    if (isPlaced.has(node)) continue
    // A scatter along the rows adds to any of them.
    const isAnywhere = node.op === 'scatter' && node.axis === rows?.axis
    const onRows = rows !== undefined && node.axes.includes(rows.axis) && !isAnywhere
    const place = layout.reserve(node.op, node.axes, onRows && !overAllRows.has(node))
    layout.place(node, place)
    targets.set(node, [...(targets.get(node) ?? []), place])
  }
  const uses = new Map<Node, number>()
  for (const node of topologicalOrder(nodes)) {
    for (const input of node.inputs) uses.set(input, (uses.get(input) ?? 0) + 1)
  }
  for (const node of nodes) uses.set(node, (uses.get(node) ?? 0) + 1)
  const phases = lower({ plan: planned, layout, rows, inMemory: stored, uses, targets })
  return shadows.length === 0 ? phases : [...phases, ...copyShadows(shadows, layout, rows)]
}

/** True if nobody reads the slot after its next value is written, so that no second array is needed. */
function replacesInPlace(node: Node, slot: SlotNode, planned: Plan): boolean {
  const nest = planned.nestOf.get(node)
  const time = (each: Node) => {
    const phase = planned.phaseOf.get(each) as number
    const place = planned.phases[phase]?.nests.indexOf(planned.nestOf.get(each) as never) as number
    return [phase, place] as const
  }
  const [phase, place] = time(node)
  const { overRows: isOverRows, turns } = planned.phases[phase] as PlannedPhase
  for (const [reader, needs] of planned.needs) {
    for (const need of needs) {
      if (need.node !== slot) continue
      const [readPhase, readPlace] = time(reader)
      if (planned.nestOf.get(reader) === nest) {
        // A fold over the rows writes its slot with every block of rows; the blocks after it read it again.
        if (!need.samePosition || need.otherRows || nest?.foldsRows || nest?.attached.includes(node as never))
          return false
      } else if (readPhase > phase || (readPhase === phase && (isOverRows || readPlace > place))) {
        return false
      }
      // Another turn may read what this one has replaced.
      if (turns !== undefined && planned.phases[readPhase]?.turns === turns) return false
    }
  }
  return true
}

/** Copies next values into their slots once everything has read the old ones. */
function copyShadows(shadows: readonly Root[], layout: Layout, rows: Rows | undefined): Phase[] {
  const roots = shadows.map(({ node, place }) => {
    const slot = node as SlotNode
    const shadow: SlotNode = { ...slot, name: `next ${slot.name}` }
    layout.place(shadow, place)
    const [copied] = withoutUnitAxes([shadow]) as [Node]
    return { node: stopGradient(copied) as Node, place: layout.placeOf(slot) as Place }
  })
  return lowerRoots(roots, layout, rows)
}
