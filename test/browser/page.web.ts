// The page: starts one module worker for each job it is asked for, and hands back the worker's answer.

import type { Answer } from './jobs.ts'

function runInWorker(name: string): Promise<Answer> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.web.ts', import.meta.url), { type: 'module' })
    const finish = (answer: Answer) => {
      worker.terminate()
      resolve(answer)
    }
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => finish(data))
    worker.addEventListener('error', ({ message }) => finish({ error: message || 'The worker could not be loaded.' }))
    worker.postMessage(name)
  })
}

Object.assign(globalThis, { runInWorker })
