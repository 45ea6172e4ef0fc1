// Plays given starts with a trained agent: a compiled program without a loss, as many episodes at once as it has rows.

import { KernelCache } from '../compile/cache.ts'
import { Kernel } from '../compile/kernel.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { type Axis, axis } from '../graph/axis.ts'
import { add, slot, sum } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { positionOver, randomKey, uniform01 } from '../graph/random.ts'
import type { NetworkValues } from '../layers/network.ts'
import { type GridState, gridSide } from '../tasks/grid-world.ts'
import type { GridStartNodes } from '../tasks/grid-world-graph.ts'
import { counter } from '../train/batches.ts'
import { seedValues } from '../train/step.ts'
import type { GridAgent } from './grid-world-agent.ts'
import { likeliest, playEpisodes, sampled } from './grid-world-episodes.ts'

/** How an agent that is tested acts: by what it deems best, or by draws from its policy as in training. */
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
  /** 0 or 1 each. */
  readonly rewards: readonly number[]
  /** Where the agent is at step 0, 1, … to the end. */
  readonly paths: readonly (readonly { readonly row: number; readonly column: number }[])[]
}

/** Plays starts with these values of the agent's parameters. */
export type GridPlayer = (values: NetworkValues, starts: readonly GridState[], seed: number) => PlayedGrids

const startNames = ['row', 'column', 'goalRow', 'goalColumn', 'time'] as const

const kernels = new KernelCache()

function programOf(agent: GridAgent, { steps, episodes, acting }: GridPlayerOptions): StepProgram {
  const [rows, time] = [axis('rows', episodes), axis('time', steps)]
  const given = Object.fromEntries(
    startNames.map((name) => [
      name,
      slot(name, [rows], { type: 'int', range: { low: 0, high: rangeOf(name, steps) } }),
    ]),
  ) as Readonly<Record<(typeof startNames)[number], SlotNode>>
  const step = counter('step')
  const seeds = [slot('seed low', [], { type: 'int' }), slot('seed high', [], { type: 'int' })] as const
  const key = randomKey({ seedLow: seeds[0], seedHigh: seeds[1], stream: 0, step })
  const choose = acting === 'sampled' ? sampled(uniform01(key, positionOver([time, rows]))) : likeliest
  const start: GridStartNodes = given
  const played = playEpisodes(agent, time, start, choose, { rows })
  const result = (name: string, axes: readonly Axis[], next: Node) => ({
    slot: slot(name, axes, { type: next.type }),
    next,
  })
  const constants = [...Object.values(given), ...seeds, ...agent.parameters.map((each) => each.slot)]
  return {
    states: [
      ...constants.map((each) => ({ slot: each })),
      { slot: step, next: add(step, 1) },
      result('reward', [rows], sum(played.reward, time)),
      result('rows of path', [rows, time], played.nextRow),
      result('columns of path', [rows, time], played.nextColumn),
      result('is playing', [rows, time], played.isPlaying),
    ],
    traces: {},
    rows,
  }
}

const rangeOf = (name: (typeof startNames)[number], steps: number): number => (name === 'time' ? steps : gridSide - 1)

/** A player whose program is compiled once. */
export function gridPlayer(agent: GridAgent, options: GridPlayerOptions): GridPlayer {
  const { steps } = options
  // The same bits on every machine.
  const kernel = new Kernel(kernels.plan(programOf(agent, options), { fused: false }))
  return (values, starts, seed) => {
    for (const { slot: each } of agent.parameters) kernel.write(each.name, values[each.name] as Float32Array)
    const parts = {
      row: starts.map(({ agent: { row } }) => row),
      column: starts.map(({ agent: { column } }) => column),
      goalRow: starts.map(({ goal: { row } }) => row),
      goalColumn: starts.map(({ goal: { column } }) => column),
      time: starts.map(({ time }) => time),
    }
    for (const [name, numbers] of Object.entries({ ...parts, ...seedValues(seed), step: 0 }))
      kernel.write(name, numbers)
    kernel.run(1)
    const [rewards, rows, columns, isPlaying] = ['reward', 'rows of path', 'columns of path', 'is playing'].map(
      (name) => [...kernel.read(name)],
    )
    return {
      rewards: rewards as number[],
      paths: starts.map(({ agent: first }, episode) => {
        const own = (numbers: readonly number[] | undefined) =>
          numbers?.slice(episode * steps, (episode + 1) * steps) ?? []
        const [downs, overs] = [own(rows), own(columns)]
        return [
          first,
          ...own(isPlaying).flatMap((plays, i) =>
            plays === 0 ? [] : [{ row: downs[i] as number, column: overs[i] as number }],
          ),
        ]
      }),
    }
  }
}
