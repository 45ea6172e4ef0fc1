// The page: starts one module worker for each job it is asked for and hands back its answer, or runs the job itself.

import { answer } from './answer.web.ts'
import type { Answer } from './jobs.ts'

/** A worker that cannot be loaded does not say why; the same file imported by the page does. */
async function whyNot(): Promise<string> {
  try {
    await import('./worker.web.ts')
    return 'The worker could not be loaded, though the page can load the same file.'
  } catch (error) {
    return `The worker could not be loaded: ${error}`
  }
}

function runInWorker(name: string): Promise<Answer> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.web.ts', import.meta.url), { type: 'module' })
    const finish = (answer: Answer) => {
      worker.terminate()
      resolve(answer)
    }
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => finish(data))
    worker.addEventListener('error', async ({ message }) => finish({ error: message || (await whyNot()) }))
    worker.postMessage(name)
  })
}

Object.assign(globalThis, { runInWorker, runOnPage: answer })
