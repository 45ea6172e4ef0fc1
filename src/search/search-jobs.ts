// What a round of a search consists of: shapes of laws and stacks of modules, and where each of them can be run.

import type { CancelSignal } from '../base/platform.ts'
import type { ColumnRange } from '../formula/reading.ts'
import { takeTurn } from '../pool/turns.ts'
import type { Origin } from './candidates.ts'
import type { StackTask } from './module-search.ts'
import { gatedStacksOf, isRegistered, type ModuleStack, stackName, takesColumns } from './module-stacks.ts'
import type { Prepared } from './prepare.ts'
import type { SearchRows, ShapeLaw, ShapeResult, ShapeTask } from './shape-search.ts'
import { runStackTask, type SearchTask } from './shape-worker.ts'
import { fitsRows, type PowerShape, shapeName, shapesOf, takesPower } from './shapes.ts'

/** Runs tasks and hands over their results in the order of the tasks, whichever finishes first. */
export type RunTasks = (
  rows: SearchRows,
  tasks: readonly SearchTask[],
  onResult: (result: ShapeResult, index: number) => 'go on' | 'stop',
  signal?: CancelSignal,
) => Promise<void>

/** A task with what becomes of its laws. */
export interface Job {
  readonly name: string
  readonly originOf: (law: ShapeLaw, climbed: number) => Origin
  readonly task: SearchTask
  /** A stack of modules that only this thread has. */
  readonly ownStack?: ModuleStack
}

export interface JobOptions {
  readonly seed: number
  /** Trained in the compiled loop for each shape or stack and round. */
  readonly starts: number
  /** Stacks of modules that every round trains before anything else. */
  readonly stacks?: readonly ModuleStack[]
}

export interface RoundOptions extends JobOptions {
  /** Exponents of the best laws of a shape so far. */
  readonly around: (shape: PowerShape) => ShapeTask['around']
}

// Rounds from this on, counted from 0, train mixtures of sums and products, too: few starts, since shapes find what they find.
const firstGatedRound = 2
const gatedStarts = 32

/** The jobs of a round: the stacks that were asked for, then everything else. */
export function jobsOf(
  round: number,
  prepared: Prepared,
  rows: SearchRows,
  { seed, starts, stacks = [], around }: RoundOptions,
): { readonly early: readonly Job[]; readonly late: readonly Job[] } {
  const ranges = prepared.columns.map(rangeOf)
  const lows = ranges.map(({ low }) => low)
  const stackJobs = (each: readonly ModuleStack[], count: number) =>
    each
      .filter((stack) => takesColumns(stack, lows))
      .map((stack) => stackJob(stack, { ranges, round, seed, starts: count }))
  const gated = stacks.length === 0 && round >= firstGatedRound ? gatedStacksOf(round) : []
  const shapes = shapesOf(round).filter(
    (shape) => takesPower(shape.k, rows.target) && fitsRows(shape, rows.target.length),
  )
  return {
    early: stackJobs(stacks, starts),
    late: [
      ...shapes.map((shape) => shapeJob(shape, { round, seed, starts, around: around(shape) })),
      ...stackJobs(gated, Math.min(starts, gatedStarts)),
    ],
  }
}

function rangeOf(column: Float64Array): ColumnRange {
  const [low, high] = column.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as readonly [number, number],
  )
  return { low, high }
}

const shapeJob = (shape: PowerShape, options: Omit<ShapeTask, 'shape'>): Job => ({
  name: shapeName(shape),
  task: { shape, ...options },
  originOf: ({ reachedBy, trained }, climbed) => ({ kind: 'shape', shape, reachedBy, climbed, trained }),
})

function stackJob(stack: ModuleStack, options: Omit<StackTask, 'ids' | 'sizes'>): Job {
  const { sizes } = stack
  const ids = stack.modules.map(({ id }) => id)
  return {
    name: stackName(stack),
    task: { ids, sizes, ...options },
    originOf: ({ reachedBy, trained }, climbed) => ({
      kind: 'modules',
      ids,
      sizes,
      reachedBy,
      climbed,
      trained: trained as NonNullable<typeof trained>,
    }),
    ...(isRegistered(stack) ? {} : { ownStack: stack }),
  }
}

// No search has as many rounds: the starts of these are others.
const firstConfirmingRound = 1000

/** Two more searches of one shape from starts of their own, for two threads. */
export const confirmingJobs = (shape: PowerShape, again: number, { seed, starts }: JobOptions): Job[] =>
  [0, 1].map((i) => shapeJob(shape, { round: firstConfirmingRound + 2 * again + i, seed, starts, around: [] }))

/** Runs jobs in order: first those with modules that cannot be posted, here, then all others, wherever `run` does. */
export async function runJobs(
  rows: SearchRows,
  jobs: readonly Job[],
  run: RunTasks,
  onResult: (job: Job, result: ShapeResult) => 'go on' | 'stop',
  signal: CancelSignal | undefined,
): Promise<void> {
  const posted = jobs.filter(({ ownStack }) => ownStack === undefined)
  for (const job of jobs) {
    if (job.ownStack === undefined) continue
    if (signal?.aborted) return
    const result = await runStackTask(rows, job.task as StackTask, job.ownStack.modules, signal)
    if (onResult(job, result) === 'stop') return
    await takeTurn()
  }
  if (posted.length === 0) return
  const tasks = posted.map(({ task }) => task)
  await run(rows, tasks, (result, index) => onResult(posted[index] as Job, result), signal)
}
