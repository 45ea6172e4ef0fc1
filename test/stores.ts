// Stores of results with made-up content, for tests.

import { openStore } from '../src/lab/store.node.ts'
import type { StoredResult } from '../src/lab/store.ts'

export const madeUpResult = (hash: string, seed: number): StoredResult => ({
  hash,
  seed,
  outcome: { testLoss: seed / 7, note: 'x'.repeat(500) },
  seconds: 1,
  version: '0.1.0',
  machine: 'a processor',
  at: '2026-11-30T12:00:00.000Z',
})

/** Makes a store with results of so many seeds. */
export async function makeStore(path: string, seeds = 100): Promise<StoredResult[]> {
  const store = await openStore(path)
  const hash = await store.putConfiguration({ module: 'nac' })
  const results = Array.from({ length: seeds }, (_, seed) => madeUpResult(hash, seed))
  await store.putAll(results)
  await store.close()
  return results
}
