// The loops of a nest: plain ones, ones that take several positions at once, and the one along the lanes.

import type { Axis } from '../graph/axis.ts'
import type { Emitter } from './emitter.ts'
import type { AxisPosition } from './evaluate.ts'
import type { Layout } from './layout.ts'
import { blockVariable, turnVariable, type Variable } from './loops.ts'
import { laneCount, type Rows } from './rows.ts'

export type Positions = ReadonlyMap<Axis, AxisPosition>

export const nowhere: Positions = new Map()

/** The position in time of a recurrence. */
export const atTurn = (time: Axis): Positions =>
  new Map([[time, { offset: 0, terms: [{ variable: turnVariable, stride: 1 }], lanes: false }]])

const fixed = (offset: number): AxisPosition => ({ offset, terms: [], lanes: false })

const atVariable = (variable: Variable | undefined, stride: number, offset: number): AxisPosition =>
  variable === undefined ? fixed(offset) : { offset, terms: [{ variable, stride }], lanes: false }

/** Nested loops of which those are written out whose body stays within `budget` instructions. */
export function overShortAxes(
  axes: readonly Axis[],
  at: Positions,
  budget: { readonly instructions: number; readonly perRound: number },
  emitter: Emitter,
  body: (at: Positions) => void,
): void {
  const [first, ...rest] = axes
  if (first === undefined) {
    body(at)
    return
  }
  const rounds = rest.reduce((n, a) => n * a.size, 1)
  if (first.size * rounds * budget.perRound <= budget.instructions) {
    for (let i = 0; i < first.size; i += 1) overShortAxes(rest, new Map(at).set(first, fixed(i)), budget, emitter, body)
  } else {
    emitter.loop(first.name, first.size, (variable) =>
      overShortAxes(rest, new Map(at).set(first, atVariable(variable, 1, 0)), budget, emitter, body),
    )
  }
}

/** Every combination of positions of short axes. */
export function everyPosition(axes: readonly Axis[]): Positions[] {
  return axes.reduce<Positions[]>(
    (all, axis) => all.flatMap((at) => Array.from({ length: axis.size }, (_, i) => new Map(at).set(axis, fixed(i)))),
    [nowhere],
  )
}

/** Nested loops, each taking as many positions at once as `widths` says, all combinations of them together. */
export function overTiles(
  axes: readonly Axis[],
  widths: ReadonlyMap<Axis, number>,
  copies: readonly Positions[],
  emitter: Emitter,
  body: (copies: readonly Positions[]) => void,
): void {
  const [first, ...rest] = axes
  if (first === undefined) {
    body(copies)
    return
  }
  overJammed(first, widths.get(first) ?? 1, emitter, (positions) => {
    const further = copies.flatMap((at) => positions.map((position) => new Map(at).set(first, position)))
    overTiles(rest, widths, further, emitter, body)
  })
}

/** A loop that takes up to `width` positions at once, as evenly as they go: a single one left over would have no neighbour to wait beside. */
function overJammed(
  axis: Axis,
  width: number,
  emitter: Emitter,
  body: (positions: readonly AxisPosition[]) => void,
): void {
  const groups = Math.ceil(axis.size / width)
  const narrow = Math.floor(axis.size / groups)
  const wide = axis.size - groups * narrow
  const loop = (rounds: number, count: number, first: number): void => {
    if (rounds === 0) return
    emitter.loop(axis.name, rounds, (variable) =>
      body(Array.from({ length: count }, (_, u) => atVariable(variable, count, first + u))),
    )
  }
  loop(wide, narrow + 1, 0)
  loop(groups - wide, narrow, wide * (narrow + 1))
}

/** Where lanes lie: along an axis, over one block of the rows if it is the row axis. */
export interface LaneLoop {
  readonly axis: Axis | undefined
  /** Vectors side by side. */
  readonly width: number
  readonly layout: Layout
  readonly rows: Rows | undefined
}

/** The loop along the lanes. The copies of one of `outer` stand together. */
export function overLanes(
  { axis, width, layout, rows }: LaneLoop,
  outer: readonly Positions[],
  emitter: Emitter,
  body: (copies: readonly Positions[]) => void,
): void {
  if (axis === undefined) {
    body(outer)
    return
  }
  const step = laneCount * width
  const onRows = axis === rows?.axis
  emitter.loop(axis.name, Math.ceil(layout.padded(axis, onRows) / step), (variable) =>
    body(
      outer.flatMap((at) =>
        Array.from({ length: width }, (_, u) =>
          new Map(at).set(axis, lanePosition(variable, step, u * laneCount, onRows ? rows : undefined)),
        ),
      ),
    ),
  )
}

function lanePosition(
  variable: Variable | undefined,
  step: number,
  offset: number,
  rows: Rows | undefined,
): AxisPosition {
  const terms = variable === undefined ? [] : [{ variable, stride: step }]
  const block = rows === undefined || rows.blocks === 1 ? [] : [{ variable: blockVariable, stride: rows.rowsPerBlock }]
  return { offset, terms: [...block, ...terms], lanes: true }
}
