// The rounds of a search: which tasks they have, what ends them, and what is made of results, with results made by hand.

import { describe, expect, test } from 'vitest'
import { type LawTableOptions, lawFrom, lawTable, problemOf, type Ranges } from '../../test/law-tables.ts'
import type { Law } from '../formula/law.ts'
import { sameLaw } from '../formula/same-law.ts'
import { type FitProblem, prepare } from './prepare.ts'
import { scaledLaw } from './scaling.ts'
import { type SearchOptions, type SearchProgress, search } from './search.ts'
import type { RunTasks } from './search-jobs.ts'
import type { ShapeResult, ShapeTask } from './shape-search.ts'
import { shapeName, shapesOf } from './shapes.ts'

const wide: Ranges = { a: [1, 5], b: [1, 5] }

function preparedTable(formula: string, options: LawTableOptions = {}, change = (problem: FitProblem) => problem) {
  const table = lawTable(formula, wide, { rows: 60, ...options })
  const prepared = prepare(change(problemOf(table)))
  return { prepared, scaled: (text: string) => scaledLaw(lawFrom(text, table.names), prepared) }
}

const resultOf = (...laws: readonly Law[]): ShapeResult => ({
  laws: laws.map((law, i) => ({
    law,
    exponents: [Float64Array.of(i, 1)],
    error: 0.01 * (i + 1),
    reachedBy: 2,
    trained: undefined,
  })),
  climbed: 9,
  steps: 100,
})

/** Hands over these results, one for each task, and keeps the tasks. */
function runOf(resultFor: (task: ShapeTask, index: number) => ShapeResult) {
  const rounds: ShapeTask[][] = []
  const handed: number[] = []
  const run: RunTasks = async (_, tasks, onResult) => {
    const shapes = tasks.filter((task) => 'shape' in task)
    rounds.push(shapes)
    for (const [index, task] of shapes.entries()) {
      handed.push(index)
      if (onResult(resultFor(task, index), index) === 'stop') return
    }
  }
  return { run, rounds, handed }
}

/** Searches of the best law's own shape, where nothing is enough: two at a time, three times. */
const confirming = 6

const optionsOf = (run: RunTasks, options: Partial<SearchOptions> = {}): SearchOptions => ({
  seed: 7,
  starts: 32,
  rounds: 2,
  time: 1000,
  run,
  refine: () => undefined,
  isEnough: () => false,
  ...options,
})

