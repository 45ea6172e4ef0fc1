// The tables of a store in SQLite: made once, and looked over whenever a store is opened.

import { hostname } from 'node:os'
import type { DatabaseSync } from 'node:sqlite'
import { failure, invalid } from '../base/errors.ts'
import { damaged, inTransaction } from './sqlite.node.ts'

/** Stands in the header of every store: "nalu" in ASCII. */
const APPLICATION_ID = 0x6e616c75

/** Goes up when tables change. */
const SCHEMA_VERSION = 1

/** By name. `writer` has a row while somebody writes, for messages only: what counts is the lock. */
const tables = {
  configurations: `CREATE TABLE configurations (
  hash TEXT PRIMARY KEY,
  configuration TEXT NOT NULL
) STRICT, WITHOUT ROWID`,
  results: `CREATE TABLE results (
  hash TEXT NOT NULL REFERENCES configurations (hash),
  seed INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  seconds REAL NOT NULL,
  version TEXT NOT NULL,
  machine TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (hash, seed)
) STRICT, WITHOUT ROWID`,
  writer: `CREATE TABLE writer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  process INTEGER NOT NULL,
  host TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT`,
}

const numberOf = (database: DatabaseSync, pragma: string) =>
  Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0])

/**
 * Looks whether a file is a store of this version, or nothing at all yet.
 * @throws NaluError if it is neither.
 */
export function checkHead(path: string, database: DatabaseSync): 'store' | 'empty' {
  const schema = database.prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all()
  const [id, version] = [numberOf(database, 'application_id'), numberOf(database, 'user_version')]
  // So is what a process leaves that is stopped before it has made the tables.
  if (schema.length === 0 && id === 0 && version === 0) return 'empty'
  if (id !== APPLICATION_ID) {
    throw invalid(
      `${path} is not a store of results: it is an SQLite database of another program. It was not changed. ` +
        'Give another name.',
    )
  }
  if (version > SCHEMA_VERSION) {
    throw invalid(
      `${path} is a store of version ${version}; this nalu reads version ${SCHEMA_VERSION}. ` +
        'It was made by a newer version of nalu: update with npm install nalu@latest.',
    )
  }
  if (version < SCHEMA_VERSION) {
    throw invalid(
      `${path} is a store of version ${version}; this nalu reads version ${SCHEMA_VERSION}. It was not changed. ` +
        'Export its results as tables (CSV) with the version of nalu that made it, and import them into a new store.',
    )
  }
  const kept = Object.fromEntries(schema.map(({ name, sql }) => [name, sql]))
  for (const [name, sql] of Object.entries(tables)) {
    if (kept[name] !== sql) throw damaged(path, `its table ${name} is missing or was changed`)
  }
  return 'store'
}

/** @throws NaluError if a page of the file is damaged. */
export function checkPages(path: string, database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
  if (found !== 'ok') throw damaged(path, String(found).replace(/\s+/g, ' '))
}

/**
 * Makes the tables if there are none, and notes who writes.
 * @throws NaluError if it is no store of this version, or damaged; or whatever SQLite throws.
 */
export function prepareToWrite(path: string, database: DatabaseSync): void {
  const isEmpty = checkHead(path, database) === 'empty'
  if (!isEmpty) checkPages(path, database)
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']
  if (mode !== 'wal') {
    throw failure(`${path} is on a disk that SQLite cannot share between processes. Give a name on a local disk.`)
  }
  // In this mode each result is on the disk before `put` resolves: a training is worth more than a few milliseconds.
  database.exec('PRAGMA synchronous = FULL')
  inTransaction(database, () => {
    if (isEmpty) {
      for (const sql of Object.values(tables)) database.exec(sql)
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`)
    }
    const row = database.prepare('INSERT OR REPLACE INTO writer (id, process, host, since) VALUES (1, ?, ?, ?)')
    row.run(process.pid, hostname(), new Date().toISOString())
  })
}
