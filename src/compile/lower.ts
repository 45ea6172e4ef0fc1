// From a plan to the loop language: chooses loops, unrolling and lanes, and writes each nest as a routine.

import type { Axis } from '../graph/axis.ts'
import type { Node, Reduction, ReductionNode } from '../graph/node.ts'
import { isReduction } from './cost.ts'
import { Emitter } from './emitter.ts'
import { type AxisPosition, addressOf, evaluate, type Here, isLoneProduct, type Surroundings } from './evaluate.ts'
import type { Layout, Place } from './layout.ts'
import { type Address, blockVariable, type Phase, type Routine, type Value, type Variable } from './loops.ts'
import type { Nest, Plan } from './plan.ts'
import { laneCount, type Rows } from './rows.ts'

// Accumulators that stay in registers together, on machines with 16 vector registers.
const mostAccumulators = 12
// Rows of lanes computed side by side where a nest has inner loops.
const rowsSideBySide = 2
// Inner loops of up to this many instructions are written out.
const longestUnrolled = 160

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
    .map((phase, p) => ({
      blocks: phase.overRows ? (rows?.blocks ?? 1) : 1,
      routines: phase.nests.map((nest, n) => lowerNest(`phase ${p} nest ${n}`, nest, lowering)),
    }))
    .filter((phase) => phase.routines.length > 0)
}

function lowerNest(name: string, nest: Nest, lowering: Lowering): Routine {
  const { layout, rows, plan } = lowering
  const emitter = new Emitter()
  const surroundings: Surroundings = {
    emitter,
    layout,
    own: new Set(nest.members),
    inMemory: lowering.inMemory,
    uses: lowering.uses,
  }
  const level = layout.sorted(nest.level)
  const row = rows?.axis
  const onRows = row !== undefined && level.includes(row)
  const laneAxis = nest.foldsRows ? undefined : chooseLaneAxis(level, nest, lowering)
  const reductions = nest.members.filter((node) => isReduction(node) && plan.nestOf.get(node) === nest)
  const outer = level.filter((axis) => axis !== laneAxis)
  const jam = chooseJam(reductions.length, outer[outer.length - 1], nest.foldsRows, onRows, rows)

  const body = (copies: readonly Here[]): void => {
    emitReductions(nest, copies, laneAxis, lowering, surroundings)
    for (const copy of copies) emitStores(nest, copy, laneAxis, lowering, surroundings)
  }
  const jammed = outer[outer.length - 1]
  const plain = outer.filter((axis) => axis !== jammed)
  overAxes(plain, startingPositions(), emitter, (positions) =>
    overJammed(jammed, jam.outer, positions, emitter, (outerCopies) =>
      overLanes(laneAxis, jam.rows, outerCopies, layout, onRows, rows, emitter, (all) =>
        body(all.map((each) => ({ positions: each, known: new Map() }))),
      ),
    ),
  )
  return emitter.finish(`${name} [${level.map((a) => a.name).join(', ')}]${nest.foldsRows ? ' folds rows' : ''}`)
}

/** Lanes lie along the last axis, if every array that the nest writes is contiguous along it. */
function chooseLaneAxis(level: readonly Axis[], nest: Nest, { targets }: Lowering): Axis | undefined {
  const last = level[level.length - 1]
  if (last === undefined) return undefined
  const places = nest.members.flatMap((node) => targets.get(node) ?? [])
  return places.every((place) => place.strides.get(last) === 1) ? last : undefined
}

