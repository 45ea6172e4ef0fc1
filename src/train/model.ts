// A model: a stack of modules, the output axis of each being the input axis of the next; the first may go over a sequence.

import { invalid } from '../base/errors.ts'
import { randomStream } from '../base/normal.ts'
import { type Axis, axis, countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { applyModule, weightsOf } from '../modules/apply.ts'
import type { Initializer } from '../modules/initializers.ts'
import type { ArithmeticModule, AxisRole, TrainingContext } from '../modules/module.ts'
import { overTime, type Recurrence } from './recurrence.ts'

/** One layer to be: a module and how many values it gives. */
export interface LayerSpec {
  readonly module: ArithmeticModule
  readonly outputs: number
}

export interface Layer {
  readonly module: ArithmeticModule
  /** As its slots are named: `layer1`. */
  readonly name: string
  readonly input: Axis
  readonly output: Axis
  /** Slots named `layer1.W_hat`, by the module's own name of the parameter. */
  readonly parameters: Readonly<Record<string, SlotNode>>
}

/** Layers from the inputs to the outputs. Weights are no part of it: they are values of its slots. */
export interface Model {
  readonly input: Axis
  readonly output: Axis
  readonly layers: readonly Layer[]
  /** Where the first layer goes over a sequence: its input is then a step's inputs and its own last outputs. */
  readonly recurrence?: Recurrence
}

/**
 * Stacks layers on `inputs` inputs.
 * @throws NaluError if there is no layer or a size is not a whole number of at least 1.
 */
export function stack(inputs: number, specs: readonly LayerSpec[]): Model {
  if (specs.length === 0) throw invalid('A model needs at least one layer.')
  const first = axis('in', inputs)
  let input = first
  const layers = specs.map(({ module, outputs }, i) => {
    const output = axis(i === specs.length - 1 ? 'out' : `hidden${i + 1}`, outputs)
    const layer = layerOf(module, `layer${i + 1}`, input, output)
    input = output
    return layer
  })
  return { input: first, output: input, layers }
}

/** One layer with slots of its own, named after `name`; for whoever wires layers in other ways than one after another. */
export function layerOf(module: ArithmeticModule, name: string, input: Axis, output: Axis): Layer {
  const roles: Readonly<Record<AxisRole, Axis>> = { in: input, out: output, operand: axis('operand', input.size) }
  const parameters = Object.fromEntries(
    Object.entries(module.parameters).map(([parameter, { axes, bounds }]) => [
      parameter,
      slot(
        `${name}.${parameter}`,
        axes.map((role) => roles[role]),
        bounds === undefined ? {} : { range: { low: bounds[0], high: bounds[1] } },
      ),
    ]),
  )
  return { module, name, input, output, parameters }
}

/** The usual stack: hidden layers of the module, and a last layer of it or of its readout. */
export function stackOf(module: ArithmeticModule, inputs: number, hidden: readonly number[], outputs = 1): Model {
  return stack(inputs, [
    ...hidden.map((size) => ({ module, outputs: size })),
    { module: hidden.length === 0 ? module : (module.readout ?? module), outputs },
  ])
}

/** Where a reader looks into a forward pass. Names are those of the slots: `layer1.W`. */
export interface ForwardOptions {
  /** Makes the pass one of a training step. */
  readonly training?: (layer: Layer) => TrainingContext
  /** Gives what is used in place of a parameter or a weight. */
  readonly weight?: (name: string, value: Node) => Node
  /** Gives what is used in place of a gate. */
  readonly gate?: (name: string, share: Node) => Node
}

/** Outputs `[out, rows]` for inputs `[in, rows]`. Gates of a step of a sequence are named `layer1.g at step 1`. */
export function forward(model: Model, x: Node, options: ForwardOptions = {}): Node {
  const { recurrence, layers, input: sequence } = model
  if (recurrence === undefined) return layers.reduce((value, layer) => applyLayer(layer, value, options), x)
  const [cell, ...rest] = layers as readonly [Layer, ...Layer[]]
  const { weight = (_: string, value: Node) => value } = options
  // One node for each weight, however many steps use it.
  const shared = new Map<string, Node>()
  const once = (name: string, value: Node): Node => {
    const node = shared.get(name) ?? weight(name, value)
    shared.set(name, node)
    return node
  }
  const axes = { sequence, input: cell.input, state: cell.output }
  const state = overTime(recurrence, x, axes, (given, step) =>
    applyLayer(cell, given, { ...options, weight: once }, ` at step ${step + 1}`),
  )
  return rest.reduce((value, layer) => applyLayer(layer, value, options), state)
}

/** `place` tells apart the steps of a sequence: gates and draws of each have names of their own. */
function applyLayer(layer: Layer, x: Node, { training, weight, gate }: ForwardOptions, place = ''): Node {
  const { module, name, input, output, parameters } = layer
  return applyModule(module, {
    x,
    input,
    output,
    parameters,
    ...(training === undefined ? {} : { training: training({ ...layer, name: `${name}${place}` }) }),
    ...(weight === undefined ? {} : { weight: (what, node) => weight(`${name}.${what}`, node) }),
    ...(gate === undefined ? {} : { gate: (what, node) => gate(`${name}.${what}${place}`, node) }),
  })
}

/** A weight in the papers' sense, and the values that it is expected to approach. */
export interface Weight {
  readonly name: string
  readonly node: Node
  readonly snap: readonly number[]
}

/** Every weight of the model that has values to approach, in order. */
export function snappingWeights({ layers }: Model): Weight[] {
  return layers.flatMap(({ module, name, parameters }) => {
    const made = weightsOf(module, parameters).weights
    const own = Object.entries(module.parameters).flatMap(([parameter, { snap }]) =>
      snap === undefined ? [] : [{ name: `${name}.${parameter}`, node: parameters[parameter] as Node, snap }],
    )
    const derived = Object.entries(module.weights ?? {}).map(([weight, { snap }]) => ({
      name: `${name}.${weight}`,
      node: made[weight] as Node,
      snap,
    }))
    return [...own, ...derived]
  })
}

/** Every parameter of the model, in order. */
export const parametersOf = ({ layers }: Pick<Model, 'layers'>): SlotNode[] =>
  layers.flatMap(({ parameters }) => Object.values(parameters))

/** Values of slots by name. */
export type SlotValues = Readonly<Record<string, Float32Array<ArrayBuffer>>>

/** Starting values: each parameter has a random stream of its own, so that no parameter's draws depend on another's. */
export function initialParameters(model: Model, seed: number, override?: Initializer): SlotValues {
  const values: Record<string, Float32Array<ArrayBuffer>> = {}
  for (const { module, input, output, parameters } of model.layers) {
    for (const [name, parameter] of Object.entries(parameters)) {
      const spec = module.parameters[name] as NonNullable<(typeof module.parameters)[string]>
      const initial = override !== undefined && spec.axes.length > 1 ? override : spec.initial
      const stream = randomStream(seed, `initial ${parameter.name}`)
      const drawn = initial.draw(stream, countElements(parameter.axes), { in: input.size, out: output.size })
      values[parameter.name] = Float32Array.from(drawn)
    }
  }
  return values
}

/** One line a layer, then the total. */
export function summary(model: Model): {
  readonly layers: readonly { module: string; inputs: number; outputs: number; parameters: number }[]
  readonly parameters: number
} {
  const layers = model.layers.map(({ module, input, output, parameters }) => ({
    module: module.id,
    inputs: input.size,
    outputs: output.size,
    parameters: Object.values(parameters).reduce((n, p) => n + countElements(p.axes), 0),
  }))
  return { layers, parameters: layers.reduce((n, layer) => n + layer.parameters, 0) }
}
