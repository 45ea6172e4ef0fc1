// Runs seeds of cells, in this thread or in workers, and measures each once it is trained.

import type { CancelSignal } from '../base/platform.ts'
import { runTasks, type WorkerPort } from '../pool/pool.ts'
import { type SeedStart, seedStart, type TrainingJob, trainingJob } from '../train/job.ts'
import { type Progress, type SeedResult, trainSeed } from '../train/trainer.ts'
import type { Cell, Outcome } from './experiment.ts'
import type { CellEvent, CellTask } from './worker.ts'

/** One seed of one cell. */
export interface CellRun {
  readonly cell: Cell
  readonly seed: number
}

export interface EndedRun {
  readonly run: CellRun
  /** Interrupted ones too: their `stopReason` says so. */
  readonly outcome: Outcome
  readonly result: SeedResult
}

export interface RunHooks {
  readonly onProgress?: (run: CellRun, progress: Progress) => void
  readonly signal?: CancelSignal
  /** Trains in workers, at most this many at once. Default: in this thread, one after another. */
  readonly threads?: number
  readonly spawn?: () => WorkerPort
}

const jobs = new WeakMap<Cell, TrainingJob>()

function jobOf(cell: Cell): TrainingJob {
  const job = jobs.get(cell) ?? trainingJob(cell.training)
  jobs.set(cell, job)
  return job
}

function startOf({ cell, seed }: CellRun): SeedStart {
  const start = seedStart(cell.training, seed)
  // Written after the rows that a seed draws, in their place.
  return cell.rows === undefined ? start : { ...start, slots: { ...start.slots, rows: Float32Array.from(cell.rows) } }
}

/**
 * Trains seeds as they are asked for, those of different cells side by side, and yields each when it has ended.
 * The order in which they end does not change what comes out of any.
 */
export async function* runCells(
  runs: Iterable<CellRun>,
  { threads = 1, spawn, onProgress, signal }: RunHooks = {},
): AsyncGenerator<EndedRun> {
  if (spawn === undefined) {
    for (const run of runs) {
      if (signal?.aborted) return
      const hooks = { onProgress: (progress: Progress) => onProgress?.(run, progress) }
      const result = await trainSeed(jobOf(run.cell), startOf(run), signal === undefined ? hooks : { ...hooks, signal })
      yield { run, result, outcome: outcomeOf(run, result) }
    }
    return
  }
  const given: CellRun[] = []
  const tasks = mapped(runs, (run): CellTask => {
    given.push(run)
    return { run: given.length - 1, job: jobOf(run.cell), start: startOf(run) }
  })
  const onEvent = ({ run, progress }: CellEvent) => onProgress?.(given[run] as CellRun, progress)
  const pool = { threads, spawn, onEvent, ...(signal === undefined ? {} : { signal }) }
  for await (const { index, result } of runTasks<CellTask, SeedResult, CellEvent>(undefined, tasks, pool)) {
    const run = given[index] as CellRun
    yield { run, result, outcome: outcomeOf(run, result) }
  }
}

/** Maps on demand. Unlike a generator it may have more after it has had none for a while. */
function mapped<A, B>(values: Iterable<A>, change: (value: A) => B): Iterable<B> {
  const source = values[Symbol.iterator]()
  return {
    [Symbol.iterator]: () => ({
      next: () => {
        const next = source.next()
        return next.done === true ? { done: true, value: undefined } : { done: false, value: change(next.value) }
      },
    }),
  }
}

function outcomeOf({ cell, seed }: CellRun, result: SeedResult): Outcome {
  const { validation, trainLoss } = result
  // Validation rows are draws; where the rows are given, they have nothing to do with them.
  const inside =
    cell.rows === undefined
      ? { insideLoss: validation.halfSumOfSquares, insideRelativeRmse: validation.relativeRmse }
      : {}
  return {
    cell: cell.id,
    seed,
    steps: result.steps,
    stopReason: result.stopReason,
    notFiniteAtStep: result.notFiniteAtStep,
    seconds: result.seconds,
    measures: { trainLoss, ...inside, ...cell.measure(result) },
  }
}
