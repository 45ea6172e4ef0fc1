// Trains a network on rows of data: shuffled minibatches or all rows, checks on rows held out, stop rules.

import type { Loss } from '../layers/losses.ts'
import type { Network } from '../layers/network.ts'
import type { FixedRows } from './batches.ts'
import { checkData, type DataRows } from './data.ts'
import { scoreNetwork } from './network-predict.ts'
import { dataObjective, dataSlots } from './network-step.ts'
import {
  checkDescent,
  type DescentChoices,
  type NetworkHooks,
  type NetworkResult,
  type ObjectiveOptions,
  trainObjective,
} from './train-objective.ts'

/** How to train a network. */
export interface NetworkTrainingOptions extends DescentChoices {
  readonly network: Network
  readonly loss: Loss
  /** Rows of a step, in a new random order in every pass. Default: all rows in every step. */
  readonly batch?: number
}

/** The same as an objective, for so many rows of data. */
export function networkObjective(options: NetworkTrainingOptions, rows: number): ObjectiveOptions {
  const { network, loss, batch, ...choices } = options
  const batching: FixedRows =
    batch === undefined || batch === rows ? { kind: 'full', rows } : { kind: 'shuffled', rows, batch }
  return { ...choices, trainable: network, batching, objective: dataObjective(network, loss, batching) }
}

/**
 * Trains a network on rows of data.
 * @param heldOut rows that training never sees; their score is part of every check.
 * @throws NaluError if data do not have the shapes of the network, if an option is out of bounds, or if the state to resume
 * is of another training.
 */
export async function trainNetwork(
  options: NetworkTrainingOptions,
  data: DataRows,
  heldOut?: DataRows,
  hooks: NetworkHooks = {},
): Promise<NetworkResult> {
  const { network, loss, batch } = options
  const target = loss.target(network.output)
  const rows = checkData('the training data', data, network.input, target)
  if (heldOut !== undefined) checkData('the data held out', heldOut, network.input, target)
  checkDescent(options, batch)
  return await trainObjective(
    {
      ...networkObjective(options, rows),
      data: { [dataSlots[0]]: data.inputs, [dataSlots[1]]: data.targets },
      ...(heldOut === undefined ? {} : { score: (values) => scoreNetwork(network, values, heldOut, loss) }),
    },
    hooks,
  )
}
