// How many positions a nest takes side by side: a tile of two outer axes and some vectors of lanes.
//
// What one position loads the others use from registers. A tile changes the order of no sum, so every result keeps its bits.

import { affineOf } from '../graph/affine.ts'
import { type Axis, countElements } from '../graph/axis.ts'
import type { Node, ReductionNode } from '../graph/node.ts'
import { isKept, isLeaf, isReduction } from './cost.ts'
import type { Surroundings } from './evaluate.ts'
import type { Nest } from './plan.ts'
import { countAccumulators } from './reduce.ts'
import { laneCount, type Rows } from './rows.ts'

// Accumulators that stay in registers together beside what feeds them, on machines with 16 vector registers.
const mostAccumulators = 9
// Inner loops of so many rounds are worth several positions side by side; in a nest with attached folds, longer ones.
const fewestRounds = 4
const longRounds = 16

/** Positions side by side: of up to two outer axes, outer first, and vectors along the lanes. */
export interface Tile {
  readonly outer: readonly { readonly axis: Axis; readonly width: number }[]
  readonly rows: number
}

/** The tile that loads least for what it computes. `outer` are the nest's axes without the lanes', outer first. */
export function chooseTile(
  nest: Nest,
  outer: readonly Axis[],
  laneAxis: Axis | undefined,
  rows: Rows | undefined,
  s: Surroundings,
): Tile {
  const folded = nest.members.filter(isReduction) as ReductionNode[]
  const reductions = folded.reduce((n, node) => n + countAccumulators(node, s), 0)
  const rounds = Math.max(0, ...folded.map(({ over }) => countElements(over)))
  const vectors = (rows?.rowsPerBlock ?? laneCount) / laneCount
  const sides = [8, 4, 2, 1].filter((n) => n === 1 || (vectors % n === 0 && reductions * n <= mostAccumulators))
  const onRows = laneAxis !== undefined && laneAxis === rows?.axis
  if (reductions === 0) {
    return { outer: [], rows: onRows && nest.attached.length === 0 ? Math.min(4, sides[0] as number) : 1 }
  }
  // With next to no inner loop there is nothing to share; attached folds need the registers unless it is long.
  if (rounds < (nest.attached.length > 0 ? longRounds : fewestRounds)) return { outer: [], rows: 1 }
  const operands = folded.flatMap((node) => operandsOf(node, s))
  const tiles = (onRows ? sides : [1]).flatMap((side) =>
    tilesOf(outer, Math.floor(mostAccumulators / (reductions * side))).map(
      (tile): Tile => ({ outer: tile, rows: side }),
    ),
  )
  return tiles.reduce((best, tile) =>
    loadsPerResult(tile, operands, laneAxis) < loadsPerResult(best, operands, laneAxis) - 1e-9 ? tile : best,
  )
}

/** One axis or two, the inner ones and the larger tiles first, of at most `most` positions. */
function tilesOf(outer: readonly Axis[], most: number): Tile['outer'][] {
  const inward = outer.toReversed()
  const widths = (axis: Axis, limit: number) => {
    const all = Array.from({ length: Math.min(axis.size, limit) }, (_, i) => i + 1).toReversed()
    // Widths that cut the axis into as many groups as a smaller one does are that smaller one.
    return all.filter((width) => Math.ceil(axis.size / width) !== Math.ceil(axis.size / (width - 1)))
  }
  const single = inward.flatMap((axis) => widths(axis, most).map((width) => [{ axis, width }]))
  const pairs = inward.flatMap((second, i) =>
    inward.slice(i + 1).flatMap((first) =>
      widths(second, most).flatMap((width) =>
        width === 1
          ? []
          : widths(first, Math.floor(most / width)).map((other) => [
              { axis: first, width: other },
              { axis: second, width },
            ]),
      ),
    ),
  )
  return [...single, ...pairs.filter(([first]) => first !== undefined && first.width > 1), []]
}

/** What a reduction reads from memory: by each axis along which it changes, over how many rounds windows share it. */
type Operand = ReadonlyMap<Axis, number>

function operandsOf(node: ReductionNode, s: Surroundings): Operand[] {
  const operands: Operand[] = []
  const seen = new Set<Node>()
  /** `along`: what walks along each axis of `value`. */
  const visit = (value: Node, along: ReadonlyMap<Axis, Operand>): void => {
    if (isKept(value) || s.inMemory.has(value) || s.own.has(value)) {
      operands.push(merged(value.axes.map((axis) => along.get(axis) ?? new Map([[axis, 1]]))))
      return
    }
    if (isLeaf(value) || seen.has(value)) return
    if (value.op === 'rename') {
      const inner = new Map(along)
      inner.set(value.from, along.get(value.to) ?? new Map([[value.to, 1]]))
      return visit(value.inputs[0] as Node, inner)
    }
    if (value.op === 'gather') {
      return visit(value.inputs[0] as Node, new Map(along).set(value.axis, walkOf(value.inputs[1] as Node, node.over)))
    }
    seen.add(value)
    for (const input of value.inputs) visit(input, along)
  }
  visit(node.inputs[0] as Node, new Map())
  return operands
}

const merged = (parts: readonly Operand[]): Operand => new Map(parts.flatMap((part) => [...part]))

/** Neighbouring windows share what they read, as many of them as the window is long. */
function walkOf(position: Node, over: readonly Axis[]): Operand {
  const { factors } = affineOf(position) ?? { factors: new Map<Axis, number>() }
  const within = Math.max(1, ...[...factors].filter(([axis]) => over.includes(axis)).map(([axis]) => axis.size))
  return new Map(position.axes.map((axis) => [axis, factors.get(axis) === 1 ? within : 1]))
}

/** Loads for each vector of results and round of the reductions. */
function loadsPerResult(tile: Tile, operands: readonly Operand[], laneAxis: Axis | undefined): number {
  // Groups are even: an axis of 10 is taken 4, 3 and 3 at a time.
  const widths = tile.outer.map(({ axis, width }) => [axis, axis.size / Math.ceil(axis.size / width)] as const)
  const positions = widths.reduce((n, [, width]) => n * width, tile.rows)
  const loads = operands.reduce((sum, operand) => {
    const vectors = laneAxis !== undefined && operand.has(laneAxis) ? tile.rows : 1
    const each = widths.reduce((n, [axis, width]) => {
      const shared = operand.get(axis)
      return shared === undefined ? n : (n * (width + shared - 1)) / shared
    }, vectors)
    return sum + each
  }, 0)
  return loads / positions
}
