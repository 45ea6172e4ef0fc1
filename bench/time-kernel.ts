// How long a step of a kernel takes when nothing disturbs it.

import type { Kernel } from '../src/compile/kernel.ts'

// Short enough that some calls are not interrupted on a busy machine.
const stepsOfCall = 4

/** The least time of a step in many short calls, in microseconds. */
export function leastMicroseconds(kernel: Kernel, seconds: number): number {
  // The engine compiles the code twice, the second time for speed.
  kernel.run(200)
  let least = Number.POSITIVE_INFINITY
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    const began = performance.now()
    kernel.run(stepsOfCall)
    least = Math.min(least, (performance.now() - began) / stepsOfCall)
  }
  return least * 1000
}