describe('the tasks of a round', () => {
  const { prepared, scaled } = preparedTable('a * b', { noise: 0.1 })

  test('are its shapes, with seed, starts and round', async () => {
    const { run, rounds } = runOf(() => resultOf(scaled('a')))
    const { ended, rounds: searched, steps } = await search(prepared, optionsOf(run))
    const [first, second] = rounds
    expect([first, second].map((tasks) => tasks?.map(({ shape }) => shape))).toEqual([shapesOf(0), shapesOf(1)])
    for (const [round, tasks] of [first ?? [], second ?? []].entries()) {
      for (const task of tasks) expect(task).toMatchObject({ seed: 7, starts: 32, round })
    }
    expect(ended).toBe('rounds')
    expect(searched).toBe(2)
    expect(steps).toBe(100 * (shapesOf(0).length + shapesOf(1).length + confirming))
  })

  test('are at last those of the shape of the best law, from other starts each time', async () => {
    const { run, rounds } = runOf(({ shape }) => resultOf(scaled(shape.k === -1 ? 'a * b' : 'a')))
    await search(prepared, optionsOf(run, { rounds: 1 }))
    const again = rounds.slice(1).flat()
    expect(again.map(({ shape }) => shape)).toEqual(Array(confirming).fill({ k: -1, over: 2, under: 0 }))
    expect(new Set(again.map(({ round }) => round)).size).toBe(confirming)
  })

  test('leave out powers that the target has not, and shapes that need more rows', async () => {
    const signed = preparedTable('a - b', { rows: 20 })
    const { run, rounds } = runOf(() => resultOf(signed.scaled('a')))
    await search(signed.prepared, optionsOf(run, { rounds: 1 }))
    // 12 of 20 rows train: two products at most.
    expect(rounds[0]?.map(({ shape }) => shape)).toEqual([
      { k: 1, over: 1, under: 0 },
      { k: 1, over: 2, under: 0 },
      { k: -1, over: 2, under: 0 },
    ])
  })

  test('start beside the four best laws of their shape in earlier rounds', async () => {
    const laws = ['a', 'b', '2 * a', 'a^2', 'b^2', 'a / b'].map(scaled)
    const { run, rounds } = runOf((_, index) => (index === 1 ? resultOf(...laws) : resultOf()))
    await search(prepared, optionsOf(run))
    for (const { around } of rounds[0] as ShapeTask[]) expect(around).toEqual([])
    const [searched] = (rounds[0] as ShapeTask[]).slice(1)
    for (const { shape, around } of rounds[1] as ShapeTask[]) {
      const isSame = JSON.stringify(shape) === JSON.stringify(searched?.shape)
      expect(around.map((exponents) => exponents[0]?.[0])).toEqual(isSame ? [0, 1, 2, 3] : [])
    }
  })

  test('see the rows that train alone, at most 512 of them', async () => {
    const seen: number[] = []
    const count: RunTasks = async (rows) => {
      seen.push(rows.target.length)
      for (const column of rows.columns) expect(column).toHaveLength(rows.target.length)
    }
    await search(prepared, optionsOf(count, { rounds: 1 }))
    await search(preparedTable('a * b', { rows: 2000 }).prepared, optionsOf(count, { rounds: 1 }))
    expect(seen).toEqual([36, 512])
  })

  test('of many rows have their laws fitted to all rows that train', async () => {
    const { prepared: many, scaled: scaledOfMany } = preparedTable('a * b', { rows: 2000, noise: 0.2 })
    const { run } = runOf(() => resultOf(scaledOfMany('1.3 * a * b')))
    const { candidates } = await search(many, optionsOf(run, { rounds: 1 }))
    const [best] = candidates.ranked('absolute')
    // Noise of a fifth of the target's size: the coefficient of 1200 rows is known to 1 %.
    const tolerance = { exponents: 0, coefficients: 0.02 }
    expect(best && sameLaw(best.law, scaledOfMany('a * b'), tolerance)).toBe(true)
  })
})

