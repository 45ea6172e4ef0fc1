// How commands fail: exit codes, and errors as people read them, without a stack unless it is asked for.

import { CommanderError } from 'commander'
import { type ErrorKind, NaluError } from '../base/errors.ts'
import { paint, printAside } from './terminal.ts'

export const exitCodes = {
  done: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  interrupted: 130,
} as const

const codes: Readonly<Record<ErrorKind, number>> = { usage: exitCodes.usage, failure: exitCodes.failure }

const wantsStack = (args: readonly string[]) =>
  args.includes('--verbose') || !['', '0', undefined].includes(process.env['NALU_DEBUG'])

/** Where an error arose, without its message, and what caused it. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined
  const frames = error.stack.slice(error.stack.indexOf('\n    at ') + 1)
  return error.cause instanceof Error ? `${frames}\nCaused by ${error.cause.stack}` : frames
}

/** Prints what went wrong; returns the exit code. */
export function reportError(error: unknown, args: readonly string[]): number {
  // Help and version have been printed already.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done
  const stack = wantsStack(args) ? stackOf(error) : undefined
  if (error instanceof NaluError) {
    printAside(paint('bad', error.message, process.stderr))
    if (stack !== undefined) printAside(stack)
    return codes[error.kind]
  }
  const message = error instanceof Error ? error.message : String(error)
  printAside(paint('bad', `Something unexpected went wrong: ${message.split('\n')[0]}`, process.stderr))
  printAside(stack ?? 'Add --verbose, or set NALU_DEBUG=1, to see where.')
  return exitCodes.failure
}
