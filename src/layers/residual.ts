// A residual sum: what some layers give is added to what they were given.

import { layerCitations } from '../base/layer-citations.ts'
import { add } from '../graph/build.ts'
import { attention } from './attention.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { inside, type Layer, type LayerKind, makeLayer, wrongShape } from './layer.ts'
import { renamed } from './renamed.ts'
import { describeShape, image, isAlike, sequence, vector } from './shape.ts'
import { stack, together } from './stack.ts'

/**
 * `y = x + f(x)`, where f is a stack of layers whose outputs have the shape of its inputs (He et al. 2016, eq. 1).
 * @throws NaluError if the two shapes differ.
 */
export function residual(...layers: readonly Layer[]): Layer {
  const body = stack(...layers)
  return makeLayer('residual', body.detail, (input, place) => {
    const part = body.on(input, inside(place, 'body'))
    if (!isAlike(part.output, input)) {
      throw wrongShape('residual', `the shape that its layers give, ${describeShape(part.output)}`, input)
    }
    return {
      ...together([part]),
      output: input,
      apply: (x, pass) => add(x, renamed(part.apply(x, pass), part.output.axes, input.axes)),
    }
  })
}

export const residualKind: LayerKind = {
  id: 'residual',
  title: 'Residual sum',
  citation: layerCitations.he2016,
  equation: 'y = x + f(x)',
  examples: () => [
    { input: vector(3), layer: residual(dense(4, { activation: 'tanh' }), dense(3)) },
    { input: image(2, 4, 3), layer: residual(conv2d(2, 3, { padding: 'same' })) },
    { input: sequence(3, 2), layer: residual(attention(2)) },
  ],
}
