// Runs seeds of cells, in this thread or in workers, and measures each once it is trained.

import type { CancelSignal } from '../base/platform.ts'
import { runTasks, type WorkerPort } from '../pool/pool.ts'
import { type SeedStart, seedStart, trainingJob } from '../train/job.ts'
import { subsetValues } from '../train/target.ts'
import type { Progress, SeedResult } from '../train/trainer.ts'
import type { Cell, FormulaCell, Outcome } from './experiment.ts'
import { recipeJob, recipeStarts } from './recipe.ts'
import { scoringJob } from './scoring.ts'
import {
  type CellEvent,
  type CellResult,
  type CellTask,
  type FormulaTask,
  type SeedOfCell,
  trainCell,
} from './worker.ts'

/** One seed of one cell. */
export interface CellRun {
  readonly cell: Cell
  readonly seed: number
}

export interface EndedRun {
  readonly run: CellRun
  /** Interrupted ones too: their `stopReason` says so. */
  readonly outcome: Outcome
  /** The trained model; none of studies. */
  readonly result?: SeedResult
}

export interface RunHooks {
  readonly onProgress?: (run: CellRun, progress: Progress) => void
  readonly signal?: CancelSignal
  /** Trains in workers, at most this many at once. Default: in this thread, one after another. */
  readonly threads?: number
  readonly spawn?: () => WorkerPort
}

type CellJob = Omit<FormulaTask, 'seeds'>

const jobs = new WeakMap<Cell, CellJob>()
let numbered = 0

function jobOf(cell: FormulaCell): CellJob {
  const { training, scoring, recipe } = cell
  const made = jobs.get(cell) ?? {
    job: trainingJob(training),
    ...(scoring === undefined ? {} : { scoring: scoringJob(training.model, training.task, scoring) }),
    ...(recipe === undefined ? {} : { recipe: recipeJob(recipe) }),
    key: `${++numbered} ${cell.id}`,
  }
  jobs.set(cell, made)
  return made
}

function startOf(cell: FormulaCell, seed: number): SeedStart {
  const start = seedStart(cell.training, seed)
  // Written after the rows that a seed draws, in their place.
  return cell.rows === undefined ? start : { ...start, slots: { ...start.slots, rows: Float32Array.from(cell.rows) } }
}

/**
 * Trains seeds as they are asked for, those of different cells side by side, and yields each chunk when it has ended.
 * The order in which they end, and how many of one cell are handed out together, does not change what comes out of any.
 * @param chunks runs that one worker takes together: all of one cell.
 */
export async function* runCells(
  chunks: Iterable<readonly CellRun[]>,
  { threads = 1, spawn, onProgress, signal }: RunHooks = {},
): AsyncGenerator<readonly EndedRun[]> {
  const given: CellRun[] = []
  const onEvent = ({ run, progress }: CellEvent) => onProgress?.(given[run] as CellRun, progress)
  const taskOf = (chunk: readonly CellRun[]): CellTask => {
    const [{ cell }] = chunk as readonly [CellRun]
    const numbers = chunk.map((run) => given.push(run) - 1)
    if ('study' in cell) {
      return { study: cell.study, seeds: chunk.map(({ seed }, i) => ({ run: numbers[i] as number, seed })) }
    }
    const seeds = chunk.map(({ seed }, i): SeedOfCell => {
      const subsets = subsetValues(cell.training.task, seed)
      const starts = cell.recipe === undefined ? {} : { recipeStarts: recipeStarts(cell.recipe, seed) }
      return { run: numbers[i] as number, start: startOf(cell, seed), subsets, ...starts }
    })
    return { ...jobOf(cell), seeds }
  }
  const ended = (task: CellTask, results: readonly CellResult[]): EndedRun[] =>
    results.map((each, i) => {
      const run = given[task.seeds[i]?.run as number] as CellRun
      return { run, outcome: outcomeOf(run, each), ...('result' in each ? { result: each.result } : {}) }
    })
  if (spawn === undefined) {
    for (const chunk of chunks) {
      if (signal?.aborted) return
      const task = taskOf(chunk)
      yield ended(task, await trainCell(undefined, task, onEvent, signal ?? neverAborted))
    }
    return
  }
  const tasks = new Map<number, CellTask>()
  let taken = 0
  const source = mapped(chunks, (chunk) => {
    const task = taskOf(chunk)
    tasks.set(taken++, task)
    return task
  })
  const pool = { threads, spawn, onEvent, ...(signal === undefined ? {} : { signal }) }
  for await (const { index, result } of runTasks<CellTask, CellResult[], CellEvent>(undefined, source, pool)) {
    const task = tasks.get(index) as CellTask
    tasks.delete(index)
    yield ended(task, result)
  }
}

/** Every run as a chunk of its own. */
export const singly = (runs: Iterable<CellRun>): Iterable<readonly CellRun[]> => mapped(runs, (run) => [run])

const neverAborted: CancelSignal = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} }

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

function outcomeOf({ cell, seed }: CellRun, ended: CellResult): Outcome {
  const { seconds } = ended
  if ('studied' in ended) return { cell: cell.id, seed, seconds, ...ended.studied }
  const { result, score, chosen } = ended
  const { rows, measure } = cell as FormulaCell
  const { validation, trainLoss } = result
  // Validation rows are draws; where the rows are given, they have nothing to do with them.
  const inside =
    rows === undefined ? { insideLoss: validation.halfSumOfSquares, insideRelativeRmse: validation.relativeRmse } : {}
  return {
    cell: cell.id,
    seed,
    steps: result.steps,
    stopReason: result.stopReason,
    notFiniteAtStep: result.notFiniteAtStep,
    seconds,
    measures: { trainLoss, ...inside, ...score, ...measure?.(result, chosen) },
  }
}
