// The step program of a network that learns from rows of data: which rows, forward pass, loss.

import { type Axis, axis } from '../graph/axis.ts'
import { gather, slot, stopGradient } from '../graph/build.ts'
import { mean } from '../graph/functions.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import type { RandomSource } from '../graph/random.ts'
import type { Loss } from '../layers/losses.ts'
import { applyNetwork, type Network } from '../layers/network.ts'
import { type Shape, slotOptions } from '../layers/shape.ts'
import { type FixedRows, shuffledRows } from './batches.ts'
import type { Objective, ObjectiveContext } from './objective-step.ts'

/** Slots of the data: they are filled once, row after row. */
export const dataSlots = ['inputs', 'targets'] as const

/** The mean loss over rows of data; the slots `inputs` and `targets` hold all rows. */
export const dataObjective =
  (network: Network, loss: Loss, batching: FixedRows) =>
  ({ random, training }: ObjectiveContext): Objective => {
    const target = loss.target(network.output)
    const { rows, slots, values, states } = dataOf(batching, [network.input, target], random)
    const [x, wanted] = values as [Node, Node]
    const prediction = applyNetwork(network, x, { rows, training })
    return { loss: mean(loss.of(prediction, wanted, network.output), rows), rows, data: slots, states }
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
