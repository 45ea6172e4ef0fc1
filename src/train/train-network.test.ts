import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { batchNorm } from '../layers/batch-norm.ts'
import { conv2d } from '../layers/conv2d.ts'
import { dense } from '../layers/dense.ts'
import { dropout } from '../layers/dropout.ts'
import { flatten } from '../layers/flatten.ts'
import { crossEntropy, meanSquaredError } from '../layers/losses.ts'
import { lstm } from '../layers/lstm.ts'
import { maxPool } from '../layers/max-pool.ts'
import { initialNetwork, network } from '../layers/network.ts'
import { image, sequence, vector } from '../layers/shape.ts'
import { unit } from '../layers/unit.ts'
import { nau } from '../modules/nau.ts'
import { sgd } from '../optimizers/sgd.ts'
import { type DataRows, holdOut, pixels } from './data.ts'
import { interpretNetwork, networkPredictor, predictNetwork, scoreNetwork } from './network-predict.ts'
import { trainNetwork } from './train-network.ts'

const stream = randomStream(1, 'data of these tests')
const draws = (count: number, low = -1, high = 1) =>
  Float64Array.from({ length: count }, () => stream.uniform(low, high))

/** Rows of y = 2 a − b + 0.5. */
function plane(rows: number): DataRows {
  const inputs = draws(rows * 2)
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    return 2 * (inputs[2 * row] as number) - (inputs[2 * row + 1] as number) + 0.5
  })
  return { inputs, targets }
}

describe('a dense layer', () => {
  const net = network(vector(2), dense(1))
  const data = plane(70)

  test.each([undefined, 16])('finds the weights of a plane, %s rows a step', async (batch) => {
    const options = { network: net, loss: meanSquaredError, steps: 1500, learningRate: 0.02 }
    const { values, stopReason, heldOut, history } = await trainNetwork(
      { ...options, ...(batch === undefined ? {} : { batch }) },
      data,
      plane(30),
    )
    expect(stopReason).toBe('steps')
    expect(values['layer1.W']?.[0]).toBeCloseTo(2, 4)
    expect(values['layer1.W']?.[1]).toBeCloseTo(-1, 4)
    expect(values['layer1.b']?.[0]).toBeCloseTo(0.5, 4)
    expect(heldOut?.loss).toBeLessThan(1e-8)
    expect(history.map(({ step }) => step)).toEqual([150, 300, 450, 600, 750, 900, 1050, 1200, 1350, 1500])
  })

  test('takes the step that gradient descent says', async () => {
    // By hand: the gradient of the mean of (W x + b − y)² is the mean of 2 (W x + b − y) x.
    const { 'layer1.W': W, 'layer1.b': b } = initialNetwork(net, 5)
    const [w0, w1, b0] = [W?.[0] as number, W?.[1] as number, b?.[0] as number]
    const { inputs, targets } = plane(13)
    const slopes = [0, 0, 0]
    for (let row = 0; row < 13; row += 1) {
      const x = [inputs[2 * row] as number, inputs[2 * row + 1] as number, 1]
      const error = w0 * (x[0] as number) + w1 * (x[1] as number) + b0 - (targets[row] as number)
      x.forEach((value, i) => {
        slopes[i] = (slopes[i] as number) + (2 * error * value) / 13
      })
    }
    const options = { network: net, loss: meanSquaredError, steps: 1, optimizer: sgd, learningRate: 0.1, seed: 5 }
    const { values } = await trainNetwork(options, { inputs, targets })
    expect(values['layer1.W']?.[0]).toBeCloseTo(w0 - 0.1 * (slopes[0] as number), 6)
    expect(values['layer1.W']?.[1]).toBeCloseTo(w1 - 0.1 * (slopes[1] as number), 6)
    expect(values['layer1.b']?.[0]).toBeCloseTo(b0 - 0.1 * (slopes[2] as number), 6)
  })

  test('gives the same bits again, however often it is stopped to check', async () => {
    const options = { network: net, loss: meanSquaredError, steps: 300, batch: 16, learningRate: 0.01 }
    const first = await trainNetwork(options, data)
    const second = await trainNetwork({ ...options, checkEvery: 7 }, data)
    expect(second.values).toEqual(first.values)
    expect(second.trainLoss).toBe(first.trainLoss)
    expect((await trainNetwork({ ...options, seed: 2 }, data)).values).not.toEqual(first.values)
  })

  test('goes on from given values, and stops by plateau, signal and clock', async () => {
    const options = { network: net, loss: meanSquaredError, steps: 2000, learningRate: 0.02 }
    const { values } = await trainNetwork(options, data)
    const plateau = await trainNetwork({ ...options, steps: 10_000, from: values, checkEvery: 10, patience: 100 }, data)
    expect(plateau.stopReason).toBe('plateau')
    const aborted = await trainNetwork(options, data, undefined, { signal: AbortSignal.abort() })
    expect(aborted).toMatchObject({ stopReason: 'interrupted', steps: 0 })
    expect((await trainNetwork({ ...options, seconds: 0 }, data)).stopReason).toBe('time')
  })

  test('keeps the values that gave a loss which is not finite', async () => {
    const options = { network: net, loss: meanSquaredError, steps: 500, optimizer: sgd, learningRate: 1e6 }
    const { stopReason, steps, values } = await trainNetwork(options, data)
    expect(stopReason).toBe('not finite')
    const upTo = await trainNetwork({ ...options, steps }, data)
    expect(values).toEqual(upTo.values)
  })
})

