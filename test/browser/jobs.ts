// What must give the same bits in Node and in a browser: run in both, compared as JSON. Add a job, and it is compared.

import { encodeArray } from '../../src/base/arrays.ts'
import { configurationHash } from '../../src/base/configuration.ts'
import { printDocument } from '../../src/base/document.ts'
import { randomStream } from '../../src/base/normal.ts'
import { randomBits, randomKey, streamNumber } from '../../src/base/random.ts'
import { type FitTableOptions, fit, loadFit } from '../../src/fit/found.ts'
import type { WorkerPort } from '../../src/pool/pool.ts'
import { finalState } from './training.ts'

/** What starts workers, in Node and in pages. */
interface Threads {
  readonly trainingThread: () => WorkerPort
  readonly fitThread: () => WorkerPort
}

export interface Job {
  /** What is computed, in words. */
  readonly name: string
  /** True if it is run on the thread of the page, too, beside a worker. */
  readonly onPage?: boolean
  /** Computes a JSON value; arrays go through `encodeArray`, so that no bit is lost. `threads` start workers. */
  readonly run: (threads: Threads) => unknown
}

/** What a worker says about a job: its result as JSON text, or what went wrong. */
export interface Answer {
  readonly json?: string
  readonly error?: string
}

export const jobs: readonly Job[] = [
  {
    name: '1000 random words',
    run: () => {
      const key = randomKey(42, streamNumber('browser'), 7)
      return encodeArray(Int32Array.from({ length: 1000 }, (_, index) => randomBits(key, index)))
    },
  },
  {
    name: '1000 truncated normal draws',
    run: () => {
      const stream = randomStream(42, 'browser')
      return encodeArray(Float64Array.from({ length: 1000 }, () => stream.truncatedNormal(0.02)))
    },
  },
  {
    name: 'the hash of a configuration',
    run: () => configurationHash({ module: 'nmu', range: [-2, 2], learningRate: 1e-3, note: 'a·b' }),
  },
  {
    name: 'a NALU trained on new rows in every step',
    run: () => finalState(2, [], { kind: 'fresh', batch: 128 }, 2000),
  },
  {
    name: 'two NALU layers trained on a fixed set',
    run: () => finalState(10, [2], { kind: 'full', rows: 1000 }, 500),
  },
  {
    name: 'two NALU layers trained on shuffled minibatches',
    run: () => finalState(4, [3], { kind: 'shuffled', rows: 300, batch: 32 }, 500),
  },
  {
    name: 'four seeds on two training workers',
    run: ({ trainingThread: spawn }) =>
      finalState(2, [], { kind: 'fresh', batch: 64 }, 500, { seeds: [1, 2, 3, 4], threads: 2, spawn }),
  },
  {
    name: 'a formula of a table, searched on two workers, with its predictions',
    onPage: true,
    run: ({ fitThread: spawn }) => planetsFit({ threads: 2, spawn }),
  },
  {
    name: 'a formula of a table, searched on this thread, with all that is made of it',
    onPage: true,
    run: () => planetsFit({}),
  },
]

async function planetsFit(options: Pick<FitTableOptions, 'threads' | 'spawn'>) {
  const distance = Array.from({ length: 24 }, (_, i) => 0.4 + 0.37 * i)
  const period = distance.map((each) => 365.25 * each * Math.sqrt(each))
  const fresh = await fit({ distance, period }, { target: 'period', rounds: 1, seeds: 16, ...options })
  const loaded = loadFit(printDocument(fresh.save()))
  const printed = (['text', 'latex', 'javascript', 'python', 'sql'] as const).map((style) => loaded.to(style))
  const { found, formula } = fresh
  // Errors of 1e-16 differ between engines.
  const candidates = fresh.candidates.map(({ errorInside: _, errorOutside: __, ...shown }) => shown)
  return {
    found,
    formula,
    candidates,
    printed,
    predictions: encodeArray(fresh.predict({ distance })),
    afterLoading: encodeArray(loaded.predict({ distance })),
    score: loaded.score({ distance, period }),
    other: loaded.pick(0).formula,
  }
}
