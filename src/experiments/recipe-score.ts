// Follows the recipe for one seed: trains start after start, chooses inside the training range, and scores once outside.

import type { CancelSignal } from '../base/platform.ts'
import { polish } from '../formula/polish.ts'
import { refine } from '../formula/refine.ts'
import type { Values } from '../formula/snap.ts'
import { interpret, spreadOver } from '../graph/interpret.ts'
import { takeTurn } from '../pool/turns.ts'
import { metricsOf } from '../train/evaluation.ts'
import type { SeedStart } from '../train/job.ts'
import type { SlotValues } from '../train/model.ts'
import { drawRows } from '../train/rows.ts'
import { type SeedResult, trainSeed } from '../train/trainer.ts'
import type { CandidateJob, RecipeJob } from './recipe.ts'
import type { ScoringJob } from './scoring.ts'

/** What the recipe came to. */
export interface RecipeScore {
  /** Mean squared error outside in float64, of what was chosen inside. */
  readonly extrapolation: number
  readonly interpolation: number
  /** Relative error inside (root mean squares), by which was chosen. */
  readonly insideRelativeRmse: number
  /** Trainings that were run, all candidates together, and their steps. */
  readonly trainings: number
  readonly totalSteps: number
  /** Place of the chosen candidate in the list. */
  readonly candidate: number
}

interface Choice {
  readonly candidate: number
  readonly values: Values
  readonly error: number
  readonly squared: number
  readonly result: SeedResult
}

/** @returns undefined if no start gave anything finite, or if it was interrupted before the first. */
export async function followRecipe(
  recipe: RecipeJob,
  scoring: ScoringJob,
  starts: readonly (readonly SeedStart[])[],
  subsets: SlotValues,
  signal: CancelSignal,
): Promise<{ readonly score: RecipeScore; readonly result: SeedResult } | undefined> {
  const seed = starts[0]?.[0]?.seed ?? 0
  const inside = drawRows(seed, 'validation', scoring.distribution, scoring.inputs, recipe.rows)
  let best: Choice | undefined
  let trainings = 0
  let totalSteps = 0
  for (const restart of starts) {
    for (const [candidate, job] of recipe.candidates.entries()) {
      await takeTurn()
      if (signal.aborted || (best !== undefined && best.error < recipe.goal)) break
      const result = await trainSeed(job.job, restart[candidate] as SeedStart, { signal })
      trainings += 1
      totalSteps += result.steps
      const choice = readResult(job, candidate, result, { inside, subsets, goal: recipe.goal })
      if (choice !== undefined && (best === undefined || choice.error < best.error)) best = choice
    }
  }
  // What was cut off must not pass for a whole run.
  if (best === undefined || signal.aborted) return undefined
  // The choice is made: from here on the test range may be looked at.
  const outside = drawRows(seed, 'test', scoring.testRange, scoring.inputs, recipe.rows)
  const { squared } = errorsOn(
    recipe.candidates[best.candidate] as CandidateJob,
    { ...best.values, ...subsets },
    outside,
  )
  const { error, squared: interpolation, candidate, result } = best
  return {
    score: { extrapolation: squared, interpolation, insideRelativeRmse: error, trainings, totalSteps, candidate },
    result,
  }
}

interface Reading {
  readonly inside: Float32Array
  readonly subsets: SlotValues
  readonly goal: number
}

/** Snapped and polished, or refined; undefined where that comes to nothing finite. */
function readResult(
  job: CandidateJob,
  candidate: number,
  result: SeedResult,
  { inside, subsets, goal }: Reading,
): Choice | undefined {
  const { fit, refining } = job
  const given: Values = { ...result.parameters, ...subsets }
  const count = fit.rows.size
  const rows = inside.length / fit.x.axes.reduce((n, each) => (each === fit.rows ? n : n * each.size), 1)
  const few = new Float32Array((inside.length / rows) * count)
  for (let i = 0; i * rows < inside.length; i += 1) few.set(inside.subarray(i * rows, i * rows + count), i * count)
  const target = spreadOver(interpret(job.target, { ...given, x: inside }), job.target.axes).subarray(0, count)
  const found =
    refining === undefined
      ? polish(fit, given, few, target)
      : refine(fit, given, few, target, { iterations: refining.iterations, held: refining.held, goal })
  if (found === undefined) return undefined
  const { relative, squared } = errorsOn(job, { ...found.values, ...subsets }, inside)
  return Number.isFinite(relative) ? { candidate, values: found.values, error: relative, squared, result } : undefined
}

function errorsOn({ snapping, target }: CandidateJob, values: Values, x: Float32Array) {
  const predicted = interpret(snapping.prediction, { ...values, x })
  const wanted = spreadOver(interpret(target, { ...values, x }), target.axes)
  const { relativeRmse, meanSquaredError } = metricsOf(predicted.data, wanted)
  return { relative: relativeRmse, squared: meanSquaredError }
}
