// Rounds of trainings over the shapes of laws, until a law is exact, the rounds are over or the time is.

import { type CancelSignal, now } from '../base/platform.ts'
import { fitLaw, freeNumbers } from '../formula/law-fit.ts'
import { type Candidate, Candidates } from './candidates.ts'
import type { ClosedForm } from './closed.ts'
import { partLawRows, partRows } from './part-rows.ts'
import type { Prepared } from './prepare.ts'
import { everyFewRows } from './residuals.ts'
import { confirmingJobs, type Job, type JobOptions, jobsOf, type RunTasks, runJobs } from './search-jobs.ts'
import type { ShapeLaw, ShapeResult, ShapeTask } from './shape-search.ts'
import { type PowerShape, shapeName } from './shapes.ts'

export interface SearchOptions extends JobOptions {
  readonly rounds: number
  /** Seconds; a shape that is being searched then is searched to its end. */
  readonly time: number
  readonly run: RunTasks
  /** Laws that need no training, offered first; after the first round's stacks, so that what modules find counts as theirs. */
  readonly first?: (prepared: Prepared) => readonly ClosedForm[]
  /** Offers laws near to the best ones; called at the end of each round. */
  readonly refine: (candidates: Candidates) => void
  /** Asked after each round: whether what was found needs no other. */
  readonly isEnough: (candidates: Candidates, outcomes: readonly ShapeOutcome[]) => boolean
  readonly signal?: CancelSignal
  readonly onProgress?: (progress: SearchProgress) => void
}

export interface SearchProgress {
  /** Counted from 1. */
  readonly round: number
  readonly rounds: number
  /** Shapes and stacks of this round that were searched, and all of them. */
  readonly done: number
  readonly shapes: number
  readonly best: Candidate | undefined
  readonly steps: number
  readonly seconds: number
}

export interface Searched {
  readonly candidates: Candidates
  /** How many climbed starts of each shape and stack ended with which error; the measure of agreement. */
  readonly outcomes: readonly ShapeOutcome[]
  readonly steps: number
  readonly rounds: number
  readonly seconds: number
  /** Why the search ended. */
  readonly ended: 'exact' | 'enough' | 'rounds' | 'time' | 'stopped'
}

export interface ShapeOutcomeLaw extends Pick<ShapeLaw, 'exponents' | 'error' | 'reachedBy'> {
  readonly candidate: Candidate | undefined
}

/** What the starts of one shape or stack led to. */
export interface ShapeOutcome {
  readonly name: string
  readonly laws: readonly ShapeOutcomeLaw[]
}

// So many rows show a shape as well as more.
const mostSearchedRows = 512

