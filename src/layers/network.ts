// A network: a layer on the shape of its inputs, with every parameter and state that training needs.

import { randomStream } from '../base/normal.ts'
import { countElements } from '../graph/axis.ts'
import type { Node } from '../graph/node.ts'
import type { Layer, LayerParameter, LayerState, LiftedUnit, Pass, PlacedLayer } from './layer.ts'
import type { Shape } from './shape.ts'
import { stack } from './stack.ts'

/** A model of any shape. Weights are no part of it: they are values of its slots. */
export interface Network {
  readonly input: Shape
  readonly output: Shape
  readonly body: PlacedLayer
  readonly parameters: readonly LayerParameter[]
  readonly states: readonly LayerState[]
  readonly units: readonly LiftedUnit[]
}

/**
 * Layers one after another on inputs of a shape.
 * @throws NaluError if there is no layer, or one does not take what the one before gives.
 */
export function network(input: Shape, ...layers: readonly Layer[]): Network {
  const body = stack(...layers).on(input, { name: '', shared: new Map() })
  const { output, parameters, states, units } = body
  return { input, output, body, parameters, states, units }
}

/** Outputs over the axes of `output` and the rows, from inputs over those of `input` and the rows. */
export const applyNetwork = ({ body }: Network, x: Node, pass: Pass): Node => body.apply(x, pass)

/** Values of parameters and states by the names of their slots. */
export type NetworkValues = Readonly<Record<string, Float32Array<ArrayBuffer>>>

/** Starting values: each parameter has a random stream of its own, so that no parameter's draws depend on another's. */
export function initialNetwork(
  { parameters, states }: Pick<Network, 'parameters' | 'states'>,
  seed: number,
): NetworkValues {
  const drawn = parameters.map(({ slot: { name, axes }, initial, fan }) => {
    const stream = randomStream(seed, `initial ${name}`)
    return [name, Float32Array.from(initial.draw(stream, countElements(axes), fan))] as const
  })
  const held = states.map(({ slot: { name, axes }, initial }) => {
    return [name, new Float32Array(countElements(axes)).fill(initial)] as const
  })
  return Object.fromEntries([...drawn, ...held])
}
