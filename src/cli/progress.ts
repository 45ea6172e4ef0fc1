// How far a training of many seeds is, put together from what each seed reports, and shown while it runs.

import { formatDuration, formatNumber, formatPercent, formatRate } from '../base/numbers.ts'
import { now } from '../base/platform.ts'
import type { Progress, SeedResult } from '../train/trainer.ts'
import { LiveBlock } from './live.ts'
import { paint, printAside } from './terminal.ts'

/** What is known of all seeds together. */
export interface Overview {
  /** 0 to 1. */
  readonly done: number
  readonly secondsLeft: number
  readonly stepsPerSecond: number
  readonly finished: number
  readonly solved: number
  readonly best: { readonly seed: number; readonly loss: number } | undefined
}

/** Follows the seeds of one training. */
export class ProgressCount {
  readonly #seeds: number
  readonly #clock: () => number
  readonly #started: number
  readonly #running = new Map<number, Progress>()
  #finished = 0
  #solved = 0
  /** The last training loss of every seed. */
  readonly #losses = new Map<number, number>()
  /** Share that was already done at the first report: a resumed training does not count it as speed. */
  #before: number | undefined

  constructor(seeds: number, clock: () => number = now) {
    this.#seeds = seeds
    this.#clock = clock
    this.#started = clock()
  }

  update(progress: Progress): void {
    this.#running.set(progress.seed, progress)
    this.#losses.set(progress.seed, progress.trainLoss)
  }

  finish({ seed, solved, trainLoss }: Pick<SeedResult, 'seed' | 'solved' | 'trainLoss'>): void {
    this.#running.delete(seed)
    this.#finished += 1
    if (solved) this.#solved += 1
    this.#losses.set(seed, trainLoss)
  }

  #best(): Overview['best'] {
    const finite = [...this.#losses].filter(([, loss]) => Number.isFinite(loss))
    const [seed, loss] = finite.reduce((a, b) => (b[1] < a[1] ? b : a), finite[0] ?? [-1, Number.NaN])
    return seed < 0 ? undefined : { seed, loss }
  }

  overview(): Overview {
    const running = [...this.#running.values()]
    const shares = running.reduce((sum, { step, steps }) => sum + step / steps, this.#finished)
    const done = Math.min(1, shares / this.#seeds)
    this.#before ??= done
    const seconds = (this.#clock() - this.#started) / 1000
    const gained = done - this.#before
    return {
      done,
      secondsLeft: gained > 0 ? (seconds * (1 - done)) / gained : Number.NaN,
      stepsPerSecond: running.reduce((sum, each) => sum + each.stepsPerSecond, 0),
      finished: this.#finished,
      solved: this.#solved,
      best: this.#best(),
    }
  }
}

const left = (seconds: number) => {
  if (Number.isNaN(seconds)) return ''
  return seconds < 1 ? 'nearly there' : `${formatDuration(Math.ceil(seconds))} left`
}

function standing({ finished, solved, best }: Overview, lossName: string): string {
  const seeds = finished === 0 ? 'no seed finished yet' : `solved ${solved} of ${finished} finished seeds`
  return best === undefined
    ? seeds
    : `${seeds} · best so far: ${lossName} ${formatNumber(best.loss)} (seed ${best.seed})`
}

const barWidth = 30

/** The block that a terminal shows. */
export function progressLines(overview: Overview, lossName: string, stream: NodeJS.WritableStream): string[] {
  const { done, secondsLeft, stepsPerSecond } = overview
  const full = Math.round(done * barWidth)
  const bar = paint('accent', '━'.repeat(full), stream) + paint('faint', '─'.repeat(barWidth - full), stream)
  const figures = [formatPercent(done).padStart(5), left(secondsLeft), formatRate(stepsPerSecond, 'steps')]
  return ['', `  ${bar} ${figures.filter((text) => text !== '').join(' · ')}`, `  ${standing(overview, lossName)}`]
}

/** The line that a log gets for every tenth. */
export function progressLine(overview: Overview, lossName: string): string {
  const { done, secondsLeft, stepsPerSecond } = overview
  const figures = [formatPercent(done).padStart(5), left(secondsLeft), formatRate(stepsPerSecond, 'steps')]
  return [...figures.filter((text) => text !== ''), standing(overview, lossName)].join(' · ')
}

/** Shows progress on standard error until it is ended. */
export interface ProgressDisplay {
  update(overview: Overview): void
  end(): void
}

const frameMilliseconds = 80

/** A block in a terminal, a line for every tenth elsewhere. */
export function progressDisplay(lossName: string): ProgressDisplay {
  return process.stderr.isTTY ? liveDisplay(lossName) : logDisplay(lossName)
}

function liveDisplay(lossName: string): ProgressDisplay {
  const block = new LiveBlock(process.stderr)
  let last = Number.NEGATIVE_INFINITY
  return {
    update: (overview) => {
      const time = now()
      if (time - last < frameMilliseconds) return
      last = time
      block.show(progressLines(overview, lossName, process.stderr))
    },
    end: () => block.clear(),
  }
}

function logDisplay(lossName: string): ProgressDisplay {
  let tenths = 0
  return {
    update: (overview) => {
      const reached = Math.floor(overview.done * 10 + 1e-9)
      if (reached <= tenths) return
      tenths = reached
      printAside(progressLine(overview, lossName))
    },
    end: () => undefined,
  }
}

/** Shows nothing. */
export const noDisplay: ProgressDisplay = { update: () => undefined, end: () => undefined }
