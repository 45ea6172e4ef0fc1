// The candidates of the robust recipe: a sum, a product of powers, and both of sums.

import { adam } from '../optimizers/adam.ts'
import { schedules } from '../optimizers/schedules.ts'
import type { Task } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import type { TrainingOptions } from '../train/job.ts'
import { type Model, stack, stackOf } from '../train/model.ts'
import type { LossKind } from '../train/step.ts'
import type { Candidate, Refining } from './recipe.ts'

// Chosen beforehand and not tuned: a rate and a length at which a convex problem of ten inputs has long settled.
export const recipeSettings = { learningRate: 0.02, steps: 4000, batch: 128, restarts: 10, goal: 1e-7 } as const

function training(model: Model, task: Task, loss: LossKind): TrainingOptions {
  return {
    model,
    task,
    batching: { kind: 'fresh', batch: recipeSettings.batch },
    loss,
    optimizer: adam,
    learningRate: recipeSettings.learningRate,
    schedule: schedules.cosine,
    clipping: {},
    // Snapping and fitting do what penalties are for.
    penalties: Object.fromEntries(
      model.layers.flatMap(({ module }) => module.penalties ?? []).map(({ id }) => [id, { weight: 0 }]),
    ),
    stop: { steps: recipeSettings.steps, whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY },
    checkEvery: recipeSettings.steps,
    validationRows: 16,
    strict: false,
  }
}

/** A sum, learnt from errors. */
export const sums = (task: Task): Candidate => ({
  name: 'sum',
  training: training(stackOf(findModule('nau'), task.inputs, []), task, 'meanSquaredError'),
})

/** A product of powers: exponents are learnt from sizes, signs follow once they are whole. */
export const products = (task: Task): Candidate => ({
  name: 'product',
  training: training(stackOf(findModule('nac-mul'), task.inputs, []), task, 'meanSquaredLogRatio'),
  read: stackOf(findModule('hill-space-mul'), task.inputs, []),
})

/** Rows: ten for each weight of a hundred inputs; half as many leave the fit of a narrow range in its valley for long. */
export const refiningSettings = { rows: 2000, iterations: 200 } as const
const refining = (...held: readonly string[]): Refining => ({ ...refiningSettings, held })

/** The candidate with all of its weights fitted after training. */
export const refined = (candidate: Candidate): Candidate => ({ ...candidate, refining: refining() })

const behindSums = (task: Task, module: string): Model =>
  stack(task.inputs, [
    { module: findModule('nau'), outputs: 2 },
    { module: findModule(module), outputs: 1 },
  ])

/** A product of two sums. Which of them are multiplied is held while the sums are fitted: it would only blur them. */
export const productOfSums = (task: Task): Candidate => ({
  name: 'product of sums',
  training: training(behindSums(task, 'nmu'), task, 'meanSquaredError'),
  refining: refining('layer2.W'),
})

/** A product of powers of two sums. */
export const powersOfSums = (task: Task): Candidate => ({
  name: 'powers of sums',
  training: training(behindSums(task, 'nac-mul'), task, 'meanSquaredLogRatio'),
  refining: refining(),
})

/** For a control, which has nothing to train: one step that counts for nothing. */
export const controlTraining = (training: TrainingOptions): TrainingOptions => ({
  ...training,
  stop: { ...training.stop, steps: 1 },
  checkEvery: 1,
})
