// The store of results in one SQLite file, in Node: any number of processes read, one writes.

import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { canonicalJson, configurationHash } from '../base/configuration.ts'
import { failure, invalid } from '../base/errors.ts'
import { checkWritable, readError } from '../base/files.node.ts'
import { checkHead, checkPages, prepareToWrite } from './schema.node.ts'
import { damaged, inTransaction, loadSqlite, lockStore, needsWriting, storeError, storeFile } from './sqlite.node.ts'
import {
  checkResult,
  decodeResult,
  parseJson,
  type ResultKey,
  type ResultReader,
  type ResultStore,
  type StoredResult,
} from './store.ts'

/** How long SQLite itself waits for another program, such as one that copies the store. */
const BUSY_MS = 5000

const REMEDY = 'The store was damaged or changed by hand. Give another, and import the tables that were exported.'

export interface OpenOptions {
  /** How long to wait for another process that writes to the same store. Default 5. */
  readonly waitSeconds?: number
}

/**
 * Opens a store to write to, and makes it if there is none. It is the only one that writes to it until it is closed or
 * its process ends.
 * @throws NaluError if another process writes to it, it cannot be written, it is damaged, it was made by another version,
 * or the file is something else. Nothing is changed then.
 */
export async function openStore(path: string, { waitSeconds = 5 }: OpenOptions = {}): Promise<ResultStore> {
  await checkWritable(path, { overwrite: true })
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined && !found.isFile()) throw noFile(path)
  const file = await storeFile(path)
  let lock: DatabaseSync | undefined
  let database: DatabaseSync | undefined
  try {
    const { DatabaseSync } = loadSqlite()
    // Looks before anything is put beside a file that may be somebody else's.
    if (found !== undefined) readHead(path, file)
    lock = await lockStore(file, waitSeconds)
    if (lock === undefined) throw takenError(path, file)
    database = new DatabaseSync(file, { timeout: BUSY_MS })
    prepareToWrite(path, database)
    return new SqliteStore(path, database, lock)
  } catch (cause) {
    database?.close()
    lock?.close()
    throw storeError(path, cause)
  }
}

/**
 * Opens a store to read, also while another process writes to it.
 * @throws NaluError if there is none, it cannot be read, it is damaged, it was made by another version, or the file is
 * something else.
 */
export async function readStore(path: string): Promise<ResultReader> {
  const found = await stat(path).catch(async (cause) => {
    throw readError(path, cause, await readdir(dirname(path)).catch(() => undefined))
  })
  if (found.isDirectory()) throw readError(path, { code: 'EISDIR' }, [])
  if (!found.isFile()) throw noFile(path)
  const file = await storeFile(path)
  let database: DatabaseSync | undefined
  try {
    database = await openToRead(file)
    if (checkHead(path, database) === 'empty') {
      throw invalid(`${path} is empty: no result was stored in it yet. Give another store, or run what fills it first.`)
    }
    checkPages(path, database)
    return new SqliteStore(path, database, undefined)
  } catch (cause) {
    database?.close()
    throw storeError(path, cause)
  }
}

const noFile = (path: string) => invalid(`${path} is no regular file, so it cannot be a store. Give another name.`)

async function openToRead(file: string): Promise<DatabaseSync> {
  const { DatabaseSync } = loadSqlite()
  const options = { readOnly: true, timeout: BUSY_MS }
  const database = new DatabaseSync(file, options)
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return database
  } catch (cause) {
    database.close()
    const log = await stat(`${file}-wal`).catch(() => undefined)
    if (!needsWriting(cause) || (log !== undefined && log.size > 0)) throw cause
  }
  // Where nothing may be written beside it, nothing can change either, and SQLite can do without its files.
  const url = pathToFileURL(file)
  url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, options)
}

/** @throws NaluError if the file is neither a store nor empty. */
function readHead(path: string, file: string): void {
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(file, { timeout: BUSY_MS })
  try {
    checkHead(path, database)
  } finally {
    database.close()
  }
}

function takenError(path: string, file: string) {
  let by = 'another process'
  try {
    const { DatabaseSync } = loadSqlite()
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      const row = database.prepare('SELECT process, host, since FROM writer').get()
      if (row !== undefined) by = `process ${row['process']} on ${row['host']}, since ${row['since']}`
    } finally {
      database.close()
    }
  } catch {
    // The one that writes is just making the store: there is nothing to read yet.
  }
  return failure(
    `${path} is being written by ${by}; only one at a time can. Wait until it ends or stop it, or give another store.`,
  )
}

