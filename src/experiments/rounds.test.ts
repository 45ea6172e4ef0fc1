import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FormulaCell } from './experiment.ts'
import { type RoundLimit, Rounds } from './rounds.ts'
import type { CellRun } from './run.ts'

const longCell = { id: 'long' } as FormulaCell
const shortCell = { id: 'short' } as FormulaCell
const onceCell = { id: 'once' } as FormulaCell

const work = {
  long: (round: number): CellRun => ({ cell: longCell, seed: round }),
  short: (round: number): CellRun[] => [0, 1].map((i) => ({ cell: shortCell, seed: 2 * round + i })),
  cost: ({ cell }: CellRun) => (cell === longCell ? 6 : 0.1),
  once: [0, 1, 2].map((seed): CellRun => ({ cell: onceCell, seed })),
}

interface Machine {
  readonly threads: number
  /** Seconds that a training takes. */
  readonly seconds: (run: CellRun) => number
}

/** Runs all on threads that only exist as numbers; a long training tells how far it is every tenth of a second. */
function simulate(limit: RoundLimit, { threads, seconds }: Machine) {
  let time = 0
  const rounds = new Rounds(work, limit, { threads, clock: () => time })
  const source = rounds[Symbol.iterator]()
  const busy: { run: CellRun; since: number; end: number }[] = []
  const order: string[] = []
  const take = () => {
    const next = source.next()
    if (next.done === true) return
    order.push(`${next.value.cell.id} ${next.value.seed}`)
    busy.push({ run: next.value, since: time, end: time + 1000 * seconds(next.value) })
  }
  for (let i = 0; i < threads; i += 1) take()
  while (busy.length > 0) {
    const first = busy.reduce((a, b) => (b.end < a.end ? b : a))
    const tick = Math.min(first.end, time + 100)
    time = tick
    for (const { run, since, end } of busy)
      if (run.cell === longCell) rounds.progress(run, (time - since) / (end - since))
    if (time < first.end) continue
    busy.splice(busy.indexOf(first), 1)
    rounds.end(first.run)
    take()
  }
  return { rounds, order, seconds: time / 1000 }
}

const even = (long: number, short: number) => (run: CellRun) => (run.cell === longCell ? long : short)

test('a number of rounds runs exactly that, whatever it takes', () => {
  const { rounds, order } = simulate({ rounds: 3 }, { threads: 2, seconds: even(100, 1) })
  expect(rounds.whole).toBe(3)
  expect([...order].sort()).toEqual(
    ['long 0', 'long 1', 'long 2', 'once 0', 'once 1', 'once 2', ...[0, 1, 2, 3, 4, 5].map((i) => `short ${i}`)].sort(),
  )
})

test('one round is run even if there is time for none', () => {
  const { rounds } = simulate({ seconds: 0 }, { threads: 2, seconds: even(60, 1) })
  expect([rounds.begun, rounds.whole]).toEqual([1, 1])
})

test('two threads fill half a minute with rounds', () => {
  const { rounds, seconds } = simulate({ seconds: 26 }, { threads: 2, seconds: even(6, 0.3) })
  expect(rounds.whole).toBe(rounds.begun)
  expect(rounds.whole).toBeGreaterThanOrEqual(6)
  expect(seconds).toBeLessThan(26)
})

test('where trainings take as long as they did, no time is overrun, and what was begun is finished', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.double({ min: 0.2, max: 9, noNaN: true }),
      fc.double({ min: 0.01, max: 0.3, noNaN: true }),
      (threads, long, short) => {
        const limit = 26
        const { rounds, seconds } = simulate({ seconds: limit }, { threads, seconds: even(long, short) })
        expect(rounds.whole).toBe(rounds.begun)
        expect(rounds.begun).toBeGreaterThanOrEqual(1)
        if (rounds.begun > 1) expect(seconds).toBeLessThanOrEqual(limit)
      },
    ),
  )
})

test('a round counts once it and all before it are whole', () => {
  const rounds = new Rounds(work, { rounds: 2 }, { threads: 4, clock: () => 0 })
  const runs = [...rounds]
  const of = (round: number) =>
    runs.filter(({ cell, seed }) =>
      cell === shortCell ? Math.floor(seed / 2) === round : cell === longCell && seed === round,
    )
  for (const run of of(1)) rounds.end(run)
  expect(rounds.whole).toBe(0)
  for (const run of of(0)) rounds.end(run)
  expect(rounds.whole).toBe(0)
  for (const run of runs.filter(({ cell }) => cell === onceCell)) rounds.end(run)
  expect(rounds.whole).toBe(2)
})
