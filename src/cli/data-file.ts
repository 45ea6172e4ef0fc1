// Data from a JavaScript or TypeScript file, which may do anything while it is imported: a thread of its own bounds it.

import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { invalid, type NaluError } from '../base/errors.ts'
import { readBytes } from '../base/files.node.ts'
import { formatDuration } from '../base/numbers.ts'
import type { Loaded } from './data-file-worker.ts'
import { cannotImport, endedBy } from './import-fault.ts'

// Built code runs as JavaScript, a checkout as TypeScript; the worker stands beside this file in both.
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const worker = new URL(`./data-file-worker.${extension}`, import.meta.url)

/** Data is there in a moment; a slow machine that fetches packages may need longer. */
const usualLimit = 20
// Far more than data needs, and less than what brings a machine down.
const mostMegabytes = 512

/**
 * The one value that a file exports, by default or alone: plain data, with a text in place of every function.
 * @param expected a sentence on what to export, for messages.
 * @throws NaluError if there is no such file, it cannot be imported or ends the program, it is not done after
 * `limitSeconds`, or it exports nothing or several values.
 */
export async function importData(path: string, expected: string, limitSeconds = usualLimit): Promise<unknown> {
  await access(path).catch(() => readBytes(path))
  const loaded = await load(path, limitSeconds)
  switch (loaded.kind) {
    case 'value':
      return loaded.value
    case 'names':
      throw invalid(`${path} exports ${loaded.names.length === 0 ? 'nothing' : loaded.names.join(', ')}. ${expected}`)
    case 'fault':
      throw cannotImport(path, loaded.cause)
    default:
      return loaded satisfies never
  }
}

async function load(path: string, limitSeconds: number): Promise<Loaded> {
  const thread = new Worker(worker, {
    workerData: pathToFileURL(resolve(path)).href,
    execArgv: process.execArgv.filter((flag) => !flag.startsWith('--input-type')),
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
    stdout: true,
  })
  // What the file prints is none of our results.
  thread.stdout.pipe(process.stderr, { end: false })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Loaded>((done, fail) => {
      timer = setTimeout(() => fail(tooLong(path, limitSeconds)), 1000 * limitSeconds)
      thread.on('message', done)
      thread.on('error', (error) => done({ kind: 'fault', cause: error }))
      thread.on('exit', (code) => fail(endedBy(path, code)))
    })
  } finally {
    clearTimeout(timer)
    await thread.terminate()
  }
}

const tooLong = (path: string, seconds: number): NaluError =>
  invalid(
    `${path} was not done after ${formatDuration(seconds)} and was stopped. Look for a loop in it that does not end; ` +
      'what takes long to compute is better written into a JSON file.',
  )
