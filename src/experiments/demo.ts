// The demonstration: rounds of the main job in a given time, with baselines, the identity and the counter beside it.

import { failure } from '../base/errors.ts'
import type { CancelSignal } from '../base/platform.ts'
import { now } from '../base/platform.ts'
import { type SuccessRate, successRate } from '../statistics/success-rate.ts'
import { publishedTestLoss, staticArithmetic as staticTasks } from '../tasks/static-arithmetic.ts'
import type { Progress, SeedResult } from '../train/trainer.ts'
import { baselines } from './baselines.ts'
import { type BaselineLine, baselineLines } from './baselines-report.ts'
import { counter } from './counter.ts'
import { type CounterLine, counterLines } from './counter-report.ts'
import {
  type Cell,
  changedCell,
  type Experiment,
  type FormulaCell,
  inOrder,
  type Outcome,
  smokeOf,
  stepsOf,
} from './experiment.ts'
import { identity } from './identity.ts'
import { type IdentityLine, identityLines } from './identity-report.ts'
import { type RoundLimit, Rounds, type RoundWork } from './rounds.ts'
import { type CellRun, type EndedRun, type RunHooks, runCells, singly } from './run.ts'
import { staticArithmetic } from './static-arithmetic.ts'
import { reachesPublished } from './static-report.ts'

/** Models of each kind that a round adds to the figure of the identity. */
const identityModels = 1
const counterSeeds = 10
const baselineSeeds = 1

// Seconds of a step on one machine. Only the ratios matter: they tell what else fits beside another seed.
const mainStep = 1.2e-4
const shortStep = { identity: 1.2e-5, baselines: 1.7e-5, counter: 4e-6 }
const measuringSeconds = 0.01

export interface DemoOptions {
  readonly limit: RoundLimit
  /** Epochs of a seed of the main job. */
  readonly epochs: number
  readonly strict: boolean
  /** Few steps everywhere: shows that it runs, and nothing else. */
  readonly smoke: boolean
}

export interface DemoHooks extends Pick<RunHooks, 'spawn'> {
  readonly threads: number
  readonly signal?: CancelSignal
  readonly clock?: () => number
  readonly onProgress?: (view: DemoView) => void
}

/** One seed of the main job. */
export interface MainSeed {
  readonly outcome: Outcome
  readonly result: SeedResult
  readonly reaches: boolean
}

/** What can be shown while it runs. */
export interface DemoView {
  readonly going: readonly Progress[]
  readonly ended: readonly MainSeed[]
  readonly begun: number
  /** Short trainings: ended, and known of. */
  readonly shortEnded: number
  readonly shortKnown: number
  readonly secondsLeft: number
}

export interface DemoResult {
  /** Whole rounds; the same number gives the same result. */
  readonly rounds: number
  readonly seeds: readonly MainSeed[]
  /** The seed with the lowest loss inside the training range; undefined if none is finite. */
  readonly chosen: MainSeed | undefined
  readonly reached: SuccessRate | undefined
  readonly baselines: readonly BaselineLine[]
  readonly identity: readonly IdentityLine[]
  readonly counter: readonly CounterLine[]
  readonly isInterrupted: boolean
  readonly isSolved: boolean
  readonly seconds: number
}

const mainTask = staticTasks[0]?.task.id

/** Round r: seed r of the main job, and the next models of each kind for the identity. */
function demoWork({ epochs, strict, smoke }: DemoOptions): RoundWork & { readonly main: FormulaCell } {
  const cellsOf = (experiment: Experiment) =>
    (smoke ? smokeOf(experiment) : experiment).cells.map((cell) => changedCell(cell, { strict }))
  const found = staticArithmetic.cells.find(({ id }) => id === mainTask)
  if (found === undefined) throw failure(`There is no cell for ${mainTask}.`)
  const main = changedCell(found, { steps: epochs, strict })
  const [identities, others, counters] = [identity, baselines, counter].map(cellsOf) as [
    FormulaCell[],
    FormulaCell[],
    FormulaCell[],
  ]
  const stepSeconds = new Map<Cell, number>([
    ...identities.map((cell) => [cell, shortStep.identity] as const),
    ...others.map((cell) => [cell, shortStep.baselines] as const),
    ...counters.map((cell) => [cell, shortStep.counter] as const),
  ])
  const seedsOf = (cells: readonly FormulaCell[], from: number, count: number): CellRun[] =>
    Array.from({ length: count }, (_, i) => cells.map((cell) => ({ cell, seed: from + i }))).flat()
  return {
    main,
    long: (round) => ({ cell: main, seed: round }),
    short: (round) => seedsOf(identities, round * identityModels, identityModels),
    cost: ({ cell }) => measuringSeconds + stepsOf(cell) * (stepSeconds.get(cell) ?? mainStep),
    once: [...seedsOf(counters, 0, counterSeeds), ...seedsOf(others, 0, baselineSeeds)],
  }
}

