// The step program of a network that learns from rows of data: gather, forward, loss, backward, clip, update.

import { failure } from '../base/errors.ts'
import { streamNumber } from '../base/random.ts'
import type { State } from '../compile/step-program.ts'
import { type Axis, axis } from '../graph/axis.ts'
import { add, gather, type Operand, slot, stopGradient } from '../graph/build.ts'
import { mean } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { positionOver, type RandomSource, randomKey, uniform } from '../graph/random.ts'
import type { TrainingPass } from '../layers/layer.ts'
import type { Loss } from '../layers/losses.ts'
import { applyNetwork, type Network } from '../layers/network.ts'
import { type Shape, slotOptions } from '../layers/shape.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { Schedule } from '../optimizers/schedules.ts'
import { counter, type FixedRows, shuffledRows } from './batches.ts'
import { type Clipping, descend } from './descent.ts'
import type { PenaltyChanges } from './penalties.ts'
import type { TrainingStep } from './step.ts'

/** What a step of a network is made from. */
export interface NetworkStepOptions {
  readonly network: Network
  readonly loss: Loss
  readonly batching: FixedRows
  readonly optimizer: Optimizer
  readonly schedule: Schedule
  readonly clipping: Clipping
  readonly penalties?: PenaltyChanges
}

/** Slots of the data: they are filled once, row after row. */
export const dataSlots = ['inputs', 'targets'] as const

/** The program of a step; its slots `inputs` and `targets` hold all rows. */
export function networkStep(options: NetworkStepOptions): TrainingStep {
  const { network, loss, batching, optimizer, schedule, clipping, penalties } = options
  const given = {
    seedLow: slot('seed low', [], { type: 'int' }),
    seedHigh: slot('seed high', [], { type: 'int' }),
    learningRate: slot('learning rate'),
    steps: slot('planned steps'),
  }
  const step = counter('step')
  const random = (stream: string): RandomSource => ({ ...given, stream: streamNumber(stream), step })
  const target = loss.target(network.output)
  const data = dataOf(batching, [network.input, target], random)
  const [x, wanted] = data.values as [Node, Node]

  const remembered = new Map<SlotNode, Node>()
  const training = trainingPass(step, random, remembered)
  const prediction = applyNetwork(network, x, { rows: data.rows, training })
  const value = mean(loss.of(prediction, wanted, network.output), data.rows)
  const descent = descend(
    {
      loss: value,
      trained: network.parameters.map((each) => ({ parameter: each.slot, spec: each.update })),
      units: network.units,
      step,
      learningRate: given.learningRate,
      plannedSteps: given.steps,
      random,
    },
    { optimizer, schedule, clipping, penalties },
  )
  const changing: State[] = [
    { slot: step, next: add(step, 1) },
    ...data.states,
    ...descent.states,
    ...network.states.map((each) => ({ slot: each.slot, next: remembered.get(each.slot) ?? each.slot })),
  ]
  const constants = [...Object.values(given), ...data.slots, ...descent.constants]
  return {
    program: {
      states: [...constants.map((each) => ({ slot: each })), ...changing],
      traces: { loss: value },
      rows: data.rows,
    },
    initial: {
      step: 0,
      ...Object.fromEntries(data.states.map(({ slot: each }) => [each.name, 0])),
      ...descent.initial,
    },
    parameters: network.parameters.map((each) => each.slot),
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

interface Data {
  readonly rows: Axis
  readonly slots: readonly SlotNode[]
  /** The rows of the step, in the order of the shapes. */
  readonly values: readonly Node[]
  readonly states: readonly { readonly slot: SlotNode; readonly next: Node }[]
}

function dataOf(batching: FixedRows, shapes: readonly Shape[], random: (stream: string) => RandomSource): Data {
  // A row's values lie side by side, as its rows are given and as a batch reads them.
  const slotsAlong = (rows: Axis) =>
    shapes.map((shape, i) => slot(dataSlots[i] as string, [rows, ...shape.axes], slotOptions(shape)))
  if (batching.kind === 'full') {
    const rows = axis('rows', batching.rows)
    const slots = slotsAlong(rows)
    return { rows, slots, values: slots, states: [] }
  }
  const { rows, all, order, states } = shuffledRows(batching, random)
  const slots = slotsAlong(all)
  // No gradient goes to the data, and a batch is read from among all rows once, however often layers read it.
  return { rows, slots, values: slots.map((each) => stopGradient(gather(each, all, order))), states }
}
