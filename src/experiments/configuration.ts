// What a cell's outcomes depend on, as plain data: results of different configurations are never mixed.

import { programKey } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import { trainingStep } from '../train/step.ts'
import type { Cell } from './experiment.ts'

/** Names everything that a cell's outcomes depend on: its equations, down to every operation of a step, and its options. */
export function cellConfiguration({ training, rows, measured }: Cell): Readonly<Record<string, unknown>> {
  const { task, learningRate, stop, validationRows, strict, initial, model } = training
  const step = trainingStep(training)
  const entries = Object.entries<unknown>({
    step: programKey(step.program),
    // Numbers that the step takes as data, such as those of penalties.
    numbers: step.initial,
    starts: model.layers.map(({ module }) => Object.values(module.parameters).map((spec) => spec.initial.description)),
    initial: initial?.description,
    trainRange: task.trainRange,
    subsets: task.subsets,
    learningRate,
    steps: stop.steps,
    checkEvery: training.checkEvery,
    whenSolved: stop.whenSolved,
    patience: stop.patience,
    validationRows,
    fused: !strict && findFusedSupport(),
    rows,
    measured,
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}
