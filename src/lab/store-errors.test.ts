import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newFolder } from '../../test/command-line.ts'
import { makeStore } from '../../test/stores.ts'
import { storeError } from './sqlite.node.ts'
import { openStore, readStore } from './store.node.ts'

let folder: string
const at = (name: string) => join(folder, name)
beforeEach(() => {
  folder = newFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What lies in the folder, without what SQLite keeps beside a store that is read. */
const names = () => readdirSync(folder).filter((name) => !/-(?:shm|wal)$/.test(name))

/** Both ways to open it say this, and neither changes a byte of it or puts anything beside it. */
async function expectRefusal(path: string, kind: string, ...parts: string[]): Promise<void> {
  const isFile = statSync(path).isFile()
  const before = isFile ? readFileSync(path) : undefined
  const namesBefore = names()
  for (const open of [openStore, readStore]) {
    const error = await open(path).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ name: 'NaluError', kind })
    for (const part of [path, ...parts]) expect((error as Error).message).toContain(part)
  }
  if (before !== undefined) expect(readFileSync(path).equals(before)).toBe(true)
  expect(names()).toEqual(namesBefore)
}

const change = (path: string, sql: string) => {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

describe('what is no store is not touched:', () => {
  test('a folder', async () => {
    mkdirSync(at('sub'))
    await expectRefusal(at('sub'), 'usage', 'is a folder', 'Give the name of a file in it.')
  })

  test.each([
    ['a short text', 'hello'],
    ['a long text', 'seed,loss\n'.repeat(1000)],
  ])('%s', async (_, text) => {
    writeFileSync(at('a.csv'), text)
    await expectRefusal(
      at('a.csv'),
      'usage',
      'is not a store of results: it is no SQLite database',
      'Give another name.',
    )
  })

  test('a database of another program', async () => {
    change(at('other.db'), 'CREATE TABLE notes (text TEXT)')
    await expectRefusal(at('other.db'), 'usage', 'it is an SQLite database of another program', 'Give another name.')
  })

  test('a device', async () => {
    for (const open of [openStore, readStore]) {
      await expect(open('/dev/full')).rejects.toThrow('/dev/full is no regular file, so it cannot be a store.')
    }
  })
})

test('there is no store to read, or no folder to make one in', async () => {
  await makeStore(at('results.db'), 1)
  await expect(readStore(at('result.db'))).rejects.toThrow(`Did you mean ${at('results.db')}?`)
  await expect(openStore(at('none/a.db'))).rejects.toThrow(`Make it first: mkdir -p ${at('none')}`)
})

test('an empty file can become a store, and says that it is empty until then', async () => {
  writeFileSync(at('empty.db'), '')
  await expect(readStore(at('empty.db'))).rejects.toThrow(
    `${at('empty.db')} is empty: no result was stored in it yet. Give another store, or run what fills it first.`,
  )
  await makeStore(at('empty.db'))
  await (await readStore(at('empty.db'))).close()
})

describe('a store of another version is not touched:', () => {
  test('a newer one', async () => {
    await makeStore(at('results.db'))
    change(at('results.db'), 'PRAGMA user_version = 2')
    await expectRefusal(
      at('results.db'),
      'usage',
      'is a store of version 2; this nalu reads version 1.',
      'update with npm install nalu@latest',
    )
  })

  test('an older one', async () => {
    await makeStore(at('results.db'))
    change(at('results.db'), 'PRAGMA user_version = 0')
    await expectRefusal(
      at('results.db'),
      'usage',
      'is a store of version 0; this nalu reads version 1. It was not changed.',
      'Export its results as tables (CSV) with the version of nalu that made it',
    )
  })
})

describe('a damaged store says so, and what to do, and is not changed further:', () => {
  const advice = ['is damaged', 'import the tables of results (CSV)', '.recover']

  test('garbage in the middle', async () => {
    await makeStore(at('results.db'))
    const file = openSync(at('results.db'), 'r+')
    for (let page = 4; page < 8; page += 1) writeSync(file, Buffer.alloc(3000, 0xa5), 0, 3000, page * 4096)
    closeSync(file)
    await expectRefusal(at('results.db'), 'usage', ...advice)
  })

  test('a file that was cut off', async () => {
    await makeStore(at('results.db'))
    truncateSync(at('results.db'), 20_000)
    await expectRefusal(at('results.db'), 'usage', ...advice)
  })

  test('garbage at the start', async () => {
    await makeStore(at('results.db'))
    const file = openSync(at('results.db'), 'r+')
    writeSync(file, Buffer.alloc(100, 0xa5), 0, 100, 0)
    closeSync(file)
    await expectRefusal(at('results.db'), 'usage', 'no SQLite database, or its first bytes were damaged')
  })

  test('a table that is missing', async () => {
    await makeStore(at('results.db'))
    change(at('results.db'), 'DROP TABLE results')
    await expectRefusal(at('results.db'), 'usage', 'its table results is missing or was changed')
  })

  test('a value that is not what it should be, when it is read', async () => {
    const [first] = await makeStore(at('results.db'))
    change(at('results.db'), `UPDATE results SET outcome = '{"testLoss": [1]}' WHERE seed = 3`)
    const store = await readStore(at('results.db'))
    await expect(store.all()).rejects.toThrow(
      `the result of configuration ${first?.hash}, seed 3.testLoss in ${at('results.db')} is [1]; expected a number.`,
    )
    await store.close()
  })

  test('a configuration that was changed, when it is put again', async () => {
    await makeStore(at('results.db'))
    change(at('results.db'), `UPDATE configurations SET configuration = '{"module":"nau"}'`)
    const store = await openStore(at('results.db'))
    await expect(store.putConfiguration({ module: 'nac' })).rejects.toThrow('does not have that hash')
    await store.close()
  })
})

test.each([
  [5, 'failure', 'a.db is in use by another program (said). Wait until that ends, or give another store.'],
  [8 + 256 * 6, 'usage', 'a.db may not be written: permission denied. Give a name in a folder of your own.'],
  [11, 'usage', 'a.db is damaged (said); nothing in it was changed.'],
  [13, 'failure', 'a.db could not be written: the disk is full.'],
  [4874, 'failure', 'a.db could not be written: the disk is full.'],
  [14, 'usage', 'a.db could not be opened: its folder . may not be written'],
  [26, 'usage', 'a.db is not a store of results'],
  [10, 'failure', 'a.db could not be read or written: said. Look whether its disk is there and works.'],
  [1, 'failure', 'The store a.db failed: said.'],
])('error %i of SQLite is said in our words', (errcode, kind, message) => {
  const error = storeError('a.db', Object.assign(new Error('said'), { code: 'ERR_SQLITE_ERROR', errcode }))
  expect(error).toMatchObject({ kind, message: expect.stringContaining(message) })
})
