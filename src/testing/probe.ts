// Layers to try a module on: shapes, inputs and weights that bring out what is wrong.

import { randomStream } from '../base/normal.ts'
import { type Axis, axis, countElements } from '../graph/axis.ts'
import { add, constant, index, multiply, slot, sum, toFloat } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import type { ArithmeticModule, TrainingContext } from '../modules/module.ts'
import { forward, initialParameters, type Model, parametersOf, stack } from '../train/model.ts'

/** Which inputs a layer is tried on. */
export type Sign = 'positive' | 'mixed'

export interface Shape {
  readonly inputs: number
  readonly outputs: number
}

/** A single input and a single output, the usual two, several of both, and enough inputs to be summed in vectors. */
export const shapes: readonly Shape[] = [
  { inputs: 1, outputs: 1 },
  { inputs: 2, outputs: 1 },
  { inputs: 3, outputs: 2 },
  { inputs: 10, outputs: 2 },
]

export const describeShape = ({ inputs, outputs }: Shape): string => `${inputs} → ${outputs}`

/** The signs that a module is defined for. */
export const signsOf = (module: ArithmeticModule): readonly Sign[] =>
  module.domain === 'positive' ? ['positive'] : ['positive', 'mixed']

/** One layer of a module as a graph, with values for its slots. */
export interface Probe {
  readonly model: Model
  readonly rows: Axis
  readonly x: SlotNode // [in, rows]
  readonly y: Node // [out, rows]
  /** A weight for every output, so that no two gradients cancel. */
  readonly weights: SlotNode // [out, rows]
  /** Σ weights · y, of which gradients are taken. */
  readonly loss: Node
  readonly parameters: readonly SlotNode[]
  readonly values: Values
}

/** Values of slots in float64, each of which float32 holds too. */
export type Values = Readonly<Record<string, Float64Array>>

export interface ProbeOptions extends Shape {
  readonly sign: Sign
  readonly rows: number
  readonly seed: number
  /** Makes the pass one of a training step, with the middle of every draw. */
  readonly training?: boolean
}

const inTraining: TrainingContext = {
  step: constant(0, 'int'),
  uniform: (_, axes, low, high) =>
    axes.reduce<Node>((value, each) => add(value, multiply(0, toFloat(index(each)))), multiply(0.5, add(low, high))),
}

// Starting weights are moved by up to this, so that a parameter that starts at 0 is tried elsewhere too.
const jitter = 0.1

// Inputs keep away from 0, where many modules are steep, and stay small enough for products of ten of them.
const smallest = 0.5
const largest = 5

export function probe(
  module: ArithmeticModule,
  { inputs, outputs, sign, rows: count, seed, training = false }: ProbeOptions,
): Probe {
  const model = stack(inputs, [{ module, outputs }])
  const rows = axis('rows', count)
  const x = slot('x', [model.input, rows])
  const weights = slot('weights of the outputs', [model.output, rows])
  const y = forward(model, x, training ? { training: () => inTraining } : {})
  const draw = randomStream(seed, `conformance of ${module.id}, ${inputs} inputs`)
  const fill = (axes: readonly Axis[], next: () => number) =>
    Float64Array.from({ length: countElements(axes) }, () => Math.fround(next()))
  const starts = initialParameters(model, seed)
  const parameters = parametersOf(model).map(({ name, range }) => {
    const inBounds = (value: number) => Math.min(Math.max(value, range.low), range.high)
    const moved = Float64Array.from(starts[name] as Float32Array, (value) =>
      Math.fround(inBounds(value + draw.uniform(-jitter, jitter))),
    )
    return [name, moved] as const
  })
  const signOf = () => (sign === 'mixed' && draw.uniform() < 0.5 ? -1 : 1)
  return {
    model,
    rows,
    x,
    y,
    weights,
    loss: sum(multiply(weights, y), [model.output, rows]),
    parameters: parametersOf(model),
    values: {
      ...Object.fromEntries(parameters),
      x: fill(x.axes, () => signOf() * draw.uniform(smallest, largest)),
      [weights.name]: fill(weights.axes, () => draw.uniform(0.5, 1.5)),
    },
  }
}

/** Every shape with every sign that the module is defined for. */
export function probes(module: ArithmeticModule, rows: number): { readonly label: string; readonly probe: Probe }[] {
  return shapes.flatMap((shape) =>
    signsOf(module).map((sign) => ({
      label: `${describeShape(shape)}, ${sign} inputs`,
      probe: probe(module, { ...shape, sign, rows, seed: 1 }),
    })),
  )
}
