// A worker thread for the tests of the pool: does what its task says.

import { sleep } from '../src/base/platform.ts'
import { serveTasks } from '../src/pool/pool.ts'
import { threadPort } from '../src/pool/worker.node.ts'

export type PoolTask =
  /** Answers factor · value, after some milliseconds. */
  | { readonly kind: 'scale'; readonly value: number; readonly milliseconds?: number }
  /** Tells its value as an event, then answers it. */
  | { readonly kind: 'tell'; readonly value: number }
  /** Answers once it is aborted. */
  | { readonly kind: 'wait'; readonly value: number }
  /** Throws in the handler. */
  | { readonly kind: 'throw'; readonly message: string }
  /** Throws outside of any task. */
  | { readonly kind: 'crash'; readonly message: string }
  /** Ends the whole thread. */
  | { readonly kind: 'exit' }

serveTasks<{ factor: number }, PoolTask, number, number>(threadPort(), async ({ factor }, task, onEvent, signal) => {
  switch (task.kind) {
    case 'scale':
      await sleep(task.milliseconds ?? 0)
      return factor * task.value
    case 'tell':
      onEvent(task.value)
      return task.value
    case 'wait':
      onEvent(task.value)
      while (!signal.aborted) await sleep(2)
      return task.value
    case 'throw':
      throw new RangeError(task.message)
    case 'crash':
      setTimeout(() => {
        throw new RangeError(task.message)
      })
      await sleep(10_000)
      return 0
    case 'exit':
      return process.exit(3)
    default:
      return task satisfies never
  }
})
