// Runs one job in a browser, by its name.

import * as threads from '../../src/threads.web.ts'
import { type Answer, jobs } from './jobs.ts'

/** Its result as JSON text, or what went wrong. */
export async function answer(name: string): Promise<Answer> {
  try {
    const job = jobs.find((candidate) => candidate.name === name)
    if (job === undefined) return { error: `There is no job "${name}".` }
    return { json: JSON.stringify(await job.run(threads)) }
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
