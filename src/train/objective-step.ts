// The step program of anything that has a loss over parameters of networks: loss, backward, clip, update.

import { failure } from '../base/errors.ts'
import { streamNumber } from '../base/random.ts'
import type { State } from '../compile/step-program.ts'
import type { Axis } from '../graph/axis.ts'
import { add, type Operand, slot } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { positionOver, type RandomSource, randomKey, uniform } from '../graph/random.ts'
import type { TrainingPass } from '../layers/layer.ts'
import type { Network } from '../layers/network.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { Schedule } from '../optimizers/schedules.ts'
import { counter } from './batches.ts'
import { type Clipping, descend } from './descent.ts'
import type { PenaltyChanges } from './penalties.ts'
import type { TrainingStep } from './step.ts'

/** What is trained: a network, or the parameters, states and units of several together. */
export type Trainable = Pick<Network, 'parameters' | 'states' | 'units'>

/** What a loss may be made from, beside parameters. */
export interface ObjectiveContext {
  /** Steps already taken (int). */
  readonly step: Node
  /** Steps that are planned (float). */
  readonly plannedSteps: Node
  /** New draws in every step; `stream` keeps draws apart. */
  readonly random: (stream: string) => RandomSource
  /** For `applyNetwork`: what layers do in training only. */
  readonly training: TrainingPass
}

/** The loss of a step, and the slots that it reads beside parameters. */
export interface Objective {
  readonly loss: Node // []
  readonly rows: Axis
  /** Slots that are filled once, before the first step. */
  readonly data: readonly SlotNode[]
  /** Slots that are 0 before the first step and change in every step. */
  readonly states?: readonly { readonly slot: SlotNode; readonly next: Node }[]
}

/** How to make a step from an objective. */
export interface ObjectiveStepOptions {
  readonly trainable: Trainable
  /** Builds the loss; called once. */
  readonly objective: (context: ObjectiveContext) => Objective
  readonly optimizer: Optimizer
  readonly schedule: Schedule
  readonly clipping: Clipping
  readonly penalties?: PenaltyChanges
}

/** A step, and the slots of its objective's data. */
export interface ObjectiveStep extends TrainingStep {
  readonly data: readonly SlotNode[]
}

/** The program of a step; the trainable's penalties join the loss, its bounds hold after the step. */
export function objectiveStep(options: ObjectiveStepOptions): ObjectiveStep {
  const { trainable, optimizer, schedule, clipping, penalties } = options
  const given = {
    seedLow: slot('seed low', [], { type: 'int' }),
    seedHigh: slot('seed high', [], { type: 'int' }),
    learningRate: slot('learning rate'),
    steps: slot('planned steps'),
  }
  const step = counter('step')
  const random = (stream: string): RandomSource => ({ ...given, stream: streamNumber(stream), step })
  const remembered = new Map<SlotNode, Node>()
  const training = trainingPass(step, random, remembered)
  const { loss, rows, data, states = [] } = options.objective({ step, plannedSteps: given.steps, random, training })
  const descent = descend(
    {
      loss,
      trained: trainable.parameters.map((each) => ({ parameter: each.slot, spec: each.update })),
      units: trainable.units,
      step,
      learningRate: given.learningRate,
      plannedSteps: given.steps,
      random,
    },
    { optimizer, schedule, clipping, penalties },
  )
  const changing: State[] = [
    { slot: step, next: add(step, 1) },
    ...states,
    ...descent.states,
    ...trainable.states.map((each) => ({ slot: each.slot, next: remembered.get(each.slot) ?? each.slot })),
  ]
  const constants = [...Object.values(given), ...data, ...descent.constants]
  return {
    program: {
      states: [...constants.map((each) => ({ slot: each })), ...changing],
      traces: { loss },
      rows,
    },
    initial: {
      step: 0,
      ...Object.fromEntries(states.map(({ slot: each }) => [each.name, 0])),
      ...descent.initial,
    },
    parameters: trainable.parameters.map((each) => each.slot),
    data,
  }
}

/** What layers may do in training; states are remembered in the map. */
export function trainingPass(
  step: Node,
  random: (stream: string) => RandomSource,
  remembered: Map<SlotNode, Node>,
): TrainingPass {
  return {
    step,
    uniform: (name: string, axes: readonly Axis[], low: Operand, high: Operand) =>
      uniform(randomKey(random(name)), positionOver(axes), low, high),
    remember: (state, next) => {
      if (remembered.has(state)) throw failure(`State "${state.name}" is given two next values in one step.`)
      remembered.set(state, next)
    },
  }
}
