// What every training step does once its loss is known: penalties, gradients, clipping, update.

import { add, divide, max, multiply, sqrt, sum } from '../graph/build.ts'
import { clamp, square } from '../graph/functions.ts'
import { gradients } from '../graph/gradient.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import type { RandomSource } from '../graph/random.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { Schedule } from '../optimizers/schedules.ts'
import { bindPenalties, type PenalisedLayer, type PenaltyChanges } from './penalties.ts'
import { type TrainedParameter, updateParameters } from './update.ts'

/** How gradients are kept small; nothing is done where neither is given. */
export interface Clipping {
  /** Gradients longer than this, over all parameters, are shortened to it. */
  readonly norm?: number
  /** Every element is kept within ±this. */
  readonly value?: number
}

/** How a step descends, whatever its loss is made from. */
export interface DescentOptions {
  readonly optimizer: Optimizer
  readonly schedule: Schedule
  readonly clipping: Clipping
  /** Other numbers than the modules' own for their penalties. */
  readonly penalties?: PenaltyChanges | undefined
}

/** One step: its loss, what the loss is of, and where its numbers come from. */
export interface Descending {
  readonly loss: Node
  readonly trained: readonly TrainedParameter[]
  /** Modules whose penalties join the loss; the restart rule of the first that has one holds for all parameters. */
  readonly units: readonly PenalisedLayer[]
  /** Steps already taken (int). */
  readonly step: Node
  readonly learningRate: Node
  readonly plannedSteps: Node
  readonly random: (stream: string) => RandomSource
}

export interface Descent {
  /** Parameters, then what the optimiser keeps. */
  readonly states: readonly { readonly slot: SlotNode; readonly next: Node }[]
  /** Slots of the penalties' numbers, which stay as they are. */
  readonly constants: readonly SlotNode[]
  /** What fills slots before the first step, without the parameters. */
  readonly initial: Readonly<Record<string, number>>
}

export function descend(
  { loss, trained, units, step, learningRate, plannedSteps, random }: Descending,
  { optimizer, schedule, clipping, penalties }: DescentOptions,
): Descent {
  const parameters = trained.map(({ parameter }) => parameter)
  const penalty = bindPenalties(units, step, loss, penalties)
  const raw = gradients(penalty.value === undefined ? loss : add(loss, penalty.value), parameters)
  const rate = multiply(learningRate, schedule(step, plannedSteps))
  const restart = units.flatMap(({ module }) => module.restart ?? [])[0]
  const clipped = clip(raw, parameters, clipping)
  const update = updateParameters(trained, clipped, optimizer.bind({ learningRate: rate, step }), {
    loss,
    random,
    restart,
  })
  return {
    states: [...update.parameters, ...update.own],
    constants: penalty.slots,
    initial: {
      ...Object.fromEntries(update.own.map(({ slot, initial }) => [slot.name, initial])),
      ...penalty.initial,
    },
  }
}

function clip(raw: readonly Node[], parameters: readonly SlotNode[], { norm, value }: Clipping): Node[] {
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
