import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { newFolder } from '../../test/command-line.ts'
import { root } from '../../test/sources.ts'
import { madeUpConfigurations, madeUpResults } from '../../test/store-writer.node.ts'
import { configurationHash } from '../base/configuration.ts'
import { after } from '../base/platform.ts'
import { randomBits, randomKey, streamNumber, uniformFromBits } from '../base/random.ts'
import { readStore } from './store.node.ts'

const script = new URL('../../test/store-writer.node.ts', import.meta.url)
const folder = newFolder()
// Compiled sources are kept between runs: most of a short life would be compiling.
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/command-line') }
afterAll(() => rmSync(folder, { recursive: true }))

interface Writing {
  readonly signal: NodeJS.Signals | null
  readonly code: number | null
  readonly stored: readonly string[]
  readonly stderr: string
}

/** Runs the writer; `kill` says how long it lives, counted from its start or from its first result. */
function write(path: string, pauseMs: number, kill?: { readonly from: 'start' | 'first'; readonly ms: number }) {
  return new Promise<Writing>((resolve, reject) => {
    const child = spawn(process.execPath, [script.pathname, path, String(pauseMs)], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    const killLater = () => after(kill?.ms ?? 0, () => child.kill('SIGKILL'))
    if (kill?.from === 'start') killLater()
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (kill?.from === 'first' && stdout === '') killLater()
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    // Lines are whole: each was written in one piece.
    child.on('close', (code, signal) => resolve({ code, signal, stored: stdout.split('\n').slice(0, -1), stderr }))
  })
}

test('a writer that is killed 22 times at random moments and started again ends with one right row for each pair', {
  timeout: 60_000,
}, async () => {
  const path = join(folder, 'results.db')
  const key = randomKey(7, streamNumber('kills'), 0)
  const stored: string[] = []
  let kills = 0
  for (let run = 0; run < 22; run += 1) {
    const moment = uniformFromBits(randomBits(key, run))
    // Some while the store is being opened or made, more while results are written.
    const kill =
      run % 3 === 0 ? { from: 'start' as const, ms: 40 + 200 * moment } : { from: 'first' as const, ms: 30 * moment }
    const writing = await write(path, 3, kill)
    expect(writing.stderr).toBe('')
    if (writing.signal === 'SIGKILL') kills += 1
    stored.push(...writing.stored)
  }
  expect(kills).toBeGreaterThanOrEqual(20)
  const last = await write(path, 0)
  expect(last).toMatchObject({ code: 0, stderr: '' })
  // Killed for real in the middle of the work: something was left to do.
  expect(last.stored.length).toBeGreaterThan(0)
  stored.push(...last.stored)

  const hashes = madeUpConfigurations.map((each) => configurationHash(each))
  const expected = madeUpResults(hashes.toSorted())
  const wanted = new Map(madeUpResults(hashes).map((result) => [`${result.hash} ${result.seed}`, result]))
  const database = new DatabaseSync(path, { readOnly: true })
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' })
  expect({ ...database.prepare('SELECT count(*) AS rows FROM results').get() }).toEqual({ rows: expected.length })
  database.close()
  const store = await readStore(path)
  const all = await store.all()
  expect(all).toEqual(all.map(({ hash, seed }) => wanted.get(`${hash} ${seed}`)))
  expect(all.map(({ hash, seed }) => `${hash} ${seed}`)).toEqual(expected.map(({ hash, seed }) => `${hash} ${seed}`))
  expect([...(await store.configurations()).values()]).toEqual(expect.arrayContaining(madeUpConfigurations))
  // What a killed process had said was stored, was; and nothing was computed twice after it was said.
  expect(new Set(stored).size).toBe(stored.length)
  await store.close()
})
