// What a cell's outcomes depend on, as plain data: results of different configurations are never mixed.

import { programKey } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import type { TrainingOptions } from '../train/job.ts'
import { trainingStep } from '../train/step.ts'
import type { Cell } from './experiment.ts'
import type { Recipe } from './recipe.ts'

/** Names everything that a cell's outcomes depend on: its equations, down to every operation of a step, and its options. */
export function cellConfiguration({ training, rows, measured, recipe }: Cell): Readonly<Record<string, unknown>> {
  const own = recipe === undefined ? trainingConfiguration(training) : { recipe: recipeConfiguration(recipe) }
  return withoutUndefined({ ...own, rows, measured })
}

const recipeConfiguration = ({ candidates, restarts, goal }: Recipe) => ({
  restarts,
  goal,
  candidates: candidates.map(({ name, training, read }) =>
    withoutUndefined({ name, ...trainingConfiguration(training), read: read?.layers.map(({ module }) => module.id) }),
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