describe('a search ends', () => {
  const { prepared, scaled } = preparedTable('a * b', { noise: 0.1 })
  const exact = preparedTable('a * b')

  test('where a law is exact and enough restarts gave it, before the other shapes', async () => {
    const { run, handed } = runOf((_, index) => resultOf(exact.scaled(index === 2 ? 'a * b' : 'a')))
    const searched = await search(exact.prepared, optionsOf(run, { isEnough: () => true }))
    expect(searched.ended).toBe('exact')
    expect(searched.rounds).toBe(1)
    expect(handed).toEqual([0, 1, 2])
  })

  test('not where a law is exact and too few restarts gave it', async () => {
    const { run, handed } = runOf(() => resultOf(exact.scaled('a * b')))
    expect((await search(exact.prepared, optionsOf(run))).ended).toBe('rounds')
    expect(handed).toHaveLength(shapesOf(0).length + shapesOf(1).length + confirming)
  })

  test('after the first shape where a law that needs no training is exact', async () => {
    const { run, handed } = runOf(() => resultOf(exact.scaled('a')))
    const first = () => [{ law: exact.scaled('a * b'), name: 'product of powers' } as const]
    const { ended, candidates } = await search(exact.prepared, optionsOf(run, { first, isEnough: () => true }))
    expect(ended).toBe('exact')
    expect(handed).toEqual([0])
    expect(candidates.ranked('absolute')[0]?.origin).toEqual({ kind: 'closed form', name: 'product of powers' })
  })

  test('where refining made a law exact', async () => {
    const { run } = runOf(() => resultOf(exact.scaled('a')))
    const searched = await search(
      exact.prepared,
      optionsOf(run, {
        isEnough: () => true,
        refine: (candidates) => {
          candidates.offer(exact.scaled('a * b'), { kind: 'closed form', name: 'product of powers' })
        },
      }),
    )
    expect(searched.ended).toBe('exact')
    expect(searched.rounds).toBe(1)
  })

  test('not by a law that is exact to the digits that were written alone', async () => {
    const rounded = preparedTable('a * b', {}, ({ columns, target }) => ({
      columns,
      target: { ...target, step: 0.01 },
    }))
    const { run, handed } = runOf(() => resultOf(rounded.scaled('a * b')))
    expect((await search(rounded.prepared, optionsOf(run, { isEnough: () => true }))).ended).toBe('enough')
    expect(handed).toHaveLength(shapesOf(0).length)
  })

  test('not by a law that is exact because it has as many numbers as rows bear', async () => {
    const few = preparedTable('a * b + a + b', { rows: 8 })
    const { run } = runOf(() => resultOf(few.scaled('a * b + a + b')))
    expect((await search(few.prepared, optionsOf(run, { isEnough: () => true }))).ended).toBe('enough')
  })

  test('after the shape that is searched when the time is over', async () => {
    const { run, handed } = runOf(() => resultOf(scaled('a')))
    const searched = await search(prepared, optionsOf(run, { time: 0 }))
    expect(searched.ended).toBe('time')
    expect(handed).toEqual([0])
    expect(searched.candidates.ranked('absolute')).toHaveLength(1)
  })

  test('after the shape that is searched when it is stopped, and refines what there is', async () => {
    const controller = new AbortController()
    const { run, handed } = runOf((_, index) => {
      if (index === 1) controller.abort()
      return resultOf(scaled('a'))
    })
    let refined = 0
    const refine = () => {
      refined += 1
    }
    const searched = await search(prepared, optionsOf(run, { signal: controller.signal, refine }))
    expect(searched.ended).toBe('stopped')
    expect(handed).toEqual([0, 1])
    expect(refined).toBe(1)
  })

  test('where a run gave up for the signal without a result', async () => {
    const controller = new AbortController()
    controller.abort()
    const run: RunTasks = async () => undefined
    const searched = await search(prepared, optionsOf(run, { signal: controller.signal }))
    expect(searched).toMatchObject({ ended: 'stopped', rounds: 1, steps: 0 })
  })

  test('after a round whose laws are enough', async () => {
    const { run } = runOf(() => resultOf(scaled('a * b')))
    const asked: number[] = []
    const isEnough: SearchOptions['isEnough'] = (candidates, outcomes) => {
      asked.push(outcomes.length)
      return candidates.tried > 0
    }
    const searched = await search(prepared, optionsOf(run, { isEnough }))
    expect(searched).toMatchObject({ ended: 'enough', rounds: 1 })
    expect(asked).toEqual([shapesOf(0).length])
  })
})

describe('progress', () => {
  test('tells round, shapes, steps and the best so far after each shape', async () => {
    const { prepared, scaled } = preparedTable('a * b', { noise: 0.1 })
    const { run } = runOf((_, index) => resultOf(scaled(index === 1 ? 'a * b' : 'a')))
    const said: SearchProgress[] = []
    await search(prepared, optionsOf(run, { onProgress: (progress) => said.push(progress) }))
    const [first, second] = [shapesOf(0).length, shapesOf(1).length]
    expect(said).toHaveLength(first + second + confirming)
    expect(said[0]).toMatchObject({ round: 1, rounds: 2, done: 1, shapes: first, steps: 100 })
    expect(said[first]).toMatchObject({ round: 2, done: 1, shapes: second, steps: 100 * (first + 1) })
    expect(said[0]?.best?.law).toEqual(scaled('a'))
    for (const { best } of said.slice(1)) expect(best?.law).toEqual(scaled('a * b'))
  })
})

test('outcomes have the laws of each shape with the candidates that they are', async () => {
  const { prepared, scaled } = preparedTable('a * b', { noise: 0.1 })
  const { run } = runOf((_, index) => (index === 0 ? resultOf(scaled('a * b'), scaled('sqrt(a - 4)')) : resultOf()))
  const { outcomes, candidates } = await search(prepared, optionsOf(run, { rounds: 1 }))
  expect(outcomes.slice(0, -confirming).map(({ name }) => name)).toEqual(shapesOf(0).map(shapeName))
  const [law, root] = outcomes[0]?.laws ?? []
  expect(law).toMatchObject({ error: 0.01, reachedBy: 2 })
  expect(law?.candidate).toBe(candidates.ranked('absolute')[0])
  // Without a finite value at all rows it is none.
  expect(root?.candidate).toBeUndefined()
  // The first of each pair of confirming searches gives the law again.
  expect(candidates.tried).toBe(1 + confirming / 2)
})
