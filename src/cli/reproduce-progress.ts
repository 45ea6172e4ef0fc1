// How far an experiment is: a bar in a terminal, a line for every tenth in a log.

import { formatCount, formatDuration, formatPercent } from '../base/numbers.ts'
import { now } from '../base/platform.ts'
import type { CellRun } from '../experiments/run.ts'
import { LiveBlock } from './live.ts'
import { paint, printAside } from './terminal.ts'

const frameMilliseconds = 100
const barWidth = 30

/** Follows the trainings and shows them on standard error. */
export class RunDisplay {
  readonly #all: number
  readonly #block: LiveBlock | undefined
  readonly #isShown: boolean
  readonly #going = new Map<CellRun, number>()
  readonly #started = now()
  #ended = 0
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

  end(run: CellRun): void {
    this.#going.delete(run)
    this.#ended += 1
    this.#show()
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
    const line = `${formatPercent(done).padStart(5)} · ${left} · ${formatCount(this.#ended)} of ${formatCount(this.#all)} trainings`
    if (this.#block === undefined) {
      const tenths = Math.floor(done * 10 + 1e-9)
      if (tenths > this.#tenths) printAside(line)
      this.#tenths = Math.max(tenths, this.#tenths)
    } else if (now() - this.#last > frameMilliseconds) {
      this.#last = now()
      const full = Math.round(done * barWidth)
      const bar =
        paint('accent', '━'.repeat(full), process.stderr) + paint('faint', '─'.repeat(barWidth - full), process.stderr)
      this.#block.show(['', `  ${bar} ${line}`])
    }
  }
}
