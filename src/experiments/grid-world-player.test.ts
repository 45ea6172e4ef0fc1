import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { initialNetwork, type NetworkValues } from '../layers/network.ts'
import { nac } from '../modules/nac.ts'
import { nau } from '../modules/nau.ts'
import {
  type Cell,
  type GridAction,
  type GridState,
  gridActions,
  gridStart,
  gridStarts,
  gridStep,
  playGrid,
  randomPolicyReward,
} from '../tasks/grid-world.ts'
import { seedValues } from '../train/step.ts'
import { gridAgent } from './grid-world-agent.ts'
import { gridPlayer, gridPlayerProgram } from './grid-world-player.ts'

/** The action that leads from one cell to the next; at a wall any that does not move will do. */
const actionBetween = (from: Cell, to: Cell): GridAction => {
  const start = { agent: from, goal: { row: -9, column: -9 }, time: 9, step: 0 }
  const found = gridActions.find((action) => {
    const { agent } = gridStep(start, action)
    return agent.row === to.row && agent.column === to.column
  })
  if (found === undefined) throw new Error(`No action leads from ${JSON.stringify(from)} to ${JSON.stringify(to)}.`)
  return found
}

const agents = {
  'an LSTM': gridAgent({ units: 6 }),
  'an LSTM and a NAC': gridAgent({ units: 6, counter: { module: nac, units: 2 } }),
  'an LSTM and a NAU that alone is told the time': gridAgent({
    units: 6,
    counter: { module: nau, units: 2, toldToBoth: false },
  }),
}

describe.each(Object.entries(agents))('%s', (_, agent) => {
  test.each(['sampled', 'likeliest'] as const)('plays by the rules, %s', (acting) => {
    const stream = randomStream(1, `rules ${acting}`)
    const starts = Array.from({ length: 800 }, () => gridStart(stream, [1, 25]))
    const { rewards, paths } = gridPlayer(agent, { steps: 25, episodes: 800, acting })(
      initialNetwork(agent, 4),
      starts,
      5,
    )
    for (const [i, start] of starts.entries()) {
      const path = paths[i] as readonly Cell[]
      const episode = playGrid(start, ({ step }) => actionBetween(path[step] as Cell, path[step + 1] as Cell))
      expect(episode.path).toEqual(path)
      expect(rewards[i]).toBe(episode.reward)
    }
  })

  test('acts in the kernel as in the interpreter', () => {
    const stream = randomStream(2, 'interpreter')
    const options = { steps: 9, episodes: 60, acting: 'sampled' } as const
    const starts = Array.from({ length: options.episodes }, () => gridStart(stream, [3, 9]))
    const values = initialNetwork(agent, 6)
    const { rewards, paths } = gridPlayer(agent, options)(values, starts, 7)
    const { states, rows } = gridPlayerProgram(agent, options)
    const nexts = states.filter(({ slot, next }) => next !== undefined && slot.axes.length > 0)
    const given = {
      row: starts.map((start) => start.agent.row),
      column: starts.map((start) => start.agent.column),
      goalRow: starts.map((start) => start.goal.row),
      goalColumn: starts.map((start) => start.goal.column),
      time: starts.map((start) => start.time),
    }
    const words = Object.fromEntries(Object.entries(seedValues(7)).map(([name, word]) => [name, [word]]))
    const found = interpretAll(
      nexts.map(({ next }) => next as Node),
      { ...values, ...given, ...words },
    )
    const valuesOf = (name: string) => {
      const at = nexts.findIndex(({ slot }) => slot.name === name)
      return spreadOver(found[at] as Tensor, nexts[at]?.slot.axes ?? [])
    }
    expect(rows?.size).toBe(options.episodes)
    expect(rewards).toEqual([...valuesOf('reward')])
    const [downs, overs] = [valuesOf('path rows'), valuesOf('path columns')]
    for (const [episode, path] of paths.entries()) {
      path.slice(1).forEach((cell, i) => {
        const at = episode * options.steps + i
        expect(cell).toEqual({ row: downs[at], column: overs[at] })
      })
    }
  })
})

describe('without weights', () => {
  const agent = agents['an LSTM']
  const nothing: NetworkValues = Object.fromEntries(
    Object.entries(initialNetwork(agent, 1)).map(([name, values]) => [name, new Float32Array(values.length)]),
  )

  test.each([5, 8, 12, 25])('an agent gets at time %d what the random policy is expected to get', (time) => {
    const stream = randomStream(3, `random at ${time}`)
    const possible = gridStarts(time)
    const starts = Array.from({ length: 20_000 }, () => possible[stream.integer(possible.length)] as GridState)
    const play = gridPlayer(agent, { steps: 25, episodes: starts.length, acting: 'sampled' })
    const share = play(nothing, starts, 9).rewards.reduce((sum, reward) => sum + reward, 0) / starts.length
    const expected = randomPolicyReward(time)
    const standardError = Math.sqrt((expected * (1 - expected)) / starts.length)
    // The seed is fixed; a right player would miss this for one seed in a thousand.
    expect(Math.abs(share - expected)).toBeLessThan(3.3 * standardError)
  })
})
