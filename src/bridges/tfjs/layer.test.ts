import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { describe, expect, test } from 'vitest'
import { sound } from '../../../test/sound-module.ts'
import { numbers } from '../../../test/tfjs-cpu.ts'
import { inalu } from '../../modules/inalu.ts'
import type { ArithmeticModule } from '../../modules/module.ts'
import { nalu } from '../../modules/nalu.ts'
import { nau } from '../../modules/nau.ts'
import { nmu } from '../../modules/nmu.ts'
import { snmu } from '../../modules/snmu.ts'
import { initialParameters, stack } from '../../train/model.ts'
import { type ArithmeticLayerArgs, arithmeticLayer, registerLayers } from './index.ts'

/** A model of one layer. */
function modelOf(module: ArithmeticModule, inputs: number, args: ArithmeticLayerArgs) {
  const layer = arithmeticLayer(module, { inputShape: [inputs], ...args })
  return { layer, model: sequential({ layers: [layer] }) }
}

const applied = (layer: layers.Layer, inputs: tf.Tensor, training = false) =>
  layer.apply(inputs, { training }) as tf.Tensor

test('a layer starts as a training of nalu does with the same seed', () => {
  const { layer } = modelOf(nalu, 3, { units: 2, seed: 5 })
  const start = initialParameters(stack(3, [{ module: nalu, outputs: 2 }]), 5)
  expect(layer.getWeights().map(numbers)).toEqual(Object.values(start).map((values) => Array.from(values)))
})

test('weights are the parameters in the order of the module, out before in', () => {
  const { layer } = modelOf(inalu, 3, { units: 2, seed: 1 })
  expect(layer.weights.map(({ originalName, shape }) => [originalName.split('/').at(-1), shape])).toEqual([
    ['W_hat_a', [2, 3]],
    ['M_hat_a', [2, 3]],
    ['W_hat_m', [2, 3]],
    ['M_hat_m', [2, 3]],
    ['G_hat', [2]],
  ])
  const { layer: sum, model } = modelOf(nau, 2, { units: 2, seed: 1 })
  sum.setWeights([tf.tensor2d([1, 1, 1, -1], [2, 2])])
  expect(numbers(model.predict(tf.tensor2d([[5, 3]])) as tf.Tensor)).toEqual([8, 2])
})

test('every position of a sequence is a row', () => {
  const layer = arithmeticLayer(nmu, { units: 2, seed: 1 })
  const rows = tf.randomUniform([4, 3], 1, 2, 'float32', 1)
  const sequences = tf.reshape(rows, [2, 2, 3])
  expect(layer.computeOutputShape([null, 2, 3])).toEqual([null, 2, 2])
  expect(applied(layer, sequences).shape).toEqual([2, 2, 2])
  expect(numbers(applied(layer, sequences))).toEqual(numbers(applied(layer, rows)))
})

test('whole numbers are taken as floats', () => {
  const layer = arithmeticLayer(nau, { units: 1, seed: 1, start: { W: [1, 1] } })
  expect(numbers(applied(layer, tf.tensor2d([[2, 3]], [1, 2], 'int32')))).toEqual([5])
})

describe('bounds', () => {
  test('hold after every step of fit, however large it is', async () => {
    const { layer, model } = modelOf(nau, 2, { units: 1, seed: 1 })
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(10) })
    await model.trainOnBatch(tf.ones([4, 2]), tf.fill([4, 1], 100))
    expect(layer.getWeights().map(numbers)).toEqual([[1, 1]])
  })

  test('hold where weights are set', () => {
    const { layer } = modelOf(nmu, 2, { units: 1, seed: 1, start: { W: [3, 0.5] } })
    expect(layer.getWeights().map(numbers)).toEqual([[1, 0.5]])
    layer.setWeights([tf.tensor2d([[-2, 0.25]])])
    expect(layer.getWeights().map(numbers)).toEqual([[0, 0.25]])
  })
})

