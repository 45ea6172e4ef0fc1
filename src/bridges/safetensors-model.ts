// Models of arithmetic modules as safetensors, in the layout in which PyTorch keeps weights, and back.

import { invalid } from '../base/errors.ts'
import type { ArithmeticModule, AxisRole } from '../modules/module.ts'
import type { Model, SlotValues } from '../train/model.ts'
import { layerFields, readLayers, writeLayers } from '../train/saved-model.ts'
import { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts'
import {
  differingLayer,
  misfit,
  readArrays,
  readMetadata,
  type SafetensorsOptions,
  writeMetadata,
} from './safetensors-arrays.ts'

const layersKey = 'nalu.layers'

// PyTorch's order for weights: outputs first, inputs last (torch.nn.Linear).
const ranks: Readonly<Record<AxisRole, number>> = { out: 0, operand: 1, in: 2 }

/** A parameter and how it is stored. */
interface StoredParameter {
  /** The slot: `layer1.W_hat`. */
  readonly slot: string
  /** The tensor: `layers.0.W_hat`. */
  readonly name: string
  /** Sizes in the order of the slot's axes. */
  readonly sizes: readonly number[]
  /** The axes in the order in which they are stored. */
  readonly order: readonly number[]
}

function storedParameters({ layers }: Model): StoredParameter[] {
  return layers.flatMap(({ module, parameters }, layer) =>
    Object.entries(parameters).map(([name, { name: slot, axes }]) => {
      const roles = module.parameters[name]?.axes ?? []
      const order = roles.map((_, i) => i).toSorted((i, j) => rankOf(roles[i]) - rankOf(roles[j]))
      return { slot, name: `layers.${layer}.${name}`, sizes: axes.map(({ size }) => size), order }
    }),
  )
}

const rankOf = (role: AxisRole | undefined) => (role === undefined ? 0 : ranks[role])

/** Sizes in another order. */
const reordered = (sizes: readonly number[], order: readonly number[]) => order.map((i) => sizes[i] as number)

/** Values over axes of these sizes, the last fastest, with the axes in another order. */
function transposed(
  values: Float32Array,
  sizes: readonly number[],
  order: readonly number[],
): Float32Array<ArrayBuffer> {
  const strides = sizes.map((_, i) => sizes.slice(i + 1).reduce((count, size) => count * size, 1))
  const [to, steps] = [reordered(sizes, order), reordered(strides, order)]
  return Float32Array.from(values, (_, position) => {
    let [rest, from] = [position, 0]
    for (let i = to.length - 1; i >= 0; i -= 1) {
      const size = to[i] as number
      from += (rest % size) * (steps[i] as number)
      rest = Math.floor(rest / size)
    }
    return values[from] as number
  })
}

/** The order that leads back. */
const inverse = (order: readonly number[]) => order.map((_, i) => order.indexOf(i))

/**
 * A model's weights as a safetensors file. Tensors are named `layers.0.W_hat`, as in a `ModuleList` called `layers`;
 * their axes are outputs, operands, inputs, whichever of these a parameter has: `[out, in]` for a weight matrix as in
 * `torch.nn.Linear`, `[out]` for a bias, `[]` for a scalar. The text `nalu.layers` names the module and the sizes of
 * each layer.
 * @throws NaluError if a parameter has no values or too few, or for a recurrent model, for which the text has no place.
 */
export function modelToSafetensors(
  model: Model,
  parameters: SlotValues,
  options: SafetensorsOptions = {},
): Uint8Array<ArrayBuffer> {
  if (model.recurrence !== undefined) {
    throw invalid('A recurrent model cannot be written as safetensors: the file has no place for its sequence.')
  }
  const tensors = storedParameters(model).map(({ slot, name, sizes, order }) => {
    const values = parameters[slot]
    const count = sizes.reduce((product, size) => product * size, 1)
    if (values?.length !== count) {
      const found = values === undefined ? 'none were given' : `${values.length} were given`
      throw invalid(
        `Parameter ${slot} of the model takes ${count} values; ${found}. Give those that it was trained to.`,
      )
    }
    return [name, { shape: reordered(sizes, order), values: transposed(values, sizes, order) }] as const
  })
  return writeSafetensors(tensors, writeMetadata({ [layersKey]: writeLayers(model) }, options))
}

/**
 * The model and the weights of a file that `modelToSafetensors` wrote, or another program with the same names and texts.
 * @param modules every module that the model may be made of; one of the user's own is passed like the others.
 * @param source how messages call the file: its name.
 * @throws NaluError for a damaged file, an unknown module, and tensors that are missing, superfluous or of another shape.
 */
export function modelFromSafetensors(
  bytes: Uint8Array,
  modules: readonly ArithmeticModule[],
  source = 'The safetensors file',
): { readonly model: Model; readonly parameters: SlotValues } {
  const file = readSafetensors(bytes, source)
  const layers = readMetadata(file, layersKey, layerFields, source)
  if (layers === undefined) {
    throw invalid(
      `${source} has no text ${layersKey} that names its modules. Write it, as in ` +
        `save_file(tensors, path, {"${layersKey}": '[{"module": "nau", "inputs": 2, "outputs": 1}]'}), ` +
        'or build the model and give it to parametersFromSafetensors.',
    )
  }
  const place = { source: `${layersKey} of ${source}`, path: '', remedy: 'It was damaged or changed by hand.' }
  const model = readLayers(layers, modules, place)
  return { model, parameters: readParameters(file, model, source) }
}

/**
 * The weights of a file for a model that is at hand. Without the text `nalu.layers` names and shapes alone must fit.
 * @param source how messages call the file: its name.
 * @throws NaluError for a damaged file, one of other modules, and tensors that are missing, superfluous or of another shape.
 */
export function parametersFromSafetensors(
  model: Model,
  bytes: Uint8Array,
  source = 'The safetensors file',
): SlotValues {
  const file = readSafetensors(bytes, source)
  const layers = readMetadata(file, layersKey, layerFields, source)
  const words = (list: ReturnType<typeof writeLayers>) =>
    list.map(({ module, inputs, outputs }) => `${module} ${inputs} → ${outputs}`)
  const faults = layers === undefined ? [] : differingLayer(words(layers), words(writeLayers(model)))
  if (faults.length > 0) throw misfit(source, faults)
  return readParameters(file, model, source)
}

function readParameters(file: Safetensors, model: Model, source: string): SlotValues {
  const stored = storedParameters(model)
  const wanted = stored.map(({ name, sizes, order }) => ({ name, shape: reordered(sizes, order) }))
  const found = readArrays(file, wanted, source)
  const values = stored.map(({ slot, name, sizes, order }) => {
    const tensor = found.get(name) as Float32Array
    return [slot, transposed(tensor, reordered(sizes, order), inverse(order))]
  })
  return Object.fromEntries(values) as SlotValues
}
