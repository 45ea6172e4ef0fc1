// A fit while it runs: a block in a terminal, a line for every tenth in a log.

import { formatCount } from '../base/numbers.ts'
import { now } from '../base/platform.ts'
import type { FitProgress } from '../fit/fit.ts'
import { LiveBlock } from './live.ts'
import { bar, figures } from './progress.ts'
import { paint, printAside } from './terminal.ts'

/** Shows a search on standard error until it is ended. */
export interface FitDisplay {
  update(progress: FitProgress): void
  end(): void
}

const frameMilliseconds = 80

/** Shows nothing. */
export const noFitDisplay: FitDisplay = { update: () => undefined, end: () => undefined }

/** @param time seconds after which the search ends. */
export function fitDisplay(time: number): FitDisplay {
  return process.stderr.isTTY ? liveDisplay(time) : logDisplay(time)
}

function liveDisplay(time: number): FitDisplay {
  const block = new LiveBlock(process.stderr)
  let last = Number.NEGATIVE_INFINITY
  return {
    update: (progress) => {
      if (now() - last < frameMilliseconds) return
      last = now()
      block.show(fitLines(progress, time, process.stderr))
    },
    end: () => block.clear(),
  }
}

function logDisplay(time: number): FitDisplay {
  let tenths = 0
  return {
    update: (progress) => {
      const reached = Math.floor(shareDone(progress, time) * 10 + 1e-9)
      if (reached <= tenths) return
      tenths = reached
      printAside(`${fitFigures(progress, time)} · ${bestText(progress)}`)
    },
    end: () => undefined,
  }
}

/** Rounds or time, whichever ends first. */
function shareDone({ round, rounds, done, shapes, seconds }: FitProgress, time: number): number {
  return Math.min(1, Math.max(seconds / time, (round - 1 + done / shapes) / rounds))
}

function fitFigures(progress: FitProgress, time: number): string {
  const { seconds, steps, round, rounds } = progress
  const done = shareDone(progress, time)
  const secondsLeft = done > 0 ? Math.min(Math.max(0, time - seconds), (seconds * (1 - done)) / done) : Number.NaN
  const counted = `round ${formatCount(round)} of ${formatCount(rounds)}`
  return figures({ done, secondsLeft, stepsPerSecond: seconds > 0 ? steps / seconds : Number.NaN }, counted)
}

const bestText = ({ formula }: FitProgress) => (formula === undefined ? 'no formula yet' : `best so far: ${formula}`)

/** What a terminal shows. */
export function fitLines(progress: FitProgress, time: number, stream: NodeJS.WritableStream): string[] {
  const { formula } = progress
  const best = formula === undefined ? bestText(progress) : `best so far  ${paint('strong', formula, stream)}`
  return ['', `  ${bar(shareDone(progress, time), stream)} ${fitFigures(progress, time)}`, `  ${best}`]
}
