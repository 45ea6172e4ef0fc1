// Dropout: in training a share of the numbers is 0 and the others are larger.

import { invalid } from '../base/errors.ts'
import { layerCitations } from '../base/layer-citations.ts'
import { dropout as dropped } from '../graph/network.ts'
import { type Layer, type LayerKind, makeLayer, wrongShape } from './layer.ts'
import { image, vector } from './shape.ts'

/**
 * Every number is 0 with probability `rate`, and x / (1 − rate) otherwise; nothing is done outside of training
 * (Srivastava et al. 2014, section 10 for the scale).
 * @throws NaluError if the rate is not from 0 to below 1, or if the inputs are indices.
 */
export function dropout(rate: number): Layer {
  if (!(rate >= 0 && rate < 1)) throw invalid(`Layer dropout: the rate is ${rate}; expected a share from 0 to below 1.`)
  return makeLayer('dropout', String(rate), (input, place) => {
    if (input.below !== undefined) throw wrongShape('dropout', 'numbers', input)
    return {
      output: input,
      apply: (x, { rows, training }) =>
        training === undefined
          ? x
          : dropped(x, training.uniform(`${place.name} dropout`, [...input.axes, rows], 0, 1), rate),
    }
  })
}

export const dropoutKind: LayerKind = {
  id: 'dropout',
  title: 'Dropout',
  citation: layerCitations.srivastava2014,
  equation: String.raw`y = \frac{m \odot x}{1 - p}, \quad m \sim \mathrm{Bernoulli}(1 - p)`,
  examples: () => [
    { input: vector(5), layer: dropout(0.5) },
    { input: image(2, 2, 3), layer: dropout(0.25) },
  ],
}