test('classes are learned by cross-entropy from int labels', async () => {
  const inputs = draws(300 * 2)
  const targets = Int32Array.from({ length: 300 }, (_, row) => {
    const [a, b] = [inputs[2 * row] as number, inputs[2 * row + 1] as number]
    return a > 0 ? (b > 0 ? 0 : 1) : 2
  })
  const { training, heldOut } = holdOut({ inputs, targets }, 300, 0.2, 1)
  const net = network(vector(2), dense(16, { activation: 'relu' }), batchNorm(), dropout(0.1), dense(3))
  const options = { network: net, loss: crossEntropy, steps: 1500, batch: 48, learningRate: 0.01 }
  const { heldOut: score, values } = await trainNetwork(options, training, heldOut)
  expect(score?.accuracy).toBeGreaterThan(0.9)
  // By hand, from the predictions of the interpreter.
  const logits = interpretNetwork(net, values, heldOut.inputs)
  const rows = heldOut.targets.length
  let [right, cost] = [0, 0]
  for (let row = 0; row < rows; row += 1) {
    const own = [...logits.slice(row * 3, row * 3 + 3)]
    const label = heldOut.targets[row] as number
    right += own[label] === Math.max(...own) ? 1 : 0
    cost += Math.log(own.reduce((sum, z) => sum + Math.exp(z), 0)) - (own[label] as number)
  }
  expect(score?.accuracy).toBeCloseTo(right / rows, 12)
  expect(score?.loss).toBeCloseTo(cost / rows, 4)
})

test('bytes of images go through a convolution and an arithmetic unit', async () => {
  const rows = 200
  const bytes = Uint8Array.from({ length: rows * 36 }, () => (stream.uniform() < 0.3 ? 255 : 0))
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    return bytes.subarray(row * 36, (row + 1) * 36).reduce((sum, byte) => sum + byte / 255, 0)
  })
  const inputs = pixels(bytes)
  expect(new Set(inputs)).toEqual(new Set([0, 1]))
  const net = network(
    image(1, 6, 6),
    conv2d(2, 2, { stride: 2, activation: 'relu' }),
    maxPool(1),
    flatten(),
    unit(nau, 1),
  )
  const options = { network: net, loss: meanSquaredError, steps: 2000, batch: 32, learningRate: 0.01 }
  const { values, trainLoss } = await trainNetwork(options, { inputs, targets })
  // The variance of the count: what a constant would leave.
  expect(trainLoss).toBeLessThan(0.1 * 36 * 0.3 * 0.7)
  expect(values['layer4.W']?.every((weight) => Math.abs(weight) <= 1)).toBe(true)
})

test('sequences go through an LSTM', async () => {
  const rows = 128
  const inputs = draws(rows * 5)
  const targets = Float64Array.from({ length: rows }, (_, row) => inputs[row * 5] as number)
  const net = network(sequence(5, 1), lstm(8), dense(1))
  const options = { network: net, loss: meanSquaredError, steps: 1500, learningRate: 0.01 }
  const { trainLoss } = await trainNetwork(options, { inputs, targets })
  // The first of five numbers, whose variance is 1/3, has to be carried along.
  expect(trainLoss).toBeLessThan(0.02)
})

