// The grid world of arriving at a given time: its rules in plain steps, the oracle of compiled ones.
//
// After Trask et al. 2018, section 4.5, with the rules stated here in full. On 5 × 5 cells the agent starts on one cell,
// the goal is another, and the agent is told a time T. In each of the steps 1, 2, … it stays or goes to a neighbouring
// cell; a wall leaves it where it is. Arriving at the goal ends the episode: with reward 1 at step T, with 0 before.
// Step T ends it anyway. T is at least the distance of the start, so every episode can be won.

import { invalid } from '../base/errors.ts'
import type { RandomStream } from '../base/normal.ts'

/** Cells along each side. */
export const gridSide = 5

/** A place on the grid: rows from the top, columns from the left, both from 0. */
export interface Cell {
  readonly row: number
  readonly column: number
}

/** Where an episode stands. */
export interface GridState {
  readonly agent: Cell
  readonly goal: Cell
  /** The step at which to arrive, T. */
  readonly time: number
  /** Steps taken so far. */
  readonly step: number
}

/** What an agent can do in a step; the paper's PASS is `stay`. */
export const gridActions = ['stay', 'up', 'down', 'left', 'right'] as const
export type GridAction = (typeof gridActions)[number]

/** What an agent does, given where the episode stands. */
export type GridPolicy = (state: GridState) => GridAction

const moves: Readonly<Record<GridAction, Cell>> = {
  stay: { row: 0, column: 0 },
  up: { row: -1, column: 0 },
  down: { row: 1, column: 0 },
  left: { row: 0, column: -1 },
  right: { row: 0, column: 1 },
}

/** Every cell, row after row. */
export const gridCells: readonly Cell[] = Array.from({ length: gridSide ** 2 }, (_, i) => ({
  row: Math.floor(i / gridSide),
  column: i % gridSide,
}))

/** Steps of the shortest way between two cells (Manhattan distance), at most 8. */
export const gridDistance = (a: Cell, b: Cell): number => Math.abs(a.row - b.row) + Math.abs(a.column - b.column)

const inside = (position: number): number => Math.min(Math.max(position, 0), gridSide - 1)

/** The cell on which an action ends: a neighbour, or the same cell at a wall. */
function moved({ row, column }: Cell, action: GridAction): Cell {
  const move = moves[action]
  return { row: inside(row + move.row), column: inside(column + move.column) }
}

/** Every start that can be won at a time: two different cells, no further apart than there are steps. 600 from time 8 on. */
export function gridStarts(time: number): GridState[] {
  return gridCells.flatMap((agent) =>
    gridCells
      .filter((goal) => gridDistance(agent, goal) > 0 && gridDistance(agent, goal) <= time)
      .map((goal) => ({ agent, goal, time, step: 0 })),
  )
}

/**
 * A start: first its time, evenly from a range with both ends, then one of the `gridStarts` of that time, evenly.
 * @throws NaluError if the times are not whole numbers from 1 up, the lower one first.
 */
export function gridStart(stream: RandomStream, [low, high]: readonly [low: number, high: number]): GridState {
  checkTime(low)
  checkTime(high)
  if (low > high) throw invalid(`The times ${low} to ${high} are no range. Give the lower one first.`)
  const starts = gridStarts(low + stream.integer(high - low + 1))
  return starts[stream.integer(starts.length)] as GridState
}

function checkTime(time: number): void {
  if (Number.isSafeInteger(time) && time >= 1) return
  throw invalid(`No agent can arrive at the time ${time}. Give a whole number of steps from 1 up, such as 5.`)
}

/** True where the agent has arrived or the time is over. */
export const gridEnded = ({ agent, goal, time, step }: GridState): boolean =>
  step >= time || gridDistance(agent, goal) === 0

/**
 * The state after one action.
 * @throws NaluError if the episode has ended.
 */
export function gridStep(state: GridState, action: GridAction): GridState {
  if (gridEnded(state)) {
    throw invalid(
      `The episode ended at step ${state.step} of ${state.time}; no action follows. Take another start, as of gridStart.`,
    )
  }
  return { ...state, agent: moved(state.agent, action), step: state.step + 1 }
}

/** The reward of being in a state: 1 on the goal at its time, 0 anywhere else and at any other step. */
export const gridReward = ({ agent, goal, time, step }: GridState): 0 | 1 =>
  step === time && gridDistance(agent, goal) === 0 ? 1 : 0

/** An episode from start to end. */
export interface GridEpisode {
  /** Where the agent is at step 0, 1, …: what a figure of the episode joins by a line. */
  readonly path: readonly Cell[]
  /** One less than cells. */
  readonly actions: readonly GridAction[]
  readonly reward: 0 | 1
}

/** Plays an episode to its end. */
export function playGrid(start: GridState, policy: GridPolicy): GridEpisode {
  let state = start
  const path = [state.agent]
  const actions: GridAction[] = []
  while (!gridEnded(state)) {
    const action = policy(state)
    state = gridStep(state, action)
    path.push(state.agent)
    actions.push(action)
  }
  return { path, actions, reward: gridReward(state) }
}

/** A best policy: stays until the shortest way takes all steps that are left, then goes it, rows first. Always rewarded. */
export const waitThenWalk: GridPolicy = ({ agent, goal, time, step }) => {
  if (time - step > gridDistance(agent, goal)) return 'stay'
  if (agent.row !== goal.row) return agent.row > goal.row ? 'up' : 'down'
  return agent.column > goal.column ? 'left' : 'right'
}

/** The policy that takes each action with the same chance, whatever the state. */
export const randomPolicy =
  (stream: RandomStream): GridPolicy =>
  () =>
    gridActions[stream.integer(gridActions.length)] as GridAction

/**
 * The expected reward of the random policy at a time, over all `gridStarts` of that time: what an agent must beat.
 * Exact, by dynamic programming over the chance to arrive for the first time in exactly t steps.
 * @throws NaluError if the time is not a whole number from 1 up.
 */
export function randomPolicyReward(time: number): number {
  checkTime(time)
  const starts = gridStarts(time)
  const chances = new Map(gridCells.map((goal) => [cellNumber(goal), arrivalChances(goal, time)]))
  const chanceOf = ({ agent, goal }: GridState) => chances.get(cellNumber(goal))?.[cellNumber(agent)] as number
  return starts.reduce((sum, start) => sum + chanceOf(start), 0) / starts.length
}

const cellNumber = ({ row, column }: Cell): number => row * gridSide + column

/** For each cell: the chance that random steps from there arrive at the goal for the first time with step number `steps`. */
function arrivalChances(goal: Cell, steps: number): readonly number[] {
  let chances = gridCells.map<number>((cell) => (gridDistance(cell, goal) === 0 ? 1 : 0))
  for (let step = 1; step <= steps; step += 1) {
    const before: readonly number[] = chances
    chances = gridCells.map((cell) => {
      // Who is there already cannot arrive later.
      if (gridDistance(cell, goal) === 0) return 0
      const next = gridActions.map((action) => before[cellNumber(moved(cell, action))] as number)
      return next.reduce((sum, chance) => sum + chance, 0) / gridActions.length
    })
  }
  return chances
}
