// A process that fills a store with made-up results, in order, leaving out what is there: tests kill it.

import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '../src/lab/store.node.ts'
import type { StoredResult } from '../src/lab/store.ts'

const SEEDS = 30

export const madeUpConfigurations = Array.from({ length: 20 }, (_, learningRate) => ({ module: 'nac', learningRate }))

/** Every pair of configuration and seed, and what is stored for it. */
export const madeUpResults = (hashes: readonly string[]): StoredResult[] =>
  hashes.flatMap((hash, i) =>
    Array.from({ length: SEEDS }, (_, seed) => ({
      hash,
      seed,
      outcome: { testLoss: 1 / (1 + i * SEEDS + seed), solved: seed % 3 === 0, note: `${hash} ${seed} `.repeat(i) },
      seconds: seed / 8,
      version: '1.2.3',
      machine: 'a made-up machine',
      at: new Date(i * 1000 + seed).toISOString(),
    })),
  )

/** Says on standard output what it has stored: `<hash> <seed>`, one a line, each after it was put. */
async function fill(path: string, pauseMs: number): Promise<void> {
  const store = await openStore(path)
  const hashes: string[] = []
  for (const each of madeUpConfigurations) hashes.push(await store.putConfiguration(each))
  const results = madeUpResults(hashes)
  for (let i = 0; i < results.length; ) {
    // One at a time, and now and then several at once.
    const batch = results.slice(i, i + (i % 10 === 0 ? 4 : 1))
    i += batch.length
    const missing: StoredResult[] = []
    for (const each of batch) if (!(await store.has(each))) missing.push(each)
    if (missing.length === 0) continue
    await store.putAll(missing)
    writeSync(1, missing.map(({ hash, seed }) => `${hash} ${seed}\n`).join(''))
    if (pauseMs > 0) await sleep(pauseMs)
  }
  await store.close()
}

if (process.argv[1] === import.meta.filename) {
  const [path = '', pauseMs = '0'] = process.argv.slice(2)
  await fill(path, Number(pauseMs))
}
