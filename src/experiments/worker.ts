// What an experiment's worker does, wherever it runs: some seeds of one cell a task, trained and scored.

import { type CancelSignal, now } from '../base/platform.ts'
import type { Handler } from '../pool/pool.ts'
import { takeTurn } from '../pool/turns.ts'
import type { SeedStart, TrainingJob } from '../train/job.ts'
import type { SlotValues } from '../train/model.ts'
import { type Progress, type SeedResult, type TrainingRecord, trainSeed } from '../train/trainer.ts'
import type { RecipeJob } from './recipe.ts'
import { followRecipe, type RecipeScore } from './recipe-score.ts'
import { type Score, scoreSeed } from './score.ts'
import type { ScoringJob } from './scoring.ts'
import { procedureOf } from './studies.ts'
import type { Studied, Study } from './study.ts'

/** One seed of a task. */
export interface SeedOfCell {
  /** Number of the run, to tell events apart. */
  readonly run: number
  readonly start: SeedStart
  /** What each variable sums, where seeds differ. */
  readonly subsets: SlotValues
  /** Starts of the recipe's candidates, `[restart][candidate]`. */
  readonly recipeStarts?: readonly (readonly SeedStart[])[]
}

/** Workers share nothing: a task says all of its training, so that seeds of different cells can follow each other. */
export type CellTask = FormulaTask | StudyTask

/** Seeds of a study. */
export interface StudyTask {
  readonly study: Study
  readonly seeds: readonly { readonly run: number; readonly seed: number }[]
}

/** Seeds of a model of formulas. */
export interface FormulaTask {
  readonly job: TrainingJob
  readonly scoring?: ScoringJob
  readonly recipe?: RecipeJob
  /** Names the cell's configuration. */
  readonly key: string
  readonly seeds: readonly SeedOfCell[]
}

/** What came of one seed. */
export type CellResult = FormulaResult | { readonly studied: Studied; readonly seconds: number }

/** A trained seed; where a protocol scores it, its records but one stay behind. */
export interface FormulaResult {
  readonly result: SeedResult
  readonly score?: Score | RecipeScore
  /** The record that the protocol chose. */
  readonly chosen?: TrainingRecord
  /** Training and scoring. */
  readonly seconds: number
}

export interface CellEvent {
  readonly run: number
  readonly progress: Progress
}

const finished = ({ seed, steps, trainLoss, stepsPerSecond }: SeedResult): Progress => ({
  seed,
  step: steps,
  steps,
  trainLoss,
  stepsPerSecond,
})

/** Gives the seeds that were trained: all of them, or those before an interruption and the interrupted one. */
export const trainCell: Handler<undefined, CellTask, CellResult[], CellEvent> = async (_, task, onEvent, signal) =>
  'study' in task ? await followStudy(task, onEvent, signal) : await trainFormula(task, onEvent, signal)

async function followStudy(
  { study, seeds }: StudyTask,
  onEvent: (event: CellEvent) => void,
  signal: CancelSignal,
): Promise<CellResult[]> {
  const results: CellResult[] = []
  for (const { run, seed } of seeds) {
    await takeTurn()
    if (signal.aborted && results.length > 0) break
    const began = now()
    const onProgress = (progress: Progress) => onEvent({ run, progress })
    const studied = await procedureOf(study).run(study, seed, { onProgress, signal })
    results.push({ studied, seconds: (now() - began) / 1000 })
  }
  return results
}

async function trainFormula(
  { job, scoring, recipe, key, seeds }: FormulaTask,
  onEvent: (event: CellEvent) => void,
  signal: CancelSignal,
): Promise<CellResult[]> {
  const results: CellResult[] = []
  for (const { run, start, subsets, recipeStarts } of seeds) {
    await takeTurn()
    if (signal.aborted && results.length > 0) break
    const began = now()
    if (recipe !== undefined && scoring !== undefined && recipeStarts !== undefined) {
      const followed = await followRecipe(recipe, scoring, recipeStarts, subsets, signal)
      // Nothing finite came of it: the seed counts as failed.
      const result = followed?.result ?? (await trainSeed(job, start, { signal }))
      const isCut = signal.aborted && followed === undefined
      const reason = isCut ? ('interrupted' as const) : result.stopReason
      const score = followed === undefined ? {} : { score: followed.score }
      results.push({ result: { ...result, stopReason: reason }, ...score, seconds: (now() - began) / 1000 })
      onEvent({ run, progress: finished(result) })
      continue
    }
    const result = await trainSeed(job, start, { signal, onProgress: (progress) => onEvent({ run, progress }) })
    if (scoring === undefined || result.stopReason === 'interrupted') {
      results.push({ result, seconds: result.seconds })
      continue
    }
    const score = scoreSeed(scoring, key, result, subsets)
    const chosen = result.records.find(({ step }) => step === score.chosenStep)
    results.push({
      result: { ...result, records: [] },
      score,
      ...(chosen === undefined ? {} : { chosen }),
      seconds: (now() - began) / 1000,
    })
  }
  return results
}