describe('predictions', () => {
  const net = network(image(2, 4, 4), conv2d(3, 2, { activation: 'relu' }), batchNorm(), flatten(), dense(2))
  const values = initialNetwork(net, 1)

  test.each([1, 63, 64, 150])('of %i rows are those of the interpreter', (rows) => {
    const inputs = draws(rows * 32)
    const exact = interpretNetwork(net, values, inputs)
    const found = predictNetwork(net, values, inputs)
    expect(found).toHaveLength(rows * 2)
    exact.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5))
    const targets = draws(rows * 2)
    const cost = exact.reduce((sum, value, i) => sum + (value - (targets[i] as number)) ** 2, 0) / exact.length
    expect(scoreNetwork(net, values, { inputs, targets }, meanSquaredError).loss).toBeCloseTo(cost, 5)
  })

  test('do not depend on the rows beside them', () => {
    const predict = networkPredictor(net, values)
    const inputs = draws(70 * 32)
    const all = predict(inputs)
    expect(predict(inputs.slice(66 * 32))).toEqual(all.slice(66 * 2))
  })

  test('want a value for every parameter and state', () => {
    const { 'layer2.running mean': _, ...others } = values
    expect(() => networkPredictor(net, others)).toThrow('"layer2.running mean" [layer1.filters=3] takes 3 values; none')
    expect(() => networkPredictor(net, { ...values, 'layer4.b': new Float32Array(3) })).toThrow('3 were given')
    expect(() => predictNetwork(net, values, draws(33))).toThrow('33 values are no whole rows of 2 × 4 × 4 (32 values)')
  })
})

describe('data that do not fit are refused with what is wrong', () => {
  const net = network(vector(2), dense(3))
  const given = { network: net, loss: crossEntropy, steps: 10 }
  const inputs = draws(8)

  test.each([
    [{ inputs, targets: [0, 1, 2] }, '4 rows of inputs and 3 of targets'],
    [{ inputs, targets: [0, 1, 2, 3] }, 'row 3 holds 3; expected a whole number from 0 to 2'],
    [{ inputs, targets: [0, 1, 2, 0.5] }, 'row 3 holds 0.5; expected a whole number from 0 to 2'],
    [{ inputs: [0, 1, 2, Number.NaN], targets: [0, 1] }, 'row 1 holds NaN; expected a finite number'],
    [{ inputs: [1, 2, 3], targets: [0, 1] }, '3 values are no whole rows of 2 (2 values)'],
    [{ inputs: [], targets: [] }, '0 values are no whole rows'],
  ])('%#', async (data, message) => {
    await expect(trainNetwork(given, data)).rejects.toThrow(message)
  })

  test('and so are numbers of steps and rows', async () => {
    const data = { inputs, targets: [0, 1, 2, 0] }
    await expect(trainNetwork({ ...given, steps: 0 }, data)).rejects.toThrow('Option steps of a training is 0;')
    await expect(trainNetwork({ ...given, checkEvery: 0.5 }, data)).rejects.toThrow(
      'Option checkEvery of a training is 0.5',
    )
    await expect(trainNetwork({ ...given, batch: 0 }, data)).rejects.toThrow('Option batch of a training is 0;')
    await expect(trainNetwork({ ...given, learningRate: -1 }, data)).rejects.toThrow(
      'Option learningRate of a training is -1;',
    )
    await expect(trainNetwork({ ...given, batch: 5 }, data)).rejects.toThrow(
      'A batch of 5 rows is more than all 4 rows',
    )
    expect(() => holdOut(data, 4, 0.01, 1)).toThrow('A share of 0.01 of 4 rows')
    expect(() => holdOut(data, 3, 0.5, 1)).toThrow('Inputs: 8 values are not 3 rows of one size.')
  })
})

test('rows held out are as many as the share says, and every row is in one part', () => {
  const inputs = Float64Array.from({ length: 20 }, (_, i) => Math.floor(i / 2))
  const targets = Float64Array.from({ length: 10 }, (_, i) => i)
  const { training, heldOut } = holdOut({ inputs, targets }, 10, 0.3, 1)
  expect([training.targets.length, heldOut.targets.length]).toEqual([7, 3])
  expect([...training.targets, ...heldOut.targets].toSorted((a, b) => a - b)).toEqual([...targets])
  for (const { inputs: x, targets: y } of [training, heldOut]) {
    expect([...x]).toEqual([...y].flatMap((value) => [value, value]))
  }
  expect(holdOut({ inputs, targets }, 10, 0.3, 1)).toEqual({ training, heldOut })
  expect(holdOut({ inputs, targets }, 10, 0.3, 2).heldOut).not.toEqual(heldOut)
})