export async function search(prepared: Prepared, options: SearchOptions): Promise<Searched> {
  const { rounds, time, signal, onProgress, run, isEnough, first } = options
  const began = now()
  const seconds = () => (now() - began) / 1000
  const candidates = new Candidates(prepared)
  const outcomes: ShapeOutcome[] = []
  const rows = partRows(prepared, everyFewRows(prepared.split.train, mostSearchedRows))
  const best = () => candidates.ranked(candidates.kind)[0]
  const isExactBest = () => {
    const law = best()
    return law !== undefined && isExact(law, prepared)
  }
  // An exact law that too few restarts gave is looked for further.
  const isDone = () => isExactBest() && isEnough(candidates, outcomes)
  let steps = 0
  let round = 0
  let confirmations = 0
  let ended: Searched['ended'] | undefined
  /** Runs jobs until one of them ends the search; an exact law does once `least` are done. `all` counts those of the round. */
  const runAll = async (jobs: readonly Job[], { least = 0, before = 0, all = jobs.length } = {}) => {
    let done = before
    await runJobs(
      rows,
      jobs,
      run,
      (job, result) => {
        outcomes.push(outcomeOf(result, job, candidates, prepared))
        steps += result.steps
        done += 1
        onProgress?.({
          round: Math.min(round + 1, rounds),
          rounds,
          done,
          shapes: all,
          best: best(),
          steps,
          seconds: seconds(),
        })
        if (done >= least && isDone()) ended = 'exact'
        if (signal?.aborted) ended ??= 'stopped'
        else if (seconds() > time) ended ??= 'time'
        return ended === undefined ? 'go on' : 'stop'
      },
      signal,
    )
    if (signal?.aborted) ended ??= 'stopped'
  }
  /** Too few restarts may have given the law, or it is one of several that they gave: more of its own shape say which. */
  const confirm = async () => {
    while (confirmations < mostConfirmations && ended === undefined) {
      const shape = shapeOf(best())
      if (shape === undefined) return
      await runAll(confirmingJobs(shape, confirmations, options))
      confirmations += 1
      if (ended === undefined && isEnough(candidates, outcomes)) ended = 'enough'
    }
  }
  while (round < rounds && ended === undefined) {
    const { early, late } = jobsOf(round, prepared, rows, { ...options, around: (shape) => bestOf(shape, outcomes) })
    const all = early.length + late.length
    // Every stack that was asked for has its say: the law counts as that of the one that fits it best.
    await runAll(early, { least: early.length, all })
    // Also where the time is over: there has to be a best so far.
    if (round === 0 && ended !== 'exact') {
      for (const { law, name } of first?.(prepared) ?? []) candidates.offer(law, { kind: 'closed form', name })
    }
    if (ended === undefined) await runAll(late, { before: early.length, all })
    if (ended !== 'exact') {
      options.refine(candidates)
      if (isDone()) ended = 'exact'
    }
    if (ended === undefined && isEnough(candidates, outcomes)) ended = 'enough'
    round += 1
    // No other round finds a better law than an exact one.
    const isLast = round === rounds || isExactBest()
    if (ended === undefined && isLast) await confirm()
  }
  return { candidates, outcomes, steps, rounds: round, seconds: seconds(), ended: ended ?? 'rounds' }
}

const mostConfirmations = 3

const shapeOf = (best: Candidate | undefined): PowerShape | undefined =>
  best?.origin.kind === 'shape' ? best.origin.shape : undefined

// Later rounds start beside so many laws of each shape.
const mostAround = 4

function bestOf(shape: PowerShape, outcomes: readonly ShapeOutcome[]): ShapeTask['around'] {
  const name = shapeName(shape)
  const laws = outcomes.flatMap((outcome) => (outcome.name === name ? outcome.laws : []))
  return [...laws]
    .sort((a, b) => a.error - b.error)
    .slice(0, mostAround)
    .map(({ exponents }) => exponents)
}

function outcomeOf(
  { laws, climbed }: ShapeResult,
  { name, originOf }: Job,
  candidates: Candidates,
  prepared: Prepared,
): ShapeOutcome {
  const { train } = prepared.split
  const all = train.length > mostSearchedRows ? partLawRows(prepared, everyFewRows(train)) : undefined
  return {
    name,
    laws: laws.map((found) => {
      const { law, exponents, error, reachedBy } = found
      const refitted = all === undefined ? undefined : fitLaw(law, all, { free: freeNumbers(law, 'coefficients') })
      const candidate = candidates.offer(refitted?.law ?? law, originOf(found, climbed))
      return { candidate, exponents, error: refitted?.error ?? error, reachedBy }
    }),
  }
}

// Errors of unrounded numbers below this share leave no room for another law.
const exactBelow = 1e-9

/** True if the law leaves nothing on both parts, of numbers that were not rounded, with constants to spare. */
function isExact({ errors, law }: Candidate, { split, target }: Prepared): boolean {
  const { train, choose, floor } = errors.absolute
  const numbers = 1 + law.sums.reduce((sum, { terms }) => sum + terms.length, 0)
  const isTested = split.choose.length > 0 && numbers * 4 <= target.length
  return isTested && floor < exactBelow && Math.max(train, choose) < exactBelow
}
