// A search without other threads: one task after another, with turns for everything else that wants to run.

import { takeTurn } from '../pool/turns.ts'
import type { RunTasks } from './search-jobs.ts'
import { runSearchTask } from './shape-worker.ts'

export const runHere: RunTasks = async (rows, tasks, onResult, signal) => {
  for (const [index, task] of tasks.entries()) {
    if (signal?.aborted) return
    const result = await runSearchTask(rows, task, signal)
    if (onResult(result, index) === 'stop') return
    await takeTurn()
  }
}
