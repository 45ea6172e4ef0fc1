// How a protocol scores a finished seed: which record counts, whether it solved the task, and how it stands after snapping.

import type { Distribution } from '../base/distribution.ts'
import { KernelCache } from '../compile/cache.ts'
import type { CompactPlan } from '../compile/kernel.ts'
import { compact } from '../compile/plan-kernel.ts'
import type { StepProgram } from '../compile/step-program.ts'
import { type Snapping, snappingOf } from '../formula/snap.ts'
import { type WeightFit, weightFitOf } from '../formula/weight-fit.ts'
import { axis } from '../graph/axis.ts'
import { add, multiply, slot, subtract, sum } from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { type Task, trainingDistribution } from '../tasks/task.ts'
import { type Evaluation, evaluationOf } from '../train/evaluation.ts'
import { forward, type Model, parametersOf } from '../train/model.ts'
import { subsetSlots, targetOf } from '../train/target.ts'

/** A protocol's way to score. The same rows serve every seed. */
export interface ScoringOptions {
  readonly testRange: Distribution
  /** Which record counts: that with the least error inside, or the last if training went to its end. Default: `leastInside`. */
  readonly choice?: 'leastInside' | 'last'
  /** Rows of the training range on which a record is chosen, and of the test range on which it is judged. */
  readonly rows: number
  /** A seed succeeds if its mean squared error on the test rows is below. */
  readonly threshold: number
  /** Another threshold that is in use; successes by it are counted beside. */
  readonly otherThreshold?: number
}

/** Scoring as plain data, so that it can be posted to a worker. */
export interface ScoringJob extends ScoringOptions {
  /** Mean squared error in float32 on `x`, every operation rounded once. */
  readonly plan: CompactPlan
  readonly inputs: number
  /** What inputs of the training range are drawn from. */
  readonly distribution: Distribution
  readonly evaluation: Evaluation
  /** Over as many rows as the evaluation. */
  readonly snapping: Snapping
  readonly polishing: WeightFit
  /** Targets of the rows that polishing fits. */
  readonly polishTarget: Node // [rows]
  readonly parameters: readonly string[]
}

// Rows that polishing fits: several for each weight of the smaller tasks.
const polishRows = 256

const kernels = new KernelCache()

export function scoringJob(model: Model, task: Task, options: ScoringOptions): ScoringJob {
  const rows = axis('rows', options.rows)
  const x = slot('x', [model.input, rows])
  const polishing = weightFitOf(model, polishRows)
  const polishX = slot('x', [model.input, polishing.rows])
  return {
    ...options,
    plan: compact(kernels.plan(errorProgram(model, task, x))),
    inputs: task.inputs,
    distribution: trainingDistribution(task),
    evaluation: evaluationOf(model, task, options.rows),
    snapping: snappingOf(model, x),
    polishing,
    polishTarget: targetOf(task, polishX, model, subsetSlots(task, model.input)),
    parameters: parametersOf(model).map(({ name }) => name),
  }
}

/** A step that only looks: its trace is the mean squared error on `x`. */
function errorProgram(model: Model, task: Task, x: SlotNode): StepProgram {
  const rows = x.axes.find((each) => each !== model.input) as SlotNode['axes'][number]
  const members = subsetSlots(task, model.input)
  const target = targetOf(task, x, model, members) // [rows]
  const error = subtract(forward(model, x), target) // [out, rows]
  const squares = sum(square(error), [model.output, rows])
  // A program has to change something.
  const looks = slot('looks', [], { type: 'int', range: { low: 0, high: 2 ** 31 - 1 } })
  const constants = [x, ...members.values(), ...parametersOf(model)].map((each) => ({ slot: each }))
  return {
    states: [{ slot: looks, next: add(looks, 1) }, ...constants],
    traces: { error: multiply(squares, 1 / (rows.size * model.output.size)) },
  }
}
