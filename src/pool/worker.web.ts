// Workers in pages: Web Workers that speak through messages.

import { failure } from '../base/errors.ts'
import type { ServedPort, WorkerPort } from './pool.ts'

/** Starts a module worker from `url`. */
export function spawnWorker(url: URL): WorkerPort {
  const worker = new Worker(url, { type: 'module' })
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener(event.data)),
    onError: (listener) => {
      worker.addEventListener('error', (event) => listener(event.error ?? failure(`A worker failed: ${event.message}`)))
      worker.addEventListener('messageerror', () => listener(failure('A message from a worker could not be read.')))
    },
    terminate: () => worker.terminate(),
  }
}

/** Inside a worker: the way out. */
export function workerPort(): ServedPort {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope
  return {
    post: (message) => scope.postMessage(message),
    onMessage: (listener) => scope.addEventListener('message', (event) => listener(event.data)),
  }
}
