// A fit while it runs: a block in a terminal, a line for every tenth in a log.

import { formatCount } from '../base/numbers.ts'
import { now } from '../base/platform.ts'
import type { FitProgress } from '../fit/attempt.ts'
import { LiveBlock } from './live.ts'
import { bar, figures } from './progress.ts'
import { paint, printAside } from './terminal.ts'

/** Shows a search on standard error until it is ended. */
export interface FitDisplay {
  update(progress: FitProgress): void
  end(): void
}

/** When a search ends at the latest. */
export interface FitLimits {
  /** Seconds. */
  readonly time: number
  readonly rounds: number
}

/** Shows nothing. */
export const noFitDisplay: FitDisplay = { update: () => undefined, end: () => undefined }

export const fitDisplay = (limits: FitLimits): FitDisplay =>
  process.stderr.isTTY ? liveDisplay(limits) : logDisplay(limits)

// Some forms take seconds, and a clock that stands still looks like a program that does.
const frameMilliseconds = 200

function liveDisplay(limits: FitLimits): FitDisplay {
  const block = new LiveBlock(process.stderr)
  let progress = beforeFirst(limits)
  let since = now()
  const show = () => block.show(fitLines(progress, limits, (now() - since) / 1000, process.stderr))
  show()
  const clock = setInterval(show, frameMilliseconds)
  return {
    update: (next) => {
      progress = next
      since = now()
      show()
    },
    end: () => {
      clearInterval(clock)
      block.clear()
    },
  }
}

const beforeFirst = ({ rounds }: FitLimits): FitProgress => ({
  round: 1,
  rounds,
  done: 0,
  shapes: 1,
  steps: 0,
  seconds: 0,
  formula: undefined,
})

function logDisplay(limits: FitLimits): FitDisplay {
  let tenths = 0
  return {
    update: (progress) => {
      const reached = Math.floor(shareDone(progress, limits, 0) * 10 + 1e-9)
      if (reached <= tenths) return
      tenths = reached
      printAside(`${fitFigures(progress, limits, 0)} · ${bestText(progress)}`)
    },
    end: () => undefined,
  }
}

/** Rounds or time, whichever ends first. */
function shareDone({ round, rounds, done, shapes, seconds }: FitProgress, { time }: FitLimits, waited: number): number {
  return Math.min(1, Math.max((seconds + waited) / time, (round - 1 + done / shapes) / rounds))
}

function fitFigures(progress: FitProgress, limits: FitLimits, waited: number): string {
  const { seconds, steps, round, rounds } = progress
  const done = shareDone(progress, limits, waited)
  const elapsed = seconds + waited
  const byRounds = done > 0 ? (elapsed * (1 - done)) / done : Number.POSITIVE_INFINITY
  const secondsLeft = Math.min(Math.max(0, limits.time - elapsed), byRounds)
  const counted = `round ${formatCount(round)} of ${formatCount(rounds)}`
  return figures({ done, secondsLeft, stepsPerSecond: seconds > 0 ? steps / seconds : Number.NaN }, counted)
}

const bestText = ({ formula }: FitProgress) => (formula === undefined ? 'no formula yet' : `best so far: ${formula}`)

/**
 * What a terminal shows.
 * @param waited seconds since the progress was reported.
 */
export function fitLines(
  progress: FitProgress,
  limits: FitLimits,
  waited: number,
  stream: NodeJS.WritableStream,
): string[] {
  const { formula } = progress
  const best = formula === undefined ? bestText(progress) : `best so far  ${paint('strong', formula, stream)}`
  const share = shareDone(progress, limits, waited)
  // What is under way is searched to its end, and then the best is judged.
  if (share >= 1) return ['', `  ${bar(1, stream)} finishing and judging`, `  ${best}`]
  return ['', `  ${bar(share, stream)} ${fitFigures(progress, limits, waited)}`, `  ${best}`]
}
