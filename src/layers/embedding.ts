// An embedding: a vector for each token, looked up in a table that is trained.

import { layerCitations } from '../base/layer-citations.ts'
import { axis } from '../graph/axis.ts'
import { gather } from '../graph/build.ts'
import { type Initializer, normalInitial } from '../modules/initializers.ts'
import { checkedSize, type Layer, type LayerKind, makeLayer, newAxis, parameter, wrongShape } from './layer.ts'
import { tokens } from './shape.ts'

/**
 * A vector for each whole number: `[…]` below the vocabulary to `[…, features]`.
 * @param initial start of the table; default: normal draws of variance 1.
 * @throws NaluError if the inputs are not whole numbers.
 */
export function embedding(features: number, initial: Initializer = normalInitial(0, 1)): Layer {
  checkedSize('embedding', 'the number of features', features)
  return makeLayer('embedding', String(features), (input, place) => {
    if (input.below === undefined) throw wrongShape('embedding', 'whole numbers such as tokens(12, 50)', input)
    const words = newAxis(place, 'words', input.below)
    const out = newAxis(place, 'features', features)
    const fan = { in: input.below, out: features }
    const table = parameter(place, 'table', [words, out], { initial, fan, description: 'a vector for each token' })
    return {
      output: { axes: [...input.axes, out] },
      parameters: [table],
      apply: (x) => gather(table.slot, words, x),
    }
  })
}

export const embeddingKind: LayerKind = {
  id: 'embedding',
  title: 'Embedding',
  citation: layerCitations.bengio2003,
  equation: String.raw`y_{t} = C_{x_t}, \quad C \in \mathbb{R}^{vocabulary \times features}`,
  examples: () => [
    { input: tokens(4, 7), layer: embedding(3) },
    { input: { axes: [axis('rows of words', 2), axis('time', 3)], below: 5 }, layer: embedding(1) },
  ],
}
