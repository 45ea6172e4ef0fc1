// The yardstick of the benchmarks: training NALUs with plain JavaScript loops, no library and no WebAssembly.

import { invalid } from '../../src/base/errors.ts'
import { createAdam, updateAdam } from './adam.ts'
import { createLayer, makeWeights, spreadGradient } from './layer.ts'
import { trainOneLayer } from './one-layer.ts'
import { type Batch, createRows } from './rows.ts'
import { createPacked, trainTwoLayers } from './two-layers.ts'

export interface PlainOptions {
  /** Sizes from input to output: [2, 1], or [n, 2, 1] with any n. */
  readonly layers: readonly number[]
  readonly batch: Batch
  /** Mean of the squared errors, or half their sum. */
  readonly loss: 'mean' | 'halfSum'
  readonly learningRate: number
  /** Initial W_hat, M_hat and G of each layer in turn, [out, in] row-major. They are copied. */
  readonly parameters: readonly Float32Array[]
}

export interface PlainTraining {
  /** W_hat, M_hat and G of each layer in turn, [out, in] row-major. */
  readonly parameters: readonly Float32Array[]
  /** Gradient of the loss of the last step by each of them, before its update. */
  readonly gradients: readonly Float64Array[]
  /** Draws, goes forward and backward and updates; the loss is that before the update. */
  step(): number
}

/** @throws NaluError if the layers are of another form or the parameters do not fit them. */
export function createPlainNalu({ layers, batch, loss, learningRate, parameters }: PlainOptions): PlainTraining {
  const [width = 0, ...outs] = layers
  if (layers.join() !== '2,1' && !(width > 0 && outs.join() === '2,1')) {
    throw invalid(`Layers [${layers.join(', ')}] have no plain loop. Expected [2, 1] or [n, 2, 1].`)
  }
  const sizes = outs.map((out, l) => out * (layers[l] as number))
  const lengths = sizes.flatMap((size) => [size, size, size])
  if (parameters.map((values) => values.length).join() !== lengths.join()) {
    const given = parameters.map((values) => values.length).join(', ')
    throw invalid(`Parameters have lengths ${given}. Expected ${lengths.join(', ')}: W_hat, M_hat and G of each layer.`)
  }
  const flat = Float32Array.from(parameters.flatMap((values) => [...values]))
  const flatGradients = new Float64Array(flat.length)
  const offsets = sizes.map((_, l) => 3 * sizes.slice(0, l).reduce((sum, size) => sum + size, 0))
  const stack = sizes.map((size, l) => createLayer(flat, flatGradients, offsets[l] as number, size))
  const [lower, upper] = stack
  if (lower === undefined) throw invalid('A network needs at least one layer.')
  const rows = createRows(batch, width)
  const adam = createAdam(flat.length)
  const packed = createPacked(width)
  const slope = loss === 'mean' ? 2 / rows.count : 1
  let steps = 0
  return {
    parameters: stack.flatMap(({ W_hat, M_hat, G }) => [W_hat, M_hat, G]),
    gradients: stack.flatMap(({ gradientW_hat, gradientM_hat, gradientG }) => [
      gradientW_hat,
      gradientM_hat,
      gradientG,
    ]),
    step() {
      makeWeights(lower)
      if (upper !== undefined) makeWeights(upper)
      const squares =
        upper === undefined
          ? trainOneLayer(lower, rows, steps, slope)
          : trainTwoLayers(lower, upper, packed, rows, steps, slope)
      spreadGradient(lower)
      if (upper !== undefined) spreadGradient(upper)
      steps += 1
      updateAdam(adam, flat, flatGradients, learningRate, steps)
      return (squares * slope) / 2
    },
  }
}
