import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { PoolTask } from '../../test/pool-worker.node.ts'
import { type Finished, type RunOptions, runTasks, serveTasks, type WorkerPort } from './pool.ts'
import { spawnThread } from './worker.node.ts'

const workerUrl = new URL('../../test/pool-worker.node.ts', import.meta.url)

/** Threads of this test, each counted while it lives. */
function threads() {
  let spawned = 0
  let ended = 0
  const spawn = (): WorkerPort => {
    const port = spawnThread(workerUrl)
    spawned += 1
    let isEnded = false
    return {
      ...port,
      terminate: () => {
        if (!isEnded) ended += 1
        isEnded = true
        port.terminate()
      },
    }
  }
  return { spawn, counts: () => ({ spawned, ended }) }
}

const scale = (value: number, milliseconds = 0): PoolTask => ({ kind: 'scale', value, milliseconds })
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

async function runAll(tasks: Iterable<PoolTask>, options: RunOptions<number>): Promise<Finished<number>[]> {
  const all: Finished<number>[] = []
  for await (const each of runTasks<PoolTask, number, number>({ factor: 10 }, tasks, options)) all.push(each)
  return all
}

const inOrder = (finished: readonly Finished<number>[]) =>
  finished.toSorted((a, b) => a.index - b.index).map(({ result }) => result)

describe('a pool of threads', () => {
  test.each([1, 2, 3])('with %i of them gives the result of every task, with its place', async (count) => {
    const { spawn, counts } = threads()
    const finished = await runAll(
      numbers(9).map((i) => scale(i, (9 - i) % 4)),
      { threads: count, spawn },
    )
    expect(inOrder(finished)).toEqual(numbers(9).map((i) => 10 * i))
    expect(counts()).toEqual({ spawned: count, ended: count })
  })

  test('yields what is finished first, not what was started first', async () => {
    const { spawn } = threads()
    const finished = await runAll([scale(1, 300), scale(2), scale(3)], { threads: 2, spawn })
    expect(finished.map(({ index }) => index)).toEqual([1, 2, 0])
  })

  test('starts no more threads than there are tasks', async () => {
    const { spawn, counts } = threads()
    expect(inOrder(await runAll([scale(1), scale(2)], { threads: 5, spawn }))).toEqual([10, 20])
    expect(counts()).toEqual({ spawned: 2, ended: 2 })
  })

  test('without tasks starts no thread and ends at once', async () => {
    const { spawn, counts } = threads()
    expect(await runAll([], { threads: 3, spawn })).toEqual([])
    expect(counts()).toEqual({ spawned: 0, ended: 0 })
  })

  test('takes tasks from their source only when a thread is free', async () => {
    const taken: number[] = []
    const tasks = function* () {
      for (const i of numbers(6)) {
        taken.push(i)
        yield scale(i)
      }
    }
    const { spawn } = threads()
    for await (const _ of runTasks<PoolTask, number, number>({ factor: 1 }, tasks(), { threads: 1, spawn })) {
      expect(taken.length).toBeLessThanOrEqual(2)
      break
    }
  })

  test('passes on the events of tasks', async () => {
    const events: number[] = []
    const tasks = numbers(4).map((value): PoolTask => ({ kind: 'tell', value }))
    await runAll(tasks, { threads: 2, spawn: threads().spawn, onEvent: (event) => events.push(event) })
    expect(events.toSorted((a, b) => a - b)).toEqual(numbers(4))
  })

  test.each([0, -1, 1.5, Number.NaN])('of %f threads is refused', async (count) => {
    await expect(runAll([scale(1)], { threads: count, spawn: threads().spawn })).rejects.toThrow(
      `A pool of ${count} threads`,
    )
  })

  test('ends its threads when the caller has seen enough', async () => {
    const { spawn, counts } = threads()
    for await (const _ of runTasks<PoolTask, number, number>(
      { factor: 1 },
      numbers(20).map((i) => scale(i)),
      {
        threads: 2,
        spawn,
      },
    )) {
      break
    }
    expect(counts()).toEqual({ spawned: 2, ended: 2 })
  })

  test('leaves nothing open, so that a program ends once its tasks are done', () => {
    const script = `
      import { runTasks } from ${JSON.stringify(new URL('pool.ts', import.meta.url).href)}
      import { spawnThread } from ${JSON.stringify(new URL('worker.node.ts', import.meta.url).href)}
      const spawn = () => spawnThread(new URL(${JSON.stringify(workerUrl.href)}))
      const tasks = [1, 2, 3].map((value) => ({ kind: 'scale', value }))
      let sum = 0
      for await (const { result } of runTasks({ factor: 2 }, tasks, { threads: 2, spawn })) sum += result
      console.log(sum)
    `
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '12\n', stderr: '' })
  })
})

