// A convolution over two axes: sums over windows of all channels with the same weights at every place.

import { layerCitations } from '../base/layer-citations.ts'
import type { Axis } from '../graph/axis.ts'
import { add } from '../graph/build.ts'
import { contract, windows } from '../graph/functions.ts'
import { padded } from '../graph/network.ts'
import type { Node } from '../graph/node.ts'
import { constantInitial, glorotUniformInitial, type Initializer } from '../modules/initializers.ts'
import { activationOf, wordsOf } from './activation.ts'
import {
  checkedSize,
  type Layer,
  type LayerKind,
  makeLayer,
  newAxis,
  type Place,
  parameter,
  wrongShape,
} from './layer.ts'
import { image, type Shape, sequence, sizeOf } from './shape.ts'

/** One size for height and width, or one for each. */
export type Size2d = number | readonly [height: number, width: number]

/** Options of a convolution. */
export interface Conv2dOptions {
  /** Places from one window to the next. Default 1. */
  readonly stride?: Size2d
  /** `valid`: windows within the image. `same`: zeros around it, so that there are ⌈size / stride⌉ windows. Default `valid`. */
  readonly padding?: 'valid' | 'same'
  /** A function by its name, such as `relu`. Default: none. */
  readonly activation?: string
  /** Adds a number for each filter. Default true. */
  readonly bias?: boolean
  /** Start of the weights. Default: Glorot's even draws. */
  readonly initial?: Initializer
}

/**
 * A convolution over the last two axes, summed over all others (channels): `[channels, height, width]` to
 * `[filters, height', width']`, with windows of `kernel` places.
 * @throws NaluError if the inputs have fewer than two axes or are smaller than the kernel.
 */
export function conv2d(filters: number, kernel: Size2d, options: Conv2dOptions = {}): Layer {
  const { stride = 1, padding = 'valid', activation, bias = true, initial = glorotUniformInitial() } = options
  const f = activationOf(activation)
  checkedSize('conv2d', 'the number of filters', filters)
  const sizes = pairOf('conv2d', 'the kernel', kernel)
  const strides = pairOf('conv2d', 'the stride', stride)
  const detail = wordsOf(
    `${filters} of ${sizes.join(' × ')}`,
    strideWords(strides),
    padding === 'same' ? 'same' : '',
    activation,
  )
  return makeLayer('conv2d', detail, (input, place) => {
    const { channels, sides } = imageAxes('conv2d', input)
    const out = newAxis(place, 'filters', filters)
    const [down, across] = sides.map((side, i) =>
      windowsOn('conv2d', input, place, side, { size: sizes[i] as number, stride: strides[i] as number, padding }),
    ) as [Windows, Windows]
    const area = down.within.size * across.within.size
    const fan = { in: sizeOf({ axes: channels }) * area, out: filters * area }
    const W = parameter(place, 'W', [out, ...channels, down.within, across.within], {
      initial,
      fan,
      description: 'weights of each filter',
    })
    const b = parameter(place, 'b', [out], { initial: constantInitial(0), fan, description: 'bias' })
    return {
      output: { axes: [out, down.output, across.output] },
      parameters: bias ? [W, b] : [W],
      apply: (x) => {
        const patches = across.of(down.of(x)) // [channels, height', width', kernel height, kernel width, rows]
        const sums = contract(patches, W.slot, [...channels, down.within, across.within])
        return f(bias ? add(sums, b.slot) : sums)
      },
    }
  })
}

/** Windows along one axis of an image. */
export interface Windows {
  readonly output: Axis
  readonly within: Axis
  of(x: Node): Node
}

interface WindowOptions {
  readonly size: number
  readonly stride: number
  readonly padding: 'valid' | 'same'
}

const sideNames = ['height', 'width']

/** The windows of a layer along one side of its inputs. */
export function windowsOn(
  id: string,
  input: Shape,
  place: Place,
  side: Axis,
  { size, stride, padding }: WindowOptions,
): Windows {
  const what = sideNames[input.axes.length - 1 - input.axes.indexOf(side) === 1 ? 0 : 1] as string
  const within = newAxis(place, `kernel ${what}`, size)
  if (padding === 'valid') {
    if (size > side.size) throw wrongShape(id, `a ${what} of at least ${size}, that of its windows`, input)
    const output = newAxis(place, what, Math.floor((side.size - size) / stride) + 1)
    return { output, within, of: (x) => windows(x, side, output, within, stride) }
  }
  const output = newAxis(place, what, Math.ceil(side.size / stride))
  // What is missing stands on both sides, the odd one behind.
  const missing = Math.max(0, (output.size - 1) * stride + size - side.size)
  const whole = newAxis(place, `padded ${what}`, side.size + missing)
  const before = Math.floor(missing / 2)
  return {
    output,
    within,
    of: (x) =>
      windows(missing === 0 ? x : padded(x, side, before, whole), missing === 0 ? side : whole, output, within, stride),
  }
}

/** The axes of an image: height and width are the last two, everything before them is a channel. */
export function imageAxes(
  id: string,
  input: Shape,
): { readonly channels: readonly Axis[]; readonly sides: [Axis, Axis] } {
  const { axes, below, isFlat = false } = input
  if (axes.length < 2 || below !== undefined || isFlat) throw wrongShape(id, 'channels × height × width', input)
  return { channels: axes.slice(0, -2), sides: axes.slice(-2) as [Axis, Axis] }
}

/** Height and width of a size. */
export function pairOf(id: string, what: string, size: Size2d): readonly [number, number] {
  const [height, width] = typeof size === 'number' ? [size, size] : size
  return [checkedSize(id, what, height), checkedSize(id, what, width)]
}

/** A stride in words, if it is not 1. */
export const strideWords = ([down, across]: readonly [number, number]): string => {
  if (down === 1 && across === 1) return ''
  return `stride ${down === across ? down : `${down} × ${across}`}`
}

export const conv2dKind: LayerKind = {
  id: 'conv2d',
  title: 'Convolution over two axes',
  citation: layerCitations.lecun1998,
  equation: String.raw`y_{f,p,q} = g\Big(b_f + \sum_{c,i,j} W_{f,c,i,j}\, x_{c,\, sp + i,\, sq + j}\Big)`,
  examples: () => [
    { input: image(1, 4, 4), layer: conv2d(1, 1) },
    { input: image(2, 5, 6), layer: conv2d(3, 3, { activation: 'tanh' }) },
    { input: image(2, 5, 4), layer: conv2d(2, 3, { padding: 'same' }) },
    { input: image(3, 7, 6), layer: conv2d(2, [3, 2], { stride: 2, bias: false }) },
    { input: image(1, 6, 5), layer: conv2d(2, [2, 3], { stride: [2, 3], padding: 'same' }) },
    { input: sequence(6, 5), layer: conv2d(2, [3, 5]) },
  ],
}
