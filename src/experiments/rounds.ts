// Rounds of work in a given time: how many whole ones are run follows from the clock, what a round is does not.

import type { CellRun } from './run.ts'

/** Work that is cut into rounds: one long training each, and some short ones. */
export interface RoundWork {
  readonly long: (round: number) => CellRun
  readonly short: (round: number) => readonly CellRun[]
  /** Short ones that are run once, whatever the number of rounds. */
  readonly once: readonly CellRun[]
}

/** Either a number of rounds, or seconds in which as many as fit are run: one at least. */
export type RoundLimit = { readonly rounds: number } | { readonly seconds: number }

export interface RoundOptions {
  /** How many ask for runs. */
  readonly threads: number
  /** Milliseconds on a clock that only goes forward. */
  readonly clock: () => number
}

// What a short training takes until one has been measured.
const shortSeconds = 0.2
// Estimates of time are stretched by this: other programs come and go.
const margin = 1.1

interface Going {
  readonly round: number
  readonly isLong: boolean
  readonly since: number
  /** Done so far, 0 to 1. */
  share: number
}

/** Hands out runs one by one, the next as soon as a thread is free. */
export class Rounds implements Iterable<CellRun> {
  readonly #work: RoundWork
  readonly #limit: RoundLimit
  readonly #clock: () => number
  #threads: number
  readonly #started: number
  readonly #pending: { readonly run: CellRun; readonly round: number; readonly isOnce: boolean }[]
  readonly #going = new Map<CellRun, Going>()
  /** Runs of each round that have not ended; those of `once` count for round 0. */
  readonly #left: number[] = []
  readonly #longSeconds: number[] = []
  readonly #shortSeconds: number[] = []

  constructor(work: RoundWork, limit: RoundLimit, { threads, clock }: RoundOptions) {
    this.#work = work
    this.#limit = limit
    this.#threads = threads
    this.#clock = clock
    this.#started = clock()
    this.#pending = work.once.map((run) => ({ run, round: 0, isOnce: true }))
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
    if (next !== undefined) return this.#take(next.run, next.round, false)
    // Whoever asks in vain does not come back.
    this.#threads = Math.max(1, this.#threads - 1)
    return undefined
  }

  #begin(): CellRun {
    const round = this.#begun
    this.#begun += 1
    const short = this.#work.short(round)
    this.#left[round] = (this.#left[round] ?? 0) + 1 + short.length
    this.#pending.push(...short.map((run) => ({ run, round, isOnce: false })))
    return this.#take(this.#work.long(round), round, true)
  }

  #take(run: CellRun, round: number, isLong: boolean): CellRun {
    this.#going.set(run, { round, isLong, since: this.#clock(), share: 0 })
    return run
  }

  #isAnotherRoundDue(): boolean {
    if (this.#begun === 0) return true
    if ('rounds' in this.#limit) return this.#begun < this.#limit.rounds
    // What has to be there in any case comes first, and until the first long training says how fast it is, short ones.
    const long = this.#pending[0]?.isOnce === true ? undefined : this.#longEstimate()
    if (long === undefined) return false
    const left = this.#limit.seconds - this.seconds
    const short = mean(this.#shortSeconds) ?? shortSeconds
    const added = long + this.#work.short(this.#begun).length * short
    const all = added + this.#pending.length * short + this.#secondsOfGoing(long, short)
    // At the very end, threads wait for the last short one.
    return margin * long <= left && margin * all <= (left - short) * this.#threads
  }

  /** Seconds of a long training, from those that ended and from how far the others are. */
  #longEstimate(): number | undefined {
    const going = [...this.#going.values()].filter(({ isLong, share }) => isLong && share > 0)
    const estimates = going.map(({ since, share }) => (this.#clock() - since) / 1000 / share)
    return mean([...this.#longSeconds, ...estimates])
  }

  #secondsOfGoing(long: number, short: number): number {
    const left = [...this.#going.values()].map(({ isLong, share }) => (isLong ? long * (1 - share) : short))
    return left.reduce((sum, each) => sum + each, 0)
  }

  /** Tells how far a run is, 0 to 1. */
  progress(run: CellRun, share: number): void {
    const going = this.#going.get(run)
    if (going !== undefined) going.share = share
  }

  /** Tells that a run has ended, not interrupted. Returns its round. */
  end(run: CellRun): number {
    const going = this.#going.get(run)
    if (going === undefined) return 0
    this.#going.delete(run)
    const seconds = (this.#clock() - going.since) / 1000
    if (going.isLong) this.#longSeconds.push(seconds)
    else this.#shortSeconds.push(seconds)
    this.#left[going.round] = (this.#left[going.round] as number) - 1
    return going.round
  }

  /** Seconds until all that was begun has ended, as far as one can tell; NaN before that. */
  get secondsLeft(): number {
    const long = this.#longEstimate() ?? Number.NaN
    const short = mean(this.#shortSeconds) ?? shortSeconds
    return (this.#secondsOfGoing(long, short) + this.#pending.length * short) / this.#threads
  }
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}
