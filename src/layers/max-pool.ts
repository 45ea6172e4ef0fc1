// Max-pooling over two axes: the largest number of each window.

import { layerCitations } from '../base/layer-citations.ts'
import { maximum } from '../graph/build.ts'
import { wordsOf } from './activation.ts'
import { imageAxes, pairOf, type Size2d, strideWords, type Windows, windowsOn } from './conv2d.ts'
import { type Layer, type LayerKind, makeLayer } from './layer.ts'
import { image } from './shape.ts'

/**
 * The largest number of each window of the last two axes: `[channels, height, width]` to `[channels, height', width']`.
 * Where several are largest, they share the gradient.
 * @param stride places from one window to the next; default: the size, so that windows do not overlap.
 * @throws NaluError if the inputs have fewer than two axes or are smaller than a window.
 */
export function maxPool(size: Size2d, stride: Size2d = size): Layer {
  const sizes = pairOf('maxPool', 'the size', size)
  const strides = pairOf('maxPool', 'the stride', stride)
  const isApart = strides.every((each, i) => each === sizes[i])
  const detail = wordsOf(sizes.join(' × '), isApart ? '' : strideWords(strides) || 'stride 1')
  return makeLayer('maxPool', detail, (input, place) => {
    const { channels, sides } = imageAxes('maxPool', input)
    const [down, across] = sides.map((side, i) =>
      windowsOn('maxPool', input, place, side, {
        size: sizes[i] as number,
        stride: strides[i] as number,
        padding: 'valid',
      }),
    ) as [Windows, Windows]
    return {
      output: { axes: [...channels, down.output, across.output] },
      apply: (x) => maximum(across.of(down.of(x)), [down.within, across.within]),
    }
  })
}

export const maxPoolKind: LayerKind = {
  id: 'maxPool',
  title: 'Max-pooling over two axes',
  citation: layerCitations.lecun1998,
  equation: String.raw`y_{c,p,q} = \max_{i,j} x_{c,\, sp + i,\, sq + j}`,
  examples: () => [
    { input: image(2, 4, 6), layer: maxPool(2) },
    { input: image(1, 5, 5), layer: maxPool(2, 1) },
    { input: image(2, 7, 5), layer: maxPool([3, 2], [2, 3]) },
  ],
}
