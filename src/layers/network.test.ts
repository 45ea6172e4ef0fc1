import { describe, expect, test } from 'vitest'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret, spreadOver } from '../graph/interpret.ts'
import { inalu } from '../modules/inalu.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { npu } from '../modules/npu.ts'
import { activation } from './activation.ts'
import { alongTime } from './along-time.ts'
import { attention } from './attention.ts'
import { autoencoder } from './autoencoder.ts'
import { batchNorm } from './batch-norm.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { dropout } from './dropout.ts'
import { eachTime } from './each-time.ts'
import { embedding } from './embedding.ts'
import { flatten } from './flatten.ts'
import type { Layer } from './layer.ts'
import { crossEntropy } from './losses.ts'
import { lstm } from './lstm.ts'
import { maxPool } from './max-pool.ts'
import { applyNetwork, initialNetwork, network } from './network.ts'
import { residual } from './residual.ts'
import { image, images, type Shape, sequence, tokens, vector } from './shape.ts'
import { shared } from './shared.ts'
import { stack } from './stack.ts'
import { printSummary, summarize } from './summary.ts'
import { unit } from './unit.ts'

const sizes = ({ axes }: Shape) => axes.map(({ size }) => size)

const net = network(
  image(1, 12, 12),
  conv2d(8, 3, { activation: 'relu' }),
  maxPool(2),
  flatten(),
  unit(nau, 3),
  unit(nmu, 1),
)

test('a network is put together from layers and a shape', () => {
  expect(net.body.parts.map(({ output }) => sizes(output))).toEqual([[8, 10, 10], [8, 5, 5], [8, 5, 5], [3], [1]])
  expect(net.parameters.map(({ slot: { name } }) => name)).toEqual(['layer1.W', 'layer1.b', 'layer4.W', 'layer5.W'])
})

test('its summary lists layers, output shapes, parameters and totals', () => {
  const { layers, parameters, states, notes } = summarize(net)
  // 8 filters of 1 × 3 × 3 and 8 biases; 3 sums of 8 · 5 · 5; one product of 3.
  expect(layers.map((layer) => layer.parameters)).toEqual([80, 0, 0, 600, 3])
  expect(layers.map((layer) => layer.output)).toEqual(['8 × 10 × 10', '8 × 5 × 5', '200', '3', '1'])
  expect({ parameters, states }).toEqual({ parameters: 683, states: 0 })
  expect(notes).toContain('nau: Cannot multiply or divide.')
  expect(printSummary(net).split('\n')).toEqual([
    'layer                      output       parameters',
    'input                      1 × 12 × 12',
    'conv2d (8 of 3 × 3, relu)  8 × 10 × 10          80',
    'maxPool (2 × 2)            8 × 5 × 5             0',
    'flatten                    200                   0',
    'unit (nau, 3)              3                   600',
    'unit (nmu, 1)              1                     3',
    '683 parameters',
  ])
})

test('a summary shows what lies within a layer, and counts states and shared parameters once', () => {
  const one = shared(dense(4))
  const made = network(vector(4), residual(one, batchNorm(), one))
  expect(summarize(made)).toMatchObject({ parameters: 20 + 8, states: 8 })
  expect(printSummary(made)).toContain('28 parameters and 8 numbers of state')
  const within = summarize(made).layers.filter(({ id }) => id === 'shared')
  expect(within.map(({ parameters, depth }) => [parameters, depth])).toEqual([
    [20, 2],
    [0, 2],
  ])
})

test('a shared layer computes the same function at each of its places', () => {
  const one = shared(dense(2, { activation: 'tanh' }))
  const made = network(vector(2), one, one)
  const apart = network(vector(2), dense(2, { activation: 'tanh' }), dense(2, { activation: 'tanh' }))
  const rows = axis('rows', 3)
  const values = initialNetwork(made, 3)
  const twice = Object.fromEntries(
    Object.entries(values).flatMap(([name, data]) => [
      [name, data],
      [name.replace('layer1', 'layer2'), data],
    ]),
  )
  const outputs = [made, apart].map((each) => {
    const x = slot('x', [rows, ...each.input.axes])
    const y = interpret(applyNetwork(each, x, { rows }), { ...twice, x: [1, 2, -1, 0.5, 3, -2] })
    return spreadOver(y, [rows, ...each.output.axes])
  })
  expect(made.parameters).toHaveLength(2)
  expect(outputs[0]).toEqual(outputs[1])
})

test('the same layer value without shared() has parameters of its own at each place', () => {
  const layer = dense(2)
  expect(network(vector(2), layer, layer).parameters).toHaveLength(4)
})

