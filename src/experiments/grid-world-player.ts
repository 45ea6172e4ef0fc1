// Plays given starts with an agent whose weights are known: a compiled program without a loss.

import { KernelCache } from '../compile/cache.ts'
import { Kernel } from '../compile/kernel.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { type Axis, axis } from '../graph/axis.ts'
import { slot, sum } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { positionOver, randomKey, uniform01 } from '../graph/random.ts'
import type { NetworkValues } from '../layers/network.ts'
import { type Cell, type GridState, gridSide } from '../tasks/grid-world.ts'
import type { GridStartNodes } from '../tasks/grid-world-graph.ts'
import { seedValues } from '../train/step.ts'
import type { GridAgent } from './grid-world-agent.ts'
import { likeliest, playEpisodes, sampled } from './grid-world-episodes.ts'

/** How an agent acts: by the action that it deems best, or by draws from its policy as in training. */
export type GridActing = 'likeliest' | 'sampled'

/** What a player takes on. */
export interface GridPlayerOptions {
  /** Most steps of an episode. */
  readonly steps: number
  /** Starts of one call. */
  readonly episodes: number
  readonly acting: GridActing
}

/** Episodes as they were played, in the order of the starts. */
export interface PlayedGrids {
  readonly rewards: readonly number[]
  /** Where the agent is at step 0, 1, … to the end of the episode. */
  readonly paths: readonly (readonly Cell[])[]
}

/** Plays as many starts as it was made for; `seed` is that of draws from the policy. */
export type GridPlayer = (values: NetworkValues, starts: readonly GridState[], seed: number) => PlayedGrids

const startValues: Readonly<Record<keyof GridStartNodes, (start: GridState) => number>> = {
  row: ({ agent }) => agent.row,
  column: ({ agent }) => agent.column,
  goalRow: ({ goal }) => goal.row,
  goalColumn: ({ goal }) => goal.column,
  time: ({ time }) => time,
}

const startNames = Object.keys(startValues) as readonly (keyof GridStartNodes)[]

/** The program of a player: one step plays all episodes. */
export function gridPlayerProgram(agent: GridAgent, { steps, episodes, acting }: GridPlayerOptions): StepProgram {
  const [rows, time] = [axis('rows', episodes), axis('time', steps)]
  const startSlot = (name: keyof GridStartNodes) =>
    slot(name, [rows], { type: 'int', range: { low: 0, high: name === 'time' ? steps : gridSide - 1 } })
  const start = Object.fromEntries(startNames.map((name) => [name, startSlot(name)])) as Record<
    keyof GridStartNodes,
    SlotNode
  >
  const [seedLow, seedHigh] = [slot('seed low', [], { type: 'int' }), slot('seed high', [], { type: 'int' })]
  const draws = uniform01(randomKey({ seedLow, seedHigh, stream: 0, step: 0 }), positionOver([time, rows]))
  const played = playEpisodes(agent, time, start, acting === 'sampled' ? sampled(draws) : likeliest, { rows })
  const result = (name: string, axes: readonly Axis[], next: Node) => ({
    slot: slot(name, axes, { type: next.type }),
    next,
  })
  const given = [...Object.values(start), seedLow, seedHigh, ...agent.parameters.map((each) => each.slot)]
  return {
    states: [
      ...given.map((each) => ({ slot: each })),
      result('reward', [rows], sum(played.reward, time)),
      result('path rows', [rows, time], played.nextRow),
      result('path columns', [rows, time], played.nextColumn),
      result('is playing', [rows, time], played.isPlaying),
    ],
    traces: {},
    rows,
  }
}

const kernels = new KernelCache()

/** A player, compiled once for any weights of the agent. */
export function gridPlayer(agent: GridAgent, options: GridPlayerOptions): GridPlayer {
  const { steps } = options
  // Fused multiply-add would make the bits depend on the processor.
  const kernel = new Kernel(kernels.plan(gridPlayerProgram(agent, options), { fused: false }))
  return (values, starts, seed) => {
    for (const { slot: each } of agent.parameters) kernel.write(each.name, values[each.name] as Float32Array)
    for (const name of startNames) kernel.write(name, starts.map(startValues[name]))
    for (const [name, word] of Object.entries(seedValues(seed))) kernel.write(name, word)
    kernel.run(1)
    const [rows, columns, isPlaying] = ['path rows', 'path columns', 'is playing'].map((name) => kernel.read(name))
    const pathOf = ({ agent: first }: GridState, episode: number): readonly Cell[] => {
      const path = [first]
      for (let at = episode * steps; at < (episode + 1) * steps && isPlaying?.[at] === 1; at += 1) {
        path.push({ row: rows?.[at] as number, column: columns?.[at] as number })
      }
      return path
    }
    return { rewards: [...kernel.read('reward')], paths: starts.map(pathOf) }
  }
}
