// Layers to look at: a graph of one layer on a shape, with inputs, weights and states that bring out what is wrong.

import { randomStream } from '../base/normal.ts'
import { streamNumber } from '../base/random.ts'
import { type Axis, axis, countElements } from '../graph/axis.ts'
import { multiply, slot, sum } from '../graph/build.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import type { LayerExample } from '../layers/layer.ts'
import { applyNetwork, initialNetwork, type Network, network } from '../layers/network.ts'
import { slotOptions } from '../layers/shape.ts'
import { trainingPass } from '../train/objective-step.ts'
import type { Values } from './probe.ts'

/** One layer as a graph, with values for its slots. */
export interface LayerProbe {
  readonly network: Network
  readonly rows: Axis
  readonly x: SlotNode // [rows, …]
  readonly y: Node
  /** The axes of the outputs, rows first. */
  readonly axes: readonly Axis[]
  /** A weight for every output, so that no two gradients cancel. */
  readonly weights: SlotNode
  /** Σ weights · y, of which gradients are taken. */
  readonly loss: Node
  readonly parameters: readonly SlotNode[]
  /** Parameters, and inputs if they are numbers: what gradients are taken for. */
  readonly targets: readonly SlotNode[]
  /** What each state is after a training step. */
  readonly remembered: ReadonlyMap<SlotNode, Node>
  /** Every slot that the graph may read. */
  readonly slots: readonly SlotNode[]
  readonly values: Values
}

interface LayerProbeOptions {
  readonly rows: number
  readonly seed: number
  readonly training: boolean
}

// Starting values are moved by up to this, so that what starts at 0 is tried elsewhere too.
const jitter = 0.1
// Inputs keep away from 0, where units of logarithms are steep.
const smallest = 0.25
const largest = 2

const whole = (name: string) => slot(name, [], { type: 'int' })

export function probeLayer({ layer, input }: LayerExample, options: LayerProbeOptions): LayerProbe {
  const { rows: count, seed, training } = options
  const made = network(input, layer)
  const rows = axis('rows', count)
  const x = slot('x', [rows, ...input.axes], slotOptions(input))
  const axes = [rows, ...made.output.axes]
  const weights = slot('weights of the outputs', axes)
  const [seedLow, seedHigh, step] = [whole('seed low'), whole('seed high'), whole('step')]
  const random = (stream: string) => ({ seedLow, seedHigh, stream: streamNumber(stream), step })
  const remembered = new Map<SlotNode, Node>()
  const pass = training ? { rows, training: trainingPass(step, random, remembered) } : { rows }
  const y = applyNetwork(made, x, pass)
  const parameters = made.parameters.map((each) => each.slot)
  const states = made.states.map((each) => each.slot)
  const draw = randomStream(seed, `conformance of layer ${layer.id} ${layer.detail}`)
  const starts = initialNetwork(made, seed)
  const moved = [...parameters, ...states].map(({ name, range }) => {
    const inBounds = (value: number) => Math.min(Math.max(value, range.low), range.high)
    const values = Float64Array.from(starts[name] as Float32Array, (value) =>
      Math.fround(inBounds(value + draw.uniform(-jitter, jitter))),
    )
    return [name, values] as const
  })
  const { below } = input
  const next = () =>
    below === undefined ? (draw.uniform() < 0.5 ? -1 : 1) * draw.uniform(smallest, largest) : draw.integer(below)
  const fill = (over: readonly Axis[], value: () => number) =>
    Float64Array.from({ length: countElements(over) }, () => Math.fround(value()))
  return {
    network: made,
    rows,
    x,
    y,
    axes,
    weights,
    loss: sum(multiply(weights, y), axes),
    parameters,
    targets: below === undefined ? [...parameters, x] : parameters,
    remembered,
    slots: [x, weights, ...parameters, ...states, ...(training ? [seedLow, seedHigh, step] : [])],
    values: {
      ...Object.fromEntries(moved),
      ...(training
        ? { 'seed low': Float64Array.of(seed), 'seed high': Float64Array.of(1), step: Float64Array.of(7) }
        : {}),
      x: fill(x.axes, next),
      [weights.name]: fill(axes, () => draw.uniform(0.5, 1.5)),
    },
  }
}
