// Sums, products and maxima: accumulators, the loops that feed them, and what they leave.

import type { Axis } from '../graph/axis.ts'
import type { Node, Reduction, ReductionNode } from '../graph/node.ts'
import { isReduction } from './cost.ts'
import type { Emitter } from './emitter.ts'
import { type AxisPosition, evaluate, type Here, isLoneProduct, type Surroundings } from './evaluate.ts'
import type { Value } from './loops.ts'
import type { Nest, Plan } from './plan.ts'
import { nowhere, overLanes, overShortAxes, type Positions } from './positions.ts'
import type { Rows } from './rows.ts'

// Inner loops of up to this many instructions are written out.
const longestUnrolled = 160

export const identity: Readonly<Record<Reduction, number>> = { sum: 0, product: 1, maximum: -Infinity }
export const combine = { sum: 'add', product: 'multiply', maximum: 'max' } as const

export const declareAccumulator = (m: Emitter, node: ReductionNode): Value => m.declare(m.float(identity[node.op]))

/** The position of one round of an inner loop, around it the position of the nest. */
export const insideOf = (outer: Here, inner: Positions): Here => ({
  positions: new Map([...outer.positions, ...inner]),
  known: new Map(),
  outer,
})

/** Runs the inner loops of a nest's reductions; those over the same axes share one loop. */
export function emitReductions(
  nest: Nest,
  copies: readonly Here[],
  laneAxis: Axis | undefined,
  plan: Plan,
  rows: Rows | undefined,
  s: Surroundings,
): void {
  const waiting = nest.members.filter(isReduction) as ReductionNode[]
  const done = new Set<Node>()
  while (waiting.length > 0) {
    const [first] = waiting as [ReductionNode]
    const ready = waiting.filter((node) => {
      const sameLoop = node.over.length === first.over.length && node.over.every((a) => first.over.includes(a))
      return node === first || (sameLoop && !dependsOnWaiting(node, waiting, done, plan))
    })
    emitLoop(ready, copies, laneAxis, rows, s)
    for (const node of ready) {
      done.add(node)
      waiting.splice(waiting.indexOf(node), 1)
    }
  }
}

/** True if a reduction needs, through members of its nest, another one that has not run yet. */
function dependsOnWaiting(
  node: Node,
  waiting: readonly Node[],
  done: ReadonlySet<Node>,
  plan: Plan,
  seen: Set<Node> = new Set(),
): boolean {
  const nest = plan.nestOf.get(node)
  return (plan.needs.get(node) ?? []).some(({ node: before, samePosition }) => {
    if (!samePosition || plan.nestOf.get(before) !== nest || done.has(before) || seen.has(before)) return false
    // Where values meet again and again, there are more paths than anyone can walk.
    seen.add(before)
    return waiting.includes(before) || dependsOnWaiting(before, waiting, done, plan, seen)
  })
}

function emitLoop(
  nodes: readonly ReductionNode[],
  copies: readonly Here[],
  laneAxis: Axis | undefined,
  rows: Rows | undefined,
  s: Surroundings,
): void {
  const m = s.emitter
  const over = s.layout.sorted((nodes[0] as ReductionNode).over)
  // Lanes lie along the folded axis if nothing else uses them.
  const laneOver = laneAxis === undefined ? over[over.length - 1] : undefined
  const jobs = copies.flatMap((copy) =>
    nodes.map((node) => ({
      copy,
      node,
      accumulators: Array.from({ length: countAccumulators(node, s) }, () => declareAccumulator(m, node)),
    })),
  )
  const round = (inner: Positions): void => {
    const insides = new Map(copies.map((copy) => [copy, insideOf(copy, inner)]))
    for (const { copy, node, accumulators } of jobs) {
      accumulate(node, accumulators, insides.get(copy) as Here, laneOver, s)
    }
  }
  const outer = over.filter((axis) => axis !== laneOver)
  const budget = { instructions: longestUnrolled, perRound: jobs.length * 2 }
  overShortAxes(outer, nowhere, budget, m, (at) =>
    overLanes({ axis: laneOver, width: 1, layout: s.layout, rows }, [at], m, ([inner]) => round(inner as Positions)),
  )
  for (const { copy, node, accumulators } of jobs) {
    const total = accumulators.map((each) => m.read(each)).reduce((a, b) => m[combine[node.op]](a, b))
    copy.known.set(node, laneOver === undefined ? total : m.foldLanes(node.op, total))
  }
}

/** Adds one round to the accumulators of a reduction, its terms to each in turn. `laneOver` is the folded axis along which lanes lie, if any. */
export function accumulate(
  node: ReductionNode,
  accumulators: readonly Value[],
  here: Here,
  laneOver: Axis | undefined,
  s: Surroundings,
): void {
  const m = s.emitter
  const [first] = accumulators as readonly [Value]
  const input = node.inputs[0] as Node
  // The padding behind the last position must not count.
  if (laneOver !== undefined && s.layout.padded(laneOver, false) > laneOver.size) {
    const position = here.positions.get(laneOver) as AxisPosition
    const isInside = m.lessInt(m.position(position, true), m.int(laneOver.size))
    m.accumulate(combine[node.op], first, m.select(isInside, evaluate(input, here, s), m.float(identity[node.op])))
    return
  }
  if (node.op !== 'sum') {
    m.accumulate(combine[node.op], first, evaluate(input, here, s))
    return
  }
  for (const [i, term] of termsOf(input, s).entries()) {
    const accumulator = accumulators[i % accumulators.length] as Value
    if (isLoneProduct(term, s)) {
      const [a, b] = term.inputs as readonly [Node, Node]
      m.accumulateProduct(accumulator, evaluate(a, here, s), evaluate(b, here, s))
    } else {
      m.accumulate('add', accumulator, evaluate(term, here, s))
    }
  }
}

/** Two terms of a round go to accumulators of their own, so that neither waits for the other. */
export const countAccumulators = (node: ReductionNode, s: Surroundings): number =>
  node.op === 'sum' ? Math.min(2, termsOf(node.inputs[0] as Node, s).length) : 1

/** The terms of a sum that nothing else needs, each to be added on its own. */
function termsOf(node: Node, s: Surroundings): Node[] {
  const isOpen = node.op === 'add' && node.type === 'float' && s.uses.get(node) === 1
  if (!isOpen || s.own.has(node) || s.inMemory.has(node)) return [node]
  return node.inputs.flatMap((input) => termsOf(input, s))
}
