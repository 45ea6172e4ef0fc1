// Layers to try a module on: shapes, inputs and weights that bring out what is wrong.

import { randomStream } from '../base/normal.ts'
import { streamNumber } from '../base/random.ts'
import { programKey } from '../compile/cache.ts'
import { type Axis, axis, countElements } from '../graph/axis.ts'
import { multiply, slot, sum } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { weightsOf } from '../modules/apply.ts'
import type { ArithmeticModule, Penalty } from '../modules/module.ts'
import { forward, initialParameters, type Model, parametersOf, stack } from '../train/model.ts'
import { trainingContext } from '../train/step.ts'

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
  /** What random draws depend on; none unless the pass is one of training. */
  readonly draws: readonly SlotNode[]
  /** Penalties before their factors. */
  readonly penalties: readonly { readonly penalty: Penalty; readonly value: Node }[]
  readonly values: Values
}

/** Values of slots in float64, each of which float32 holds too. */
export type Values = Readonly<Record<string, Float64Array>>

export interface ProbeOptions extends Shape {
  readonly sign: Sign
  readonly rows: number
  readonly seed: number
  /** The pass of a training step, with its draws. */
  readonly training?: boolean
}

// Starting weights are moved by up to this, so that a parameter that starts at 0 is tried elsewhere too.
const jitter = 0.1

// Inputs keep away from 0, where many modules are steep, and stay small enough for products of ten of them.
const smallest = 0.5
const largest = 5

const whole = (name: string) => slot(name, [], { type: 'int' })

export function probe(module: ArithmeticModule, options: ProbeOptions): Probe {
  const { inputs, outputs, sign, rows: count, seed, training = false } = options
  const model = stack(inputs, [{ module, outputs }])
  const rows = axis('rows', count)
  const x = slot('x', [model.input, rows])
  const weights = slot('weights of the outputs', [model.output, rows])
  const [seedLow, seedHigh, step] = [whole('seed low'), whole('seed high'), whole('step')]
  const random = (stream: string) => ({ seedLow, seedHigh, stream: streamNumber(stream), step })
  const y = forward(model, x, training ? { training: trainingContext(step, random) } : {})
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
    draws: training ? [seedLow, seedHigh, step] : [],
    penalties: model.layers.flatMap(({ module: { penalties = [] }, ...layer }) => {
      const { weights: made } = weightsOf(module, layer.parameters)
      return penalties.map((penalty) => ({ penalty, value: penalty.value({ ...layer, weights: made }) }))
    }),
    values: {
      ...Object.fromEntries(parameters),
      ...(training
        ? { 'seed low': Float64Array.of(seed), 'seed high': Float64Array.of(1), step: Float64Array.of(7) }
        : {}),
      x: fill(x.axes, () => signOf() * draw.uniform(smallest, largest)),
      [weights.name]: fill(weights.axes, () => draw.uniform(0.5, 1.5)),
    },
  }
}

/** False alone, or also true for a module that computes something else in training. */
export function passesOf(module: ArithmeticModule): readonly boolean[] {
  const key = (training: boolean) => {
    const { y } = probe(module, { inputs: 2, outputs: 1, sign: 'positive', rows: 3, seed: 1, training })
    return programKey({ states: [], traces: { y } })
  }
  return key(true) === key(false) ? [false] : [false, true]
}

interface LabelledProbe {
  readonly label: string
  readonly probe: Probe
}

/** Every shape with every sign that the module is defined for. */
export function probes(module: ArithmeticModule, rows: number, training = false): LabelledProbe[] {
  return shapes.flatMap((shape) =>
    signsOf(module).map((sign) => ({
      label: `${describeShape(shape)}, ${sign} inputs${training ? ', in training' : ''}`,
      probe: probe(module, { ...shape, sign, rows, seed: 1, training }),
    })),
  )
}

/** The same, and once more in training for a module that computes something else there. */
export const allProbes = (module: ArithmeticModule, rows: number): LabelledProbe[] =>
  passesOf(module).flatMap((training) => probes(module, rows, training))
