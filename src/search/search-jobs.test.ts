import { describe, expect, test } from 'vitest'
import { preparedRows } from '../../test/prepared-rows.ts'
import { sound } from '../../test/sound-module.ts'
import { findModule } from '../train/configuration.ts'
import { stacksOf } from './module-stacks.ts'
import { jobsOf, runJobs } from './search-jobs.ts'
import type { ShapeResult } from './shape-search.ts'
import { shapeName, shapesOf } from './shapes.ts'

const columns = [0, 1].map((j) => Float64Array.from({ length: 40 }, (_, row) => 1 + ((row * (j + 2)) % 7)))
const target = Float64Array.from({ length: 40 }, (_, row) => 1 + row)
const prepared = preparedRows(columns, target)
const rows = { columns, target }
const options = { seed: 1, starts: 64, around: () => [] }
const namesOf = (jobs: ReturnType<typeof jobsOf>['late']) => jobs.map(({ name }) => name)

describe('the jobs of a round', () => {
  test('are shapes alone in the first two', () => {
    for (const round of [0, 1]) {
      const { early, late } = jobsOf(round, prepared, rows, options)
      expect([early, namesOf(late)]).toEqual([[], shapesOf(round).map(shapeName)])
    }
  })

  test('are shapes and then a few mixtures from the third on, with fewer starts', () => {
    const { early, late } = jobsOf(2, prepared, rows, options)
    const mixtures = late.slice(shapesOf(2).length)
    expect(early).toEqual([])
    expect(mixtures.length).toBeGreaterThan(0)
    for (const { task } of mixtures) {
      expect('ids' in task && task.ids.map((id) => findModule(id).computes)).toEqual(
        'ids' in task && task.ids.map(() => expect.arrayContaining(['add', 'multiply'])),
      )
      expect(task.starts).toBeLessThan(options.starts)
    }
  })

  test('begin with the stacks that were asked for, which no mixtures follow', () => {
    const { early, late } = jobsOf(2, prepared, rows, { ...options, stacks: stacksOf([findModule('nau')]) })
    expect([namesOf(early), namesOf(late)]).toEqual([['nau 1'], shapesOf(2).map(shapeName)])
    expect(early[0]?.task).toMatchObject({ ids: ['nau'], sizes: [1], round: 2, seed: 1, starts: 64 })
  })

  test('tell a stack the ranges of all rows', () => {
    const split = { train: Int32Array.of(0, 1, 2), choose: Int32Array.of(3), certify: Int32Array.of(4, 5, 6) }
    const { early } = jobsOf(0, preparedRows(columns, target, { split }), rows, {
      ...options,
      stacks: stacksOf([findModule('nau')]),
    })
    expect(early[0]?.task).toMatchObject({
      ranges: [
        { low: 1, high: 7 },
        { low: 1, high: 7 },
      ],
    })
  })

  test('leave out stacks for columns above 0 where one is not', () => {
    const positive = stacksOf([{ ...sound, domain: 'positive' }])
    const signed = preparedRows([columns[0] as Float64Array, target.map((value) => value - 20)], target)
    const count = (of: typeof prepared) => jobsOf(0, of, rows, { ...options, stacks: positive }).early.length
    expect([count(prepared), count(signed)]).toEqual([1, 0])
  })
})

describe('running jobs', () => {
  const { early } = jobsOf(0, prepared, rows, {
    ...options,
    starts: 2,
    stacks: stacksOf([findModule('nau'), sound, findModule('nmu')]),
  })
  const nothing: ShapeResult = { laws: [], climbed: 0, steps: 0 }
  const own = early.filter(({ ownStack }) => ownStack !== undefined)
  const posted = early.filter(({ ownStack }) => ownStack === undefined)

  test('runs modules of one’s own here and posts the others, each result with its job', async () => {
    const seen: string[] = []
    const tasks: unknown[] = []
    await runJobs(
      rows,
      early,
      async (_rows, each, onResult) => {
        tasks.push(...each)
        each.every((_, index) => onResult(nothing, index) === 'go on')
      },
      ({ name }) => {
        seen.push(name)
        return 'go on'
      },
      undefined,
    )
    expect(own.length).toBeGreaterThan(0)
    expect(seen).toEqual([...namesOf(own), ...namesOf(posted)])
    expect(tasks).toEqual(posted.map(({ task }) => task))
    expect(structuredClone(tasks)).toEqual(tasks)
  })

  test('ends where a result says so', async () => {
    const seen: string[] = []
    const run = () => Promise.reject(new Error('Nothing was to be posted.'))
    const stop = ({ name }: { readonly name: string }) => {
      seen.push(name)
      return 'stop' as const
    }
    await runJobs(rows, early, run, stop, undefined)
    expect(seen).toEqual(namesOf(own.slice(0, 1)))
  })
})
