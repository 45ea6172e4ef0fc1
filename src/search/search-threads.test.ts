// A search on several threads, with workers that run here: results in order, and the same whatever the number of threads.

import { describe, expect, test } from 'vitest'
import { lawTable, problemOf } from '../../test/law-tables.ts'
import { type Handler, serveTasks, type WorkerPort } from '../pool/pool.ts'
import { prepare } from './prepare.ts'
import { runHere } from './run-here.ts'
import { search } from './search.ts'
import type { RunTasks } from './search-jobs.ts'
import { runOnThreads } from './search-threads.ts'
import type { SearchRows, ShapeResult, ShapeTask } from './shape-search.ts'
import { type SearchTask, shapeTask } from './shape-worker.ts'

type ShapeHandler = Handler<SearchRows, SearchTask, ShapeResult, never>

/** Workers that serve tasks on this thread, with messages copied as between threads. */
function workersHere(handler: ShapeHandler) {
  let spawned = 0
  let ended = 0
  const spawn = (): WorkerPort => {
    spawned += 1
    let isEnded = false
    let inside: (message: unknown) => void = () => undefined
    let outside: (message: unknown) => void = () => undefined
    serveTasks<SearchRows, SearchTask, ShapeResult, never>(
      {
        post: (message) => {
          if (!isEnded) outside(structuredClone(message))
        },
        onMessage: (listener) => {
          inside = listener
        },
      },
      handler,
    )
    return {
      post: (message) => inside(structuredClone(message)),
      onMessage: (listener) => {
        outside = listener
      },
      onError: () => undefined,
      terminate: () => {
        if (!isEnded) ended += 1
        isEnded = true
      },
    }
  }
  return { spawn, counts: () => ({ spawned, ended }) }
}

const rows: SearchRows = { columns: [Float64Array.of(1, 2)], target: Float64Array.of(1, 2) }
const tasks = Array.from(
  { length: 6 },
  (_, round): ShapeTask => ({ shape: { k: 1, over: 1, under: 0 }, round, seed: 1, starts: 2, around: [] }),
)
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Results tell their task; earlier tasks take longer. */
function slowFirst() {
  const started: number[] = []
  const finished: number[] = []
  const handler: ShapeHandler = async (_, { round }) => {
    started.push(round)
    await wait(round % 2 === 0 ? 30 : 1)
    finished.push(round)
    return { laws: [], climbed: round, steps: round }
  }
  return { handler, started, finished }
}

async function handed(run: RunTasks, until = Number.POSITIVE_INFINITY, signal?: AbortSignal) {
  const results: [index: number, steps: number][] = []
  await run(
    rows,
    tasks,
    ({ steps }, index) => {
      results.push([index, steps])
      return index >= until ? 'stop' : 'go on'
    },
    signal,
  )
  return results
}

describe('results of several threads', () => {
  test('come in the order of the tasks, whichever finishes first', async () => {
    const { handler, finished } = slowFirst()
    const { spawn, counts } = workersHere(handler)
    expect(await handed(runOnThreads(3, spawn))).toEqual(tasks.map((_, i) => [i, i]))
    expect(finished.indexOf(1)).toBeLessThan(finished.indexOf(0))
    expect(counts()).toEqual({ spawned: 3, ended: 3 })
  })

  test('end with the one that is enough, and so do the workers', async () => {
    const { handler, started } = slowFirst()
    const { spawn, counts } = workersHere(handler)
    expect(await handed(runOnThreads(2, spawn), 1)).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect(counts()).toEqual({ spawned: 2, ended: 2 })
    const startedThen = started.length
    expect(startedThen).toBeLessThan(tasks.length)
    await wait(60)
    expect(started).toHaveLength(startedThen)
  })

  test('after a signal are of the tasks that were under way', async () => {
    const controller = new AbortController()
    const { handler } = slowFirst()
    const aborting: ShapeHandler = (...task) => {
      controller.abort()
      return handler(...task)
    }
    const { spawn } = workersHere(aborting)
    const results = await handed(runOnThreads(2, spawn), undefined, controller.signal)
    expect(results.length).toBeGreaterThan(0)
    expect(results.length).toBeLessThanOrEqual(2)
  })

  test('need no more workers than there are tasks', async () => {
    const { spawn, counts } = workersHere(slowFirst().handler)
    await handed(runOnThreads(50, spawn))
    expect(counts().spawned).toBe(tasks.length)
  })

  test('that fail end the run with what the worker said', async () => {
    const { spawn } = workersHere(() => Promise.reject(new Error('no memory left')))
    await expect(handed(runOnThreads(2, spawn))).rejects.toThrow('no memory left')
  })
})

test('one thread, two threads and no thread find the same', async () => {
  const prepared = prepare(
    problemOf(lawTable('a * b + 3 * c', { a: [1, 5], b: [1, 5], c: [1, 5] }, { rows: 40, noise: 0.05 })),
  )
  const searched = async (run: RunTasks) => {
    const { candidates, outcomes, steps, ended } = await search(prepared, {
      seed: 1,
      starts: 4,
      rounds: 1,
      time: 1000,
      run,
      refine: () => undefined,
      isEnough: () => false,
    })
    return { ranked: candidates.ranked('absolute'), tried: candidates.tried, outcomes, steps, ended }
  }
  const here = await searched(runHere)
  expect(here.steps).toBeGreaterThan(0)
  for (const threads of [1, 2]) {
    expect(await searched(runOnThreads(threads, workersHere(shapeTask).spawn))).toEqual(here)
  }
})
