import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  image,
  lstm,
  meanSquaredError,
  sequence,
  unit,
  vector,
} from '../layers/index.ts'
import { layerKinds } from '../layers/kinds.ts'
import { initialNetwork, type Network, network } from '../layers/network.ts'
import { sizeOf } from '../layers/shape.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { predictNetwork } from '../train/network-predict.ts'
import { type NetworkTrainingOptions, trainNetwork } from '../train/train-network.ts'
import { readSafetensors, type TensorToWrite, writeSafetensors } from './safetensors.ts'
import { loadNetworkCheckpoint, saveNetworkCheckpoint } from './safetensors-checkpoint.ts'
import { loadNetwork, saveNetwork } from './safetensors-network.ts'

const stream = randomStream(1, 'data of these tests')
const draws = (count: number) => Float64Array.from({ length: count }, () => stream.uniform(-1, 1))

/** Rows that the network takes: numbers, or indices. */
function rowsFor({ input }: Network, count: number): Float64Array {
  const { below } = input
  const numbers = draws(count * sizeOf(input))
  return below === undefined ? numbers : numbers.map((x) => Math.floor(((x + 1) / 2) * below))
}

const pictures = network(
  image(2, 5, 4),
  conv2d(3, 2, { activation: 'relu' }),
  batchNorm(),
  flatten(),
  dense(6, { activation: 'tanh' }),
  unit(nau, 2),
)

describe('a network', () => {
  const values = { ...initialNetwork(pictures, 3), 'layer2.running mean': Float32Array.of(0.5, -1, 2) }
  const bytes = saveNetwork(pictures, values, { madeBy: 'nalu 0.1.0' })

  test('is kept by the names of its slots, axes in order, states included', () => {
    const { tensors, metadata } = readSafetensors(bytes)
    expect([...tensors].map(([name, { type, shape }]) => [name, type, shape])).toEqual([
      ['layer1.W', 'F32', [3, 2, 2, 2]],
      ['layer1.b', 'F32', [3]],
      ['layer2.scale', 'F32', [3]],
      ['layer2.shift', 'F32', [3]],
      ['layer4.W', 'F32', [6, 3, 4, 3]],
      ['layer4.b', 'F32', [6]],
      ['layer5.W', 'F32', [2, 6]],
      ['layer2.running mean', 'F32', [3]],
      ['layer2.running variance', 'F32', [3]],
    ])
    expect(metadata['nalu.madeBy']).toBe('nalu 0.1.0')
    expect(JSON.parse(metadata['nalu.network'] as string)).toMatchObject({
      input: '2 × 5 × 4',
      layers: [
        { name: 'layer1', id: 'conv2d', detail: '3 of 2 × 2, relu', output: '3 × 4 × 3' },
        { id: 'batchNorm' },
        { id: 'flatten' },
        { id: 'dense', detail: '6, tanh' },
        { id: 'unit', detail: 'nau, 2' },
      ],
    })
  })

  test('made anew predicts the same bits from the file', () => {
    const again = network(
      image(2, 5, 4),
      conv2d(3, 2, { activation: 'relu' }),
      batchNorm(),
      flatten(),
      dense(6, { activation: 'tanh' }),
      unit(nau, 2),
    )
    const inputs = rowsFor(pictures, 70)
    expect(predictNetwork(again, loadNetwork(again, bytes), inputs)).toEqual(predictNetwork(pictures, values, inputs))
  })

  const examples = layerKinds.flatMap(({ id, examples }) =>
    examples().map((each, i) => [`${id}, example ${i + 1}`, each] as const),
  )
  test.each(examples)('of %s is read back bit for bit', (_, { input, layer }) => {
    const net = network(input, layer)
    const start = initialNetwork(net, 4)
    expect(loadNetwork(net, saveNetwork(net, start))).toEqual(start)
  })

  test('without texts is read by names and shapes alone', () => {
    const { tensors } = readSafetensors(bytes)
    expect(loadNetwork(pictures, writeSafetensors(tensors as ReadonlyMap<string, TensorToWrite>))).toEqual(values)
  })

  test('is not written without a value for everything', () => {
    const { 'layer2.running mean': _, ...others } = values
    expect(() => saveNetwork(pictures, others)).toThrow(
      '"layer2.running mean" of the network takes 3 values; none were given',
    )
    expect(() => saveNetwork(pictures, { ...values, 'layer5.W': new Float32Array(11) })).toThrow(
      '12 values; 11 were given',
    )
  })
})

