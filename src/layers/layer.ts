// What a layer is: a value that, given the shape of its inputs, knows its outputs, its parameters and its equations.

import type { Citation } from '../base/citations.ts'
import { invalid } from '../base/errors.ts'
import { type Axis, axis } from '../graph/axis.ts'
import { type Operand, slot } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import type { Fan, Initializer } from '../modules/initializers.ts'
import type { ArithmeticModule, ParameterSpec } from '../modules/module.ts'
import { describeShape, type Shape } from './shape.ts'

/** A trained array of a layer. */
export interface LayerParameter {
  /** Named `layer1.W`, over the axes of its place. */
  readonly slot: SlotNode
  readonly initial: Initializer
  /** Sizes that the initialiser depends on. */
  readonly fan: Fan
  readonly description: string
  /** What is done to it beside the optimiser's step: bounds, turns, a redraw. */
  readonly update: Pick<ParameterSpec, 'bounds' | 'turns' | 'redraw'>
}

/** An array that training changes and no gradient does, such as a running mean. */
export interface LayerState {
  readonly slot: SlotNode
  /** Every element before the first step. */
  readonly initial: number
  readonly description: string
}

/** An arithmetic module inside of a network: what its penalties and its restarts need. */
export interface LiftedUnit {
  readonly module: ArithmeticModule
  readonly name: string
  readonly input: Axis
  readonly output: Axis
  readonly parameters: Readonly<Record<string, SlotNode>>
}

/** What a layer may do in a training step only. */
export interface TrainingPass {
  /** Steps already taken (int). */
  readonly step: Node
  /** Even draws in [low, high), new ones in every step; `name` keeps draws apart. */
  uniform(name: string, axes: readonly Axis[], low: Operand, high: Operand): Node
  /** Says what a state is after this step. */
  remember(state: SlotNode, next: Node): void
}

/** One forward pass. */
export interface Pass {
  readonly rows: Axis
  /** Only where the graph is one of a training step. */
  readonly training?: TrainingPass
}

/** Where a layer stands in a network. */
export interface Place {
  /** Names of its slots and axes begin with this: `layer1`. */
  readonly name: string
  /** Layers whose parameters are used more than once, where they were placed first. */
  readonly shared: Map<Layer, PlacedLayer>
}

/** What a layer is on a certain shape. */
interface Laid {
  readonly output: Shape
  readonly parameters?: readonly LayerParameter[]
  readonly states?: readonly LayerState[]
  readonly units?: readonly LiftedUnit[]
  /** The layers that it consists of. */
  readonly parts?: readonly PlacedLayer[]
  /** Sentences that its user should know. */
  readonly notes?: readonly string[]
  /** The outputs, over the axes of `output` and the rows, from inputs over those of `input` and the rows. */
  apply(x: Node, pass: Pass): Node
}

/** A layer on the shape of its inputs, at its place in a network. */
export interface PlacedLayer extends Required<Laid> {
  readonly layer: Layer
  readonly name: string
  readonly input: Shape
}

/** A layer before it is given a shape. It is plain data: the same value may stand at several places of a network. */
export interface Layer {
  /** As summaries and errors name it: `conv2d`. */
  readonly id: string
  /** Its options in a few words: `8 of 3 × 3, relu`. */
  readonly detail: string
  /**
   * The layer on inputs of a shape.
   * @throws NaluError that names the layer, the shape that it takes and the one that it was given.
   */
  on(input: Shape, place: Place): PlacedLayer
}

/** What is said once of all layers that one function makes. */
export interface LayerKind {
  readonly id: string
  readonly title: string
  readonly citation: Citation | undefined
  /** The forward pass in LaTeX, shapes included. */
  readonly equation: string
  /** Layers on shapes that they take: the conformance suite tries these. */
  examples(): readonly LayerExample[]
}

/** A layer and a shape that it takes. */
export interface LayerExample {
  readonly input: Shape
  readonly layer: Layer
}

/** Makes a layer from what it is on a shape. */
export function makeLayer(id: string, detail: string, lay: (input: Shape, place: Place) => Laid): Layer {
  const layer: Layer = Object.freeze({
    id,
    detail,
    on: (input: Shape, place: Place): PlacedLayer => ({
      parameters: [],
      states: [],
      units: [],
      parts: [],
      notes: [],
      ...lay(input, place),
      layer,
      name: place.name,
      input,
    }),
  })
  return layer
}

/** The place of a part of a layer. */
export const inside = ({ name, shared }: Place, part: string): Place => ({
  name: name === '' ? part : `${name}.${part}`,
  shared,
})

/** A new axis of a layer: its name is like no other's in the network. */
export const newAxis = ({ name }: Place, what: string, size: number): Axis => axis(`${name}.${what}`, size)

/** A parameter over these axes. */
export function parameter(
  { name }: Place,
  what: string,
  axes: readonly Axis[],
  { initial, fan, description }: Pick<LayerParameter, 'initial' | 'fan' | 'description'>,
): LayerParameter {
  return { slot: slot(`${name}.${what}`, axes), initial, fan, description, update: {} }
}

/** The error of a layer that does not take the shape of its inputs. */
export const wrongShape = (id: string, wanted: string, input: Shape): Error =>
  invalid(`Layer ${id} takes ${wanted}, not ${describeShape(input)}.`)

/**
 * A size, kernel or stride that a user gave.
 * @throws NaluError if it is not a whole number of at least 1.
 */
export function checkedSize(id: string, what: string, size: number): number {
  if (Number.isInteger(size) && size >= 1) return size
  throw invalid(`Layer ${id}: ${what} is ${size}; expected a whole number of at least 1.`)
}
