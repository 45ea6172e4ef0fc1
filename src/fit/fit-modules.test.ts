// Fits with stacks of modules: tables of laws that are known.

import { describe, expect, test } from 'vitest'
import { withForward } from '../../test/sound-module.ts'
import { randomStream } from '../base/normal.ts'
import { lawOf } from '../formula/law-of.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { add } from '../graph/build.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { contract, square } from '../graph/functions.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { serveTasks, type WorkerPort } from '../pool/pool.ts'
import { runOnThreads } from '../search/search-threads.ts'
import { shapeTask } from '../search/shape-worker.ts'
import { findModule } from '../train/configuration.ts'
import { type FitOptions, fitTable } from './fit.ts'

type Row = Readonly<Record<'a' | 'b' | 'c', number>>

/** Rows of a, b and c, drawn evenly from 1 to 5, with the target y. */
function tableOf(target: (row: Row) => number, rows = 120) {
  const draw = randomStream(11, 'table of a test')
  return Array.from({ length: rows }, () => {
    const row = { a: draw.uniform(1, 5), b: draw.uniform(1, 5), c: draw.uniform(1, 5) }
    return { ...row, y: target(row) }
  })
}

const modulesOf = (...ids: readonly string[]) => ids.map(findModule)

async function fitted(target: (row: Row) => number, options: Partial<FitOptions>) {
  const { names, listed, pick, verdict, searched } = await fitTable(tableOf(target), {
    target: 'y',
    rounds: 1,
    seeds: 64,
    ...options,
  })
  const { finished, candidate } = listed[pick] as NonNullable<(typeof listed)[number]>
  const isLaw = (formula: string) => {
    const law = lawOf(parseFormula(formula), names)
    return law !== undefined && sameLaw(finished.law, law, equalLaws)
  }
  return { law: finished.law, isLaw, origin: candidate.origin, found: verdict.found, searched }
}

/** What the units of a layer weigh: one row a unit. */
function rowsOf(values: Float32Array | undefined, columns: number): number[][] {
  const all = [...(values ?? [])]
  return Array.from({ length: all.length / columns }, (_, unit) => all.slice(unit * columns, (unit + 1) * columns))
}

describe('a fit with modules', () => {
  test('finds a·b + c with an NMU before an NAU, and says which weights it was read from', async () => {
    const { isLaw, origin, found } = await fitted(({ a, b, c }) => a * b + c, { modules: modulesOf('nmu', 'nau') })
    expect([found, isLaw('a * b + c')]).toEqual([true, true])
    if (origin.kind !== 'modules') throw new Error(`The law came from a ${origin.kind}.`)
    expect(origin.ids).toEqual(['nmu', 'nau'])
    expect(origin.trained.loss).toBeLessThan(1e-6)
    const factors = rowsOf(origin.trained.values['layer1.W'], 3).map(
      (row) => row.filter((weight) => weight > 0.9).length,
    )
    // One unit multiplies two of the columns, and none all of them.
    expect([factors.includes(2), factors.includes(3)]).toEqual([true, false])
  })

  test.each(['a * b', 'a + b', 'a / b'])('finds %s with a NALU, whose gate closes', async (formula) => {
    const laws: Readonly<Record<string, (row: Row) => number>> = {
      'a * b': ({ a, b }) => a * b,
      'a + b': ({ a, b }) => a + b,
      'a / b': ({ a, b }) => a / b,
    }
    const { isLaw, origin, found } = await fitted(laws[formula] as (row: Row) => number, {
      modules: modulesOf('nalu'),
      seeds: 128,
    })
    expect([found, isLaw(formula), origin.kind]).toEqual([true, true, 'modules'])
  })

  test('finds nothing where a NALU’s gate stays open, although the NALU computes the target', async () => {
    const gate = ({ a, b }: Row) => 1 / (1 + Math.exp(b - a))
    const { found } = await fitted((row) => gate(row) * (row.a + row.b) + (1 - gate(row)) * row.a * row.b, {
      modules: modulesOf('nalu'),
      seeds: 16,
    })
    expect(found).toBe(false)
  })

  test('takes a module of one’s own, which no thread knows', async () => {
    const squares: ArithmeticModule = {
      ...withForward(({ W, x, input, b }) => square(add(contract(W, x, input), b))),
      id: 'squares',
      computes: ['square'],
      exact: [{ operation: 'square', weights: { W_hat: [20, 0], b: [0] } }],
    }
    const run = () => Promise.reject(new Error('Nothing was to be posted.'))
    const { isLaw, origin, found } = await fitted(({ a, b }) => (a + 2 * b) ** 2, { modules: [squares], run })
    expect([found, isLaw('(a + 2 * b)^2')]).toEqual([true, true])
    expect(origin).toMatchObject({ kind: 'modules', ids: ['squares'], sizes: [1] })
  })

  test('gives the same on one thread and on two', async () => {
    const target = ({ a, b, c }: Row) => a * b + c
    const options = { modules: modulesOf('nmu', 'nau') }
    const here = await fitted(target, options)
    const there = await fitted(target, { ...options, run: runOnThreads(2, spawnClone) })
    expect([there.law, there.origin]).toEqual([here.law, here.origin])
    expect(there.searched.outcomes).toEqual(here.searched.outcomes)
  })

  test('refuses modules of which no formula is made', async () => {
    await expect(fitted(({ a }) => a, { modules: modulesOf('relu') })).rejects.toThrow(
      'Module relu computes nothing exactly',
    )
  })
})

/** A worker in this thread that sees copies of all messages, as one in another would. */
function spawnClone(): WorkerPort {
  const toWorker: ((message: unknown) => void)[] = []
  const fromWorker: ((message: unknown) => void)[] = []
  const send = (to: typeof toWorker, message: unknown) => {
    const copy = structuredClone(message)
    queueMicrotask(() => {
      for (const listener of to) listener(copy)
    })
  }
  serveTasks(
    { post: (message) => send(fromWorker, message), onMessage: (listener) => toWorker.push(listener) },
    shapeTask,
  )
  return {
    post: (message) => send(toWorker, message),
    onMessage: (listener) => fromWorker.push(listener),
    onError: () => undefined,
    terminate: () => undefined,
  }
}
