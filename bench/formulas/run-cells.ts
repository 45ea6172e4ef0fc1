// Runs cells on several processes at a time; each result is handed on as it comes.

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cell } from './cells.ts'
import type { Result } from './results.ts'

/** Fits one cell after another until it is told to end. */
export interface CellWorker {
  fit(cell: Cell): Promise<Result>
  end(): void
}

/** Every worker takes the next cell as soon as it is free. The first error ends the run, with all that came before kept. */
export async function runCells(
  cells: readonly Cell[],
  workers: readonly CellWorker[],
  onResult: (result: Result) => void,
): Promise<void> {
  let next = 0
  const work = async (worker: CellWorker): Promise<void> => {
    for (let cell = cells[next]; cell !== undefined; cell = cells[next]) {
      next += 1
      onResult(await worker.fit(cell))
    }
  }
  try {
    await Promise.all(workers.map(work))
  } finally {
    next = cells.length
    for (const worker of workers) worker.end()
  }
}

type Message = { readonly result: Result } | { readonly error: string }

/** A worker in a process of its own. */
export function cellProcess(candidatePath: string, time: number): CellWorker {
  // JSON, which is the default between processes, has no infinity.
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [candidatePath, String(time)], {
    serialization: 'advanced',
  })
  return {
    fit: (cell) =>
      new Promise((resolve, reject) => {
        const onExit = (code: number | null): void => {
          reject(
            new Error(`The process that fitted ${cell.id} ended with ${code}. Start again: the run goes on from here.`),
          )
        }
        child.once('exit', onExit)
        child.once('message', (message: Message) => {
          child.off('exit', onExit)
          if ('error' in message) reject(new Error(message.error))
          else resolve(message.result)
        })
        child.send(cell)
      }),
    end: () => child.kill(),
  }
}
