import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import '../../../test/tfjs-cpu.ts'
import { add, multiply } from '../../graph/build.ts'
import { gradients } from '../../graph/gradient.ts'
import type { Node, SlotNode } from '../../graph/node.ts'
import { modules } from '../../modules/index.ts'
import type { ArithmeticModule, Penalty } from '../../modules/module.ts'
import { allProbes, type Probe } from '../../testing/probe.ts'
import { allowedErrorsOf, differences, type Exact, valuesOver } from '../../testing/rounding.ts'
import { type ArithmeticLayer, arithmeticLayer } from './index.ts'

// The seed and the step of the suite's probes in training: its words are 1 and 1.
const seed = 2 ** 32 + 1
const steps = 7

/** The layer with the weights of a probe, at the step of a probe. */
function layerOf(module: ArithmeticModule, { model, parameters, values }: Probe): ArithmeticLayer {
  const [{ input, output }] = model.layers as [Probe['model']['layers'][number]]
  const start = Object.fromEntries(parameters.map(({ name }) => [name.replace('layer1.', ''), valuesIn(name, values)]))
  const layer = arithmeticLayer(module, { units: output.size, seed, steps, start })
  layer.build([null, input.size])
  return layer
}

const valuesIn = (name: string, values: Probe['values']) => values[name] as Float64Array

/** Both are `[axis, rows]` in the probe and rows first in TensorFlow.js. */
const rowsFirst = ({ name, axes }: SlotNode, values: Probe['values']): tf.Tensor =>
  tf.transpose(tf.tensor2d(Float32Array.from(valuesIn(name, values)), axes.map(({ size }) => size) as [number, number]))

interface Found {
  readonly name: string
  readonly node: Node
  readonly axes: Exact['axes']
  readonly tensor: tf.Tensor
}

/** Where what the layer gives is not what the interpreter gives in float64, within what float32 explains. */
function faults(label: string, found: readonly Found[], values: Probe['values']): string[] {
  const exact = found.map(({ node, axes }) => ({ node, axes, data: valuesOver(node, axes, values) }))
  const allowed = allowedErrorsOf(exact, values)
  return found.flatMap(({ name, tensor }, i) =>
    differences(`${label}: ${name}`, tensor.dataSync(), (exact[i] as Exact).data, allowed[i] as Float64Array),
  )
}

/** The outputs and the gradients of Σ weights · outputs, as TensorFlow.js takes them. */
function passFaults(label: string, layer: ArithmeticLayer, layerProbe: Probe): string[] {
  const { model, rows, x, y, weights, loss, parameters, draws, values } = layerProbe
  const training = draws.length > 0
  const variables = layer.getWeights() as tf.Variable[]
  return tf.tidy(() => {
    const inputs = rowsFirst(x, values)
    let outputs = tf.tensor([])
    const { grads } = tf.variableGrads(() => {
      outputs = tf.keep(layer.apply(inputs, { training }) as tf.Tensor)
      return tf.sum(tf.mul(outputs, rowsFirst(weights, values)))
    }, variables)
    // A second pass for the inputs, of the same step.
    const again = training ? layerOf(layer.module, layerProbe) : layer
    const slope = tf.grad((given) =>
      tf.sum(tf.mul(again.apply(given, { training }) as tf.Tensor, rowsFirst(weights, values))),
    )(inputs)
    const slopes = gradients(loss, [...parameters, x])
    const found: Found[] = [
      { name: 'the outputs', node: y, axes: [model.output, rows], tensor: tf.transpose(outputs) },
      ...parameters.map(({ name, axes }, i) => ({
        name: `the gradient of ${name}`,
        node: slopes[i] as Node,
        axes,
        tensor: grads[(variables[i] as tf.Variable).name] as tf.Tensor,
      })),
      { name: 'the gradient of x', node: slopes.at(-1) as Node, axes: x.axes, tensor: tf.transpose(slope) },
    ]
    const problems = faults(label, found, values)
    outputs.dispose()
    return problems
  })
}

/** What a schedule lets through, from its description in `module.ts`. */
function factorOf({ weight, schedule }: Penalty, step: number, loss: number): number {
  switch (schedule.kind) {
    case 'ramp':
      return weight * Math.min(1, Math.max(0, (step - schedule.from) / (schedule.to - schedule.from)))
    case 'tenfold':
      return Math.min(weight * 10 ** Math.floor(step / schedule.every), schedule.most)
    case 'whenLossBelow':
      return step > schedule.from && loss < schedule.bound ? weight : 0
    default:
      return schedule satisfies never
  }
}

const moments = [
  { step: 0, loss: 2 },
  { step: 26_000, loss: 0.5 },
]

function penaltyFaults(label: string, layer: ArithmeticLayer, { penalties, parameters, values }: Probe): string[] {
  const variables = layer.getWeights() as tf.Variable[]
  return moments.flatMap((moment) => {
    const parts = penalties.map(({ penalty, value }) => multiply(factorOf(penalty, moment.step, moment.loss), value))
    const node = parts.reduce((a, b) => add(a, b))
    const slopes = gradients(node, parameters)
    const { value, grads } = tf.variableGrads(() => layer.penalty(moment), variables)
    const found = [
      { name: 'the penalty', node, axes: [], tensor: value },
      ...parameters.map(({ name, axes }, i) => ({
        name: `the gradient of the penalty by ${name}`,
        node: slopes[i] as Node,
        axes,
        tensor: grads[(variables[i] as tf.Variable).name] as tf.Tensor,
      })),
    ]
    return faults(`${label}, step ${moment.step}`, found, values)
  })
}

const named = (some: readonly ArithmeticModule[]) => some.map((module) => [module.id, module] as const)

describe.each([1, 13])('for %i rows the outputs and gradients are those of the interpreter:', (rows) => {
  test.each(named(modules))('%s', (_, module) => {
    const problems = allProbes(module, rows).flatMap(({ label, probe }) =>
      passFaults(label, layerOf(module, probe), probe),
    )
    expect(problems).toEqual([])
  })
})

describe('the penalties and their gradients are those of the interpreter:', () => {
  test.each(named(modules.filter(({ penalties }) => penalties !== undefined)))('%s', (_, module) => {
    const problems = allProbes(module, 1).flatMap(({ label, probe }) =>
      penaltyFaults(label, layerOf(module, probe), probe),
    )
    expect(problems).toEqual([])
  })
})
