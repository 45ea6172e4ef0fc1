// The thread that imports a file of data: whatever the file does besides, it ends with this thread.

import { parentPort, workerData } from 'node:worker_threads'
import { failure } from '../base/errors.ts'
import { unsettled } from './import-fault.ts'

/** What a file exports, as the thread tells it. */
export type Loaded =
  | { readonly kind: 'value'; readonly value: unknown }
  /** It does not export one value, but these. */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** What was thrown, or a text. */
  | { readonly kind: 'fault'; readonly cause: unknown }

if (parentPort === null) throw failure('This module serves a worker thread and was started as a program.')
const port = parentPort

const tell = (loaded: Loaded) => port.postMessage(loaded)

// Nothing is left to be done and the file has still not come to its end.
process.once('beforeExit', () => tell({ kind: 'fault', cause: unsettled }))
import(String(workerData)).then(tellExported).catch(tellFault)

function tellExported(exported: Readonly<Record<string, unknown>>): void {
  const found = 'default' in exported ? [exported['default']] : Object.values(exported)
  if (found.length === 1) tellValue(found[0])
  else tell({ kind: 'names', names: Object.keys(exported) })
}

function tellValue(value: unknown): void {
  const text = jsonOf(value)
  try {
    tell({ kind: 'value', value })
  } catch {
    // Functions go to no other thread: their place is kept, so that the message can name it.
    tell({ kind: 'value', value: JSON.parse(text) })
  }
}

/** @throws Error if the value holds itself, say, so that no message could show it either. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'function' ? '(a function)' : each))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new Error(`what it exports cannot be written as JSON (${reason}).`, { cause })
  }
}

function tellFault(cause: unknown): void {
  try {
    tell({ kind: 'fault', cause })
  } catch {
    tell({ kind: 'fault', cause: String(cause) })
  }
}
