// Networks of general layers as safetensors: values by the names of their slots.

import { type Decoded, fields, filledText, listOf, text } from '../base/decode.ts'
import { invalid } from '../base/errors.ts'
import type { Network, NetworkValues } from '../layers/network.ts'
import { summarize } from '../layers/summary.ts'
import { readSafetensors, type Safetensors, type TensorToWrite, writeSafetensors } from './safetensors.ts'
import {
  differingLayer,
  misfit,
  readArrays,
  readMetadata,
  type SafetensorsOptions,
  writeMetadata,
} from './safetensors-arrays.ts'

const networkKey = 'nalu.network'

/** What a checkpoint has beside the values of its network: tensors whose names begin so. */
export const trainingPrefix = 'training.'

const slotsOf = ({ parameters, states }: Network) => [...parameters, ...states].map(({ slot }) => slot)
const shapeOf = ({ axes }: ReturnType<typeof slotsOf>[number]) => axes.map(({ size }) => size)

/** The tensors of a network's values, in order. */
export function networkTensors(network: Network, values: NetworkValues): (readonly [string, TensorToWrite])[] {
  return slotsOf(network).map((slot) => {
    const [given, shape] = [values[slot.name], shapeOf(slot)]
    const count = shape.reduce((product, size) => product * size, 1)
    if (given?.length === count) return [slot.name, { shape, values: given }] as const
    const found = given === undefined ? 'none were given' : `${given.length} were given`
    throw invalid(`"${slot.name}" of the network takes ${count} values; ${found}. Give what its training gave.`)
  })
}

/** The layers of a network as the text of a file has them. */
function listOfLayers(network: Network): Decoded<typeof networkFields> {
  const { input, layers } = summarize(network)
  return { input, layers: layers.map(({ name, id, detail, output }) => ({ name, id, detail, output })) }
}

/** The texts of a network's file. */
export const networkMetadata = (network: Network): Readonly<Record<string, unknown>> => ({
  [networkKey]: listOfLayers(network),
})

const networkFields = fields({
  input: filledText,
  layers: listOf(fields({ name: filledText, id: filledText, detail: text, output: filledText })),
})

const wordsOf = ({ input, layers }: Decoded<typeof networkFields>) =>
  layers.map(({ id, detail, output }, i) => {
    const from = i === 0 ? `${input} → ` : '→ '
    return `${id}${detail === '' ? '' : ` (${detail})`} ${from}${output}`
  })

/**
 * A network's values as a safetensors file: parameters and states such as running means, each by the name of its slot
 * (`layer1.W`) with its axes in order. The network itself is code and no part of it; the text `nalu.network` lists its
 * layers, so that loading can tell whether it is the same.
 * @throws NaluError if a parameter or state has no values or another number of them.
 */
export const saveNetwork = (
  network: Network,
  values: NetworkValues,
  options: SafetensorsOptions = {},
): Uint8Array<ArrayBuffer> =>
  writeSafetensors(networkTensors(network, values), writeMetadata(networkMetadata(network), options))

/**
 * The values of a file for a network that is at hand: predictions are then the same bit for bit. A checkpoint is such a
 * file, too. Without the text `nalu.network` names and shapes alone must fit.
 * @param source how messages call the file: its name.
 * @throws NaluError for a damaged file, one of other layers, and tensors that are missing, superfluous or of another shape.
 */
export const loadNetwork = (network: Network, bytes: Uint8Array, source = 'The safetensors file'): NetworkValues =>
  networkValues(network, readSafetensors(bytes, source), source)

/** The same of a file that has been read. */
export function networkValues(network: Network, file: Safetensors, source: string): NetworkValues {
  const there = readMetadata(file, networkKey, networkFields, source)
  const faults = there === undefined ? [] : differingLayer(wordsOf(there), wordsOf(listOfLayers(network)))
  if (faults.length > 0) throw misfit(source, faults)
  const wanted = slotsOf(network).map((slot) => ({ name: slot.name, shape: shapeOf(slot) }))
  return Object.fromEntries(readArrays(file, wanted, source, (name) => name.startsWith(trainingPrefix)))
}