/** Runs it. The time limit may be passed only by the round that has to be run in any case. */
export async function runDemo(options: DemoOptions, hooks: DemoHooks): Promise<DemoResult> {
  const { threads, spawn, signal, clock = now, onProgress } = hooks
  const work = demoWork(options)
  const rounds = new Rounds(work, plannedWithin(options.limit), { threads, clock })
  const stop = new Stop(signal)
  const going = new Map<CellRun, Progress>()
  const outcomes: { readonly outcome: Outcome; readonly round: number; readonly experiment: string }[] = []
  const mains: (MainSeed & { readonly round: number })[] = []
  const experimentOf = experimentsByCell(work)
  const view = (): DemoView => ({
    going: [...going.values()],
    ended: mains,
    begun: rounds.begun,
    shortEnded: outcomes.length,
    shortKnown: outcomes.length + rounds.pending,
    secondsLeft: rounds.secondsLeft,
  })
  const isOver = () => 'seconds' in options.limit && rounds.seconds > options.limit.seconds && rounds.whole > 0

  const runHooks: RunHooks = {
    threads,
    signal: stop,
    onProgress: (run, progress) => {
      rounds.progress(run, progress.step / progress.steps)
      if (run.cell === work.main) going.set(run, progress)
      if (isOver()) stop.abort()
      onProgress?.(view())
    },
    ...(spawn === undefined ? {} : { spawn }),
  }
  for await (const [{ run, outcome, result }] of runCells(singly(rounds), runHooks) as AsyncIterable<[EndedRun]>) {
    going.delete(run)
    const isMain = run.cell === work.main
    const isWhole = outcome.stopReason !== 'interrupted'
    const round = isWhole ? rounds.end(run) : -1
    if (isMain) mains.push({ outcome, result: result as SeedResult, round, reaches: reachesPublished(outcome) })
    else if (isWhole) outcomes.push({ outcome, round, experiment: experimentOf(run.cell) })
    onProgress?.(view())
  }

  stop.release()
  const isInterrupted = signal?.aborted === true
  // Interrupted, all that is there is shown; otherwise whole rounds alone, so that their number says all.
  const counts = (round: number) => isInterrupted || (round >= 0 && round < rounds.whole)
  const seeds = mains.filter(({ round }) => counts(round)).toSorted((a, b) => a.outcome.seed - b.outcome.seed)
  const own = (experiment: Experiment) =>
    outcomes.filter((each) => each.experiment === experiment.id && counts(each.round)).map(({ outcome }) => outcome)
  const chosen = chooseInside(seeds)
  return {
    rounds: rounds.whole,
    seeds,
    chosen,
    reached: seeds.length === 0 ? undefined : successRate(seeds.filter(({ reaches }) => reaches).length, seeds.length),
    baselines: baselineLines(inOrder(baselines, own(baselines))),
    identity: identityLines(inOrder(identity, own(identity))),
    counter: counterLines(inOrder(counter, own(counter))),
    isInterrupted,
    isSolved: chosen?.reaches ?? false,
    seconds: rounds.seconds,
  }
}

/** Part of the time is kept for measuring and for estimates that were too low. */
const plannedWithin = (limit: RoundLimit): RoundLimit =>
  'rounds' in limit ? limit : { seconds: Math.max(0, limit.seconds - 1) * 0.95 }

function experimentsByCell({ short, once }: RoundWork): (cell: Cell) => string {
  const ids = new Map<Cell, string>()
  for (const { cell } of short(0)) ids.set(cell, identity.id)
  for (const { cell } of once)
    ids.set(cell, baselines.cells.some(({ id }) => id === cell.id) ? baselines.id : counter.id)
  return (cell) => ids.get(cell) ?? ''
}

/** The seed with the lowest loss inside the training range; the test range has no say. */
function chooseInside<S extends { readonly outcome: Outcome }>(seeds: readonly S[]): S | undefined {
  const inside = ({ outcome }: S) => outcome.measures['insideLoss'] ?? Number.NaN
  return seeds.filter((seed) => Number.isFinite(inside(seed))).toSorted((a, b) => inside(a) - inside(b))[0]
}

/** The published figure and where it comes from. */
export const published = { loss: publishedTestLoss.value, epochs: publishedTestLoss.epochs }

/** A signal that the outside can give, and that we can give too. */
class Stop implements CancelSignal {
  readonly #listeners = new Set<() => void>()
  readonly #outside: CancelSignal | undefined
  #aborted = false

  constructor(outside: CancelSignal | undefined) {
    this.#outside = outside
    if (outside?.aborted === true) this.#aborted = true
    outside?.addEventListener('abort', this.abort)
  }

  get aborted(): boolean {
    return this.#aborted
  }

  readonly abort = (): void => {
    if (this.#aborted) return
    this.#aborted = true
    for (const listener of this.#listeners) listener()
  }

  release(): void {
    this.#outside?.removeEventListener('abort', this.abort)
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.add(listener)
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener)
  }
}
