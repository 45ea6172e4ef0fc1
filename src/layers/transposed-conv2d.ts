// A transposed convolution over two axes: every place puts a window of its own where windows overlap and add up.

import { layerCitations } from '../base/layer-citations.ts'
import { add } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import { overlapped } from '../graph/network.ts'
import { constantInitial, glorotUniformInitial, type Initializer } from '../modules/initializers.ts'
import { activationOf, wordsOf } from './activation.ts'
import { imageAxes, pairOf, type Size2d, strideWords } from './conv2d.ts'
import { checkedSize, type Layer, type LayerKind, makeLayer, newAxis, parameter } from './layer.ts'
import { image, sizeOf } from './shape.ts'

/** Options of a transposed convolution. */
export interface TransposedConv2dOptions {
  /** Places from one window to the next. Default 1. */
  readonly stride?: Size2d
  /** A function by its name, such as `relu`. Default: none. */
  readonly activation?: string
  /** Adds a number for each filter. Default true. */
  readonly bias?: boolean
  /** Start of the weights. Default: Glorot's even draws. */
  readonly initial?: Initializer
}

/**
 * The transpose of a convolution without padding: `[channels, height, width]` to
 * `[filters, (height − 1) · stride + kernel, (width − 1) · stride + kernel]`.
 * @throws NaluError if the inputs have fewer than two axes.
 */
export function transposedConv2d(filters: number, kernel: Size2d, options: TransposedConv2dOptions = {}): Layer {
  const { stride = 1, activation, bias = true, initial = glorotUniformInitial() } = options
  const id = 'transposedConv2d'
  const f = activationOf(activation)
  checkedSize(id, 'the number of filters', filters)
  const [kernelHeight, kernelWidth] = pairOf(id, 'the kernel', kernel)
  const strides = pairOf(id, 'the stride', stride)
  const detail = wordsOf(`${filters} of ${kernelHeight} × ${kernelWidth}`, strideWords(strides), activation)
  return makeLayer(id, detail, (input, place) => {
    const { channels, sides } = imageAxes(id, input)
    const [height, width] = sides
    const out = newAxis(place, 'filters', filters)
    const [down, across] = [newAxis(place, 'kernel height', kernelHeight), newAxis(place, 'kernel width', kernelWidth)]
    const toHeight = newAxis(place, 'height', (height.size - 1) * strides[0] + kernelHeight)
    const toWidth = newAxis(place, 'width', (width.size - 1) * strides[1] + kernelWidth)
    const area = kernelHeight * kernelWidth
    const fan = { in: sizeOf({ axes: channels }) * area, out: filters * area }
    const W = parameter(place, 'W', [...channels, out, down, across], {
      initial,
      fan,
      description: 'the window that each channel puts into each filter',
    })
    const b = parameter(place, 'b', [out], { initial: constantInitial(0), fan, description: 'bias' })
    return {
      output: { axes: [out, toHeight, toWidth] },
      parameters: bias ? [W, b] : [W],
      apply: (x) => {
        const spread = contract(x, W.slot, channels) // [height, width, filters, kernel height, kernel width, rows]
        const lines = overlapped(spread, height, down, toHeight, strides[0])
        const sums = overlapped(lines, width, across, toWidth, strides[1])
        return f(bias ? add(sums, b.slot) : sums)
      },
    }
  })
}

export const transposedConv2dKind: LayerKind = {
  id: 'transposedConv2d',
  title: 'Transposed convolution over two axes',
  citation: layerCitations.dumoulin2016,
  equation: String.raw`y_{f,u,v} = g\Big(b_f + \sum_{c} \sum_{sp + i = u,\; sq + j = v} W_{c,f,i,j}\, x_{c,p,q}\Big)`,
  examples: () => [
    { input: image(2, 3, 4), layer: transposedConv2d(3, 2) },
    { input: image(3, 3, 2), layer: transposedConv2d(2, 3, { stride: 2, activation: 'tanh' }) },
    { input: image(1, 2, 3), layer: transposedConv2d(1, [2, 3], { stride: [2, 1], bias: false }) },
  ],
}
