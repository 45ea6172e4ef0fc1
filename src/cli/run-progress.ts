// How far an experiment or a sweep is: a table and a bar in a terminal, a line for every tenth in a log.

import { formatCount } from '../base/numbers.ts'
import { now } from '../base/platform.ts'
import type { Cell, Outcome } from '../experiments/experiment.ts'
import type { CellRun } from '../experiments/run.ts'
import { intervalText } from '../experiments/summary.ts'
import { successRate } from '../statistics/success-rate.ts'
import { LiveBlock } from './live.ts'
import { bar, figures } from './progress.ts'
import { paint, printAside } from './terminal.ts'

const frameMilliseconds = 100
// Leaves room for thousands of trainings in 80 columns.
const barWidth = 18

// Lines of the live table; the least settled cells of a long list are not worth a second screen.
const mostLines = 14

/** What the live table counts. */
export interface Counting {
  /** Cells of one title are counted together. */
  readonly titleOf: (cell: Cell) => string
  /** Undefined where nothing is said of success. */
  readonly isSuccess: (cell: Cell, outcome: Outcome) => boolean | undefined
}

interface Tally {
  readonly title: string
  readonly successes: number
  readonly count: number
}

interface Going {
  readonly step: number
  readonly steps: number
}

/** Follows the trainings and shows them on standard error. */
export class RunDisplay {
  readonly #all: number
  readonly #counting: Counting
  readonly #block: LiveBlock | undefined
  readonly #isShown: boolean
  readonly #clock: () => number
  readonly #started: number
  readonly #going = new Map<CellRun, Going>()
  #ended = 0
  #steps = 0
  /** Seeds that succeed, by what they have in common; the one that changed last stands last. */
  readonly #tallies = new Map<string, Tally>()
  #tenths = 0
  #last = Number.NEGATIVE_INFINITY

  constructor(all: number, counting: Counting, isShown: boolean, clock: () => number = now) {
    this.#all = all
    this.#counting = counting
    this.#isShown = isShown
    this.#block = isShown && process.stderr.isTTY ? new LiveBlock(process.stderr) : undefined
    this.#clock = clock
    this.#started = clock()
  }

  progress(run: CellRun, { step, steps }: Going): void {
    this.#going.set(run, { step, steps })
    this.#show()
  }

  end(run: CellRun, outcome: Outcome): void {
    this.#going.delete(run)
    this.#ended += 1
    this.#steps += outcome.steps
    const isSuccess = this.#counting.isSuccess(run.cell, outcome)
    if (isSuccess !== undefined) {
      const title = this.#counting.titleOf(run.cell)
      const { successes = 0, count = 0 } = this.#tallies.get(title) ?? {}
      this.#tallies.delete(title)
      this.#tallies.set(title, { title, successes: successes + Number(isSuccess), count: count + 1 })
    }
    this.#show()
  }

  /** The lines of the table and the one below it, without colours where there are none. */
  lines(): string[] {
    const shown = [...this.#tallies.values()].slice(-mostLines)
    const width = Math.max(0, ...shown.map(({ title }) => title.length))
    const counts = shown.map(({ successes, count }) => `${successes} of ${count}`)
    const countWidth = Math.max(0, ...counts.map(({ length }) => length))
    const rows = shown.map(({ title, successes, count }, i) => {
      const interval = paint('faint', intervalText(successRate(successes, count)), process.stderr)
      return `  ${title.padEnd(width)}  ${(counts[i] as string).padStart(countWidth)}  ${interval}`
    })
    return ['', ...rows, `  ${bar(this.#done(), process.stderr, barWidth)} ${this.line()}`]
  }

  /** Share, time left, trainings and speed. */
  line(): string {
    const done = this.#done()
    const seconds = (this.#clock() - this.#started) / 1000
    const steps = [...this.#going.values()].reduce((sum, { step }) => sum + step, this.#steps)
    const secondsLeft = done > 0 ? (seconds * (1 - done)) / done : Number.NaN
    const count = `${formatCount(this.#ended)} of ${formatCount(this.#all)} trainings`
    return figures({ done, secondsLeft, stepsPerSecond: seconds > 0 ? steps / seconds : Number.NaN }, count)
  }

  clear(): void {
    this.#block?.clear()
  }

  #done(): number {
    // What is trained but not yet measured is not done.
    const shares = [...this.#going.values()].map(({ step, steps }) => Math.min(0.999, step / steps))
    return Math.min(1, shares.reduce((sum, share) => sum + share, this.#ended) / this.#all)
  }

  #show(): void {
    if (!this.#isShown) return
    if (this.#block === undefined) {
      const tenths = Math.floor(this.#done() * 10 + 1e-9)
      if (tenths > this.#tenths) printAside(this.line())
      this.#tenths = Math.max(tenths, this.#tenths)
    } else if (this.#clock() - this.#last > frameMilliseconds) {
      this.#last = this.#clock()
      this.#block.show(this.lines())
    }
  }
}
