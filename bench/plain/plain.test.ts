// The plain loops against a float64 forward pass, finite differences and Adam as its paper writes it.

import { describe, expect, test } from 'vitest'
import { randomBits, randomKey, uniformFromBits } from '../../src/base/random.ts'
import { createPlainNalu, type PlainOptions } from './plain.ts'
import type { Batch, DrawnBatch, FixedBatch } from './rows.ts'

type Floats = ArrayLike<number>

interface Table {
  readonly inputs: readonly number[][] // [rows][in]
  readonly target: readonly number[]
}

function uniforms(count: number, stream: number, low: number, high: number): Float32Array {
  const key = randomKey(2024, stream, 0)
  return Float32Array.from({ length: count }, (_, i) => low + uniformFromBits(randomBits(key, i)) * (high - low))
}

function initial(layers: readonly number[]): Float32Array[] {
  const sizes = layers.slice(1).map((outs, l) => outs * (layers[l] as number))
  return sizes.flatMap((size, l) => [0, 1, 2].map((k) => uniforms(size, 10 * l + k, -0.6, 0.6)))
}

function drawn(batch: DrawnBatch, width: number, step: number): Table {
  const key = randomKey(batch.seed, batch.stream, step)
  const value = (r: number, c: number) =>
    Math.fround(batch.low + uniformFromBits(randomBits(key, c * batch.rows + r)) * (batch.high - batch.low))
  const inputs = Array.from({ length: batch.rows }, (_, r) => Array.from({ length: width }, (_, c) => value(r, c)))
  const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0)
  const target = inputs.map((row) => sum(batch.targetSubsets.map(([from, to]) => sum(row.slice(from, to)))))
  return { inputs, target }
}

function tabulated({ inputs, target }: FixedBatch): Table {
  const rows = target.length
  const columns = Array.from({ length: inputs.length / rows }, (_, c) => inputs.subarray(c * rows, (c + 1) * rows))
  return { inputs: Array.from(target, (_, r) => columns.map((column) => column[r] as number)), target: [...target] }
}

/** One NALU, as its equations read. */
function nalu(x: readonly number[], logs: readonly number[], [W_hat, M_hat, G]: readonly [Floats, Floats, Floats]) {
  return Array.from({ length: W_hat.length / x.length }, (_, o) => {
    let a = 0
    let s = 0
    let z = 0
    for (const [i, xi] of x.entries()) {
      const k = o * x.length + i
      const W = Math.tanh(W_hat[k] as number) / (1 + Math.exp(-(M_hat[k] as number)))
      a += W * xi
      s += W * (logs[i] as number)
      z += (G[k] as number) * xi
    }
    const g = 1 / (1 + Math.exp(-z))
    return g * a + (1 - g) * Math.exp(s)
  })
}

function lossOf(table: Table, parameters: readonly Floats[], loss: PlainOptions['loss']): number {
  const layers = Array.from({ length: parameters.length / 3 }, (_, l) => parameters.slice(3 * l, 3 * l + 3))
  let squares = 0
  for (const [r, row] of table.inputs.entries()) {
    let x = row
    for (const [l, layer] of layers.entries()) {
      const logs = x.map((value) => Math.log(Math.abs(value) + 1e-7))
      // The loops keep the logarithms of the inputs, and of no other layer, as float32.
      x = nalu(x, l === 0 ? logs.map(Math.fround) : logs, layer as [Floats, Floats, Floats])
    }
    squares += ((x[0] as number) - (table.target[r] as number)) ** 2
  }
  return loss === 'mean' ? squares / table.target.length : squares / 2
}

function centralDifferences(of: (parameters: readonly Floats[]) => number, at: readonly Float32Array[]): number[] {
  // Small, because the curvature of log(|x| + epsilon) is large where a hidden value is close to zero.
  const h = 1e-7
  const values = at.map((array) => Float64Array.from(array))
  return values.flatMap((array) =>
    Array.from(array, (value, i) => {
      array[i] = value + h
      const above = of(values)
      array[i] = value - h
      const below = of(values)
      array[i] = value
      return (above - below) / (2 * h)
    }),
  )
}

function largest(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs))
}

// More rows than a block of the loops, and not a multiple of it. Values of both signs.
const rows = 300
const draws = (targetSubsets: DrawnBatch['targetSubsets'], low = -2, high = 2): DrawnBatch => {
  return { kind: 'drawn', rows, low, high, seed: 7, stream: 3, targetSubsets }
}
const table = (width: number, cacheLogs: boolean): FixedBatch => {
  const inputs = uniforms(width * rows, 99, -3, 3)
  const target = Float32Array.from({ length: rows }, (_, r) => (inputs[r] as number) + (inputs[rows + r] as number))
  return { kind: 'fixed', inputs, target, cacheLogs }
}
const overlapping: DrawnBatch['targetSubsets'] = [
  [0, 4],
  [2, 6],
]
const cases: [name: string, layers: number[], batch: Batch, loss: PlainOptions['loss']][] = [
  ['one layer, rows drawn', [2, 1], draws([[0, 2]]), 'mean'],
  ['one layer, fixed rows', [2, 1], table(2, true), 'halfSum'],
  ['two layers, rows drawn', [7, 2, 1], draws(overlapping), 'mean'],
  ['two layers, fixed rows', [5, 2, 1], table(5, true), 'halfSum'],
  ['two layers, fixed rows, logarithms in every step', [5, 2, 1], table(5, false), 'mean'],
]

