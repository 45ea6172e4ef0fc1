// Rounds of trainings over the shapes of laws, until a law is exact, the rounds are over or the time is.

import { type CancelSignal, now } from '../base/platform.ts'
import { fitLaw, freeNumbers, lawRows } from '../formula/law-fit.ts'
import { type Candidate, Candidates } from './candidates.ts'
import type { ClosedForm } from './closed.ts'
import type { Prepared } from './prepare.ts'
import { everyFewRows } from './residuals.ts'
import type { SearchRows, ShapeResult, ShapeTask } from './shape-search.ts'
import { fitsRows, type PowerShape, shapesOf, takesPower } from './shapes.ts'

/** Runs tasks and hands over their results in the order of the tasks, whichever finishes first. */
export type RunTasks = (
  rows: SearchRows,
  tasks: readonly ShapeTask[],
  onResult: (result: ShapeResult, index: number) => 'go on' | 'stop',
  signal?: CancelSignal,
) => Promise<void>

export interface SearchOptions {
  readonly seed: number
  /** Trained in the compiled loop for each shape and round. */
  readonly starts: number
  readonly rounds: number
  /** Seconds; a shape that is being searched then is searched to its end. */
  readonly time: number
  readonly run: RunTasks
  /** Laws that need no training, offered first. */
  readonly first?: (prepared: Prepared) => readonly ClosedForm[]
  /** Asked after each round: whether what was found needs no other. */
  readonly isEnough: (candidates: Candidates, outcomes: readonly ShapeOutcome[]) => boolean
  readonly signal?: CancelSignal
  readonly onProgress?: (progress: SearchProgress) => void
}

export interface SearchProgress {
  /** Counted from 1. */
  readonly round: number
  readonly rounds: number
  /** Shapes of this round that were searched, and all of them. */
  readonly done: number
  readonly shapes: number
  readonly best: Candidate | undefined
  readonly steps: number
  readonly seconds: number
}

export interface Searched {
  readonly candidates: Candidates
  /** How many climbed starts of each shape ended with which error; the measure of agreement. */
  readonly outcomes: readonly ShapeOutcome[]
  readonly steps: number
  readonly rounds: number
  readonly seconds: number
  /** Why the search ended. */
  readonly ended: 'exact' | 'enough' | 'rounds' | 'time' | 'stopped'
}

/** What the starts of one shape led to. */
export interface ShapeOutcome {
  readonly shape: PowerShape
  readonly laws: readonly {
    readonly candidate: Candidate | undefined
    readonly error: number
    readonly reachedBy: number
  }[]
}

// So many rows show a shape as well as more.
const mostSearchedRows = 512

export async function search(prepared: Prepared, options: SearchOptions): Promise<Searched> {
  const { rounds, time, signal, onProgress, run, isEnough, seed, starts } = options
  const began = now()
  const seconds = () => (now() - began) / 1000
  const candidates = new Candidates(prepared)
  const outcomes: ShapeOutcome[] = []
  const rows = searchRows(prepared)
  for (const { law, name } of options.first?.(prepared) ?? []) candidates.offer(law, { kind: 'closed form', name })
  let steps = 0
  let round = 0
  let ended: Searched['ended'] = 'rounds'
  while (round < rounds) {
    const shapes = shapesOf(round).filter(
      (shape) => takesPower(shape.k, rows.target) && fitsRows(shape, rows.target.length),
    )
    const tasks = shapes.map((shape): ShapeTask => ({ shape, round, seed, starts }))
    let best: Candidate | undefined
    let why: Searched['ended'] | undefined
    const onResult = (result: ShapeResult, index: number): 'go on' | 'stop' => {
      const shape = shapes[index] as PowerShape
      outcomes.push(outcomeOf(result, shape, candidates, prepared))
      steps += result.steps
      ;[best] = candidates.ranked(candidates.kind)
      onProgress?.({
        round: round + 1,
        rounds,
        done: index + 1,
        shapes: shapes.length,
        best,
        steps,
        seconds: seconds(),
      })
      if (best !== undefined && isExact(best, prepared)) why = 'exact'
      else if (signal?.aborted) why = 'stopped'
      else if (seconds() > time) why = 'time'
      return why === undefined ? 'go on' : 'stop'
    }
    await run(rows, tasks, onResult, signal)
    round += 1
    if (signal?.aborted) why ??= 'stopped'
    if (why === undefined && isEnough(candidates, outcomes)) why = 'enough'
    if (why !== undefined) {
      ended = why
      break
    }
  }
  return { candidates, outcomes, steps, rounds: round, seconds: seconds(), ended }
}

function searchRows({ columns, target, split }: Prepared): SearchRows {
  const rows = everyFewRows(split.train, mostSearchedRows)
  const take = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] as number)
  return { columns: columns.map(take), target: take(target) }
}

function outcomeOf(
  { laws, climbed }: ShapeResult,
  shape: PowerShape,
  candidates: Candidates,
  prepared: Prepared,
): ShapeOutcome {
  const { split, columns, target } = prepared
  const isSample = split.train.length > mostSearchedRows
  const more = everyFewRows(split.train)
  const take = (column: Float64Array) => Float64Array.from(more, (row) => column[row] as number)
  const all = isSample ? lawRows(columns.map(take), take(target)) : undefined
  return {
    shape,
    laws: laws.map(({ law, error, reachedBy, trained }) => {
      const refitted = all === undefined ? undefined : fitLaw(law, all, { free: freeNumbers(law, 'coefficients') })
      const candidate = candidates.offer(refitted?.law ?? law, { kind: 'shape', shape, reachedBy, climbed, trained })
      return { candidate, error: refitted?.error ?? error, reachedBy }
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
