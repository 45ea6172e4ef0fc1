// What a cell's outcomes depend on, as plain data: results of different configurations are never mixed.

import { programKey } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import { subsetsFor } from '../tasks/task.ts'
import type { TrainingOptions } from '../train/job.ts'
import type { Model } from '../train/model.ts'
import { trainingStep } from '../train/step.ts'
import type { Cell } from './experiment.ts'
import type { Recipe } from './recipe.ts'
import type { ScoringOptions } from './scoring.ts'
import { studyConfiguration } from './studies.ts'

/** Names everything that a cell's outcomes depend on: its equations, down to every operation of a step, and its options. */
export function cellConfiguration(cell: Cell): Readonly<Record<string, unknown>> {
  if ('study' in cell) return studyConfiguration(cell.study)
  const { training, rows, measured, recipe, scoring } = cell
  const own = recipe === undefined ? trainingConfiguration(training) : { recipe: recipeConfiguration(recipe) }
  const scored = scoring === undefined ? undefined : scoringConfiguration(training, scoring)
  return withoutUndefined({ ...own, rows, measured, scored })
}

// Counts up whenever scoring, polishing or the recipe comes to other numbers from the same weights.
const scoringVersion = 1

function scoringConfiguration({ model, task }: TrainingOptions, { threshold, rows, choice }: ScoringOptions) {
  return withoutUndefined({
    version: scoringVersion,
    threshold,
    rows,
    choice,
    snaps: snapsOf(model),
    // Where the variables of a few seeds lie tells how they are drawn.
    subsets: [0, 1, 2].map((seed) => subsetsFor(task, seed)),
  })
}

/** The values that every layer's weights are put on. */
const snapsOf = ({ layers }: Model) =>
  layers.map(({ module }) =>
    Object.fromEntries(
      Object.entries({ ...module.parameters, ...module.weights }).flatMap(([name, { snap }]) =>
        snap === undefined ? [] : [[name, snap]],
      ),
    ),
  )

const recipeConfiguration = ({ candidates, restarts, goal }: Recipe) => ({
  restarts,
  goal,
  candidates: candidates.map(({ name, training, read, refining }) =>
    withoutUndefined({
      name,
      ...trainingConfiguration(training),
      read: read?.layers.map(({ module }) => module.equation),
      snaps: snapsOf(read ?? training.model),
      refining,
    }),
  ),
})

function trainingConfiguration(training: TrainingOptions): Readonly<Record<string, unknown>> {
  const { task, learningRate, stop, validationRows, strict, initial, model } = training
  const step = trainingStep(training)
  return withoutUndefined({
    step: programKey(step.program),
    // Numbers that the step takes as data, such as those of penalties.
    numbers: step.initial,
    starts: model.layers.map(({ module }) => Object.values(module.parameters).map((spec) => spec.initial.description)),
    initial: initial?.description,
    trainRange: task.trainRange,
    trainDistribution: task.trainDistribution,
    subsets: task.subsets,
    learningRate,
    steps: stop.steps,
    checkEvery: training.checkEvery,
    whenSolved: stop.whenSolved,
    patience: stop.patience,
    validationRows,
    fused: !strict && findFusedSupport(),
  })
}

const withoutUndefined = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
