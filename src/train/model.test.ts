import { describe, expect, test } from 'vitest'
import { axis, describeAxes } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { modules } from '../modules/index.ts'
import { constantInitial } from '../modules/initializers.ts'
import { linear } from '../modules/linear.ts'
import { nac } from '../modules/nac.ts'
import { forward, initialParameters, parametersOf, stack, stackOf, summary } from './model.ts'

test('the output axis of a layer is the input axis of the next, and slots are named after their layer', () => {
  const model = stack(3, [
    { module: nac, outputs: 4 },
    { module: linear, outputs: 2 },
  ])
  expect(model.layers[0]?.output).toBe(model.layers[1]?.input)
  expect(parametersOf(model).map(({ name, axes }) => `${name} ${describeAxes(axes)}`)).toEqual([
    'layer1.W_hat [hidden1=4, in=3]',
    'layer1.M_hat [hidden1=4, in=3]',
    'layer2.W [out=2, hidden1=4]',
    'layer2.b [out=2]',
  ])
})

test('the forward pass of a stack is that of one layer after the other', () => {
  const model = stackOf(linear, 2, [2])
  const rows = axis('rows', 1)
  const x = slot('x', [model.input, rows])
  const values = {
    x: [3, 4],
    'layer1.W': [1, 2, 3, 4],
    'layer1.b': [0.5, -0.5],
    'layer2.W': [10, 1],
    'layer2.b': [7],
  }
  // Hidden: 3 + 8 + 0.5 = 11.5 and 9 + 16 − 0.5 = 24.5; output: 115 + 24.5 + 7.
  expect([...interpret(forward(model, x), values).data]).toEqual([146.5])
})

describe('the usual stack', () => {
  test('without hidden layers is one layer of the module itself', () => {
    for (const module of modules) expect(stackOf(module, 3, []).layers.map((layer) => layer.module)).toEqual([module])
  })

  test('with hidden layers ends in the readout of the module, if it has one', () => {
    for (const module of modules) {
      const { layers, output } = stackOf(module, 3, [4, 5], 2)
      expect(layers.map((layer) => layer.module)).toEqual([module, module, module.readout ?? module])
      expect(output.size).toBe(2)
    }
  })
})

test('a model without layers, or with a size that is none, is refused', () => {
  expect(() => stack(2, [])).toThrow('at least one layer')
  expect(() => stackOf(nac, 0, [])).toThrow('Axis "in" has size 0')
  expect(() => stackOf(nac, 2, [1.5])).toThrow('Axis "hidden1" has size 1.5')
})

describe('starting values', () => {
  const model = stackOf(nac, 3, [2])

  test('are the same for the same seed and others for another', () => {
    expect(initialParameters(model, 5)).toEqual(initialParameters(model, 5))
    expect(initialParameters(model, 5)).not.toEqual(initialParameters(model, 6))
  })

  test('of one parameter do not depend on the layers beside it', () => {
    const alone = initialParameters(stack(3, [{ module: nac, outputs: 2 }]), 5)
    const inStack = initialParameters(
      stack(3, [
        { module: nac, outputs: 2 },
        { module: linear, outputs: 1 },
      ]),
      5,
    )
    expect(inStack).toMatchObject(alone)
  })

  test('of two parameters of one shape differ', () => {
    const { 'layer1.W_hat': wHat, 'layer1.M_hat': mHat } = initialParameters(model, 5)
    expect(wHat).not.toEqual(mHat)
  })

  test('are replaced by another initialiser in matrices, and left alone in vectors', () => {
    const values = initialParameters(stackOf(linear, 3, []), 5, constantInitial(0.25))
    expect(values['layer1.W']).toEqual(Float32Array.of(0.25, 0.25, 0.25))
    expect(values['layer1.b']).toEqual(Float32Array.of(0))
  })
})

test('the summary counts parameters layer by layer and in all', () => {
  expect(summary(stackOf(nac, 10, [4], 2))).toEqual({
    layers: [
      { module: 'nac', inputs: 10, outputs: 4, parameters: 80 },
      { module: 'nac', inputs: 4, outputs: 2, parameters: 16 },
    ],
    parameters: 96,
  })
})
