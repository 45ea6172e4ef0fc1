// How far an experiment is: a bar in a terminal, a line for every tenth in a log.

import { formatCount, formatDuration, formatNumber, formatPercent } from '../base/numbers.ts'
import { now } from '../base/platform.ts'
import type { Outcome } from '../experiments/experiment.ts'
import type { CellRun } from '../experiments/run.ts'
import { intervalText } from '../experiments/summary.ts'
import { successRate } from '../statistics/success-rate.ts'
import { LiveBlock } from './live.ts'
import { paint, printAside } from './terminal.ts'

const frameMilliseconds = 100
const barWidth = 30

// Lines of the live table; the least settled cells of a long list are not worth a second screen.
const mostLines = 14

interface Tally {
  readonly title: string
  readonly successes: number
  readonly count: number
}

/** Follows the trainings and shows them on standard error. */
export class RunDisplay {
  readonly #all: number
  readonly #block: LiveBlock | undefined
  readonly #isShown: boolean
  readonly #going = new Map<CellRun, number>()
  readonly #started = now()
  #ended = 0
  #steps = 0
  /** Seeds that succeed, by what they have in common; the one that changed last stands last. */
  readonly #tallies = new Map<string, Tally>()
  #tenths = 0
  #last = Number.NEGATIVE_INFINITY

  constructor(all: number, isShown: boolean) {
    this.#all = all
    this.#isShown = isShown
    this.#block = isShown && process.stderr.isTTY ? new LiveBlock(process.stderr) : undefined
  }

  progress(run: CellRun, share: number): void {
    this.#going.set(run, share)
    this.#show()
  }

  end(run: CellRun, { steps, measures }: Outcome): void {
    this.#going.delete(run)
    this.#ended += 1
    this.#steps += steps
    const { keys, scoring } = run.cell
    if (scoring !== undefined) {
      // One line for all ranges of a pair of module and operation.
      const title = [keys?.['op'], keys?.['module']].filter((part) => part !== undefined).join(' ') || run.cell.id
      const { successes = 0, count = 0 } = this.#tallies.get(title) ?? {}
      const isSuccess = (measures['extrapolation'] ?? Number.NaN) < scoring.threshold
      this.#tallies.delete(title)
      this.#tallies.set(title, { title, successes: successes + Number(isSuccess), count: count + 1 })
    }
    this.#show()
  }

  #table(): string[] {
    const shown = [...this.#tallies.values()].slice(-mostLines)
    const width = Math.max(0, ...shown.map(({ title }) => title.length))
    return shown.map(({ title, successes, count }) => {
      const rate = successRate(successes, count)
      return `  ${title.padEnd(width)}  ${`${successes} of ${count}`.padStart(11)}  ${paint('faint', intervalText(rate), process.stderr)}`
    })
  }

  clear(): void {
    this.#block?.clear()
  }

  #show(): void {
    if (!this.#isShown) return
    // What is trained but not yet measured is not done.
    const shares = [...this.#going.values()].filter((share) => share < 1)
    const done = (this.#ended + shares.reduce((sum, share) => sum + share, 0)) / this.#all
    const seconds = (now() - this.#started) / 1000
    const left = done > 0 ? `${formatDuration(Math.ceil((seconds * (1 - done)) / done))} left` : ''
    const speed = seconds > 0 && this.#steps > 0 ? ` · ${formatNumber(this.#steps / seconds, 2)} steps a second` : ''
    const line = `${formatPercent(done).padStart(5)} · ${left} · ${formatCount(this.#ended)} of ${formatCount(this.#all)} trainings${speed}`
    if (this.#block === undefined) {
      const tenths = Math.floor(done * 10 + 1e-9)
      if (tenths > this.#tenths) printAside(line)
      this.#tenths = Math.max(tenths, this.#tenths)
    } else if (now() - this.#last > frameMilliseconds) {
      this.#last = now()
      const full = Math.round(done * barWidth)
      const bar =
        paint('accent', '━'.repeat(full), process.stderr) + paint('faint', '─'.repeat(barWidth - full), process.stderr)
      this.#block.show(['', ...this.#table(), `  ${bar} ${line}`])
    }
  }
}
