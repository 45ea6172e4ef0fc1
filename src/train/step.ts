// The step program of a training: sample, forward, loss, backward, clip, update. Built from graphs alone.

import { splitSeed, streamNumber } from '../base/random.ts'
import type { State, StepProgram } from '../compile/step-program.ts'
import { type Axis, axis } from '../graph/axis.ts'
import { absolute, add, gather, index, log, multiply, slot, subtract, sum } from '../graph/build.ts'
import { drawsFrom } from '../graph/draws.ts'
import { square } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { type GraphKey, positionOver, type RandomSource, randomKey, uniform } from '../graph/random.ts'
import type { TrainingContext } from '../modules/module.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { Schedule } from '../optimizers/schedules.ts'
import type { Task } from '../tasks/task.ts'
import { type Batching, counter, shuffledRows } from './batches.ts'
import { type Clipping, descend } from './descent.ts'
import { forward, type Layer, type Model, parametersOf } from './model.ts'
import type { PenaltyChanges } from './penalties.ts'
import { subsetSlots, targetOf } from './target.ts'
import { trainedParameters } from './update.ts'

/**
 * The mean over the rows, or half the sum; or the mean square of log(|prediction| / |target|), which weighs relative
 * errors alike, whatever the size of the target, and does not see signs.
 */
export type LossKind = 'meanSquaredError' | 'halfSumOfSquares' | 'meanSquaredLogRatio'

export interface StepOptions {
  readonly model: Model
  readonly task: Task
  readonly batching: Batching
  readonly loss: LossKind
  readonly optimizer: Optimizer
  readonly schedule: Schedule
  readonly clipping: Clipping
  /** Other numbers than the modules' own for their penalties. */
  readonly penalties?: PenaltyChanges
}

/** A training's step and what fills its slots before the first. */
export interface TrainingStep {
  readonly program: StepProgram
  /** Starting values of the slots that depend on neither seed nor task: optimiser state, counters. */
  readonly initial: Readonly<Record<string, number>>
  readonly parameters: readonly SlotNode[]
}

/** Slots of options that are data: the same kernel serves every seed, rate and range. */
const options = () => ({
  seedLow: slot('seed low', [], { type: 'int' }),
  seedHigh: slot('seed high', [], { type: 'int' }),
  learningRate: slot('learning rate'),
  steps: slot('planned steps'),
  low: slot('train low'),
  high: slot('train high'),
})

export function trainingStep({
  model,
  task,
  batching,
  loss,
  optimizer,
  schedule,
  clipping,
  penalties,
}: StepOptions): TrainingStep {
  const given = options()
  const step = counter('step')
  const random = (stream: string): RandomSource => ({ ...given, stream: streamNumber(stream), step })
  const data = sample(batching, model.input, random, freshRows(task, given))
  const members = subsetSlots(task, model.input)
  const target = targetOf(task, data.x, model, members) // [rows] or [out, rows]
  const prediction = forward(model, data.x, { training: trainingContext(step, random) }) // [out, rows]
  const isOfSizes = loss === 'meanSquaredLogRatio'
  const error = isOfSizes ? subtract(logOfSize(prediction), logOfSize(target)) : subtract(prediction, target)
  const squares = sum(square(error), [model.output, data.rows])
  const value =
    loss === 'halfSumOfSquares' ? multiply(0.5, squares) : multiply(squares, 1 / (data.rows.size * model.output.size))
  const descent = descend(
    {
      loss: value,
      trained: trainedParameters(model),
      units: model.layers,
      step,
      learningRate: given.learningRate,
      plannedSteps: given.steps,
      random,
    },
    { optimizer, schedule, clipping, penalties },
  )
  const changing: State[] = [{ slot: step, next: add(step, 1) }, ...data.states, ...descent.states]
  const constants = [...Object.values(given), ...members.values(), ...data.constants, ...descent.constants]
  return {
    program: { states: [...constants.map((each) => ({ slot: each })), ...changing], traces: { loss: value } },
    initial: {
      step: 0,
      ...Object.fromEntries(data.states.map(({ slot: each }) => [each.name, 0])),
      ...descent.initial,
    },
    parameters: parametersOf(model),
  }
}

/** What a layer may do in training: `random` names the stream of its draws. */
export const trainingContext =
  (step: Node, random: (stream: string) => RandomSource) =>
  ({ name }: Layer): TrainingContext => ({
    step,
    uniform: (what, axes, from, to) => uniform(randomKey(random(`${name} ${what}`)), positionOver(axes), from, to),
  })

// Keeps the logarithm finite at 0; far below any target that a ratio makes sense for.
const leastSize = 1e-12

const logOfSize = (value: Node): Node => log(add(absolute(value), leastSize))

interface Sample {
  readonly rows: Axis
  readonly x: Node // [in, rows]
  readonly constants: readonly SlotNode[]
  readonly states: readonly { readonly slot: SlotNode; readonly next: Node }[]
}

/** Inputs `[in, rows]` at the positions of their draws. */
type FreshRows = (key: GraphKey, position: Node, input: Axis) => Node

/**
 * A range is data, so that one kernel serves every range; a distribution is part of the program. Draws from a range have
 * 24 bits: where it crosses zero, one in 2^24 is exactly 0. Those from a distribution have 32, even where it is even.
 */
function freshRows({ trainDistribution }: Task, { low, high }: ReturnType<typeof options>): FreshRows {
  return trainDistribution === undefined
    ? (key, position) => uniform(key, position, low, high)
    : (key, position, input) => drawsFrom(trainDistribution, key, position, input)
}

function sample(batching: Batching, input: Axis, random: (stream: string) => RandomSource, fresh: FreshRows): Sample {
  switch (batching.kind) {
    case 'fresh': {
      const rows = axis('rows', batching.batch)
      const position = add(multiply(index(input), batching.batch), index(rows)) // [in, rows]
      return { rows, x: fresh(randomKey(random('batch')), position, input), constants: [], states: [] }
    }
    case 'full': {
      const rows = axis('rows', batching.rows)
      const x = slot('rows', [input, rows])
      return { rows, x, constants: [x], states: [] }
    }
    case 'shuffled': {
      const { rows, all, order, states } = shuffledRows(batching, random)
      const x = slot('rows', [input, all])
      return { rows, x: gather(x, all, order), constants: [x], states }
    }
    default:
      return batching satisfies never
  }
}

/** Gradients as the options keep them small. */
/** The two words of a seed, as the step program takes them. */
export function seedValues(seed: number): Readonly<Record<string, number>> {
  const { low, high } = splitSeed(seed)
  return { 'seed low': low, 'seed high': high }
}
