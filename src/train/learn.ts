// Learning from many seeds: train each, then, and only then, score the finished weights on the test range.

import type { Interval } from '../base/options.ts'
import type { CancelSignal } from '../base/platform.ts'
import { runTasks, type WorkerPort } from '../pool/pool.ts'
import { type SuccessRate, successRate } from '../statistics/success-rate.ts'
import { evaluate, evaluationOf, type Metrics } from './evaluation.ts'
import { seedStart, type TrainingOptions, trainingJob } from './job.ts'
import { drawRows } from './rows.ts'
import { subsetValues } from './target.ts'
import { type Progress, type SeedResult, type TrainingState, trainSeed } from './trainer.ts'
import type { SeedTask, TrainingEvent } from './worker.ts'

/** What a caller may follow and steer while seeds are trained. */
export interface LearnHooks {
  readonly onProgress?: (progress: Progress) => void
  readonly onCheckpoint?: (state: TrainingState) => void
  readonly onSeed?: (result: SeedResult) => void
  readonly signal?: CancelSignal
  /** Trains seeds in workers, at most this many at once. Default: in this thread, one after another. */
  readonly threads?: number
  readonly spawn?: () => WorkerPort
}

/** Trains every seed; results in the order of `seeds`. An interrupted run gives those that had started. */
export async function trainSeeds(
  options: TrainingOptions,
  seeds: Iterable<number | TrainingState>,
  hooks: LearnHooks = {},
): Promise<SeedResult[]> {
  const results: SeedResult[] = []
  for await (const { index, result } of trainEach(options, seeds, hooks)) results[index] = result
  return results.filter((result) => result !== undefined)
}

/** Trains seeds as they are asked for and yields each result as soon as it is there. */
export async function* trainEach(
  options: TrainingOptions,
  seeds: Iterable<number | TrainingState>,
  { threads = 1, spawn, ...hooks }: LearnHooks = {},
): AsyncGenerator<{ index: number; result: SeedResult }> {
  const job = trainingJob(options)
  const startOf = (seed: number | TrainingState) => (typeof seed === 'number' ? seedStart(options, seed) : seed)
  if (spawn === undefined) {
    let index = 0
    for (const seed of seeds) {
      if (hooks.signal?.aborted) return
      const result = await trainSeed(job, startOf(seed), hooks)
      hooks.onSeed?.(result)
      yield { index, result }
      index += 1
    }
    return
  }
  const checkpoints = hooks.onCheckpoint !== undefined
  const tasks = mapped(seeds, (seed): SeedTask => ({ start: startOf(seed), checkpoints }))
  const onEvent = (event: TrainingEvent) => {
    if (event.kind === 'progress') hooks.onProgress?.(event.progress)
    else hooks.onCheckpoint?.(event.state)
  }
  const pool = { threads, spawn, onEvent, ...(hooks.signal === undefined ? {} : { signal: hooks.signal }) }
  for await (const finished of runTasks<SeedTask, SeedResult, TrainingEvent>(job, tasks, pool)) {
    hooks.onSeed?.(finished.result)
    yield finished
  }
}

function* mapped<A, B>(values: Iterable<A>, change: (value: A) => B): Generator<B> {
  for (const value of values) yield change(value)
}

/** A range that is drawn from only when the final score asks for it. */
export type TestRange = () => readonly Interval[]

/** Scores finished weights on rows outside the training range, in float64. */
export function score(
  { model, task }: Pick<TrainingOptions, 'model' | 'task'>,
  result: Pick<SeedResult, 'seed' | 'parameters'>,
  testRange: TestRange,
  rows: number,
): Metrics {
  const x = drawRows(result.seed, 'test', testRange(), task.inputs, rows)
  return evaluate(evaluationOf(model, task, rows), { ...result.parameters, ...subsetValues(task, result.seed) }, x)
}

/** A seed's result with its score outside the training range. */
export interface ScoredSeed extends SeedResult {
  readonly test: Metrics
}

/** What came of all seeds. */
export interface Learned {
  /** In the order of their numbers; none is left out. */
  readonly seeds: readonly ScoredSeed[]
  /** Of the seeds that were not interrupted. */
  readonly success: SuccessRate
  /** The seed with the lowest validation loss inside the training range; undefined if none is finite. */
  readonly chosen: ScoredSeed | undefined
}

/** Trains seeds, scores them, counts successes, and chooses by the loss inside the training range. */
export async function learn(
  options: TrainingOptions,
  seeds: readonly (number | TrainingState)[],
  test: { readonly range: TestRange; readonly rows: number },
  hooks: LearnHooks = {},
): Promise<Learned> {
  const trained = await trainSeeds(options, seeds, hooks)
  const scored = trained.map((result) => ({ ...result, test: score(options, result, test.range, test.rows) }))
  const { metric } = options.task.threshold
  const finite = scored.filter(({ validation }) => Number.isFinite(validation[metric]))
  const chosen = finite.toSorted((a, b) => a.validation[metric] - b.validation[metric])[0]
  const ended = scored.filter(({ stopReason }) => stopReason !== 'interrupted')
  const solved = ended.filter((result) => result.solved).length
  return { seeds: scored, success: successRate(solved, ended.length), chosen }
}
