// Flatten: all axes of a row count as one from here on. Nothing is computed; the next layer reads several axes.

import { type Layer, type LayerKind, makeLayer } from './layer.ts'
import { flat, image, sequence } from './shape.ts'

/** All axes as one. `[channels, height, width]` counts as `[channels · height · width]`, the last axis fastest. */
export const flatten = (): Layer => makeLayer('flatten', '', (input) => ({ output: flat(input), apply: (x) => x }))

export const flattenKind: LayerKind = {
  id: 'flatten',
  title: 'Flatten',
  citation: undefined,
  equation: 'y = x',
  examples: () => [
    { input: image(2, 3, 4), layer: flatten() },
    { input: sequence(3, 2), layer: flatten() },
  ],
}
