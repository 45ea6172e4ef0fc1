// Turns of the event loop for work that would leave it none: messages and signals wait until somebody yields.

import { now, sleep } from '../base/platform.ts'

const turnMilliseconds = 40
let last = now()

/** Lets waiting messages and signals through, if the last time is long enough ago. */
export async function takeTurn(): Promise<void> {
  if (now() - last < turnMilliseconds) return
  await sleep(0)
  last = now()
}
