// A stack: layers one after another, as a layer.

import { invalid } from '../base/errors.ts'
import { activation } from './activation.ts'
import { dense } from './dense.ts'
import { inside, type Layer, type LayerKind, makeLayer, type PlacedLayer } from './layer.ts'
import { vector } from './shape.ts'

/**
 * Layers one after another, each on the outputs of the one before.
 * @throws NaluError if there is none.
 */
export function stack(...layers: readonly Layer[]): Layer {
  if (layers.length === 0) throw invalid('A stack needs at least one layer.')
  return makeLayer('stack', `${layers.length} layers`, (input, place) => {
    const parts: PlacedLayer[] = []
    for (const layer of layers) {
      parts.push(layer.on(parts.at(-1)?.output ?? input, inside(place, `layer${parts.length + 1}`)))
    }
    return {
      ...together(parts),
      output: (parts.at(-1) as PlacedLayer).output,
      apply: (x, pass) => parts.reduce((value, part) => part.apply(value, pass), x),
    }
  })
}

/** What several layers have together: shared parameters are there once. */
export const together = (parts: readonly PlacedLayer[]) => ({
  parts,
  parameters: [...new Set(parts.flatMap(({ parameters }) => parameters))],
  states: [...new Set(parts.flatMap(({ states }) => states))],
  units: [...new Set(parts.flatMap(({ units }) => units))],
  notes: [...new Set(parts.flatMap(({ notes }) => notes))],
})

export const stackKind: LayerKind = {
  id: 'stack',
  title: 'Stack',
  citation: undefined,
  equation: String.raw`y = f_n(\dots f_2(f_1(x)))`,
  examples: () => [
    { input: vector(3), layer: stack(dense(4), activation('tanh'), dense(2)) },
    { input: vector(3), layer: stack(stack(dense(2)), dense(1)) },
  ],
}
