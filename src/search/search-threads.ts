// A search on several threads: results are handed over in the order of the tasks, so that threads do not change what is found.

import type { CancelSignal } from '../base/platform.ts'
import { runTasks, type WorkerPort } from '../pool/pool.ts'
import type { RunTasks } from './search-jobs.ts'
import type { ShapeResult } from './shape-search.ts'
import type { SearchTask } from './shape-worker.ts'

/** @param spawn starts a worker that serves `shapeTask`. */
export function runOnThreads(threads: number, spawn: () => WorkerPort): RunTasks {
  return async (rows, tasks, onResult, signal) => {
    const waiting = new Map<number, ShapeResult>()
    let next = 0
    const options = { threads: Math.min(threads, tasks.length), spawn, ...signalOf(signal) }
    for await (const { index, result } of runTasks<SearchTask, ShapeResult, never>(rows, tasks, options)) {
      waiting.set(index, result)
      for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
        waiting.delete(next)
        // What other threads have found by now is of later tasks, and is dropped.
        if (onResult(ready, next) === 'stop') return
        next += 1
      }
    }
  }
}

const signalOf = (signal: CancelSignal | undefined) => (signal === undefined ? {} : { signal })
