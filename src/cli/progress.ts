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
  #finishedSteps = 0
  /** Steps that a resumed training had taken before. */
  readonly #stepsBefore: number
  #solved = 0
  /** The last training loss of every seed. */
  readonly #losses = new Map<number, number>()
  /** Share that was already done at the first report: a resumed training does not count it as speed. */
  #before: number | undefined

  /** `stepsBefore`: steps that the seeds had taken before, if they are resumed. */
  constructor(seeds: number, stepsBefore = 0, clock: () => number = now) {
    this.#seeds = seeds
    this.#stepsBefore = stepsBefore
    this.#clock = clock
    this.#started = clock()
  }

  update(progress: Progress): void {
    this.#running.set(progress.seed, progress)
    this.#losses.set(progress.seed, progress.trainLoss)
  }

  finish({ seed, solved, trainLoss, steps }: Pick<SeedResult, 'seed' | 'solved' | 'trainLoss' | 'steps'>): void {
    this.#running.delete(seed)
    this.#finished += 1
    this.#finishedSteps += steps
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
    // A seed at its last step is yet to be judged.
    const shares = running.reduce((sum, { step, steps }) => sum + Math.min(0.999, step / steps), this.#finished)
    const done = Math.min(1, shares / this.#seeds)
    this.#before ??= done
    const seconds = (this.#clock() - this.#started) / 1000
    const steps = running.reduce((sum, { step }) => sum + step, this.#finishedSteps - this.#stepsBefore)
    const gained = done - this.#before
    return {
      done,
      secondsLeft: gained > 0 ? (seconds * (1 - done)) / gained : Number.NaN,
      stepsPerSecond: Math.max(0, steps) / seconds,
      finished: this.#finished,
      solved: this.#solved,
      best: this.#best(),
    }
  }
}

/** Share, time left and speed; `between` stands before the speed. */
export function figures(
  { done, secondsLeft, stepsPerSecond }: Pick<Overview, 'done' | 'secondsLeft' | 'stepsPerSecond'>,
  ...between: readonly string[]
): string {
  // Whole seconds: nobody reads a moment less than one, and at the end nothing is left.
  const left =
    done < 1 && Number.isFinite(secondsLeft) ? [`${formatDuration(Math.max(1, Math.ceil(secondsLeft)))} left`] : []
  return [formatPercent(done).padStart(5), ...left, ...between, formatRate(stepsPerSecond, 'steps')].join(' · ')
}

function standing({ finished, solved, best }: Overview, lossName: string): string {
  const seeds = finished === 0 ? 'no seed finished yet' : `solved ${solved} of ${finished} finished seeds`
  return best === undefined
    ? seeds
    : `${seeds} · best so far: ${lossName} ${formatNumber(best.loss, 2)} (seed ${best.seed})`
}

const barWidth = 30

/** A bar of which a share is full. */
export function bar(done: number, stream: NodeJS.WritableStream, width = barWidth): string {
  const full = Math.round(done * width)
  return paint('accent', '━'.repeat(full), stream) + paint('faint', '─'.repeat(width - full), stream)
}

/** The block that a terminal shows. */
export function progressLines(overview: Overview, lossName: string, stream: NodeJS.WritableStream): string[] {
  return ['', `  ${bar(overview.done, stream)} ${figures(overview)}`, `  ${standing(overview, lossName)}`]
}

/** The line that a log gets for every tenth. */
export function progressLine(overview: Overview, lossName: string): string {
  return `${figures(overview)} · ${standing(overview, lossName)}`
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
