// From a plan to the loop language: chooses loops, unrolling and lanes, and writes each nest as a routine.

import type { Axis } from '../graph/axis.ts'
import type { Node, ReductionNode } from '../graph/node.ts'
import { isReduction } from './cost.ts'
import { Emitter } from './emitter.ts'
import { addressOf, evaluate, type Here, type Surroundings } from './evaluate.ts'
import type { Layout, Place } from './layout.ts'
import { type Address, blockVariable, type Phase, type Routine, type Value } from './loops.ts'
import type { Nest, Plan } from './plan.ts'
import { atTurn, everyPosition, nowhere, overLanes, overTiles, type Positions } from './positions.ts'
import { accumulate, combine, declareAccumulator, emitReductions, identity, insideOf } from './reduce.ts'
import { laneCount, type Rows } from './rows.ts'
import { isClearedBefore, lowerClearing, lowerScatter, scatterOf } from './scatter-nest.ts'
import { chooseTile } from './tile.ts'

// Nests of more members evaluate them one after another, not each where it is first needed, which keeps fewer values.
const longestChain = 500

/** Everything that lowering a plan needs. */
export interface Lowering {
  readonly plan: Plan
  readonly layout: Layout
  readonly rows: Rows | undefined
  readonly inMemory: ReadonlySet<Node>
  readonly uses: ReadonlyMap<Node, number>
  /** Where each placed node is written: its own buffer, the slots whose next value it is, the trace. */
  readonly targets: ReadonlyMap<Node, readonly Place[]>
}

export function lower(lowering: Lowering): Phase[] {
  const { plan, rows } = lowering
  return plan.phases
    .flatMap((phase, p) => {
      const name = (n: number) => `phase ${p} nest ${n}`
      const turns = phase.turns === undefined ? {} : { turns: phase.turns }
      const clearing = phase.nests.flatMap((nest, n) => {
        const scatter = scatterOf(nest)
        if (scatter === undefined || !isClearedBefore(scatter, phase.overRows, lowering.layout)) return []
        return [lowerClearing(name(n), nest, scatter, lowering.layout)]
      })
      const routines = phase.nests.map((nest, n) => lowerNest(name(n), nest, phase.overRows, lowering))
      return [
        { blocks: 1, routines: clearing, ...turns },
        { blocks: phase.overRows ? (rows?.blocks ?? 1) : 1, routines, ...turns },
      ]
    })
    .filter((phase) => phase.routines.length > 0)
}

function lowerNest(name: string, nest: Nest, overRows: boolean, lowering: Lowering): Routine {
  const { layout, rows, plan } = lowering
  const emitter = new Emitter()
  const s: Surroundings = {
    emitter,
    layout,
    own: new Set(nest.members),
    inMemory: lowering.inMemory,
    uses: lowering.uses,
  }
  const scatter = scatterOf(nest)
  if (scatter !== undefined) {
    const isCleared = !isClearedBefore(scatter, overRows, layout)
    return lowerScatter(name, nest, scatter, s, { rows, isCleared })
  }
  const level = layout.sorted(nest.level)
  // Every array is contiguous along the last of its axes, as they are sorted.
  const last = level[level.length - 1]
  const laneAxis = nest.foldsRows || last === undefined || !layout.isContiguous(last) ? undefined : last
  const outer = level.filter((axis) => axis !== laneAxis)
  const tile = chooseTile(nest, outer, laneAxis, rows, s)
  const laneLoop = { axis: laneAxis, width: tile.rows, layout, rows }
  const widths = new Map(tile.outer.map(({ axis, width }) => [axis, width]))
  const start = nest.time === undefined ? nowhere : atTurn(nest.time)
  overTiles(outer, widths, [start], emitter, (outerCopies) => {
    const folds = outerCopies.map((at) => startAttached(nest, outer, at, s))
    overLanes(laneLoop, outerCopies, emitter, (all) => {
      const copies = all.map((positions): Here => ({ positions, known: new Map() }))
      emitReductions(nest, copies, laneAxis, plan, rows, s)
      copies.forEach((copy, i) => {
        emitStores(nest, copy, laneAxis, lowering, s)
        for (const fold of folds[Math.floor(i / tile.rows)] ?? []) {
          accumulate(fold.node, [fold.accumulator], insideOf(copy, fold.inner), rows?.axis, s)
        }
      })
    })
    for (const fold of folds.flat()) finishAttached(fold, lowering, s)
  })
  const names = level.map((a) => a.name).join(', ')
  return emitter.finish(`${name} [${names}]${nest.foldsRows || nest.attached.length > 0 ? ' folds rows' : ''}`)
}

/** One accumulator of a fold that a nest does beside its own work. */
interface AttachedFold {
  readonly node: ReductionNode
  /** Positions of the fold's axes that the nest does not loop over. */
  readonly inner: Positions
  readonly accumulator: Value
  readonly here: Here
}

function startAttached(nest: Nest, outer: readonly Axis[], at: Positions, s: Surroundings): AttachedFold[] {
  return nest.attached.flatMap((node) =>
    everyPosition(node.axes.filter((axis) => !outer.includes(axis))).map((inner) => ({
      node,
      inner,
      accumulator: declareAccumulator(s.emitter, node),
      here: { positions: new Map([...at, ...inner]), known: new Map() },
    })),
  )
}

function finishAttached({ node, accumulator, here }: AttachedFold, lowering: Lowering, s: Surroundings): void {
  const total = s.emitter.foldLanes(node.op, s.emitter.read(accumulator))
  for (const place of lowering.targets.get(node) ?? []) {
    const { address } = addressOf(place, here)
    s.emitter.store(address, withEarlierBlocks(node, total, address, lowering, s), 1)
  }
}

function emitStores(nest: Nest, here: Here, laneAxis: Axis | undefined, lowering: Lowering, s: Surroundings): void {
  const written = nest.members.filter((node) => lowering.targets.has(node))
  // A long chain, of an unrolled sequence say, is too deep to be evaluated from its end.
  if (nest.members.length > longestChain) for (const node of nest.members) evaluate(node, here, s)
  // All values are computed before the first is stored: state may be replaced in place.
  const values = written.map((node) => evaluate(node, here, s))
  written.forEach((node, i) => {
    for (const place of lowering.targets.get(node) ?? []) {
      const { address } = addressOf(place, here)
      const value = values[i] as Value
      const total = nest.foldsRows ? withEarlierBlocks(node, value, address, lowering, s) : value
      s.emitter.store(address, total, laneAxis === undefined ? 1 : laneCount)
    }
  })
}

/** A fold over the rows goes on from block to block; each block starts its own sum, which also rounds less. */
function withEarlierBlocks(
  node: Node,
  value: Value,
  address: Address,
  { rows }: Lowering,
  { emitter: m }: Surroundings,
): Value {
  if (!isReduction(node) || rows === undefined || rows.blocks === 1) return value
  const block = m.position({ offset: 0, terms: [{ variable: blockVariable, stride: 1 }] }, false)
  const before = m.select(m.lessInt(m.int(0), block), m.load(address, 0), m.float(identity[node.op]))
  return m[combine[node.op]](before, value)
}