describe('penalties', () => {
  // The mean distance of 0.25 and −0.5 from whole numbers is 0.375; the prediction is exact, so the loss is 0 without.
  const start = { W: [0.25, -0.5] }
  const [inputs, targets] = [tf.tensor2d([[4, 1]]), tf.tensor2d([[0.5]])]

  test('join the loss of fit, and their ramps count the steps', async () => {
    const { model } = modelOf(nau, 2, {
      units: 1,
      seed: 1,
      start,
      penalties: { sparsity: { weight: 8, from: 0, to: 2 } },
    })
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0) })
    const losses: unknown[] = []
    for (let step = 0; step < 4; step += 1) losses.push(await model.trainOnBatch(inputs, targets))
    expect(losses).toEqual([0, 1.5, 3, 3])
    expect(numbers(model.evaluate(inputs, targets) as tf.Tensor)).toEqual([0])
  })

  test('move the weights', async () => {
    const { layer, model } = modelOf(nau, 2, {
      units: 1,
      seed: 1,
      start,
      penalties: { sparsity: { weight: 1, from: 0, to: 1 } },
      steps: 5,
    })
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.25) })
    await model.trainOnBatch(inputs, targets)
    // Half a mean over two weights: each goes by 0.25 · 1/2, 0.25 towards 0; |−0.5| is as near to 0 as to 1.
    expect(layer.getWeights().map(numbers)[0]?.[0]).toBe(0.125)
  })

  test('may be asked for at a moment of a loop of one’s own', () => {
    const { layer } = modelOf(nau, 2, { units: 1, seed: 1, start })
    // The module's own ramp: the weight 0.01 from step 20,000 to step 35,000.
    expect(numbers(layer.penalty({ step: 20_000 }))).toEqual([0])
    expect(numbers(layer.penalty({ step: 35_000 }))[0]).toBeCloseTo(0.01 * 0.375, 9)
  })

  test('that act where the loss is low act only where it is told', () => {
    const { layer } = modelOf(inalu, 2, { units: 1, seed: 1 })
    expect(numbers(layer.penalty({ step: 20_000 }))).toEqual([0])
    expect(numbers(layer.penalty({ step: 20_000, loss: 2 }))).toEqual([0])
    const whole = numbers(layer.penalty({ step: 20_000, loss: 0.5 }))[0]
    expect(whole).toBeGreaterThan(1)
    expect(numbers(layer.penalty({ step: 20_000, loss: tf.scalar(0.5) }))).toEqual([whole])
  })

  test('are 0 for a module without one', () => {
    expect(numbers(modelOf(nalu, 2, { units: 1, seed: 1 }).layer.penalty())).toEqual([0])
  })
})

test('noise is there in training alone, and new in every step', () => {
  const { layer } = modelOf(snmu, 2, { units: 1, seed: 1, start: { W: [0.5, 0.5] } })
  const inputs = tf.tensor2d([[3, 5]])
  // (0.5·3 + 0.5)·(0.5·5 + 0.5)
  expect(numbers(applied(layer, inputs))).toEqual([6])
  const [first, second] = [numbers(applied(layer, inputs, true)), numbers(applied(layer, inputs, true))]
  expect(first).not.toEqual([6])
  expect(second).not.toEqual(first)
  expect(numbers(applied(layer, inputs))).toEqual([6])
  const again = modelOf(snmu, 2, { units: 1, seed: 1, start: { W: [0.5, 0.5] } }).layer
  expect(numbers(applied(again, inputs, true))).toEqual(first)
})

describe('gradients', () => {
  test('of a product are exact where a factor is 0', () => {
    const layer = arithmeticLayer(nmu, { units: 1, seed: 1, start: { W: [1, 1] } })
    const slope = tf.grad((inputs) => applied(layer, inputs))(tf.tensor2d([[0, 3]]))
    expect(numbers(slope)).toEqual([3, 0])
  })

  test('of a size is 0 at 0, which that of tf.abs is not', () => {
    const penalties = { sparsity: { weight: 1, from: 0, to: 1 } }
    const layer = arithmeticLayer(nau, { units: 1, seed: 1, start: { W: [0] }, penalties })
    layer.build([null, 1])
    const { grads } = tf.variableGrads(() => layer.penalty({ step: 1 }))
    expect(Object.values(grads).map(numbers)).toEqual([[0]])
    expect(numbers(tf.grad(tf.abs)(tf.scalar(0)))).not.toEqual([0])
  })

  test('of gradients are there', () => {
    // By hand: y = x₀·x₁ where both weights are 1, so ∂(∂y/∂x₀)/∂x = [0, 1].
    const layer = arithmeticLayer(nmu, { units: 1, seed: 1, start: { W: [1, 1] } })
    const byFirst = (inputs: tf.Tensor) => tf.slice(tf.grad((given) => applied(layer, given))(inputs), [0, 0], [1, 1])
    expect(numbers(tf.grad(byFirst)(tf.tensor2d([[2, 3]])))).toEqual([0, 1])
  })
})

