// A training job as plain data: everything a worker needs to train any seed of one configuration.

import type { Distribution } from '../base/distribution.ts'
import { KernelCache } from '../compile/cache.ts'
import { findFusedSupport } from '../compile/features.ts'
import type { CompactPlan } from '../compile/kernel.ts'
import { compact } from '../compile/plan-kernel.ts'
import type { Initializer } from '../modules/initializers.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { Schedule } from '../optimizers/schedules.ts'
import { type Task, type Threshold, trainingDistribution } from '../tasks/task.ts'
import type { Batching } from './batches.ts'
import type { Clipping } from './descent.ts'
import { type Evaluation, evaluationOf } from './evaluation.ts'
import { initialParameters, type Model } from './model.ts'
import type { PenaltyChanges } from './penalties.ts'
import { type LossKind, seedValues, type TrainingStep, trainingStep } from './step.ts'
import type { KernelValues } from './steps.ts'
import type { StopRules } from './stop.ts'
import { subsetValues } from './target.ts'

/** How to train: every option that changes results. */
export interface TrainingOptions {
  readonly model: Model
  readonly task: Task
  readonly batching: Batching
  readonly loss: LossKind
  readonly optimizer: Optimizer
  readonly learningRate: number
  readonly schedule: Schedule
  readonly clipping: Clipping
  readonly stop: StopRules
  /** Steps between checks of the validation loss and entries of the history. */
  readonly checkEvery: number
  /** Fresh rows of the training range on which a check evaluates. */
  readonly validationRows: number
  /** The same bits on every machine: without fused multiply-add. */
  readonly strict: boolean
  /** Replaces the modules' own initialisers of matrices. */
  readonly initial?: Initializer
  /** Other numbers than the modules' own for their penalties. */
  readonly penalties?: PenaltyChanges
  /** Keep the parameters of every check: a protocol may choose one of them afterwards. */
  readonly keepRecords?: boolean
}

/** What all seeds share. It can be posted to a worker. */
export interface TrainingJob {
  readonly plan: CompactPlan
  readonly evaluation: Evaluation
  readonly parameters: readonly string[]
  readonly batching: Batching
  /** What inputs of the training range are drawn from. */
  readonly distribution: Distribution
  readonly inputs: number
  readonly threshold: Threshold
  readonly loss: LossKind
  readonly stop: StopRules
  readonly checkEvery: number
  readonly fused: boolean
  readonly keepRecords: boolean
}

/** What one seed starts from. */
export interface SeedStart {
  readonly seed: number
  /** Values of all slots but the rows, which the worker draws itself. */
  readonly slots: KernelValues
}

const kernels = new KernelCache()

/** The step of each set of options: its graph is built once, however many seeds start from it. */
const steps = new WeakMap<TrainingOptions, TrainingStep>()

function stepOf(options: TrainingOptions): TrainingStep {
  const step = steps.get(options) ?? trainingStep(options)
  steps.set(options, step)
  return step
}

/** Compiles the training step, or takes it from the cache, and collects what workers need. */
export function trainingJob(options: TrainingOptions): TrainingJob {
  const { model, task, batching, loss, stop, checkEvery } = options
  const step = stepOf(options)
  const fused = !options.strict && findFusedSupport()
  return {
    plan: compact(kernels.plan(step.program, { fused })),
    evaluation: evaluationOf(model, task, options.validationRows),
    parameters: step.parameters.map(({ name }) => name),
    batching,
    distribution: trainingDistribution(task),
    inputs: task.inputs,
    threshold: task.threshold,
    loss,
    stop,
    checkEvery,
    fused,
    keepRecords: options.keepRecords ?? false,
  }
}

/** The state before the first step. */
export function seedStart(options: TrainingOptions, seed: number): SeedStart {
  const { model, task, learningRate, stop } = options
  const [low, high] = task.trainRange
  return {
    seed,
    slots: {
      ...stepOf(options).initial,
      ...seedValues(seed),
      'learning rate': learningRate,
      'planned steps': stop.steps,
      'train low': low,
      'train high': high,
      ...subsetValues(task, seed),
      ...initialParameters(model, seed, options.initial),
    },
  }
}