describe.each(cases)('%s', (_name, layers, batch, loss) => {
  const options: PlainOptions = { layers, batch, loss, learningRate: 0.01, parameters: initial(layers) }
  const rowsAt = (step: number) => (batch.kind === 'drawn' ? drawn(batch, layers[0] as number, step) : tabulated(batch))

  test('loss and gradients are those of the float64 reference, in the first step and later', () => {
    const training = createPlainNalu(options)
    for (const step of [0, 1, 2]) {
      const before = training.parameters.map((array) => array.slice())
      const reference = (parameters: readonly Floats[]) => lossOf(rowsAt(step), parameters, loss)
      const expected = reference(before)
      expect(Math.abs(training.step() / expected - 1)).toBeLessThan(1e-6)
      const gradients = training.gradients.flatMap((array) => [...array])
      const differences = centralDifferences(reference, before)
      const gaps = gradients.map((value, i) => value - (differences[i] as number))
      expect(largest(gaps) / largest(differences)).toBeLessThan(1e-6)
    }
  })

  test('each step moves the parameters as Adam does', () => {
    const training = createPlainNalu(options)
    const moments = training.parameters.map((array) => Array.from(array, () => ({ m: 0, v: 0 })))
    for (let t = 1; t <= 5; t += 1) {
      const before = training.parameters.map((array) => array.slice())
      training.step()
      for (const [k, array] of training.parameters.entries()) {
        for (const [i, value] of array.entries()) {
          const d = training.gradients[k]?.[i] as number
          const moment = moments[k]?.[i] as { m: number; v: number }
          moment.m = 0.9 * moment.m + 0.1 * d
          moment.v = 0.999 * moment.v + 0.001 * d * d
          const change = moment.m / (1 - 0.9 ** t) / (Math.sqrt(moment.v / (1 - 0.999 ** t)) + 1e-8)
          expect(value).toBeCloseTo((before[k]?.[i] as number) - 0.01 * change, 6)
        }
      }
    }
  })

  test('the same options give the same bits, also with another training in between', () => {
    const alone = createPlainNalu(options)
    const first = Array.from({ length: 20 }, () => alone.step())
    const [one, other] = [createPlainNalu(options), createPlainNalu({ ...options, learningRate: 0.5 })]
    const second = first.map(() => {
      other.step()
      return one.step()
    })
    expect(second).toEqual(first)
    expect(one.parameters).toEqual(alone.parameters)
  })
})

test.each([[[2, 1]], [[8, 2, 1]]])('%j: the loss on fresh rows falls below a fiftieth', (layers) => {
  const width = layers[0] as number
  const batch = draws([[0, width]], 1, 2)
  const training = createPlainNalu({ layers, batch, loss: 'mean', learningRate: 0.01, parameters: initial(layers) })
  const first = training.step()
  const losses = Array.from({ length: 2000 }, () => training.step())
  expect(largest(losses.slice(-10))).toBeLessThan(0.02 * first)
})

test('another seed, or another stream, draws other rows', () => {
  const first = (change: Partial<DrawnBatch>) =>
    createPlainNalu({
      layers: [2, 1],
      batch: { ...draws([[0, 2]]), ...change },
      loss: 'mean',
      learningRate: 0.01,
      parameters: initial([2, 1]),
    }).step()
  expect(new Set([first({}), first({ seed: 8 }), first({ stream: 4 })]).size).toBe(3)
})

test('cached logarithms change no bit', () => {
  const run = (cacheLogs: boolean) => {
    const training = createPlainNalu({
      layers: [5, 2, 1],
      batch: table(5, cacheLogs),
      loss: 'halfSum',
      learningRate: 0.1,
      parameters: initial([5, 2, 1]),
    })
    return Array.from({ length: 10 }, () => training.step())
  }
  expect(run(true)).toEqual(run(false))
})

test('the initial parameters are copied', () => {
  const parameters = initial([2, 1])
  const training = createPlainNalu({ layers: [2, 1], batch: table(2, true), loss: 'mean', learningRate: 1, parameters })
  training.step()
  expect(parameters).toEqual(initial([2, 1]))
})

test('options that do not fit are refused with what was expected', () => {
  const good: PlainOptions = {
    layers: [5, 2, 1],
    batch: table(5, true),
    loss: 'mean',
    learningRate: 0.1,
    parameters: initial([5, 2, 1]),
  }
  expect(() => createPlainNalu({ ...good, layers: [5, 3, 1] })).toThrow(
    'Layers [5, 3, 1] have no plain loop. Expected [2, 1] or [n, 2, 1].',
  )
  expect(() => createPlainNalu({ ...good, parameters: initial([4, 2, 1]) })).toThrow(
    'Parameters have lengths 8, 8, 8, 2, 2, 2. Expected 10, 10, 10, 2, 2, 2: W_hat, M_hat and G of each layer.',
  )
  expect(() => createPlainNalu({ ...good, batch: draws([[0, 6]]) })).toThrow(
    'Target columns [0, 6) are not among the 5 input columns. Expected 0 <= from < to <= 5.',
  )
  expect(() => createPlainNalu({ ...good, batch: table(4, true) })).toThrow(
    `Inputs have ${4 * rows} values. Expected ${5 * rows}: 5 columns of ${rows} rows.`,
  )
})
