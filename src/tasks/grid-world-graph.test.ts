import { describe, expect, test } from 'vitest'
import { chiSquareChance, chiSquareOfEqual } from '../../test/statistics.ts'
import { randomStream } from '../base/normal.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { type GridAction, type GridState, gridActions, gridStart, gridStarts, playGrid } from './grid-world.ts'
import { drawGridStarts, gridStartSizes, gridStartTable, playGridEpisodes } from './grid-world-graph.ts'

const startNames = ['row', 'column', 'goalRow', 'goalColumn', 'time'] as const

const partsOf = ({ agent, goal, time }: GridState) => [agent.row, agent.column, goal.row, goal.column, time]

/** Starts drawn by the graph from the draws given, as text. */
function drawn(ofTime: readonly number[], ofCells: readonly number[], times: readonly [number, number]): string[] {
  const rows = axis('rows', ofTime.length)
  const [starts, parts] = [axis('starts', gridStartSizes.starts), axis('parts', gridStartSizes.parts)]
  const table = slot('table', [starts, parts], { type: 'int', range: { low: 0, high: 4 } })
  const draws = [slot('of time', [rows]), slot('of cells', [rows])] as const
  const start = drawGridStarts({ draws, table, starts, parts }, times)
  const values = interpretAll(
    startNames.map((name) => start[name]),
    { table: gridStartTable, 'of time': ofTime, 'of cells': ofCells },
  ).map((tensor) => spreadOver(tensor, [rows]))
  return ofTime.map((_, row) => String(values.map((each) => each[row])))
}

describe('starts that the graph draws', () => {
  test('are those that can be won at their time, each equally often', () => {
    const stream = randomStream(1, 'draws of starts')
    const draws = () => Array.from({ length: 30_000 }, () => stream.uniform(0, 1))
    const counts = new Map<string, number>()
    for (const start of drawn(draws(), draws(), [5, 7])) counts.set(start, (counts.get(start) ?? 0) + 1)
    const times = [5, 6, 7].map((time) => {
      const own = gridStarts(time).map((start) => counts.get(String(partsOf(start))) ?? 0)
      // The seed is fixed; right draws would miss this for one seed in a thousand.
      expect(chiSquareChance(chiSquareOfEqual(own), own.length - 1)).toBeGreaterThan(1e-3)
      return own.reduce((sum, count) => sum + count, 0)
    })
    expect(times.reduce((sum, count) => sum + count, 0)).toBe(30_000)
    expect(chiSquareChance(chiSquareOfEqual(times), 2)).toBeGreaterThan(1e-3)
  })

  test('are all pairs of cells from the time 8 on', () => {
    const every = Array.from({ length: 600 }, (_, i) => (i + 0.5) / 600)
    for (const time of [8, 25]) {
      const found = drawn(Array(600).fill(0.5), every, [time, time])
      expect(new Set(found)).toEqual(new Set(gridStarts(time).map((start) => String(partsOf(start)))))
    }
  })

  test('stay inside of their ranges at the ends of the draws', () => {
    const most = 1 - 2 ** -24
    const [first, last] = drawn([0, most], [0, most], [5, 12]) as [string, string]
    expect(gridStarts(5).map((start) => String(partsOf(start)))).toContain(first)
    expect(gridStarts(12).map((start) => String(partsOf(start)))).toContain(last)
  })
})

describe('episodes that the graph plays', () => {
  const stream = randomStream(2, 'episodes')
  const starts = Array.from({ length: 1500 }, () => gridStart(stream, [1, 12]))
  const [rows, time] = [axis('rows', starts.length), axis('time', 12)]
  // Half of the agents hurry to the goal, so that many episodes end by arriving, some of them in time.
  const actions = starts.map(({ agent, goal }, episode) =>
    Array.from({ length: time.size }, () => {
      const towards = [goal.row < agent.row ? 1 : 2, goal.column < agent.column ? 3 : 4]
      return episode % 2 === 0 ? stream.integer(gridActions.length) : (towards[stream.integer(2)] as number)
    }),
  )
  const int = (name: string) => slot(name, [rows], { type: 'int' })
  const start = {
    row: int('row'),
    column: int('column'),
    goalRow: int('goalRow'),
    goalColumn: int('goalColumn'),
    time: int('time'),
  }
  const action = slot('action', [rows, time], { type: 'int' })
  const episodes = playGridEpisodes(time, rows, start, [], () => ({ action, memory: [] }))
  const names = ['row', 'column', 'isPlaying', 'nextRow', 'nextColumn', 'reward'] as const
  const bindings = Object.fromEntries(
    startNames.map((name, part) => [name, starts.map((each) => partsOf(each)[part] as number)]),
  )
  const tensors = interpretAll(
    names.map((name): Node => episodes[name]),
    { ...bindings, action: actions.flat() },
  )
  const values = tensors.map((tensor: Tensor) => spreadOver(tensor, [rows, time]))
  const found = (name: (typeof names)[number], episode: number) => [
    ...(values[names.indexOf(name)] as Float64Array).subarray(episode * time.size, (episode + 1) * time.size),
  ]

  test('take the same cells, end at the same step and give the same reward as the rules', () => {
    let won = 0
    for (const [episode, each] of starts.entries()) {
      const { path, reward } = playGrid(
        each,
        ({ step }) => gridActions[actions[episode]?.[step] as number] as GridAction,
      )
      const steps = path.length - 1
      const [downs, overs] = [found('row', episode), found('column', episode)]
      const [nextDowns, nextOvers] = [found('nextRow', episode), found('nextColumn', episode)]
      for (let step = 0; step < steps; step += 1) {
        expect({ row: downs[step], column: overs[step] }).toEqual(path[step])
        expect({ row: nextDowns[step], column: nextOvers[step] }).toEqual(path[step + 1])
      }
      expect(found('isPlaying', episode)).toEqual(Array.from({ length: time.size }, (_, i) => (i < steps ? 1 : 0)))
      expect(found('reward', episode)).toEqual(
        Array.from({ length: time.size }, (_, i) => (i === steps - 1 ? reward : 0)),
      )
      won += reward
    }
    // Both ends were met often.
    expect(won).toBeGreaterThan(50)
    expect(won).toBeLessThan(1000)
  })

  test('stand still after their end', () => {
    for (const [episode] of starts.entries()) {
      const playing = found('isPlaying', episode)
      const steps = playing.lastIndexOf(1)
      const [rowsAfter, columnsAfter] = [found('nextRow', episode), found('nextColumn', episode)]
      expect(new Set(rowsAfter.slice(steps)).size).toBe(1)
      expect(new Set(columnsAfter.slice(steps)).size).toBe(1)
    }
  })
})
