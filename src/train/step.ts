// The step program of a training: sample, forward, loss, backward, clip, update. Built from graphs alone.

import { splitSeed, streamNumber } from '../base/random.ts'
import type { State, StepProgram } from '../compile/step-program.ts'
import { type Axis, axis } from '../graph/axis.ts'
import { absolute, add, divide, gather, index, log, max, multiply, slot, sqrt, subtract, sum } from '../graph/build.ts'
import { drawsFrom } from '../graph/draws.ts'
import { clamp, square } from '../graph/functions.ts'
import { gradients } from '../graph/gradient.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { type GraphKey, positionOver, type RandomSource, randomKey, uniform } from '../graph/random.ts'
import type { TrainingContext } from '../modules/module.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { Schedule } from '../optimizers/schedules.ts'
import type { Task } from '../tasks/task.ts'
import { type Batching, counter, shuffledRows } from './batches.ts'
import { forward, type Layer, type Model, parametersOf } from './model.ts'
import { bindPenalties, type PenaltyChanges } from './penalties.ts'
import { subsetSlots, targetOf } from './target.ts'
import { trainedParameters, updateParameters } from './update.ts'

/**
 * The mean over the rows, or half the sum; or the mean square of log(|prediction| / |target|), which weighs relative
 * errors alike, whatever the size of the target, and does not see signs.
 */
export type LossKind = 'meanSquaredError' | 'halfSumOfSquares' | 'meanSquaredLogRatio'

/** How gradients are kept small; nothing is done where neither is given. */
export interface Clipping {
  /** Gradients longer than this, over all parameters, are shortened to it. */
  readonly norm?: number
  /** Every element is kept within ±this. */
  readonly value?: number
}

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
  const penalty = bindPenalties(model.layers, step, value, penalties)

  const parameters = parametersOf(model)
  const raw = gradients(penalty.value === undefined ? value : add(value, penalty.value), parameters)
  const clipped = clip(raw, parameters, clipping)
  const rate = multiply(given.learningRate, schedule(step, given.steps))
  const update = updateParameters(trainedParameters(model), clipped, optimizer.bind({ learningRate: rate, step }), {
    loss: value,
    random,
    restart: model.layers.flatMap(({ module }) => module.restart ?? [])[0],
  })

  const changing: State[] = [{ slot: step, next: add(step, 1) }, ...data.states, ...update.parameters, ...update.own]
  const constants = [...Object.values(given), ...members.values(), ...data.constants, ...penalty.slots]
  return {
    program: { states: [...constants.map((each) => ({ slot: each })), ...changing], traces: { loss: value } },
    initial: {
      step: 0,
      ...Object.fromEntries(data.states.map(({ slot: each }) => [each.name, 0])),
      ...Object.fromEntries(update.own.map(({ slot: each, initial }) => [each.name, initial])),
      ...penalty.initial,
    },
    parameters,
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
export function clip(raw: readonly Node[], parameters: readonly SlotNode[], { norm, value }: Clipping): Node[] {
  const bounded = value === undefined ? [...raw] : raw.map((g) => clamp(g, -value, value))
  if (norm === undefined) return bounded
  const squares = bounded.map((g, i) => {
    const axes = g.axes
    const repeats = (parameters[i] as SlotNode).axes.filter((a) => !axes.includes(a)).reduce((n, a) => n * a.size, 1)
    return multiply(axes.length === 0 ? square(g) : sum(square(g), axes), repeats)
  })
  const length = sqrt(squares.reduce((a: Node, b) => add(a, b)))
  // Zero gradients have length 0; the maximum keeps the factor at 1 there.
  const factor = divide(norm, max(length, norm))
  return bounded.map((g) => multiply(g, factor))
}

/** The two words of a seed, as the step program takes them. */
export function seedValues(seed: number): Readonly<Record<string, number>> {
  const { low, high } = splitSeed(seed)
  return { 'seed low': low, 'seed high': high }
}