const columns = 'hash, seed, outcome, seconds, version, machine, at'

/** A store that is open. Readers get it without the methods that write. */
class SqliteStore implements ResultStore {
  readonly source: string
  readonly #database: DatabaseSync
  readonly #lock: DatabaseSync | undefined
  readonly #statements = new Map<string, StatementSync>()

  constructor(source: string, database: DatabaseSync, lock: DatabaseSync | undefined) {
    this.source = source
    this.#database = database
    this.#lock = lock
  }

  #prepared(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #attempt<T>(work: () => T): T {
    if (!this.#database.isOpen) throw invalid(`The store ${this.source} was closed. Open it again.`)
    try {
      return work()
    } catch (cause) {
      throw storeError(this.source, cause)
    }
  }

  #place(path: string) {
    return { source: this.source, path, remedy: REMEDY }
  }

  async configurations(): Promise<ReadonlyMap<string, unknown>> {
    return this.#attempt(() => {
      const rows = this.#prepared('SELECT hash, configuration FROM configurations ORDER BY hash').all()
      return new Map(
        rows.map(({ hash, configuration }) => {
          return [String(hash), parseJson(configuration, this.#place(`configuration ${hash}`))]
        }),
      )
    })
  }

  async has({ hash, seed }: ResultKey): Promise<boolean> {
    const sql = 'SELECT 1 FROM results WHERE hash = ? AND seed = ?'
    return this.#attempt(() => this.#prepared(sql).get(hash, seed) !== undefined)
  }

  async get({ hash, seed }: ResultKey): Promise<StoredResult | undefined> {
    return this.#attempt(() => {
      const row = this.#prepared(`SELECT ${columns} FROM results WHERE hash = ? AND seed = ?`).get(hash, seed)
      return row === undefined ? undefined : decodeResult({ ...row }, this.#place('a result'))
    })
  }

  async all(hash?: string): Promise<readonly StoredResult[]> {
    return this.#attempt(() => {
      const rows =
        hash === undefined
          ? this.#prepared(`SELECT ${columns} FROM results ORDER BY hash, seed`).all()
          : this.#prepared(`SELECT ${columns} FROM results WHERE hash = ? ORDER BY seed`).all(hash)
      return rows.map((row) => decodeResult({ ...row }, this.#place('a result')))
    })
  }

  async putConfiguration(configuration: unknown): Promise<string> {
    const [hash, text] = [configurationHash(configuration), canonicalJson(configuration)]
    return this.#attempt(() => {
      const kept = this.#prepared('SELECT configuration FROM configurations WHERE hash = ?').get(hash)
      if (kept === undefined) {
        this.#prepared('INSERT INTO configurations (hash, configuration) VALUES (?, ?)').run(hash, text)
      } else if (kept['configuration'] !== text) {
        throw damaged(this.source, `configuration ${hash} does not have that hash`)
      }
      return hash
    })
  }

  async put(result: StoredResult): Promise<boolean> {
    return (await this.putAll([result])) === 1
  }

  async putAll(results: readonly StoredResult[]): Promise<number> {
    for (const result of results) checkResult(result)
    return this.#attempt(() => inTransaction(this.#database, () => results.filter((each) => this.#add(each)).length))
  }

  #add({ hash, seed, outcome, seconds, version, machine, at }: StoredResult): boolean {
    if (this.#prepared('SELECT 1 FROM configurations WHERE hash = ?').get(hash) === undefined) {
      throw invalid(`${this.source} has no configuration ${hash}. Put it with putConfiguration before its results.`)
    }
    const insert = this.#prepared(
      `INSERT INTO results (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash, seed) DO NOTHING`,
    )
    return insert.run(hash, seed, JSON.stringify(outcome), seconds, version, machine, at).changes === 1
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return
    this.#statements.clear()
    if (this.#lock !== undefined) {
      try {
        this.#database.exec('DELETE FROM writer')
      } catch {
        // The row is for messages only; a full disk must not keep a store from being closed.
      }
    }
    this.#database.close()
    this.#lock?.close()
  }
}
