// Rounds of work in a given time: how many whole ones are run follows from the clock, what a round is does not.

import type { CellRun } from './run.ts'

/** Work that is cut into rounds: one long training each, and some short ones. */
export interface RoundWork {
  readonly long: (round: number) => CellRun
  readonly short: (round: number) => readonly CellRun[]
  /** Short ones that are run once, whatever the number of rounds. */
  readonly once: readonly CellRun[]
  /** What a training takes on some machine, in seconds; only the ratios matter. */
  readonly cost: (run: CellRun) => number
}

/** Either a number of rounds, or seconds in which as many as fit are run: one at least. */
export type RoundLimit = { readonly rounds: number } | { readonly seconds: number }

export interface RoundOptions {
  /** How many ask for runs. */
  readonly threads: number
  /** Milliseconds on a clock that only goes forward. */
  readonly clock: () => number
}

// Estimates of time are stretched by this: other programs come and go.
const margin = 1.1
// Short trainings that must have ended before their speed is known.
const fewest = 3
// More of them than this are no longer news.
const remembered = 30

interface Going {
  readonly run: CellRun
  readonly round: number
  readonly isLong: boolean
  readonly since: number
  /** Done so far, 0 to 1. */
  share: number
  /** When it first told how far it is. */
  first?: { readonly time: number; readonly share: number }
  /** What all of it takes at the speed since then. */
  seconds?: number
}

/** Hands out runs one by one, the next as soon as a thread is free. */
export class Rounds implements Iterable<CellRun> {
  readonly #work: RoundWork
  readonly #limit: RoundLimit
  readonly #clock: () => number
  #threads: number
  readonly #started: number
  readonly #pending: { readonly run: CellRun; readonly round: number }[]
  #pendingCost: number
  readonly #going = new Map<CellRun, Going>()
  /** Runs of each round that have not ended; those of `once` count for round 0. */
  readonly #left: number[] = []
  readonly #longEnded: number[] = []
  /** Of short trainings that ended: seconds for a second of what they were thought to cost. */
  readonly #shortSpeeds: number[] = []

  constructor(work: RoundWork, limit: RoundLimit, { threads, clock }: RoundOptions) {
    this.#work = work
    this.#limit = limit
    this.#threads = threads
    this.#clock = clock
    this.#started = clock()
    this.#pending = work.once.map((run) => ({ run, round: 0 }))
    this.#pendingCost = sum(work.once.map(work.cost))
    this.#left[0] = work.once.length
  }

  /** Rounds that were begun. */
  get begun(): number {
    return this.#begun
  }
  #begun = 0

  /** Rounds that are whole, with all rounds before them: only these count. */
  get whole(): number {
    const open = this.#left.findIndex((left) => left > 0)
    return Math.min(this.#begun, open < 0 ? this.#left.length : open)
  }

  get pending(): number {
    return this.#pending.length
  }

  /** Seconds since the start. */
  get seconds(): number {
    return (this.#clock() - this.#started) / 1000
  }

  [Symbol.iterator](): Iterator<CellRun, undefined> {
    return {
      next: () => {
        const run = this.#next()
        return run === undefined ? { done: true, value: undefined } : { done: false, value: run }
      },
    }
  }

  #next(): CellRun | undefined {
    if (this.#isAnotherRoundDue()) return this.#begin()
    const next = this.#pending.shift()
    if (next !== undefined) {
      this.#pendingCost -= this.#work.cost(next.run)
      return this.#take(next.run, next.round, false)
    }
    // Whoever asks in vain does not come back.
    this.#threads = Math.max(1, this.#threads - 1)
    return undefined
  }

  #begin(): CellRun {
    const round = this.#begun
    this.#begun += 1
    const short = this.#work.short(round)
    this.#left[round] = (this.#left[round] ?? 0) + 1 + short.length
    this.#pending.push(...short.map((run) => ({ run, round })))
    this.#pendingCost += sum(short.map(this.#work.cost))
    return this.#take(this.#work.long(round), round, true)
  }

  #take(run: CellRun, round: number, isLong: boolean): CellRun {
    this.#going.set(run, { run, round, isLong, since: this.#clock(), share: 0 })
    return run
  }

  #isAnotherRoundDue(): boolean {
    if (this.#begun === 0) return true
    if ('rounds' in this.#limit) return this.#begun < this.#limit.rounds
    // Until both kinds have said how fast they are, short ones are run. The very first also compiles and warms up.
    const long = this.#longSeconds()
    const isMeasured = this.#shortSpeeds.length >= fewest || this.#pending.length === 0
    if (long === undefined || !isMeasured) return false
    const left = this.#limit.seconds - this.seconds
    const speed = this.#shortSpeed(long)
    const short = this.#work.short(this.#begun).map((run) => speed * this.#work.cost(run))
    const all = long + sum(short) + speed * this.#pendingCost + this.#secondsOfGoing(long, speed)
    // At the very end, threads wait for the last short one.
    const last = Math.max(0, ...short)
    return margin * long <= left && margin * all <= (left - last) * this.#threads
  }

  /** Seconds of a long training, from those that ended and from how far the others are; undefined if nobody knows. */
  #longSeconds(): number | undefined {
    const going = [...this.#going.values()].flatMap(({ isLong, seconds }) => (isLong ? (seconds ?? []) : []))
    const known = [...this.#longEnded, ...going]
    return known.length === 0 ? undefined : sum(known) / known.length
  }

  /** How much longer short trainings take than they cost, from the last that ended or else from the long ones. */
  #shortSpeed(long: number): number {
    return median(this.#shortSpeeds.slice(-remembered)) ?? long / this.#work.cost(this.#work.long(0))
  }

  #secondsOfGoing(long: number, speed: number): number {
    const left = [...this.#going.values()].map(({ run, isLong, share }) =>
      isLong ? long * (1 - share) : speed * this.#work.cost(run),
    )
    return sum(left)
  }

  /** Tells how far a run is, 0 to 1. */
  progress(run: CellRun, share: number): void {
    const going = this.#going.get(run)
    if (going === undefined) return
    const time = this.#clock()
    going.share = share
    going.first ??= { time, share }
    // Before the first news lies the start of a thread, which says nothing about the speed.
    const { first } = going
    if (share > first.share) going.seconds = (time - first.time) / 1000 / (share - first.share)
  }

  /** Tells that a run has ended, not interrupted. Returns its round. */
  end(run: CellRun): number {
    const going = this.#going.get(run)
    if (going === undefined) return 0
    this.#going.delete(run)
    const seconds = (this.#clock() - going.since) / 1000
    if (going.isLong) this.#longEnded.push(seconds)
    else this.#shortSpeeds.push(seconds / this.#work.cost(run))
    this.#left[going.round] = (this.#left[going.round] as number) - 1
    return going.round
  }

  /** Seconds until all that was begun has ended, as far as one can tell; NaN before that. */
  get secondsLeft(): number {
    const long = this.#longSeconds()
    if (long === undefined) return Number.NaN
    const speed = this.#shortSpeed(long)
    return (this.#secondsOfGoing(long, speed) + speed * this.#pendingCost) / this.#threads
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
