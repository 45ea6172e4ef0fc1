// Trained models of nalu as layers of TensorFlow.js, and back.

import type { layers } from '@tensorflow/tfjs-layers'
import { failure, invalid } from '../../base/errors.ts'
import { type Model, type SlotValues, stack } from '../../train/model.ts'
import { ArithmeticLayer, arithmeticLayer } from './layer.ts'

/**
 * Layers with the weights of a trained model, for `tf.sequential({ layers })`.
 * @param parameters values of the model's slots, such as `chosen.parameters` of `learn`.
 * @throws NaluError if the model goes along a sequence, or if a parameter lacks its values.
 */
export function toLayers(model: Model, parameters: SlotValues): ArithmeticLayer[] {
  if (model.recurrence !== undefined) {
    throw invalid('This model goes along a sequence, which a layer does not. Give a model without a recurrence.')
  }
  return model.layers.map(({ module, input, output, parameters: slots }, i) => {
    const values = Object.entries(slots).map(([name, slot]) => [name, parameters[slot.name] ?? []] as const)
    const start = Object.fromEntries(values)
    return arithmeticLayer(module, { units: output.size, inputShape: [input.size], seed: i, start })
  })
}

/**
 * A model of nalu with the weights of layers that follow each other: what `predict` and `saveModel` take.
 * @throws NaluError if a layer is not one of `arithmeticLayer`, has no weights yet, or does not fit the one before.
 */
export async function fromLayers(
  chain: readonly layers.Layer[],
): Promise<{ readonly model: Model; readonly parameters: SlotValues }> {
  const own = chain.map((layer) => {
    if (layer instanceof ArithmeticLayer) return layer
    throw invalid(`Layer ${layer.name} is a ${layer.getClassName()}; expected layers of arithmeticLayer alone.`)
  })
  const specs = own.map(({ module, units }) => ({ module, outputs: units }))
  const model = stack(own[0] === undefined ? 1 : inputsOf(own[0]), specs)
  const parameters: Record<string, Float32Array<ArrayBuffer>> = {}
  for (const [i, { input, parameters: slots }] of model.layers.entries()) {
    const layer = own[i] as ArithmeticLayer
    if (inputsOf(layer) !== input.size) {
      throw invalid(`Layer ${layer.name} takes ${inputsOf(layer)} inputs, and the layer before gives ${input.size}.`)
    }
    const weights = await Promise.all(layer.getWeights().map((weight) => weight.data()))
    Object.values(slots).forEach(({ name }, k) => {
      parameters[name] = Float32Array.from(weights[k] as Float32Array)
    })
  }
  return { model, parameters }
}

function inputsOf({ name, inputSpec }: ArithmeticLayer): number {
  const inputs = inputSpec[0]?.axes?.[-1]
  if (inputs === undefined) {
    throw failure(`Layer ${name} has no weights yet. Add it to a model, or apply it to inputs, first.`)
  }
  return inputs
}
