// The robust recipe: several units, several starts of each, snapping and polishing, and a choice inside the training range.

import { type Snapping, snappingOf } from '../formula/snap.ts'
import { type WeightFit, weightFitOf } from '../formula/weight-fit.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'
import { type SeedStart, seedStart, type TrainingJob, type TrainingOptions, trainingJob } from '../train/job.ts'
import type { Model } from '../train/model.ts'
import { subsetSlots, subsetValues, targetOf } from '../train/target.ts'

/** One way to learn the task. */
export interface Candidate {
  readonly name: string
  readonly training: TrainingOptions
  /**
   * Another model that the trained parameters are read with; it has the same ones. A product is learnt from sizes
   * alone, and its signs follow from its exponents once these are whole.
   */
  readonly read?: Model
  /** Fits all weights after training. Default: those near whole values are put there, and only the others are fitted. */
  readonly refining?: Refining
}

/** How all weights of a candidate are fitted. */
export interface Refining {
  /** Rows of the training range that are fitted. */
  readonly rows: number
  readonly iterations: number
  /** Weights that are put on whole values first and stay there, such as `layer2.W`. */
  readonly held: readonly string[]
}

export interface Recipe {
  readonly candidates: readonly Candidate[]
  /** Starts of each candidate, at most. */
  readonly restarts: number
  /** No further start is made once one has this relative error (root mean squares) inside the training range. */
  readonly goal: number
}

/** What a worker needs of a candidate. Plain data. */
export interface CandidateJob {
  readonly name: string
  readonly job: TrainingJob
  readonly fit: WeightFit
  readonly refining?: Refining
  /** Outputs and targets over the rows of the training range that choose. */
  readonly snapping: Snapping
  readonly target: Node // [rows]
}

export interface RecipeJob {
  readonly candidates: readonly CandidateJob[]
  readonly restarts: number
  readonly goal: number
  readonly rows: number
}

// Rows that polishing fits, and rows of the training range that choose: those that are fitted come first among them.
const polishRows = 256
const choosingRows = 1000

export function recipeJob({ candidates, restarts, goal }: Recipe): RecipeJob {
  const refined = candidates.map(({ refining }) => refining?.rows ?? 0)
  const rows = Math.max(choosingRows, ...refined.map((each) => each + each / 2))
  return {
    restarts,
    goal,
    rows,
    candidates: candidates.map(({ name, training, read = training.model, refining }): CandidateJob => {
      const x = slot('x', [read.input, axis('rows', rows)])
      return {
        name,
        job: trainingJob(training),
        fit: weightFitOf(read, refining?.rows ?? polishRows),
        ...(refining === undefined ? {} : { refining }),
        snapping: snappingOf(read, x),
        target: targetOf(training.task, x, read, subsetSlots(training.task, read.input)),
      }
    }),
  }
}

// Seeds of restarts lie far from those that tables count up to.
const seedsApart = 1_000_003

/** Every start of every candidate for a seed: `[restart][candidate]`. What the variables sum is that of the seed. */
export function recipeStarts({ candidates, restarts }: Recipe, seed: number): SeedStart[][] {
  return Array.from({ length: restarts }, (_, restart) =>
    candidates.map(({ training }) => {
      const start = seedStart(training, seed + (restart + 1) * seedsApart)
      return { ...start, slots: { ...start.slots, ...subsetValues(training.task, seed) } }
    }),
  )
}
