// The demonstration while it runs: a block in a terminal, lines in a log.

import { formatCount, formatDuration, formatNumber } from '../base/numbers.ts'
import { now } from '../base/platform.ts'
import type { DemoView } from '../experiments/demo.ts'
import type { Progress } from '../train/trainer.ts'
import { LiveBlock } from './live.ts'
import { paint, printAside } from './terminal.ts'

export interface DemoDisplay {
  update(view: DemoView): void
  end(): void
}

const frameMilliseconds = 80
const barWidth = 24
/** More threads than this are counted, not listed. */
const mostListed = 8

export interface DisplayOptions {
  /** Epochs of a seed between two lines; undefined: a tenth of the seed in a log, none in a terminal. */
  readonly logEvery: number | undefined
  readonly epochs: number
}

/** Shows progress on standard error. */
export function demoDisplay({ logEvery, epochs }: DisplayOptions): DemoDisplay {
  if (!process.stderr.isTTY) {
    const log = new SeedLog(logEvery ?? Math.max(1, epochs / 10))
    return { update: (view) => log.lines(view).forEach(printAside), end: () => undefined }
  }
  const block = new LiveBlock(process.stderr)
  const log = logEvery === undefined ? undefined : new SeedLog(logEvery)
  let last = Number.NEGATIVE_INFINITY
  return {
    update: (view) => {
      const lines = log?.lines(view) ?? []
      if (lines.length > 0) {
        block.clear()
        lines.forEach(printAside)
      } else if (now() - last < frameMilliseconds) return
      last = now()
      block.show(blockLines(view))
    },
    end: () => block.clear(),
  }
}

export const noDemoDisplay: DemoDisplay = { update: () => undefined, end: () => undefined }

/** A line for a seed whenever it has come so many epochs further, and one when it has ended. */
export class SeedLog {
  readonly #every: number
  readonly #reached = new Map<number, number>()
  #ended = 0

  constructor(every: number) {
    this.#every = every
  }

  lines({ going, ended }: DemoView): string[] {
    const lines = going.flatMap(({ seed, step, steps, trainLoss }) => {
      const reached = Math.floor(step / this.#every)
      if (step === steps || reached <= (this.#reached.get(seed) ?? 0)) return []
      this.#reached.set(seed, reached)
      return [`seed ${seed} · ${formatCount(step)} of ${formatCount(steps)} epochs · loss ${formatNumber(trainLoss)}`]
    })
    const finished = ended.slice(this.#ended).map(({ outcome: { seed, steps, measures } }) => {
      const [inside, outside] = ['insideLoss', 'testLoss'].map((name) => formatNumber(measures[name] ?? Number.NaN))
      return `seed ${seed} · ended after ${formatCount(steps)} epochs · loss inside ${inside}, outside ${outside}`
    })
    this.#ended = ended.length
    return [...lines, ...finished]
  }
}

/** What a terminal shows. */
export function blockLines(view: DemoView): string[] {
  const { going, ended, shortEnded, shortKnown, secondsLeft } = view
  const reached = ended.filter(({ reaches }) => reaches).length
  const left = Number.isNaN(secondsLeft) ? '' : ` · ${formatDuration(Math.ceil(secondsLeft))} left`
  const seeds =
    ended.length === 0 ? 'no seed ended yet' : `${reached} of ${ended.length} seeds reach the published loss`
  const hidden = going.length - mostListed
  return [
    '',
    ...going.slice(0, mostListed).map(seedLine),
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
    `  ${seeds} · ${shortEnded} of ${shortKnown} short trainings${left}`,
  ]
}

function seedLine({ seed, step, steps, trainLoss }: Progress): string {
  const full = Math.round((step / steps) * barWidth)
  const bar =
    paint('accent', '━'.repeat(full), process.stderr) + paint('faint', '─'.repeat(barWidth - full), process.stderr)
  const at = formatCount(step).padStart(formatCount(steps).length)
  return `  seed ${String(seed).padEnd(3)} ${bar} ${at} epochs · loss ${formatNumber(trainLoss)}`
}
