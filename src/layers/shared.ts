// A shared layer: all places of a network where it stands use the same parameters.

import { failure } from '../base/errors.ts'
import { dense } from './dense.ts'
import { type Layer, type LayerKind, makeLayer, type PlacedLayer, wrongShape } from './layer.ts'
import { renamed } from './renamed.ts'
import { describeShape, isAlike, vector } from './shape.ts'
import { stack, together } from './stack.ts'

/**
 * The layer with parameters that every use of the value returned shares within a network.
 * @throws NaluError if a later use has inputs of another shape than the first, or if the layer keeps a state.
 */
export function shared(layer: Layer): Layer {
  const self: Layer = makeLayer('shared', `${layer.id} ${layer.detail}`.trim(), (input, place) => {
    const first = place.shared.get(self) ?? firstUse(self, layer.on(input, place), place.shared)
    if (!isAlike(first.input, input) || first.input.isFlat !== input.isFlat) {
      throw wrongShape('shared', `the shape of its first use, ${describeShape(first.input)}`, input)
    }
    const isFirst = first.input === input
    return {
      ...together([first]),
      output: first.output,
      apply: (x, pass) => first.apply(isFirst ? x : renamed(x, input.axes, first.input.axes), pass),
    }
  })
  return self
}

function firstUse(self: Layer, placed: PlacedLayer, uses: Map<Layer, PlacedLayer>): PlacedLayer {
  const [state] = placed.states
  if (state !== undefined) {
    throw failure(
      `Layer shared: ${placed.layer.id} keeps ${state.description}, which two uses in one step would change twice. ` +
        'Use a layer for each place.',
    )
  }
  uses.set(self, placed)
  return placed
}

const twice = (layer: Layer): Layer => {
  const one = shared(layer)
  return stack(one, one)
}

export const sharedKind: LayerKind = {
  id: 'shared',
  title: 'Shared layer',
  citation: undefined,
  equation: String.raw`y = f_\theta(x) \text{ with one } \theta \text{ at every place}`,
  examples: () => [{ input: vector(3), layer: twice(dense(3, { activation: 'tanh' })) }],
}
