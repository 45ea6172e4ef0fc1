// Errors that people read: what happened (with the value), what was expected, what to do next.

/** Why something failed; the command line turns it into an exit code. */
export type ErrorKind = 'usage' | 'failure'

/** Every error this library throws on purpose. `usage` means that the caller's input was wrong. */
export class NaluError extends Error {
  override readonly name = 'NaluError'
  readonly kind: ErrorKind

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** The input is wrong: the caller can mend it. */
export function invalid(message: string, options?: ErrorOptions): NaluError {
  return new NaluError('usage', message, options)
}

/** The input was right and it still could not be done. */
export function failure(message: string, options?: ErrorOptions): NaluError {
  return new NaluError('failure', message, options)
}
