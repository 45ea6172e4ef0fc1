// SQLite as Node brings it: loaded without noise, its errors in our words, and the lock that keeps writers apart.

import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { failure, invalid, NaluError } from '../base/errors.ts'
import { writeError } from '../base/files.node.ts'
import { now, sleep } from '../base/platform.ts'

/**
 * Node's SQLite. Up to Node 24 loading it may print that it is experimental: that one warning is left out, all others
 * are printed.
 * @throws NaluError if this Node has none.
 */
export function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process
  process.emitWarning = ((warning: unknown, ...rest: unknown[]) => {
    if (rest[0] === 'ExperimentalWarning' && String(warning).startsWith('SQLite ')) return
    Reflect.apply(emitWarning, process, [warning, ...rest])
  }) as typeof emitWarning
  try {
    const sqlite = process.getBuiltinModule('node:sqlite')
    // Types know no Node that was built without it.
    if ((sqlite as unknown) !== undefined) return sqlite
  } finally {
    process.emitWarning = emitWarning
  }
  throw failure(
    `This Node (${process.version}) has no SQLite, in which results are stored. Use Node 22.18 or newer from nodejs.org.`,
  )
}

/** Result codes, from https://www.sqlite.org/rescode.html. */
const codes = {
  busy: 5,
  readOnly: 8,
  failedIo: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  noDatabase: 26,
} as const

/** SQLITE_IOERR_SHMSIZE: the file of shared memory beside a store could not grow. */
const SHARED_MEMORY_SIZE = 4874

/** The code of an error of SQLite without what extends it; undefined for others. */
function codeOf(cause: unknown): number | undefined {
  const { code, errcode } = cause as { readonly code?: unknown; readonly errcode?: unknown }
  // The low byte is the code, what is above it tells more.
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined
}

/** True if SQLite could not open a file, or could not write what it needs beside it to read it. */
export const needsWriting = (cause: unknown): boolean =>
  codeOf(cause) === codes.readOnly || codeOf(cause) === codes.cannotOpen

export const damaged = (path: string, how: string, options?: ErrorOptions): NaluError =>
  invalid(
    `${path} is damaged (${how}); nothing in it was changed. Give another store and import the tables of results ` +
      `(CSV) that were exported from this one. "sqlite3 ${path} .recover" prints what else can be read.`,
    options,
  )

/** Why a store cannot be read or written. */
export function storeError(path: string, cause: unknown): NaluError {
  if (cause instanceof NaluError) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  switch (codeOf(cause)) {
    case codes.busy:
      return failure(`${path} is in use by another program (${reason}). Wait until that ends, or give another store.`, {
        cause,
      })
    case codes.readOnly:
      return writeError(path, Object.assign(new Error(reason, { cause }), { code: 'EACCES' }))
    case codes.cannotOpen:
      return invalid(
        `${path} could not be opened: its folder ${dirname(path)} may not be written, and a store keeps files beside ` +
          'it while it is open. Change the permissions, or give a name in a folder of your own.',
        { cause },
      )
    case codes.corrupt:
      return damaged(path, reason, { cause })
    case codes.full:
      return fullError(path, cause)
    case codes.noDatabase:
      return invalid(
        `${path} is not a store of results: it is no SQLite database, or its first bytes were damaged. ` +
          'It was not changed. Give another name.',
        { cause },
      )
    case codes.failedIo:
      if ((cause as { readonly errcode?: unknown }).errcode === SHARED_MEMORY_SIZE) return fullError(path, cause)
      return failure(`${path} could not be read or written: ${reason}. Look whether its disk is there and works.`, {
        cause,
      })
    default:
      return failure(`The store ${path} failed: ${reason}.`, { cause })
  }
}

const fullError = (path: string, cause: unknown) =>
  failure(
    `${path} could not be written: the disk is full. What was stored before is still there. Make room and run this again.`,
    { cause },
  )

/** Does all of it or, if it throws, nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // On a full disk SQLite has ended the transaction itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** The file behind a name: one store has one, however it is called. */
export async function storeFile(path: string): Promise<string> {
  const file = resolve(path)
  try {
    return await realpath(file)
  } catch {
    return join(await realpath(dirname(file)).catch(() => dirname(file)), basename(file))
  }
}

/** How long to sleep between two looks at a lock. */
const LOOK_EVERY_MS = 50

/**
 * Waits until no other process writes to a store, and keeps others from writing to it until the lock is closed. It is a
 * lock of the operating system on an empty file beside the store, so it ends with its process, however that ends. The
 * file stays: whoever removed it could remove one that somebody else has just locked.
 * @returns undefined if another still writes after `waitSeconds`.
 */
export async function lockStore(file: string, waitSeconds: number): Promise<DatabaseSync | undefined> {
  const { DatabaseSync } = loadSqlite()
  const end = now() + waitSeconds * 1000
  for (;;) {
    const lock = new DatabaseSync(`${file}-lock`, { timeout: 0 })
    try {
      // Nothing is ever written, so no journal is needed; it would be one more file.
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      return lock
    } catch (cause) {
      lock.close()
      if (codeOf(cause) !== codes.busy) throw cause
    }
    if (now() >= end) return undefined
    await sleep(LOOK_EVERY_MS)
  }
}
