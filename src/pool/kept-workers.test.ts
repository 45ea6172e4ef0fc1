import { describe, expect, test } from 'vitest'
import type { PoolTask } from '../../test/pool-worker.node.ts'
import { KeptWorkers } from './kept-workers.ts'
import { runTasks, type WorkerPort } from './pool.ts'
import { spawnThread } from './worker.node.ts'

const workerUrl = new URL('../../test/pool-worker.node.ts', import.meta.url)

/** Kept threads of this test, each counted while it lives. */
function keptThreads() {
  let started = 0
  let ended = 0
  const workers = new KeptWorkers((): WorkerPort => {
    const port = spawnThread(workerUrl)
    started += 1
    return {
      ...port,
      terminate: () => {
        ended += 1
        port.terminate()
      },
    }
  })
  return { workers, counts: () => ({ started, ended }) }
}

const scale = (value: number): PoolTask => ({ kind: 'scale', value })

interface RunOptions {
  readonly signal?: AbortSignal
  readonly onResult?: (index: number) => void
}

async function run(
  workers: KeptWorkers,
  factor: number,
  tasks: readonly PoolTask[],
  { signal, onResult }: RunOptions = {},
) {
  const results: number[] = []
  const options = { threads: 2, spawn: workers.spawn, ...(signal === undefined ? {} : { signal }) }
  for await (const { index, result } of runTasks<PoolTask, number, number>({ factor }, tasks, options)) {
    results[index] = result
    onResult?.(index)
  }
  return results
}

describe('kept workers', () => {
  test('serve one run after another, each with its own shared message', async () => {
    const { workers, counts } = keptThreads()
    expect(await run(workers, 10, [scale(1), scale(2), scale(3)])).toEqual([10, 20, 30])
    expect(await run(workers, 100, [scale(4), scale(5)])).toEqual([400, 500])
    expect(counts()).toEqual({ started: 2, ended: 0 })
    workers.end()
    expect(counts()).toEqual({ started: 2, ended: 2 })
  })

  test('are not kept when a task fails', async () => {
    const { workers, counts } = keptThreads()
    await expect(run(workers, 1, [{ kind: 'throw', message: 'a mistake' }])).rejects.toThrow('a mistake')
    expect(counts()).toEqual({ started: 1, ended: 1 })
    expect(await run(workers, 2, [scale(7)])).toEqual([14])
    workers.end()
    expect(counts()).toEqual({ started: 2, ended: 2 })
  })

  test('are not kept when they were told to stop, and those given back before are not told', async () => {
    const { workers, counts } = keptThreads()
    const controller = new AbortController()
    const tasks: readonly PoolTask[] = [{ kind: 'wait', value: 1 }, scale(2)]
    // In a turn of its own, when the thread of the short task has been given back.
    const onResult = (index: number) => index === 1 && setTimeout(() => controller.abort())
    expect(await run(workers, 1, tasks, { signal: controller.signal, onResult })).toEqual([1, 2])
    // The thread of the short task was idle by then and serves again.
    expect(await run(workers, 3, [scale(2)])).toEqual([6])
    workers.end()
    expect(counts()).toEqual({ started: 2, ended: 2 })
  })

  test('that end during a task are not handed out again', async () => {
    const { workers, counts } = keptThreads()
    await expect(run(workers, 1, [{ kind: 'exit' }])).rejects.toThrow('exit code 3')
    expect(await run(workers, 1, [scale(1)])).toEqual([1])
    workers.end()
    expect(counts().started).toBe(2)
  })
})
