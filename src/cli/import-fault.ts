// Errors for files of the user's that cannot be imported, in words that help to mend them.

import { invalid, type NaluError } from '../base/errors.ts'

/** The error for a file whose import threw `cause`, or a text that says what is wrong. */
export function cannotImport(path: string, cause: unknown): NaluError {
  const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
  const isEndless = cause instanceof RangeError && message.includes('call stack')
  const reason = isEndless ? `a function in it calls itself without end (${message}).` : message
  return invalid(`${path} cannot be imported: ${reason}`, { cause })
}

/** What is wrong where nothing can end the wait of an `await` outside of all functions. */
export const unsettled = 'an await outside of its functions waits for something that never comes.'

/** The error for a file that ends the program while it is imported. */
export const endedBy = (path: string, code: number): NaluError =>
  invalid(`${path} ends the program while it is imported (process.exit, code ${code}). Take that out of it.`)