function emitStores(nest: Nest, here: Here, laneAxis: Axis | undefined, lowering: Lowering, s: Surroundings): void {
  const written = nest.members.filter((node) => lowering.targets.has(node))
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
function withEarlierBlocks(node: Node, value: Value, address: Address, { rows }: Lowering, { emitter: m }: Surroundings): Value {
  if (!isReduction(node) || rows === undefined || rows.blocks === 1) return value
  const block = m.position({ offset: 0, terms: [{ variable: blockVariable, stride: 1 }] }, false)
  const before = m.select(m.lessInt(m.int(0), block), m.load(address, 0), m.float(identity[node.op]))
  return m[combine[node.op]](before, value)
}

type Positions = ReadonlyMap<Axis, AxisPosition>

const startingPositions = (): Positions => new Map()

const fixed = (offset: number): AxisPosition => ({ offset, terms: [], lanes: false })

function chooseJam(
  reductions: number,
  jammed: Axis | undefined,
  foldsRows: boolean,
  onRows: boolean,
  rows: Rows | undefined,
): { outer: number; rows: number } {
  if (reductions === 0) return { outer: 1, rows: 1 }
  const vectors = (rows?.rowsPerBlock ?? laneCount) / laneCount
  const perRow = onRows && !foldsRows && vectors % rowsSideBySide === 0 && reductions * rowsSideBySide <= mostAccumulators
  const rowCopies = perRow ? rowsSideBySide : 1
  const outer = Math.max(1, Math.floor(mostAccumulators / (reductions * rowCopies)))
  return { outer: Math.min(outer, jammed?.size ?? 1), rows: rowCopies }
}

/** Nested loops, one position at a time. */
function overAxes(axes: readonly Axis[], at: Positions, emitter: Emitter, body: (at: Positions) => void): void {
  const [first, ...rest] = axes
  if (first === undefined) {
    body(at)
    return
  }
  emitter.loop(first.name, first.size, (variable) =>
    overAxes(rest, new Map(at).set(first, atVariable(variable, 1, 0)), emitter, body),
  )
}

const atVariable = (variable: Variable | undefined, stride: number, offset: number): AxisPosition =>
  variable === undefined ? fixed(offset) : { offset, terms: [{ variable, stride }], lanes: false }

/** A loop that takes `width` positions at once, and what is left over after it. */
function overJammed(
  axis: Axis | undefined,
  width: number,
  at: Positions,
  emitter: Emitter,
  body: (copies: readonly Positions[]) => void,
): void {
  if (axis === undefined) {
    body([at])
    return
  }
  const rounds = Math.floor(axis.size / width)
  const copiesFrom = (variable: Variable | undefined, first: number, count: number) =>
    Array.from({ length: count }, (_, u) => new Map(at).set(axis, atVariable(variable, width, first + u)))
  if (rounds > 0) emitter.loop(axis.name, rounds, (variable) => body(copiesFrom(variable, 0, width)))
  const left = axis.size - rounds * width
  if (left > 0) body(copiesFrom(undefined, rounds * width, left))
}

/** The loop along the lanes: over one block of rows, or over the last axis of an array. */
function overLanes(
  axis: Axis | undefined,
  width: number,
  outer: readonly Positions[],
  layout: Layout,
  onRows: boolean,
  rows: Rows | undefined,
  emitter: Emitter,
  body: (copies: readonly Positions[]) => void,
): void {
  if (axis === undefined) {
    body(outer)
    return
  }
  const step = laneCount * width
  const count = layout.padded(axis, onRows)
  emitter.loop(axis.name, Math.ceil(count / step), (variable) => {
    const copies = outer.flatMap((at) =>
      Array.from({ length: width }, (_, u) =>
        new Map(at).set(axis, lanePosition(variable, step, u * laneCount, onRows ? rows : undefined)),
      ),
    )
    body(copies)
  })
}

function lanePosition(variable: Variable | undefined, step: number, offset: number, rows: Rows | undefined): AxisPosition {
  const terms = variable === undefined ? [] : [{ variable, stride: step }]
  const block = rows === undefined || rows.blocks === 1 ? [] : [{ variable: blockVariable, stride: rows.rowsPerBlock }]
  return { offset, terms: [...block, ...terms], lanes: true }
}

/** Runs the inner loops of a nest's reductions; those over the same axes share one loop. */
function emitReductions(
  nest: Nest,
  copies: readonly Here[],
  laneAxis: Axis | undefined,
  lowering: Lowering,
  s: Surroundings,
): void {
  const waiting = nest.members.filter(isReduction) as ReductionNode[]
  const done = new Set<Node>()
  while (waiting.length > 0) {
    const [first] = waiting as [ReductionNode]
    const ready = waiting.filter((node) => {
      const sameLoop = node.over.length === first.over.length && node.over.every((a) => first.over.includes(a))
      return node === first || (sameLoop && !dependsOnWaiting(node, waiting, done, lowering.plan))
    })
    emitLoop(ready, copies, laneAxis, lowering, s)
    for (const node of ready) {
      done.add(node)
      waiting.splice(waiting.indexOf(node), 1)
    }
  }
}

/** True if a reduction needs, through members of its nest, another one that has not run yet. */
function dependsOnWaiting(node: Node, waiting: readonly Node[], done: ReadonlySet<Node>, plan: Plan): boolean {
  const nest = plan.nestOf.get(node)
  return (plan.needs.get(node) ?? []).some(({ node: before, samePosition }) => {
    if (!samePosition || plan.nestOf.get(before) !== nest || done.has(before)) return false
    return waiting.includes(before) || dependsOnWaiting(before, waiting, done, plan)
  })
}

const identity: Readonly<Record<Reduction, number>> = { sum: 0, product: 1, maximum: -Infinity }
const combine = { sum: 'add', product: 'multiply', maximum: 'max' } as const

function emitLoop(
  nodes: readonly ReductionNode[],
  copies: readonly Here[],
  laneAxis: Axis | undefined,
  { layout, rows }: Lowering,
  s: Surroundings,
): void {
  const m = s.emitter
  const over = layout.sorted((nodes[0] as ReductionNode).over)
  const last = over[over.length - 1] as Axis
  // Lanes lie along the folded axis if nothing else uses them.
  const laneOver = laneAxis === undefined ? last : undefined
  const onRows = laneOver !== undefined && laneOver === rows?.axis
  const jobs = copies.flatMap((copy) =>
    nodes.map((node) => ({ copy, node, accumulator: m.declare(m.float(identity[node.op])) })),
  )
  const round = (inner: Positions): void => {
    const insides = new Map<Here, Here>()
    for (const copy of copies) {
      insides.set(copy, { positions: new Map([...copy.positions, ...inner]), known: new Map(), outer: copy })
    }
    for (const { copy, node, accumulator } of jobs) {
      accumulateNode(node, accumulator, insides.get(copy) as Here, laneOver, s)
    }
  }
  const outer = over.filter((axis) => axis !== laneOver)
  overReduced(outer, startingPositions(), jobs.length, m, (at) =>
    overLanes(laneOver, 1, [at], layout, onRows, rows, m, ([inner]) => round(inner as Positions)),
  )
  for (const { copy, node, accumulator } of jobs) {
    const total = m.read(accumulator)
    copy.known.set(node, laneOver === undefined ? total : m.foldLanes(node.op, total))
  }
}

/** Loops over folded axes; short ones are written out. */
function overReduced(axes: readonly Axis[], at: Positions, jobs: number, m: Emitter, body: (at: Positions) => void): void {
  const [first, ...rest] = axes
  if (first === undefined) {
    body(at)
    return
  }
  const inner = rest.reduce((n, a) => n * a.size, jobs * 2)
  if (first.size * inner <= longestUnrolled) {
    for (let i = 0; i < first.size; i += 1) overReduced(rest, new Map(at).set(first, fixed(i)), jobs, m, body)
  } else {
    m.loop(first.name, first.size, (variable) =>
      overReduced(rest, new Map(at).set(first, atVariable(variable, 1, 0)), jobs, m, body),
    )
  }
}

function accumulateNode(
  node: ReductionNode,
  accumulator: Value,
  here: Here,
  laneOver: Axis | undefined,
  s: Surroundings,
): void {
  const m = s.emitter
  const input = node.inputs[0] as Node
  // The padding behind the last position must not count.
  if (laneOver !== undefined && s.layout.padded(laneOver, false) > laneOver.size) {
    const position = here.positions.get(laneOver) as AxisPosition
    const isInside = m.lessInt(m.position(position, true), m.int(laneOver.size))
    m.accumulate(combine[node.op], accumulator, m.select(isInside, evaluate(input, here, s), m.float(identity[node.op])))
    return
  }
  if (node.op !== 'sum') {
    m.accumulate(combine[node.op], accumulator, evaluate(input, here, s))
    return
  }
  for (const term of termsOf(input, s)) {
    if (isLoneProduct(term, s)) {
      const [a, b] = term.inputs as readonly [Node, Node]
      m.accumulateProduct(accumulator, evaluate(a, here, s), evaluate(b, here, s))
    } else {
      m.accumulate('add', accumulator, evaluate(term, here, s))
    }
  }
}

/** The terms of a sum that nothing else needs, each to be added on its own. */
function termsOf(node: Node, s: Surroundings): Node[] {
  const isOpen = node.op === 'add' && node.type === 'float' && s.uses.get(node) === 1
  if (!isOpen || s.own.has(node) || s.inMemory.has(node)) return [node]
  return node.inputs.flatMap((input) => termsOf(input, s))
}