describe('a file of another network is refused with what differs', () => {
  const net = network(vector(2), dense(4, { activation: 'relu' }), dense(1))
  const values = initialNetwork(net, 1)
  const file = saveNetwork(net, values)
  const bare = writeSafetensors(readSafetensors(file).tensors as ReadonlyMap<string, TensorToWrite>)

  test.each<[string, Network, string]>([
    [
      'another activation',
      network(vector(2), dense(4, { activation: 'tanh' }), dense(1)),
      'layer 1 is dense (4, relu) 2 → 4 there, dense (4, tanh) 2 → 4 here',
    ],
    [
      'another size',
      network(vector(2), dense(5, { activation: 'relu' }), dense(1)),
      'layer 1 is dense (4, relu) 2 → 4 there, dense (5, relu) 2 → 5 here',
    ],
    [
      'one layer more',
      network(vector(2), dense(4, { activation: 'relu' }), dense(1), dropout(0.5)),
      'layer 3 is missing there, dropout (0.5) → 1 here',
    ],
    [
      'one layer less',
      network(vector(2), dense(4, { activation: 'relu' })),
      'layer 2 is dense (1) → 1 there, missing here',
    ],
    [
      'another unit',
      network(vector(2), unit(nmu, 4), dense(1)),
      'layer 1 is dense (4, relu) 2 → 4 there, unit (nmu, 4) 2 → 4 here',
    ],
  ])('%s', (_, other, message) => {
    expect(() => loadNetwork(other, file, 'w')).toThrow(`w is not of this model:\n  ${message}\nLoad`)
  })

  test('names and shapes, all at once', () => {
    const other = network(vector(3), dense(4, { bias: false }), dense(1), unit(nau, 1))
    const read = () => loadNetwork(other, bare, 'w')
    expect(read).toThrow(
      'w is not of this model:\n  layer1.W has the shape [4,2] there, [4,3] here\n  layer3.W [1,1] is missing',
    )
    expect(read).toThrow('layer1.b [4] is there, but not wanted\nLoad')
  })
})

describe('a checkpoint', () => {
  const rows = { inputs: draws(60 * 8), targets: draws(60) }
  const options: NetworkTrainingOptions = {
    network: network(sequence(4, 2), lstm(3), batchNorm(), dropout(0.1), dense(1)),
    loss: meanSquaredError,
    steps: 200,
    batch: 16,
    checkEvery: 40,
    seed: 2 ** 40 + 3,
  }
  const { network: net } = options

  test('goes on with the bits of a training that never stopped', async () => {
    const whole = await trainNetwork(options, rows, rows)
    const halt = new AbortController()
    const hooks = {
      onCheck: ({ step }: { readonly step: number }) => (step === 80 ? halt.abort() : undefined),
      signal: halt.signal,
    }
    const { state } = await trainNetwork(options, rows, rows, hooks)
    const bytes = saveNetworkCheckpoint(net, state)
    const loaded = loadNetworkCheckpoint(net, bytes)
    expect(loaded).toEqual(state)
    const resumed = await trainNetwork({ ...options, resume: loaded }, rows, rows)
    expect(resumed.values).toEqual(whole.values)
    expect(resumed.history).toEqual(whole.history)
  })

  test('is a file of the network, too', async () => {
    const { state, values } = await trainNetwork({ ...options, steps: 10 }, rows)
    const bytes = saveNetworkCheckpoint(net, state)
    expect(loadNetwork(net, bytes)).toEqual(values)
    expect(readSafetensors(bytes).tensors.get('training.adam mean of layer1.W')?.shape).toEqual([4 * 3 * 2])
    expect(() => loadNetworkCheckpoint(net, saveNetwork(net, values), 'w')).toThrow(
      'w has no text nalu.training, so it is no checkpoint',
    )
  })

  test('of a diverged training keeps the loss that is no number', async () => {
    const { state, stopReason } = await trainNetwork({ ...options, steps: 40, learningRate: 1e38, batch: 60 }, rows)
    expect(stopReason).toBe('not finite')
    expect(loadNetworkCheckpoint(net, saveNetworkCheckpoint(net, state))).toEqual(state)
  })

  test.each<[string, (standing: Record<string, unknown>) => object, string]>([
    ['no step', ({ step: _, ...rest }) => rest, 'step in nalu.training of w is missing; expected a whole number'],
    [
      'a batch of nothing',
      (all) => ({ ...all, batching: { kind: 'shuffled', rows: 60 } }),
      'batching.batch in nalu.training of w is missing',
    ],
    [
      'another kind of batch',
      (all) => ({ ...all, batching: { kind: 'fresh', rows: 60 } }),
      'batching.kind in nalu.training of w is "fresh"; expected one of full, shuffled',
    ],
    [
      'a history of texts',
      (all) => ({ ...all, history: ['a'] }),
      'history[0] in nalu.training of w is "a"; expected an object',
    ],
  ])('with %s is refused', async (_, change, message) => {
    const { state } = await trainNetwork({ ...options, steps: 4 }, rows)
    const { tensors, metadata } = readSafetensors(saveNetworkCheckpoint(net, state))
    const standing = change(JSON.parse(metadata['nalu.training'] as string))
    const bytes = writeSafetensors(tensors as ReadonlyMap<string, TensorToWrite>, {
      ...metadata,
      'nalu.training': JSON.stringify(standing),
    })
    expect(() => loadNetworkCheckpoint(net, bytes, 'w')).toThrow(message)
  })
})
