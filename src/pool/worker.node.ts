// Workers in Node: threads that speak through messages.

import { parentPort, Worker } from 'node:worker_threads'
import { failure } from '../base/errors.ts'
import type { ServedPort, WorkerPort } from './pool.ts'

/** Starts a thread that runs the module at `url`. */
export function spawnThread(url: URL): WorkerPort {
  // A program given as text (`node --input-type=module -e …`) would hand this flag down to a thread that is a file.
  const worker = new Worker(url, { execArgv: process.execArgv.filter((flag) => !flag.startsWith('--input-type')) })
  let isTerminated = false
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.on('message', listener),
    onError: (listener) => {
      worker.on('error', listener)
      worker.on('messageerror', listener)
      worker.on('exit', (code) => {
        if (!isTerminated) listener(failure(`A worker thread ended before its task did, with exit code ${code}.`))
      })
    },
    terminate: () => {
      isTerminated = true
      void worker.terminate()
    },
  }
}

/** Inside a thread: the way out. */
export function threadPort(): ServedPort {
  if (parentPort === null) throw failure('This module serves a worker thread and was started as a program.')
  const port = parentPort
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', listener),
  }
}
