// Workers that outlive a run: starting one takes as long as tens of thousands of small training steps.

import type { WorkerPort } from './pool.ts'

/** One worker with what it is doing; its listeners belong to the run that has it now. */
interface Kept {
  readonly port: WorkerPort
  onMessage: (message: unknown) => void
  onError: (error: unknown) => void
  /** Tasks given and not yet answered. */
  open: number
  /** It failed or was told to stop, so it is not what a new worker would be. */
  isSpent: boolean
}

const ignore = (): void => undefined

/**
 * Keeps workers from one run to the next. Hand `spawn` to runs in place of the function that starts workers;
 * whatever a run gives back idle serves the next one. Results do not depend on it.
 */
export class KeptWorkers {
  readonly #start: () => WorkerPort
  readonly #idle: Kept[] = []

  constructor(start: () => WorkerPort) {
    this.#start = start
  }

  /** A worker that is idle, or else a new one. */
  readonly spawn = (): WorkerPort => {
    const kept = this.#idle.pop() ?? this.#keep(this.#start())
    kept.onMessage = ignore
    kept.onError = ignore
    let isGiven = true
    return {
      post: (message) => {
        // A run tells all its workers to stop, those too that it has given back.
        if (!isGiven) return
        const { kind } = message as { readonly kind: string }
        if (kind === 'task') kept.open += 1
        // A worker that was told to stop goes on stopping.
        if (kind === 'abort') kept.isSpent = true
        kept.port.post(message)
      },
      onMessage: (listener) => {
        kept.onMessage = listener
      },
      onError: (listener) => {
        kept.onError = listener
      },
      terminate: () => {
        if (!isGiven) return
        isGiven = false
        kept.onMessage = ignore
        kept.onError = ignore
        if (kept.open === 0 && !kept.isSpent) this.#idle.push(kept)
        else kept.port.terminate()
      },
    }
  }

  /** Ends the workers that are idle. One that is busy ends with its run. */
  end(): void {
    for (const { port } of this.#idle.splice(0)) port.terminate()
  }

  #keep(port: WorkerPort): Kept {
    const kept: Kept = { port, onMessage: ignore, onError: ignore, open: 0, isSpent: false }
    port.onMessage((message) => {
      const { kind } = message as { readonly kind: string }
      if (kind === 'result' || kind === 'error') kept.open -= 1
      if (kind === 'error') kept.isSpent = true
      kept.onMessage(message)
    })
    port.onError((error) => {
      kept.isSpent = true
      const place = this.#idle.indexOf(kept)
      if (place >= 0) this.#idle.splice(place, 1)
      kept.onError(error)
    })
    return kept
  }
}