test('a frozen layer keeps its weights while others learn through it', async () => {
  const before = layers.dense({ units: 2, inputShape: [2] })
  const head = arithmeticLayer(nau, { units: 1, seed: 1, trainable: false })
  const model = sequential({ layers: [before, head] })
  const [old, oldHead] = [numbers(before.getWeights()[0] as tf.Tensor), numbers(head.getWeights()[0] as tf.Tensor)]
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) })
  await model.trainOnBatch(tf.ones([4, 2]), tf.fill([4, 1], 3))
  expect(numbers(head.getWeights()[0] as tf.Tensor)).toEqual(oldHead)
  expect(numbers(before.getWeights()[0] as tf.Tensor)).not.toEqual(old)
})

test('training and predicting leave no tensors behind', async () => {
  const { model } = modelOf(snmu, 3, { units: 2, seed: 1, penalties: { sparsity: { from: 0, to: 2 } } })
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.01) })
  const [inputs, targets] = [tf.ones([5, 3]), tf.ones([5, 2])]
  const step = async () => {
    await model.trainOnBatch(inputs, targets)
    tf.dispose(model.predict(inputs))
  }
  await step()
  const { numTensors } = tf.memory()
  for (let i = 0; i < 3; i += 1) await step()
  expect(tf.memory().numTensors).toBe(numTensors)
})

test('layers of many numbers of rows compute the same', () => {
  const { layer } = modelOf(nalu, 2, { units: 1, seed: 1 })
  const rows = tf.randomUniform([12, 2], 1, 2, 'float32', 1) as tf.Tensor2D
  const whole = numbers(applied(layer, rows))
  for (let count = 1; count <= 12; count += 1) {
    const part = numbers(applied(layer, tf.slice(rows, [0, 0], [count, 2])))
    part.forEach((value, i) => expect(value).toBeCloseTo(whole[i] as number, 5))
  }
})

describe('what is wrong is said:', () => {
  test('units that are no number of outputs', () => {
    expect(() => arithmeticLayer(nau, { units: 0, seed: 1, name: 'head' })).toThrow(
      'Layer head: units is 0; expected a whole number of at least 1.',
    )
  })

  test('a seed that is none', () => {
    expect(() => arithmeticLayer(nau, { units: 1, seed: -1 })).toThrow('Seed -1 is not a whole number')
  })

  test('a penalty that the module does not have', () => {
    expect(() => arithmeticLayer(nau, { units: 1, seed: 1, penalties: { sparsty: { weight: 1 } } })).toThrow(
      'No penalty "sparsty" in module nau. Penalties: sparsity. Did you mean sparsity?',
    )
  })

  test('inputs of an open size', () => {
    const layer = arithmeticLayer(nau, { units: 1, seed: 1, name: 'open' })
    expect(() => layer.build([null, null])).toThrow(
      'Layer open takes inputs of shape [batch, …, inputs], not [any,any]. Say how many inputs there are, for example with inputShape: [2].',
    )
  })

  test('inputs of another size than before', () => {
    const layer = arithmeticLayer(nau, { units: 1, seed: 1 })
    applied(layer, tf.ones([1, 2]))
    expect(() => applied(layer, tf.ones([1, 3]))).toThrow(/expected axis -1 of input shape to have value 2/)
  })

  test('a layer that has no weights yet', () => {
    expect(() => arithmeticLayer(nau, { units: 1, seed: 1, name: 'new' }).penalty()).toThrow(
      'Layer new has no weights yet. Add it to a model, or apply it to inputs, first.',
    )
  })

  test('a start with other values than the module has', () => {
    const start = (values: ArithmeticLayerArgs['start']) => () =>
      modelOf(nau, 2, { units: 1, seed: 1, ...(values === undefined ? {} : { start: values }) })
    expect(start({ V: [1, 2] })).toThrow('No parameter "V" in module nau. Parameters: W.')
    expect(start({ W: [1] })).toThrow('The start has 1 values for W of module nau; expected 2, those of [out=1, in=2].')
    expect(start({})).toThrow('The start has no values for W of module nau; expected 2')
  })

  test('two modules of one id', () => {
    registerLayers([sound])
    registerLayers([sound])
    expect(() => registerLayers([{ ...sound }])).toThrow(
      'Layers of another module "sound" are registered already, and saved models would not tell the two apart. Give one of the modules another id.',
    )
  })
})