test('a lifted module brings its bounds, turns, redraws and notes', () => {
  const made = network(vector(2), unit(nmu, 1), unit(inalu, 2))
  expect(made.units.map(({ module, name }) => [module.id, name])).toEqual([
    ['nmu', 'layer1'],
    ['inalu', 'layer2'],
  ])
  expect(made.parameters[0]).toMatchObject({ update: { bounds: [0, 1] }, slot: { range: { low: 0, high: 1 } } })
  for (const [name, spec] of Object.entries(inalu.parameters)) {
    const found = made.parameters.find((each) => each.slot.name === `layer2.${name}`)
    expect(found?.update).toEqual(
      Object.fromEntries(Object.entries(spec).filter(([key]) => ['bounds', 'turns', 'redraw'].includes(key))),
    )
  }
  expect(network(vector(2), unit({ ...npu, domain: 'positive' }, 1)).body.notes).toContain(
    'npu: It is defined for positive inputs alone.',
  )
})

describe('a layer on a shape that it does not take says both', () => {
  const cases: readonly (readonly [Shape, Layer, string])[] = [
    [vector(3), conv2d(2, 3), 'Layer conv2d takes channels × height × width, not 3.'],
    [image(1, 2, 5), conv2d(2, 3), 'Layer conv2d takes a height of at least 3, that of its windows, not 1 × 2 × 5.'],
    [image(1, 5, 2), maxPool([2, 3]), 'Layer maxPool takes a width of at least 3, that of its windows, not 1 × 5 × 2.'],
    [tokens(4, 9), dense(2), 'Layer dense takes numbers along at least one axis, not 4 whole numbers below 9.'],
    [
      tokens(4, 9),
      unit(nau, 2),
      'Layer unit (nau) takes numbers along at least one axis, not 4 whole numbers below 9.',
    ],
    [tokens(4, 9), activation('relu'), 'Layer activation takes numbers, not 4 whole numbers below 9.'],
    [tokens(4, 9), dropout(0.5), 'Layer dropout takes numbers, not 4 whole numbers below 9.'],
    [vector(3), embedding(2), 'Layer embedding takes whole numbers such as tokens(12, 50), not 3.'],
    [vector(3), lstm(2), 'Layer lstm takes time × features, not 3.'],
    [vector(3), attention(2), 'Layer attention takes time × features, not 3.'],
    [image(2, 2, 2), stack(flatten(), maxPool(1)), 'Layer maxPool takes channels × height × width, not 8.'],
    [vector(3), batchNorm({ axis: 1 }), 'Layer batchNorm takes numbers with an axis 1, counted from 0, not 3.'],
    [vector(3), eachTime(dense(2)), 'Layer eachTime takes time × what its layers take, not 3.'],
    [images(3, 1, 2, 2), eachTime(flatten()), 'Layer eachTime takes layers whose last one reads what is flat'],
    [sequence(3, 2), eachTime(batchNorm()), 'one of them keeps the running mean of a batch'],
    [sequence(3, 2), alongTime(dense(2), 3), 'Layer alongTime takes a layer that gives 3 units, not 2,'],
    [image(1, 2, 3), alongTime(dense(2), 2), 'Layer alongTime takes time × features, not 1 × 2 × 3.'],
    [sequence(3, 2), alongTime(batchNorm(), 2), 'Layer alongTime takes a layer that gives 2 units, not 4,'],
    [vector(3), residual(dense(2)), 'Layer residual takes the shape that its layers give, 2, not 3.'],
    [vector(3), autoencoder(dense(2), dense(4)), 'Layer autoencoder takes what its decoder gives back, 4, not 3.'],
  ]
  test.each(cases.map(([input, layer, message]) => [message, input, layer] as const))('%s', (message, input, layer) => {
    expect(() => network(input, layer)).toThrow(message)
  })

  test('a shared layer is told the shape of its first use', () => {
    const one = shared(dense(2))
    expect(() => network(vector(3), one, one)).toThrow('Layer shared takes the shape of its first use, 3, not 2.')
    expect(() => network(vector(2), shared(batchNorm()))).toThrow('batchNorm keeps running mean')
  })

  test('cross-entropy wants one axis of classes', () => {
    const logits = network(image(1, 2, 2), flatten()).output
    expect(() => crossEntropy.target(logits)).toThrow('Layer crossEntropy takes numbers whose last axis')
    expect(crossEntropy.target(network(sequence(3, 2), dense(5)).output)).toMatchObject({ below: 5 })
  })
})

describe('an option out of bounds is refused with its value', () => {
  test.each([
    [() => dense(0), 'Layer dense: the number of outputs is 0; expected a whole number of at least 1.'],
    [() => conv2d(2, [3, 0.5]), 'Layer conv2d: the kernel is 0.5;'],
    [() => conv2d(2, 3, { stride: 0 }), 'Layer conv2d: the stride is 0;'],
    [() => dropout(1), 'Layer dropout: the rate is 1;'],
    [() => batchNorm({ momentum: 1 }), 'Layer batchNorm: the momentum is 1;'],
    [() => attention(4, { heads: 3 }), '3 heads do not divide the size 4'],
    [() => alongTime(dense(1), 1, { start: Number.NaN }), 'Layer alongTime: start is NaN;'],
    [() => dense(2, { activation: 'rely' }), 'relu'],
    [() => stack(), 'A stack needs at least one layer.'],
    [() => tokens(3, 0), 'A vocabulary of 0 tokens;'],
  ])('%#', (make, message) => {
    expect(make).toThrow(message)
  })
})
