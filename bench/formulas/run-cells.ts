// Runs cells on several processes at a time; each result is handed on as it comes.

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cell } from './cells.ts'
import { resultOfFailure } from './fit-cell.ts'
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

/** A process that says nothing for so long is ended: times what a fit may take, and seconds for its start. */
const patience = { times: 5, start: 60 }

/**
 * A worker in a process of its own. If the process ends in the middle of a fit, that is what came of the cell, so that
 * the run does not stop at it again and again; the next cell has a new process.
 */
export function cellProcess(candidatePath: string, time: number): CellWorker {
  // JSON, which is the default between processes, has no infinity.
  const start = (): ChildProcess =>
    fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [candidatePath, String(time)], {
      serialization: 'advanced',
    })
  let child: ChildProcess | undefined
  return {
    fit: (cell) =>
      new Promise((resolve, reject) => {
        const began = performance.now()
        const running = child ?? start()
        child = running
        const late = setTimeout(() => running.kill('SIGKILL'), (patience.times * time + patience.start) * 1000)
        const onExit = (code: number | null, signal: string | null): void => {
          child = undefined
          clearTimeout(late)
          const reason = `failed: its process ended with ${code ?? signal}`
          resolve(resultOfFailure(cell, time, reason, (performance.now() - began) / 1000))
        }
        running.once('exit', onExit)
        running.once('message', (message: Message) => {
          running.off('exit', onExit)
          clearTimeout(late)
          if ('error' in message) reject(new Error(message.error))
          else resolve(message.result)
        })
        running.send(cell)
      }),
    end: () => child?.kill(),
  }
}
