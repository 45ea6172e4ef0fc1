// Ctrl-C: the first asks for an early end, the second ends at once.

import { exitCodes } from './failures.ts'

export interface Interruption {
  readonly signal: AbortSignal
  /** Gives Ctrl-C its usual meaning back. */
  end(): void
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    end: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