describe('an error', () => {
  const rest = numbers(5).map((i) => scale(i, 20))

  test.each<[string, PoolTask, RegExp]>([
    ['thrown by a task', { kind: 'throw', message: 'too large' }, /^too large$/],
    ['thrown outside of any task', { kind: 'crash', message: 'out of nowhere' }, /^out of nowhere$/],
    ['of a thread that ends on its own', { kind: 'exit' }, /ended before its task did, with exit code 3/],
  ])('%s reaches the caller and ends the other threads', async (_, task, message) => {
    const { spawn, counts } = threads()
    await expect(runAll([scale(1), task, ...rest], { threads: 2, spawn })).rejects.toThrow(message)
    expect(counts()).toEqual({ spawned: 2, ended: 2 })
  })

  test('of a file that is no worker reaches the caller', async () => {
    const spawn = () => spawnThread(new URL('no-such-file.ts', import.meta.url))
    await expect(runAll([scale(1)], { threads: 1, spawn })).rejects.toThrow('no-such-file.ts')
  })

  test('thrown by the hook for events reaches the caller', async () => {
    const onEvent = () => {
      throw new Error('the hook failed')
    }
    const tasks: PoolTask[] = [{ kind: 'tell', value: 1 }, scale(2, 50)]
    await expect(runAll(tasks, { threads: 1, spawn: threads().spawn, onEvent })).rejects.toThrow('the hook failed')
  })

  test.each([0, 1, 3])('thrown by the source of tasks after %i of them reaches the caller', async (after) => {
    const tasks = function* () {
      yield* numbers(after).map((i) => scale(i))
      throw new Error('no more tasks')
    }
    await expect(runAll(tasks(), { threads: 2, spawn: threads().spawn })).rejects.toThrow('no more tasks')
  })

  test('of a task that cannot be posted reaches the caller', async () => {
    const task = { kind: 'scale', value: () => 1 } as unknown as PoolTask
    await expect(runAll([task], { threads: 1, spawn: threads().spawn })).rejects.toThrow('could not be cloned')
  })
})

describe('aborting', () => {
  test('ends running tasks early, keeps their results, and starts no other', async () => {
    const { spawn, counts } = threads()
    const controller = new AbortController()
    const tasks = numbers(6).map((value): PoolTask => ({ kind: 'wait', value }))
    const running = new Set<number>()
    const onEvent = (event: number) => {
      running.add(event)
      if (running.size === 2) controller.abort()
    }
    const finished = await runAll(tasks, { threads: 2, spawn, onEvent, signal: controller.signal })
    expect(inOrder(finished)).toEqual([0, 1])
    expect(counts()).toEqual({ spawned: 2, ended: 2 })
  })

  test('before the start starts nothing', async () => {
    const { spawn, counts } = threads()
    expect(await runAll([scale(1)], { threads: 2, spawn, signal: AbortSignal.abort() })).toEqual([])
    expect(counts().spawned).toBe(0)
  })

  test('leaves no listener on the signal', async () => {
    const listeners = new Set<() => void>()
    const signal = {
      aborted: false,
      addEventListener: (_: 'abort', listener: () => void) => listeners.add(listener),
      removeEventListener: (_: 'abort', listener: () => void) => listeners.delete(listener),
    }
    await runAll([scale(1)], { threads: 1, spawn: threads().spawn, signal })
    expect(listeners.size).toBe(0)
  })
})

describe('inside a worker', () => {
  test('the task sees the abort that comes while it runs', async () => {
    const answers: unknown[] = []
    let receive: (message: unknown) => void = () => undefined
    const port = {
      post: (message: unknown) => answers.push(message),
      onMessage: (listener: (message: unknown) => void) => {
        receive = listener
      },
    }
    serveTasks<string, number, string, never>(port, (shared, task, _, signal) => {
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(`${shared} ${task}`)))
    })
    receive({ kind: 'shared', value: 'task' })
    receive({ kind: 'task', value: 7 })
    receive({ kind: 'abort' })
    await Promise.resolve()
    await Promise.resolve()
    expect(answers).toEqual([{ kind: 'result', value: 'task 7' }])
  })

  test('started as a program it says that it is none', () => {
    const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(workerUrl)], { encoding: 'utf8' })
    expect(stderr).toContain('This module serves a worker thread and was started as a program.')
    expect(status).toBe(1)
  })
})
