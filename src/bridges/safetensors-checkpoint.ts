// Trainings of networks that are not yet over as safetensors: each goes on from it with the bits it would have had.

import {
  anyNumber,
  choice,
  type Decoder,
  fields,
  finite,
  listOf,
  optional,
  plainObject,
  quote,
  whole,
  within,
} from '../base/decode.ts'
import { invalid } from '../base/errors.ts'
import { type JsonNumber, jsonNumber } from '../base/numbers.ts'
import type { Network, NetworkValues } from '../layers/network.ts'
import type { FixedRows } from '../train/batches.ts'
import type { NetworkTrainingState } from '../train/resume-network.ts'
import type { NetworkHistoryEntry } from '../train/train-objective.ts'
import { readSafetensors, type Safetensors, type TensorToWrite, writeSafetensors } from './safetensors.ts'
import { readMetadata, type SafetensorsOptions, writeMetadata } from './safetensors-arrays.ts'
import { networkMetadata, networkTensors, networkValues, trainingPrefix } from './safetensors-network.ts'

const trainingKey = 'nalu.training'

/**
 * Where a training stood as a safetensors file: the values of its network as `saveNetwork` writes them, and beside them
 * what the optimiser and the order of rows have kept, under names that begin with `training.`.
 * @param state of a result of `trainNetwork`, or of its hook `onCheckpoint`.
 * @throws NaluError if the state is not one of this network.
 */
export function saveNetworkCheckpoint(
  network: Network,
  state: NetworkTrainingState,
  options: SafetensorsOptions = {},
): Uint8Array<ArrayBuffer> {
  const { slots, ...rest } = state
  const own = networkTensors(network, slots as NetworkValues)
  const names = new Set(own.map(([name]) => name))
  const kept = Object.entries(slots).flatMap(([name, values]): [string, TensorToWrite][] =>
    names.has(name) ? [] : [[`${trainingPrefix}${name}`, { shape: [values.length], values }]],
  )
  const metadata = { ...networkMetadata(network), [trainingKey]: writeStanding(rest) }
  return writeSafetensors([...own, ...kept], writeMetadata(metadata, options))
}

type Standing = Omit<NetworkTrainingState, 'slots'>

function writeStanding({ seed, step, batching, trainLoss, plateau, history, seconds }: Standing) {
  return {
    seed,
    step,
    batching,
    trainLoss: { last: jsonNumber(trainLoss.last), sum: jsonNumber(trainLoss.sum), count: trainLoss.count },
    plateau: { best: jsonNumber(plateau.best), step: plateau.step },
    history: history.map((entry) => ({
      step: entry.step,
      trainLoss: jsonNumber(entry.trainLoss),
      ...(entry.heldOut === undefined ? {} : { heldOut: writeScore(entry.heldOut) }),
    })),
    seconds,
  }
}

function writeScore({ loss, accuracy }: NonNullable<NetworkHistoryEntry['heldOut']>): Record<string, JsonNumber> {
  return { loss: jsonNumber(loss), ...(accuracy === undefined ? {} : { accuracy: jsonNumber(accuracy) }) }
}

/**
 * Reads what `saveNetworkCheckpoint` wrote; option `resume` of `trainNetwork` takes it.
 * @param source how messages call the file: its name.
 * @throws NaluError as `loadNetwork` does, and if the file is no checkpoint.
 */
export function loadNetworkCheckpoint(
  network: Network,
  bytes: Uint8Array,
  source = 'The checkpoint',
): NetworkTrainingState {
  const file = readSafetensors(bytes, source)
  const standing = readMetadata(file, trainingKey, readStanding, source)
  if (standing === undefined) {
    throw invalid(
      `${source} has no text ${trainingKey}, so it is no checkpoint. Write one with saveNetworkCheckpoint, ` +
        'or read the values alone with loadNetwork and start from them with option from.',
    )
  }
  return { ...standing, slots: { ...networkValues(network, file, source), ...readKept(file, source) } }
}

function readKept({ tensors }: Safetensors, source: string): NetworkTrainingState['slots'] {
  const kept = [...tensors].filter(([name]) => name.startsWith(trainingPrefix))
  const slots = kept.map(([name, { type, values }]) => {
    if (values instanceof Float32Array || values instanceof Int32Array) {
      return [name.slice(trainingPrefix.length), values] as const
    }
    throw invalid(`Tensor ${quote(name)} in ${source} has elements of ${type}; F32 and I32 are what checkpoints have.`)
  })
  return Object.fromEntries(slots)
}

const readRows = fields({ kind: choice(['full', 'shuffled']), rows: whole(1), batch: optional(whole(1)) })

const readBatching: Decoder<FixedRows> = (value, place) => {
  const { kind, rows, batch } = readRows(value, place)
  return kind === 'full' ? { kind, rows } : { kind, rows, batch: whole(1)(batch, within(place, 'batch')) }
}

const readHistoryEntry: Decoder<NetworkHistoryEntry> = (value, place) => {
  const { step, trainLoss } = fields({ step: whole(0), trainLoss: anyNumber })(value, place)
  const heldOut = optional(readScore)(plainObject(value, place)['heldOut'], within(place, 'heldOut'))
  return { step, trainLoss, ...(heldOut === undefined ? {} : { heldOut }) }
}

const readScore: Decoder<NonNullable<NetworkHistoryEntry['heldOut']>> = (value, place) => {
  const { loss, accuracy } = fields({ loss: anyNumber, accuracy: optional(anyNumber) })(value, place)
  return { loss, ...(accuracy === undefined ? {} : { accuracy }) }
}

const readStanding: Decoder<Standing> = fields({
  seed: whole(0),
  step: whole(0),
  batching: optional(readBatching),
  trainLoss: fields({ last: anyNumber, sum: anyNumber, count: whole(0) }),
  plateau: fields({ best: anyNumber, step: whole(0) }),
  history: listOf(readHistoryEntry),
  seconds: finite,
})
