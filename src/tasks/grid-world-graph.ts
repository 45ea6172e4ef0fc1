// The grid world in the expression graph: many episodes side by side, one step of all of them after another.

import type { Axis } from '../graph/axis.ts'
import {
  add,
  and,
  constant,
  equal,
  floor,
  gather,
  index,
  less,
  min,
  multiply,
  not,
  select,
  subtract,
  toFloat,
  toInt,
} from '../graph/build.ts'
import { type RecurrentState, recur } from '../graph/delay.ts'
import { clamp } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { type Cell, type GridAction, gridActions, gridDistance, gridSide, gridStarts } from './grid-world.ts'

/** Starts of episodes, one a row: all whole numbers, each `[rows]`. */
export interface GridStartNodes {
  readonly row: Node
  readonly column: Node
  readonly goalRow: Node
  readonly goalColumn: Node
  /** The step at which to arrive, T. */
  readonly time: Node
}

/** Parts of a start in the table of starts, in their order. */
const startParts = ['row', 'column', 'goalRow', 'goalColumn'] as const

/** From this time on every pair of different cells can be won. */
const farthest = 2 * (gridSide - 1)

const sortedStarts = gridStarts(farthest).toSorted(
  (a, b) => gridDistance(a.agent, a.goal) - gridDistance(b.agent, b.goal),
)

/** Numbers of the table of starts: how many there are, and how many numbers each has. */
export const gridStartSizes = { starts: sortedStarts.length, parts: startParts.length } as const

/**
 * Every pair of different cells `[starts, parts]`: the agent's row and column, then the goal's. Close pairs come first, so
 * that the starts that can be won at a time are the first ones of the table.
 */
export const gridStartTable: readonly number[] = sortedStarts.flatMap(({ agent, goal }) => [
  agent.row,
  agent.column,
  goal.row,
  goal.column,
])

/** Where draws of starts come from: two even draws from [0, 1) a row, and the table, `[starts, parts]`. */
export interface GridStartDraws {
  readonly draws: readonly [ofTime: Node, ofCells: Node]
  readonly table: Node
  readonly starts: Axis
  readonly parts: Axis
}

/** Starts drawn as `gridStart` draws them: an even time of the range, then an even one of the starts of that time. */
export function drawGridStarts(
  { draws: [ofTime, ofCells], table, starts, parts }: GridStartDraws,
  [low, high]: readonly [low: number, high: number],
): GridStartNodes {
  const time = add(wholeBelow(ofTime, constant(high - low + 1)), low)
  const counted = Array.from({ length: Math.max(0, Math.min(high + 1, farthest) - low) }, (_, i) => low + i)
  const count = counted.reduce<Node>(
    (others, each) => select(equal(time, each), gridStarts(each).length, others),
    constant(gridStartSizes.starts),
  )
  const position = wholeBelow(ofCells, count)
  const [row, column, goalRow, goalColumn] = startParts.map((_, part) =>
    gather(gather(table, parts, part), starts, position),
  )
  return { row, column, goalRow, goalColumn, time } as GridStartNodes
}

/** A whole number below `count` from a draw; rounding may reach `count` itself. */
const wholeBelow = (draw: Node, count: Node): Node => toInt(min(floor(multiply(draw, count)), subtract(count, 1)))

/** Where an episode stands before a step, as an agent may see it: each `[time, rows]` or over fewer axes. */
export interface GridSight {
  readonly row: Node
  readonly column: Node
  readonly start: GridStartNodes
  readonly time: Axis
}

/** What an agent does in a step, the number of one of `gridActions`, and what it remembers after it. */
export interface GridAct {
  readonly action: Node
  readonly memory: readonly Node[]
}

/** Episodes from start to end; after its end an episode stands still. */
export interface GridEpisodeNodes {
  /** Before each step, `[time, rows]`. */
  readonly row: Node
  readonly column: Node
  /** True for steps that belong to the episode, `[time, rows]`. */
  readonly isPlaying: Node
  /** What was done in each step, `[time, rows]`; it counts where `isPlaying`. */
  readonly action: Node
  /** After each step, `[time, rows]`. */
  readonly nextRow: Node
  readonly nextColumn: Node
  /** 1 in the step that arrives at the goal at its time, else 0, `[time, rows]` (float). */
  readonly reward: Node
}

/**
 * Plays an episode in each row by the rules of `gridStep`, over as many steps as `time` has.
 * @param memory what the agent remembers before the first step.
 * @param act what the agent does, from where it stands and what it remembers.
 */
export function playGridEpisodes(
  time: Axis,
  rows: Axis,
  start: GridStartNodes,
  memory: readonly RecurrentState[],
  act: (sight: GridSight, memory: readonly Node[]) => GridAct,
): GridEpisodeNodes {
  let played: Omit<GridEpisodeNodes, 'reward' | 'nextRow' | 'nextColumn'> | undefined
  const isGoal = (row: Node, column: Node) => and(equal(row, start.goalRow), equal(column, start.goalColumn))
  const place = (initial: Node): RecurrentState => ({ initial, axes: [rows] })
  const [nextRow, nextColumn] = recur(
    time,
    [place(start.row), place(start.column), ...memory],
    ([row, column, ...remembered]) => {
      const [here, there] = [row as Node, column as Node]
      const isPlaying = and(not(isGoal(here, there)), less(index(time), start.time))
      const { action, memory: next } = act({ row: here, column: there, start, time }, remembered)
      played = { row: here, column: there, isPlaying, action }
      const moved = (from: Node, axis: keyof Cell) => select(isPlaying, movedAlong(from, action, axis), from)
      return [moved(here, 'row'), moved(there, 'column'), ...next]
    },
  ) as [Node, Node]
  const steps = played as NonNullable<typeof played>
  const isInTime = equal(add(index(time), 1), start.time)
  const reward = toFloat(and(steps.isPlaying, and(isInTime, isGoal(nextRow, nextColumn))))
  return { ...steps, nextRow, nextColumn, reward }
}

const opposites: Readonly<Record<keyof Cell, readonly [back: GridAction, forth: GridAction]>> = {
  row: ['up', 'down'],
  column: ['left', 'right'],
}

/** The row or column after an action; a wall holds. */
function movedAlong(from: Node, action: Node, axis: keyof Cell): Node {
  const [back, forth] = opposites[axis].map((name) => equal(action, gridActions.indexOf(name))) as [Node, Node]
  return clamp(select(forth, add(from, 1), select(back, add(from, -1), from)), 0, gridSide - 1)
}
