// The loops of a scatter: they clear its array and then add to it, in an order that depends on sizes alone.

import type { Axis } from '../graph/axis.ts'
import type { Node, ScatterNode } from '../graph/node.ts'
import { Emitter } from './emitter.ts'
import { addressOf, evaluate, type Here, insideAxis, isShared, positionOf, type Surroundings } from './evaluate.ts'
import type { Layout, Place } from './layout.ts'
import { type Routine, turnVariable } from './loops.ts'
import type { Nest } from './plan.ts'
import { atTurn, nowhere, overLanes, overTiles, type Positions } from './positions.ts'
import { laneCount, type Rows } from './rows.ts'

/** The scatter of a nest, which has no other member. */
export const scatterOf = ({ members: [first] }: Nest): ScatterNode | undefined =>
  first?.op === 'scatter' ? first : undefined

const startOf = ({ time }: Nest): Positions => (time === undefined ? nowhere : atTurn(time))

/** True if blocks of rows add to one array, which is then cleared before all of them. */
export const isClearedBefore = (node: ScatterNode, overRows: boolean, layout: Layout): boolean =>
  overRows && !(layout.placeOf(node) as Place).perBlock

/** Sets the array of a scatter to 0. */
export function lowerClearing(name: string, nest: Nest, node: ScatterNode, layout: Layout): Routine {
  const emitter = new Emitter()
  clear(nest, node, layout, emitter)
  return emitter.finish(`${name} clears`)
}

/** All of the array, or all that it has at this turn: time is the outermost of its axes. */
function clear({ time }: Nest, node: ScatterNode, layout: Layout, emitter: Emitter): void {
  const { buffer, strides } = layout.placeOf(node) as Place
  const length = time === undefined ? buffer.length : (strides.get(time) as number)
  const turn = time === undefined ? [] : [{ variable: turnVariable, stride: length }]
  const zero = emitter.float(0)
  emitter.loop('element', Math.ceil(length / laneCount), (variable) => {
    const terms = variable === undefined ? turn : [...turn, { variable, stride: laneCount }]
    emitter.store({ buffer, offset: 0, terms }, zero, laneCount)
  })
}

/** Adds every value at its position; with `isCleared` to an array that it sets to 0 first. */
export function lowerScatter(
  name: string,
  nest: Nest,
  node: ScatterNode,
  s: Surroundings,
  { rows, isCleared }: { readonly rows: Rows | undefined; readonly isCleared: boolean },
): Routine {
  const { emitter, layout } = s
  if (isCleared) clear(nest, node, layout, emitter)
  const [value, wanted] = node.inputs as readonly [Node, Node]
  const place = layout.placeOf(node) as Place
  const level = layout.sorted(nest.level)
  const laneAxis = laneAxisOf(level, node, wanted, place, layout)
  const outer = level.filter((axis) => axis !== laneAxis)
  overTiles(outer, new Map(), [startOf(nest)], emitter, (copies) =>
    overLanes({ axis: laneAxis, width: 1, layout, rows }, copies, emitter, ([positions]) => {
      const here: Here = { positions: positions as Positions, known: new Map() }
      const at = emitter.multiplyInt(
        insideAxis(wanted, node.axis, here, s),
        emitter.int(place.strides.get(node.axis) as number),
      )
      const target = new Map(here.positions).set(node.axis, { offset: 0, terms: [], lanes: false })
      const { address } = addressOf(place, { positions: target, known: new Map() })
      const shared = laneAxis !== undefined && !node.over.includes(laneAxis)
      emitter.addAt(address, at, insideOnly(value, laneAxis, here, s), laneAxis === undefined ? 1 : laneCount, shared)
    }),
  )
  return emitter.finish(`${name} [${level.map((axis) => axis.name).join(', ')}] scatters`)
}

/**
 * Lanes lie along an axis that is summed, each lane adding on its own, or along one that the array has as its last while
 * all lanes add at one position.
 */
function laneAxisOf(
  level: readonly Axis[],
  node: ScatterNode,
  wanted: Node,
  place: Place,
  layout: Layout,
): Axis | undefined {
  const last = level[level.length - 1]
  if (last === undefined || !layout.isContiguous(last)) return undefined
  const isAlong = place.strides.get(last) === 1 && !wanted.axes.includes(last)
  return node.over.includes(last) || isAlong ? last : undefined
}

/** Lanes behind the last position add 0. */
function insideOnly(value: Node, laneAxis: Axis | undefined, here: Here, s: Surroundings) {
  const { emitter: m, layout } = s
  const found = evaluate(value, here, s)
  if (laneAxis === undefined) return found
  const position = positionOf(laneAxis, here)
  const positions = layout.padded(laneAxis, false)
  if (isShared(position) || positions === laneAxis.size) return found
  return m.select(m.lessInt(m.position(position, true), m.int(laneAxis.size)), found, m.float(0))
}
