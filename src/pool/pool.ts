// A pool of workers behind one interface: a shared message once for each worker, then one task at a time.

import { failure, invalid } from '../base/errors.ts'
import type { CancelSignal } from '../base/platform.ts'

/** One worker as seen from outside. Node and pages each have a file that makes these. */
export interface WorkerPort {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onError(listener: (error: unknown) => void): void
  terminate(): void
}

/** Where a worker meets the outside. */
export interface ServedPort {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

type ToWorker =
  | { readonly kind: 'shared'; readonly value: unknown }
  | { readonly kind: 'task'; readonly value: unknown }
  | { readonly kind: 'abort' }

type FromWorker =
  | { readonly kind: 'event'; readonly value: unknown }
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly message: string }

export interface RunOptions<Event> {
  readonly threads: number
  readonly spawn: () => WorkerPort
  readonly onEvent?: (event: Event) => void
  /** Aborting asks every worker to end its task early; their results still arrive. No new task starts. */
  readonly signal?: CancelSignal
}

/** The result of a task and its place in the list of tasks. */
export interface Finished<Result> {
  readonly index: number
  readonly result: Result
}

/**
 * Runs tasks over workers, each as soon as a worker is free, and yields results as they finish.
 * Which worker runs a task cannot matter to its result; the order of results may differ from run to run.
 * @throws NaluError if `threads` is not a whole number of at least 1, or if a worker fails; the others are then stopped.
 */
export async function* runTasks<Task, Result, Event>(
  shared: unknown,
  tasks: Iterable<Task>,
  options: RunOptions<Event>,
): AsyncGenerator<Finished<Result>> {
  const { threads, spawn, onEvent, signal } = options
  if (!Number.isInteger(threads) || threads < 1) {
    throw invalid(`A pool of ${threads} threads cannot run; the number of threads is a whole number of at least 1.`)
  }
  const queue = tasks[Symbol.iterator]()
  const finished: Finished<Result>[] = []
  const workers: WorkerPort[] = []
  let failed: { readonly error: unknown } | undefined
  let wake: () => void = () => undefined
  let running = 0
  let taken = 0

  const fail = (error: unknown): void => {
    failed ??= { error }
    wake()
  }
  const takeTask = (): { readonly index: number; readonly task: Task } | undefined => {
    const next = signal?.aborted ? undefined : queue.next()
    if (next === undefined || next.done === true) return undefined
    taken += 1
    return { index: taken - 1, task: next.value }
  }
  /** Gives a task to a worker, or ends the worker if there is none. Returns the place of the task. */
  const giveTask = (worker: WorkerPort, next = takeTask()): number => {
    if (next === undefined) {
      worker.terminate()
      return -1
    }
    running += 1
    worker.post({ kind: 'task', value: next.task } satisfies ToWorker)
    return next.index
  }
  const start = (first: NonNullable<ReturnType<typeof takeTask>>): void => {
    const worker = spawn()
    workers.push(worker)
    worker.onError(fail)
    worker.post({ kind: 'shared', value: shared } satisfies ToWorker)
    let current = giveTask(worker, first)
    worker.onMessage((message) => {
      const received = message as FromWorker
      // What is thrown here, by a hook or by the tasks, must reach the caller and not the event loop.
      try {
        if (received.kind === 'event') onEvent?.(received.value as Event)
        else if (received.kind === 'error') fail(failure(received.message))
        else {
          running -= 1
          finished.push({ index: current, result: received.value as Result })
          current = giveTask(worker)
          wake()
        }
      } catch (error) {
        fail(error)
      }
    })
  }
  const abort = (): void => {
    for (const worker of workers) worker.post({ kind: 'abort' } satisfies ToWorker)
  }

  signal?.addEventListener('abort', abort)
  try {
    for (let i = 0; i < threads; i += 1) {
      const first = takeTask()
      if (first === undefined) break
      start(first)
    }
    while (failed === undefined && (running > 0 || finished.length > 0)) {
      const ready = finished.shift()
      if (ready !== undefined) {
        yield ready
        continue
      }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    if (failed !== undefined) throw failed.error
  } finally {
    signal?.removeEventListener('abort', abort)
    for (const worker of workers) worker.terminate()
    queue.return?.()
  }
}

/** What a worker does with a task. */
export type Handler<Shared, Task, Result, Event> = (
  shared: Shared,
  task: Task,
  onEvent: (event: Event) => void,
  signal: CancelSignal,
) => Promise<Result>

/** Serves tasks inside a worker, for as long as it lives. */
export function serveTasks<Shared, Task, Result, Event>(
  port: ServedPort,
  handler: Handler<Shared, Task, Result, Event>,
): void {
  let shared: Shared
  const signal = new Signal()
  const post = (message: FromWorker) => port.post(message)
  port.onMessage((message) => {
    const received = message as ToWorker
    if (received.kind === 'shared') shared = received.value as Shared
    else if (received.kind === 'abort') signal.abort()
    else {
      handler(shared, received.value as Task, (value) => post({ kind: 'event', value }), signal).then(
        (value) => post({ kind: 'result', value }),
        (error: unknown) => post({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
      )
    }
  })
}

/** The little of an `AbortSignal` that is needed, without a global that not every engine has. */
class Signal implements CancelSignal {
  aborted = false
  readonly #listeners = new Set<() => void>()

  abort(): void {
    this.aborted = true
    for (const listener of this.#listeners) listener()
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }
}
