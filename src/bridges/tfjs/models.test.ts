import * as tf from '@tensorflow/tfjs-core'
import { layers, loadLayersModel, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import { describe, expect, test } from 'vitest'
import { sound } from '../../../test/sound-module.ts'
import { numbers } from '../../../test/tfjs-cpu.ts'
import { axis } from '../../graph/axis.ts'
import { slot } from '../../graph/build.ts'
import { modules } from '../../modules/index.ts'
import type { ArithmeticModule } from '../../modules/module.ts'
import { nau } from '../../modules/nau.ts'
import { nmu } from '../../modules/nmu.ts'
import { allowedErrors, differences, valuesOver } from '../../testing/rounding.ts'
import { forward, initialParameters, stack } from '../../train/model.ts'
import { recurrent } from '../../train/recurrent.ts'
import { arithmeticLayer, fromLayers, registerLayers, toLayers } from './index.ts'

/** The model after it was saved to memory, and loaded. */
async function savedAndLoaded(model: Sequential) {
  const all: tf.io.ModelArtifacts[] = []
  const keep = async (artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
    all.push(artifacts)
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
  }
  await model.save(tf.io.withSaveHandler(keep))
  // As text, as a file or a server has it.
  const artifacts = all.map((each) => ({ ...each, modelTopology: JSON.parse(JSON.stringify(each.modelTopology)) }))
  return loadLayersModel(tf.io.fromMemory(artifacts[0] as tf.io.ModelArtifacts))
}

/** Two layers, so that names of weights could clash. */
const modelOf = (module: ArithmeticModule) =>
  sequential({
    layers: [
      arithmeticLayer(module, { units: 2, seed: 3, inputShape: [2] }),
      arithmeticLayer(module, { units: 1, seed: 4 }),
    ],
  })

const inputs = () => tf.tensor2d([1, 2.5, 7, 0.1, 3, 10], [3, 2])

describe('a saved model predicts the same bits after loading', () => {
  test.each(modules.map((module) => [module.id, module] as const))('with layers of %s', async (_, module) => {
    registerLayers(modules)
    const model = modelOf(module)
    const loaded = await savedAndLoaded(model)
    const predict = (each: typeof loaded) => numbers(each.predict(inputs()) as tf.Tensor)
    expect(predict(loaded)).toEqual(predict(model))
    expect(loaded.layers.map((layer) => layer.getConfig())).toEqual(model.layers.map((layer) => layer.getConfig()))
  })

  test('with layers of a module of one’s own', async () => {
    const model = modelOf({ ...sound, id: 'own' })
    await expect(savedAndLoaded(model)).rejects.toThrow(/Unknown layer: Nalu-own/)
    registerLayers(model.layers.map((layer) => (layer as ReturnType<typeof arithmeticLayer>).module))
    const loaded = await savedAndLoaded(model)
    expect(numbers(loaded.predict(inputs()) as tf.Tensor)).toEqual(numbers(model.predict(inputs()) as tf.Tensor))
  })
})

test('a loaded layer goes on with its penalties where it was', async () => {
  registerLayers([nau])
  const penalties = { sparsity: { weight: 8, from: 0, to: 4 } }
  const head = arithmeticLayer(nau, { units: 1, seed: 1, inputShape: [2], penalties, start: { W: [0.25, -0.5] } })
  const model = sequential({ layers: [head] })
  const train = async (each: Sequential) => {
    each.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0) })
    return each.trainOnBatch(tf.tensor2d([[4, 1]]), tf.tensor2d([[0.5]]))
  }
  // The mean distance of the weights from whole numbers is 0.375, and the ramp has four steps.
  expect([await train(model), await train(model)]).toEqual([0, 0.75])
  const loaded = (await savedAndLoaded(model)) as Sequential
  expect([await train(loaded), await train(loaded)]).toEqual([1.5, 2.25])
})

describe('a trained model of nalu', () => {
  const model = stack(3, [
    { module: nau, outputs: 2 },
    { module: nmu, outputs: 1 },
  ])
  const parameters = initialParameters(model, 7)

  test('predicts as layers what the interpreter computes', () => {
    const network = sequential({ layers: toLayers(model, parameters) })
    const rows = axis('rows', 2)
    const x = slot('x', [model.input, rows])
    const y = forward(model, x)
    const values = { ...parameters, x: [1, 4, 2, 5, 3, 6] }
    const found = network.predict(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])) as tf.Tensor
    const exact = valuesOver(y, [model.output, rows], values)
    const allowed = allowedErrors(y, [model.output, rows], values, exact)
    expect(differences('the outputs', numbers(found), exact, allowed)).toEqual([])
  })

  test('comes back from layers with the same bits', async () => {
    const back = await fromLayers(sequential({ layers: toLayers(model, parameters) }).layers)
    expect(back.parameters).toEqual(parameters)
    expect(back.model.layers.map(({ module, input, output }) => [module.id, input.size, output.size])).toEqual([
      ['nau', 3, 2],
      ['nmu', 2, 1],
    ])
  })

  test('that goes along a sequence is no layer', () => {
    const sequence = recurrent(nau, { length: 2, width: 1, hidden: 1 })
    expect(() => toLayers(sequence, {})).toThrow('This model goes along a sequence, which a layer does not.')
  })

  test('that lacks weights is refused when they are needed', () => {
    expect(() => sequential({ layers: toLayers(model, {}) })).toThrow('The start has 0 values for W of module nau')
  })
})

describe('layers become no model of nalu', () => {
  test('if one is of another kind', async () => {
    const dense = layers.dense({ units: 1, inputShape: [2], name: 'before' })
    await expect(fromLayers([dense])).rejects.toThrow(
      'Layer before is a Dense; expected layers of arithmeticLayer alone.',
    )
  })

  test('if one has no weights yet', async () => {
    const open = arithmeticLayer(nau, { units: 1, seed: 1, name: 'open' })
    await expect(fromLayers([open])).rejects.toThrow('Layer open has no weights yet.')
  })

  test('if one does not fit the one before', async () => {
    const [first, second] = [3, 4].map((size) => {
      const layer = arithmeticLayer(nau, { units: 2, seed: 1, name: `of${size}` })
      layer.build([null, size])
      return layer
    })
    await expect(fromLayers([first, second] as layers.Layer[])).rejects.toThrow(
      'Layer of4 takes 4 inputs, and the layer before gives 2.',
    )
  })

  test('if there is none', async () => {
    await expect(fromLayers([])).rejects.toThrow('A model needs at least one layer.')
  })
})
