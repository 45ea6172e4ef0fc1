// Training steps of general layers: a convolution with a dense layer, and an LSTM, each as one step program.

import { Kernel } from '../src/compile/kernel.ts'
import { planKernel } from '../src/compile/plan-kernel.ts'
import type { StepProgram } from '../src/compile/step-program.ts'
import { type Axis, axis, countElements } from '../src/graph/axis.ts'
import * as g from '../src/graph/build.ts'
import { recur } from '../src/graph/delay.ts'
import * as f from '../src/graph/functions.ts'
import { gradients } from '../src/graph/gradient.ts'
import { crossEntropy } from '../src/graph/network.ts'
import type { Node, SlotNode } from '../src/graph/node.ts'
import { adam } from '../src/optimizers/adam.ts'
import type { Optimizer } from '../src/optimizers/optimizer.ts'
import { sgd } from '../src/optimizers/sgd.ts'

export interface LayerWorkload {
  readonly name: string
  readonly optimizer: 'sgd' | 'adam'
  /** Microseconds that a step may take. */
  readonly aim: number
  /** Floating-point operations of one step in its products, counted by hand. */
  readonly flops: number
  kernel(): Kernel
}

interface Network {
  readonly loss: Node
  readonly parameters: readonly SlotNode[]
  readonly data: readonly SlotNode[]
  readonly rows: Axis
}

const batch = 32
const rates = { sgd: 0.01, adam: 0.001 }

/** 3 channels of 16 × 16 to 8 channels by a kernel of 3 × 3, a rectifier, and a dense layer to 10 classes. */
function convolution(): Network {
  const rows = axis('rows', batch)
  const [channels, height, width] = [axis('channels', 3), axis('height', 16), axis('width', 16)]
  const [out, oh, ow] = [axis('out', 8), axis('oh', 14), axis('ow', 14)]
  const [kh, kw] = [axis('kh', 3), axis('kw', 3)]
  const classes = axis('classes', 10)
  const x = g.slot('x', [rows, channels, height, width])
  const label = g.slot('label', [rows], { type: 'int', range: { low: 0, high: 9 } })
  const [w, b] = [g.slot('w', [out, channels, kh, kw]), g.slot('b', [out])]
  const [v, c] = [g.slot('v', [classes, out, oh, ow]), g.slot('c', [classes])]
  const patches = f.windows(f.windows(x, height, oh, kh), width, ow, kw)
  const hidden = g.max(g.add(f.contract(patches, w, [channels, kh, kw]), b), 0) // [out, oh, ow, rows]
  const logits = g.add(f.contract(v, hidden, [out, oh, ow]), c) // [classes, rows]
  return { loss: f.mean(crossEntropy(logits, classes, label), rows), parameters: [w, b, v, c], data: [x, label], rows }
}

/** 10 steps of 8 inputs into 16 units, and a dense layer on the last state to one number. */
function longShortTermMemory(): Network {
  const rows = axis('rows', batch)
  const [time, inputs] = [axis('time', 10), axis('in', 8)]
  const [gates, units, before] = [axis('gates', 4), axis('units', 16), axis('before', 16)]
  const x = g.slot('x', [time, rows, inputs])
  const target = g.slot('target', [rows])
  const [w, u, b] = [
    g.slot('w', [gates, units, inputs]),
    g.slot('u', [gates, units, before]),
    g.slot('b', [gates, units]),
  ]
  const [v, c] = [g.slot('v', [units]), g.slot('c')]
  const given = g.add(f.contract(w, x, inputs), b) // [time, gates, units, rows]
  const nothing = { initial: 0, axes: [units, rows] }
  const [h] = recur(time, [nothing, nothing], ([state, cell]) => {
    const z = g.add(f.contract(u, g.rename(state as Node, units, before), before), given)
    const [i, forget, candidate, o] = [0, 1, 2, 3].map((gate) => f.at(z, gates, gate)) as [Node, Node, Node, Node]
    const next = g.add(g.multiply(g.sigmoid(forget), cell as Node), g.multiply(g.sigmoid(i), g.tanh(candidate)))
    return [g.multiply(g.sigmoid(o), g.tanh(next)), next]
  }) as [Node]
  const y = g.add(f.contract(v, f.at(h, time, time.size - 1), units), c)
  const loss = f.mean(f.square(g.subtract(y, target)), rows)
  return { loss, parameters: [w, u, b, v, c], data: [x, target], rows }
}

function programOf({ loss, parameters, data, rows }: Network, optimizer: Optimizer) {
  const step = g.slot('step', [], { type: 'int' })
  const bound = optimizer.bind({ learningRate: g.constant(rates[optimizer.id as keyof typeof rates]), step })
  const steps = gradients(loss, parameters)
  const updates = parameters.map((parameter, i) => ({ parameter, ...bound.update(parameter, steps[i] as Node) }))
  const own = [...bound.shared, ...updates.flatMap(({ states }) => states)]
  const program: StepProgram = {
    states: [
      ...data.map((slot) => ({ slot })),
      { slot: step, next: g.add(step, 1) },
      ...own.map(({ slot, next }) => ({ slot, next })),
      ...updates.map(({ parameter, next }) => ({ slot: parameter, next })),
    ],
    traces: { loss },
    rows,
  }
  return { program, own }
}

/** Numbers that any language can make: parameters are small, data are of size 1, labels are whole. */
function valuesOf(slot: SlotNode, scale: number): Float64Array {
  const size = countElements(slot.axes)
  if (slot.type === 'int') return Float64Array.from({ length: size }, (_, i) => i % 10)
  return Float64Array.from({ length: size }, (_, i) => scale * Math.sin(1.7 * i + slot.name.charCodeAt(0)))
}

function kernelOf(network: Network, optimizer: Optimizer): Kernel {
  const { program, own } = programOf(network, optimizer)
  const kernel = new Kernel(planKernel(program, { fused: true }))
  for (const { slot, initial } of own) kernel.write(slot.name, initial)
  for (const slot of network.data) kernel.write(slot.name, valuesOf(slot, 1))
  for (const slot of network.parameters) kernel.write(slot.name, valuesOf(slot, 0.2))
  return kernel
}

// Twice for a multiplication and an addition; forward, to the weights, and to what is below where weights are.
const flops = {
  convolution: batch * (8 * 14 * 14 * 27 * 2 * 2 + 10 * 8 * 14 * 14 * 2 * 3),
  lstm: batch * 10 * 4 * 16 * (8 * 2 * 2 + 16 * 2 * 3),
}

export const layerWorkloads: readonly LayerWorkload[] = ([sgd, adam] as const).flatMap((optimizer) => {
  const id = optimizer.id as 'sgd' | 'adam'
  return [
    {
      name: `convolution-${id}`,
      optimizer: id,
      aim: 800,
      flops: flops.convolution,
      kernel: () => kernelOf(convolution(), optimizer),
    },
    {
      name: `lstm-${id}`,
      optimizer: id,
      aim: 1000,
      flops: flops.lstm,
      kernel: () => kernelOf(longShortTermMemory(), optimizer),
    },
  ]
})
