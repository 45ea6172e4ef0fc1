// Layer normalisation: the features of a row get mean 0 and variance 1, then a scale and a shift each.

import { layerCitations } from '../base/layer-citations.ts'
import { add, multiply } from '../graph/build.ts'
import { normalised } from '../graph/network.ts'
import { constantInitial } from '../modules/initializers.ts'
import { readAxes } from './dense.ts'
import { type Layer, type LayerKind, makeLayer, parameter } from './layer.ts'
import { flat, image, sequence, sizeOf, vector } from './shape.ts'

// As in common code; the paper gives no value.
const epsilon = 1e-5

/**
 * Normalises over the last axis, or over all axes of a flat shape (Ba et al. 2016, eq. 3 and 4).
 * @throws NaluError if the inputs are indices or have no axis.
 */
export const layerNorm = (): Layer =>
  makeLayer('layerNorm', '', (input, place) => {
    const { read } = readAxes('layerNorm', input)
    const fan = { in: sizeOf({ axes: read }), out: sizeOf({ axes: read }) }
    const scale = parameter(place, 'scale', read, { initial: constantInitial(1), fan, description: 'scale' })
    const shift = parameter(place, 'shift', read, { initial: constantInitial(0), fan, description: 'shift' })
    return {
      output: input,
      parameters: [scale, shift],
      apply: (x) => add(multiply(normalised(x, read, epsilon), scale.slot), shift.slot),
    }
  })

export const layerNormKind: LayerKind = {
  id: 'layerNorm',
  title: 'Layer normalisation',
  citation: layerCitations.ba2016,
  equation: String.raw`y = g \odot \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + b, \quad \mu, \sigma^2 \text{ over the features of a row}`,
  examples: () => [
    { input: vector(6), layer: layerNorm() },
    { input: sequence(3, 4), layer: layerNorm() },
    { input: flat(image(2, 2, 3)), layer: layerNorm() },
  ],
}
