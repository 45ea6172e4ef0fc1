// Episodes of the grid world that an agent plays, and the actor-critic loss of them, in one graph.

import { type Axis, axis } from '../graph/axis.ts'
import {
  add,
  divide,
  equal,
  exp,
  index,
  lessEqual,
  maximum,
  min,
  multiply,
  negate,
  select,
  slot,
  stopGradient,
  subtract,
  sum,
  toFloat,
  toInt,
} from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import { logSumExp, softmax } from '../graph/network.ts'
import type { Node } from '../graph/node.ts'
import { positionOver, randomKey, uniform01 } from '../graph/random.ts'
import type { Pass } from '../layers/layer.ts'
import { gridSide } from '../tasks/grid-world.ts'
import {
  drawGridStarts,
  type GridEpisodeNodes,
  type GridStartNodes,
  gridStartSizes,
  playGridEpisodes,
} from '../tasks/grid-world-graph.ts'
import type { Objective, ObjectiveContext } from '../train/objective-step.ts'
import type { GridAgent } from './grid-world-agent.ts'

/** Chooses an action (int, `[rows]`) from its scores `[actions, rows]`. */
export type ChooseAction = (logits: Node, actions: Axis) => Node

/** Episodes with what the agent thought in each step. */
export interface PlayedEpisodes extends GridEpisodeNodes {
  readonly logits: Node // [actions, time, rows]
  readonly value: Node // [time, rows]
}

/** Lets an agent play an episode in each row. */
export function playEpisodes(
  agent: GridAgent,
  time: Axis,
  start: GridStartNodes,
  choose: ChooseAction,
  pass: Pass,
): PlayedEpisodes {
  let thought: Pick<PlayedEpisodes, 'logits' | 'value'> | undefined
  const episodes = playGridEpisodes(time, pass.rows, start, agent.memory(pass.rows), (sight, before) => {
    const { logits, value, memory } = agent.think(sight, before, pass)
    thought = { logits, value }
    return { action: choose(logits, agent.actions), memory }
  })
  return { ...episodes, ...(thought as NonNullable<typeof thought>) }
}

/** The action in whose part of [0, 1) a draw lies, where each has a part of the length of its probability. */
export const sampled =
  (draw: Node): ChooseAction =>
  (logits, actions) => {
    const upTo = axis('up to', actions.size)
    const shares = softmax(logits, actions)
    const ends = sum(select(lessEqual(index(actions), index(upTo)), shares, 0), actions)
    // The last end is 1 but for rounding, and no draw may pass it.
    return min(toInt(sum(toFloat(lessEqual(ends, draw)), upTo)), actions.size - 1)
  }

/** The action with the highest score. */
export const likeliest: ChooseAction = (logits, actions) => {
  const best = maximum(logits, actions)
  const places = select(lessEqual(best, logits), toFloat(index(actions)), 0)
  return toInt(maximum(places, actions))
}

/** From the shortest to the longest time that is told. */
export type GridTimes = readonly [low: number, high: number]

/** The slot of the table of starts. */
export const gridStartsName = 'starts'

/** How much errors of the value and the policy's entropy count beside the policy's own loss. */
export interface ActorCriticWeights {
  readonly value: number
  readonly entropy: number
}

/**
 * The loss of advantage actor-critic (Mnih et al. 2016, with whole episodes in place of a few steps and without discount):
 * −log π(a) · (R − V) + value · (R − V)² − entropy · H(π), in the mean over all steps that were played. R is the reward of
 * the episode; the first term sends no gradient to V.
 */
export function actorCriticLoss(
  { logits, value, action, isPlaying, reward }: PlayedEpisodes,
  { actions, time, rows }: { readonly actions: Axis; readonly time: Axis; readonly rows: Axis },
  weights: ActorCriticWeights,
): Node {
  const advantage = subtract(sum(reward, time), value)
  const logShares = subtract(logits, logSumExp(logits, actions))
  const entropy = negate(sum(multiply(exp(logShares), logShares), actions))
  const chosen = sum(select(equal(index(actions), action), logShares, 0), actions)
  const policy = negate(multiply(chosen, stopGradient(advantage)))
  const each = subtract(add(policy, multiply(weights.value, square(advantage))), multiply(weights.entropy, entropy))
  const steps = sum(toFloat(isPlaying), [time, rows])
  return divide(sum(select(isPlaying, each, 0), [time, rows]), steps)
}

/** The loss of a step that plays an episode in each row, on starts and actions that it draws itself. */
export function gridObjective(
  agent: GridAgent,
  { times, episodes, ...weights }: ActorCriticWeights & { readonly times: GridTimes; readonly episodes: number },
  { random, training }: ObjectiveContext,
): Objective {
  const [rows, time] = [axis('rows', episodes), axis('time', times[1])]
  const [starts, parts] = [axis('starts', gridStartSizes.starts), axis('parts', gridStartSizes.parts)]
  const table = slot(gridStartsName, [starts, parts], { type: 'int', range: { low: 0, high: gridSide - 1 } })
  const draw = (what: string, axes: readonly Axis[]) => uniform01(randomKey(random(what)), positionOver(axes))
  const draws = [draw('times', [rows]), draw('cells', [rows])] as const
  const start = drawGridStarts({ draws, table, starts, parts }, times)
  const played = playEpisodes(agent, time, start, sampled(draw('actions', [time, rows])), { rows, training })
  const axes = { actions: agent.actions, time, rows }
  return { loss: actorCriticLoss(played, axes, weights), rows, data: [table] }
}
