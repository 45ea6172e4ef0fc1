// Where arrays lie in memory: one buffer for each slot and for each placed node that another nest reads.

import type { Axis } from '../graph/axis.ts'
import type { DelayNode, Node, SlotNode } from '../graph/node.ts'
import type { Buffer } from './loops.ts'
import { laneCount, type Rows, roundUp } from './rows.ts'
import { isUnit } from './unit-axes.ts'

/** An array in memory. The last axis has stride 1 and is padded to whole vectors; axes of size 1 have no stride. */
export interface Place {
  readonly buffer: Buffer
  readonly strides: ReadonlyMap<Axis, number>
  /** Holds the rows of one block only, and is written anew for each. */
  readonly perBlock: boolean
  /** Elements before the first. */
  readonly offset?: number
  /** Elements from one step of a call to the next, for a trace. */
  readonly tickStride?: number
}

/** Hands out buffers. */
export class Layout {
  readonly buffers: Buffer[] = []
  readonly #places = new Map<Node, Place>()
  readonly #ranks: ReadonlyMap<Axis, number>
  readonly #rows: Rows | undefined

  readonly #times: ReadonlySet<Axis>

  /** `times` are the axes along which recurrences go. */
  constructor(axisOrder: readonly Axis[], rows: Rows | undefined, times: ReadonlySet<Axis> = new Set()) {
    this.#ranks = new Map(axisOrder.map((axis, rank) => [axis, rank]))
    this.#rows = rows
    this.#times = times
  }

  /** Axes as loops and arrays have them: time first, then outer axes, rows last. */
  sorted(axes: readonly Axis[]): readonly Axis[] {
    const rank = (axis: Axis) => {
      if (this.#times.has(axis)) return -1
      return axis === this.#rows?.axis ? Infinity : (this.#ranks.get(axis) ?? 0)
    }
    return axes.toSorted((a, b) => rank(a) - rank(b))
  }

  /** True if an array, without the positions in time at which it is computed, is contiguous along the axis. */
  isContiguous(axis: Axis): boolean {
    return !this.#times.has(axis)
  }

  /** How many positions an axis takes when it is the last of an array. */
  padded(axis: Axis, perBlock: boolean): number {
    const rows = this.#rows
    if (axis !== rows?.axis) return roundUp(axis.size, laneCount)
    return perBlock ? rows.rowsPerBlock : rows.rowsPerBlock * rows.blocks
  }

  reserve(name: string, axes: readonly Axis[], perBlock: boolean): Place {
    const strides = new Map<Axis, number>()
    const wide = this.sorted(axes.filter((axis) => !isUnit(axis))).toReversed()
    let length = wide.length === 0 ? laneCount : 1
    wide.forEach((axis, fromEnd) => {
      strides.set(axis, length)
      length *= fromEnd === 0 ? this.padded(axis, perBlock) : axis.size
    })
    const buffer = { id: this.buffers.length, name, length }
    this.buffers.push(buffer)
    return { buffer, strides, perBlock }
  }

  /** One array for a delay, its source and its initial value: there is one position in time more. */
  reserveDelay({ axis, axes, reversed }: DelayNode): { delay: Place; source: Place; initial: Place } {
    const place = this.reserve(`states along ${axis.name}`, axes, false)
    const step = place.strides.get(axis) as number
    const buffer = { ...place.buffer, length: place.buffer.length + step }
    this.buffers[buffer.id] = buffer
    const from = (offset: number): Place => ({ ...place, buffer, offset })
    const strides = new Map([...place.strides].filter(([each]) => each !== axis))
    return {
      delay: from(reversed ? step : 0),
      source: from(reversed ? 0 : step),
      initial: { ...from(reversed ? axis.size * step : 0), strides },
    }
  }

  placeSlot(slot: SlotNode): Place {
    const place = this.reserve(slot.name, slot.axes, false)
    this.#places.set(slot, place)
    return place
  }

  place(node: Node, place: Place): void {
    this.#places.set(node, place)
  }

  placeOf(node: Node): Place | undefined {
    return this.#places.get(node)
  }
}

/** One order for all axes in which outer axes of slots come first, as far as the slots agree. */
export function orderAxes(order: readonly Node[]): Axis[] {
  const after = new Map<Axis, Set<Axis>>()
  for (const node of order) {
    for (const axis of node.axes) if (!after.has(axis)) after.set(axis, new Set())
    if (node.op !== 'slot') continue
    node.axes.slice(1).forEach((axis, i) => after.get(axis)?.add(node.axes[i] as Axis))
  }
  const sorted: Axis[] = []
  const visited = new Set<Axis>()
  const visit = (axis: Axis): void => {
    if (visited.has(axis)) return
    visited.add(axis)
    for (const outer of after.get(axis) ?? []) visit(outer)
    sorted.push(axis)
  }
  for (const axis of after.keys()) visit(axis)
  return sorted
}
