import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync, symlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newFolder } from '../../test/command-line.ts'
import { configurationHash } from '../base/configuration.ts'
import { openStore, readStore } from './store.node.ts'
import type { StoredResult } from './store.ts'

let folder: string
const at = (name: string) => join(folder, name)
beforeEach(() => {
  folder = newFolder()
})
afterEach(() => rmSync(folder, { recursive: true }))

const configuration = { module: 'nac', learningRate: 1e-3 }
const hash = configurationHash(configuration)
const result = (seed: number, testLoss = 0.1 + 0.2): StoredResult => ({
  hash,
  seed,
  outcome: { testLoss, 'error at -20': 5e-324, solved: false, note: 'größer ≥ "1", \n2', solvedAtStep: null },
  seconds: 1.5,
  version: '0.1.0',
  machine: 'a processor, Node 24',
  at: '2026-11-30T12:00:00.000Z',
})

test('what was put is there after the store was closed and opened again, in order, bit for bit', async () => {
  const store = await openStore(at('results.db'))
  expect(await store.putConfiguration({ learningRate: 1e-3, module: 'nac' })).toBe(hash)
  expect(await store.putConfiguration(configuration)).toBe(hash)
  const seeds = [Number.MAX_SAFE_INTEGER, 2, 0]
  expect(await store.put(result(1))).toBe(true)
  expect(await store.putAll(seeds.map((seed) => result(seed)))).toBe(3)
  await store.close()
  await store.close()
  expect(readdirSync(folder)).toEqual(['results.db', 'results.db-lock'])

  const again = await readStore(at('results.db'))
  const ordered = [0, 1, 2, Number.MAX_SAFE_INTEGER].map((seed) => result(seed))
  expect(await again.all()).toEqual(ordered)
  expect(Object.keys((await again.all())[0]?.outcome ?? {})).toEqual(Object.keys(result(0).outcome))
  expect(await again.all(hash)).toEqual(ordered)
  expect(await again.all('fedcba9876543210')).toEqual([])
  expect(await again.get({ hash, seed: 2 })).toEqual(result(2))
  expect(await again.get({ hash, seed: 3 })).toBeUndefined()
  expect([await again.has({ hash, seed: 2 }), await again.has({ hash, seed: 3 })]).toEqual([true, false])
  expect(await again.configurations()).toEqual(new Map([[hash, configuration]]))
  await again.close()
})

test('a result that is there stays as it is', async () => {
  const store = await openStore(at('results.db'))
  await store.putConfiguration(configuration)
  await store.put(result(1, 0.5))
  expect(await store.put(result(1, 0.75))).toBe(false)
  expect(await store.putAll([result(1, 0.75), result(2), result(2)])).toBe(1)
  expect(await store.get({ hash, seed: 1 })).toEqual(result(1, 0.5))
  await store.close()
})

test('of several results none is stored if one cannot be', async () => {
  const store = await openStore(at('results.db'))
  await store.putConfiguration(configuration)
  const unknown = { ...result(2), hash: 'fedcba9876543210' }
  await expect(store.putAll([result(1), unknown])).rejects.toThrow(
    `${at('results.db')} has no configuration fedcba9876543210. Put it with putConfiguration before its results.`,
  )
  await expect(store.putAll([result(1), { ...result(2), seed: -1 }])).rejects.toThrow('Seed -1 is not')
  expect(await store.all()).toEqual([])
  expect(await store.put(result(1))).toBe(true)
  await store.close()
})

test('a store that was closed says so', async () => {
  const store = await openStore(at('results.db'))
  await store.close()
  await expect(store.all()).rejects.toThrow(`The store ${at('results.db')} was closed. Open it again.`)
})

test('a second writer is told who writes, by whatever name it calls the store; readers are not kept out', async () => {
  const store = await openStore(at('results.db'))
  await store.putConfiguration(configuration)
  symlinkSync('results.db', at('link.db'))
  const by = `is being written by process ${process.pid} on ${hostname()}, since 20`
  for (const name of ['results.db', 'link.db']) {
    await expect(openStore(at(name), { waitSeconds: 0.1 })).rejects.toMatchObject({
      kind: 'failure',
      message: expect.stringContaining(`${at(name)} ${by}`),
    })
  }
  const reader = await readStore(at('results.db'))
  await store.put(result(1))
  expect(await reader.all()).toEqual([result(1)])
  await reader.close()
  await store.close()
})

test('a second writer waits until the first has ended', async () => {
  const first = await openStore(at('results.db'))
  const second = openStore(at('results.db'))
  await first.putConfiguration(configuration)
  await first.put(result(1))
  await first.close()
  const store = await second
  expect(await store.all()).toEqual([result(1)])
  await store.close()
})

const script = new URL('../../test/store-writer.node.ts', import.meta.url).pathname

/** A process that has stored its first results and will be busy for long. */
async function slowWriter(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, path, '1000'], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.stdout !== null) await once(child.stdout, 'data')
  return child
}

test('a writer in another process keeps others out as long as it lives, even if it is killed', async () => {
  const child = await slowWriter(at('results.db'))
  await expect(openStore(at('results.db'), { waitSeconds: 0.1 })).rejects.toThrow(`by process ${child.pid} on`)
  child.kill('SIGKILL')
  const store = await openStore(at('results.db'))
  expect((await store.all()).length).toBeGreaterThan(0)
  await store.close()
})

test('loading SQLite prints nothing, and other warnings are still printed', () => {
  const source = `
    const { loadSqlite } = await import(${JSON.stringify(new URL('./sqlite.node.ts', import.meta.url).href)})
    const before = process.emitWarning
    const quiet = typeof loadSqlite().DatabaseSync === 'function' && process.emitWarning === before
    process.emitWarning('SQLite is fine', 'ExperimentalWarning')
    console.log(quiet)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
  })
  expect(stdout).toBe('true\n')
  expect(stderr.match(/\(node:/g)).toHaveLength(1)
  expect(stderr).toContain('ExperimentalWarning: SQLite is fine')
})
