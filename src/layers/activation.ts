// Activations: functions that a layer applies to each of its numbers.

import { unknownName } from '../base/did-you-mean.ts'
import type { Node } from '../graph/node.ts'
import { activations } from '../modules/activations.ts'
import { type Layer, type LayerKind, makeLayer, wrongShape } from './layer.ts'
import { vector } from './shape.ts'

/**
 * The function with this name, such as `relu`; without a name the identity.
 * @throws NaluError with a guess if there is none.
 */
export function activationOf(name: string | undefined): (z: Node) => Node {
  if (name === undefined) return (z) => z
  const found = activations.find(({ id }) => id === name)
  if (found !== undefined) return found.apply
  throw unknownName(
    'activation',
    name,
    activations.map(({ id }) => id),
  )
}

/** Options in a few words, those that are given. */
export const wordsOf = (...words: readonly (string | number | undefined)[]): string =>
  words.filter((word) => word !== undefined && word !== '').join(', ')

/**
 * An activation as a layer of its own, on numbers of any shape.
 * @throws NaluError with a guess if there is none of this name.
 */
export function activation(name: string): Layer {
  const apply = activationOf(name)
  return makeLayer('activation', name, (input) => {
    if (input.below !== undefined) throw wrongShape('activation', 'numbers', input)
    return { output: input, apply }
  })
}

export const activationKind: LayerKind = {
  id: 'activation',
  title: 'Activation',
  citation: undefined,
  equation: 'y = f(x)',
  examples: () => activations.map(({ id }) => ({ input: vector(5), layer: activation(id) })),
}
