// A dense layer: sums of all inputs with a weight each, a bias and an activation.

import { add } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import { constantInitial, glorotUniformInitial, type Initializer } from '../modules/initializers.ts'
import { activationOf, wordsOf } from './activation.ts'
import { checkedSize, type Layer, type LayerKind, makeLayer, newAxis, parameter, wrongShape } from './layer.ts'
import { flat, image, type Shape, sequence, sizeOf, vector } from './shape.ts'

/** Options of a dense layer. */
export interface DenseOptions {
  /** A function by its name, such as `relu`. Default: none. */
  readonly activation?: string
  /** Adds a number for each output. Default true. */
  readonly bias?: boolean
  /** Start of the weights. Default: Glorot's even draws. */
  readonly initial?: Initializer
}

/**
 * `y = f(W x + b)`: `[…, in]` to `[…, out]`, the same at every position of the other axes; a flat shape to `[out]`.
 * @throws NaluError if the inputs are indices or no axis, or if an option is not what it must be.
 */
export function dense(outputs: number, options: DenseOptions = {}): Layer {
  const { activation, bias = true, initial = glorotUniformInitial() } = options
  const f = activationOf(activation)
  checkedSize('dense', 'the number of outputs', outputs)
  return makeLayer('dense', wordsOf(outputs, activation, bias ? '' : 'no bias'), (input, place) => {
    const { kept, read } = readAxes('dense', input)
    const out = newAxis(place, 'out', outputs)
    const fan = { in: sizeOf({ axes: read }), out: outputs }
    const W = parameter(place, 'W', [out, ...read], { initial, fan, description: 'weights' })
    const b = parameter(place, 'b', [out], { initial: constantInitial(0), fan, description: 'bias' })
    return {
      output: { axes: [...kept, out] },
      parameters: bias ? [W, b] : [W],
      apply: (x) => {
        const sums = contract(W.slot, x, read) // [out, …, rows]
        return f(bias ? add(sums, b.slot) : sums)
      },
    }
  })
}

/** The axes that a layer of sums reads: the last, or all of a flat shape. */
export function readAxes(id: string, input: Shape): { readonly kept: Shape['axes']; readonly read: Shape['axes'] } {
  if (input.below !== undefined || input.axes.length === 0)
    throw wrongShape(id, 'numbers along at least one axis', input)
  return input.isFlat ? { kept: [], read: input.axes } : { kept: input.axes.slice(0, -1), read: input.axes.slice(-1) }
}

export const denseKind: LayerKind = {
  id: 'dense',
  title: 'Dense layer',
  citation: undefined,
  equation: String.raw`y = f(W x + b), \quad W \in \mathbb{R}^{out \times in}, \; b \in \mathbb{R}^{out}`,
  examples: () => [
    { input: vector(1), layer: dense(1) },
    { input: vector(10), layer: dense(3, { activation: 'tanh' }) },
    { input: sequence(4, 3), layer: dense(2, { bias: false }) },
    { input: flat(image(2, 3, 4)), layer: dense(3) },
  ],
}
