// Dense layers with the usual activations: baselines that fit inside the training range and fail outside it.

import {
  absolute,
  add,
  divide,
  exp,
  less,
  max,
  min,
  multiply,
  select,
  sigmoid,
  subtract,
  tanh,
} from '../graph/build.ts'
import { clamp } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { constantInitial, glorotUniformInitial } from './initializers.ts'
import { linear } from './linear.ts'
import { type ArithmeticModule, defineModule } from './module.ts'
import { linear as weightedSum } from './parts.ts'
import { softplus } from './parts-power.ts'

/** A function that a layer applies to each of its sums. */
export interface Activation {
  readonly id: string
  readonly title: string
  /** f(z) in LaTeX. */
  readonly formula: string
  readonly apply: (z: Node) => Node
}

// Klambauer et al. 2017, "Self-Normalizing Neural Networks", eq. 2.
const seluScale = 1.0507009873554805
const seluAlpha = 1.6732632423543772

// e^z is taken of the negative part only, where it cannot overflow.
const elu = (z: Node, alpha: number): Node => select(less(0, z), z, multiply(alpha, subtract(exp(min(z, 0)), 1)))

// Defaults of common frameworks: slope 0.01 (leaky ReLU), 0.5 (shrink functions), 1 (ELU).
export const activations: readonly Activation[] = [
  { id: 'relu', title: 'ReLU', formula: String.raw`\max(0, z)`, apply: (z) => max(z, 0) },
  { id: 'relu6', title: 'ReLU6', formula: String.raw`\min(\max(0, z), 6)`, apply: (z) => clamp(z, 0, 6) },
  {
    id: 'leaky-relu',
    title: 'Leaky ReLU',
    formula: String.raw`\max(z, 0.01 z)`,
    apply: (z) => max(z, multiply(0.01, z)),
  },
  { id: 'elu', title: 'ELU', formula: String.raw`z > 0 \,?\, z : e^z - 1`, apply: (z) => elu(z, 1) },
  {
    id: 'selu',
    title: 'SELU',
    formula: String.raw`1.0507\,(z > 0 \,?\, z : 1.6733\,(e^z - 1))`,
    apply: (z) => multiply(seluScale, elu(z, seluAlpha)),
  },
  { id: 'softplus', title: 'Softplus', formula: String.raw`\log(1 + e^z)`, apply: softplus },
  {
    id: 'softsign',
    title: 'Softsign',
    formula: String.raw`z / (1 + |z|)`,
    apply: (z) => divide(z, add(1, absolute(z))),
  },
  { id: 'tanh', title: 'Tanh', formula: String.raw`\tanh z`, apply: tanh },
  { id: 'hardtanh', title: 'Hardtanh', formula: String.raw`\min(\max(-1, z), 1)`, apply: (z) => clamp(z, -1, 1) },
  { id: 'tanhshrink', title: 'Tanhshrink', formula: String.raw`z - \tanh z`, apply: (z) => subtract(z, tanh(z)) },
  { id: 'sigmoid', title: 'Sigmoid', formula: String.raw`\sigma(z)`, apply: sigmoid },
  {
    id: 'softshrink',
    title: 'Softshrink',
    formula: String.raw`\mathrm{sign}(z) \max(|z| - 0.5, 0)`,
    apply: (z) => subtract(z, clamp(z, -0.5, 0.5)),
  },
  {
    id: 'hardshrink',
    title: 'Hardshrink',
    formula: String.raw`|z| > 0.5 \,?\, z : 0`,
    apply: (z) => select(less(0.5, absolute(z)), z, 0),
  },
]

const denseWith = ({ id, title, formula, apply }: Activation): ArithmeticModule =>
  defineModule({
    id,
    title: `${title} layer`,
    citation: undefined,
    equation: String.raw`y = f(W x + b), \quad f(z) = ${formula}`,
    computes: [],
    failures: ['A baseline: it represents no operation exactly and fails outside the range that it was trained on.'],
    parameters: {
      W: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'weights' },
      b: { axes: ['out'], initial: constantInitial(0), description: 'bias' },
    },
    forward: ({ x, input, parameters: { W, b } }) => apply(add(weightedSum(W, x, input), b)), // [out, rows]
    exact: [],
    readout: linear,
  })

/** He et al. 2015: a ReLU whose slope for negative sums is learnt, one for each output; it starts at 0.25 as theirs. */
const prelu = defineModule({
  id: 'prelu',
  title: 'PReLU layer',
  citation: undefined,
  equation: String.raw`z = W x + b, \quad y = \max(0, z) + a \odot \min(0, z)`,
  computes: [],
  failures: [
    'A baseline: with slopes near 1 it is nearly linear, otherwise it fails outside the range it was trained on.',
  ],
  parameters: {
    W: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'weights' },
    b: { axes: ['out'], initial: constantInitial(0), description: 'bias' },
    a: { axes: ['out'], initial: constantInitial(0.25), description: 'slope for negative sums' },
  },
  forward: ({ x, input, parameters: { W, b, a } }) => {
    const z = add(weightedSum(W, x, input), b)
    return add(max(z, 0), multiply(a, min(z, 0))) // [out, rows]
  },
  exact: [],
  readout: linear,
})

/** One module for each activation. */
export const activationModules: readonly ArithmeticModule[] = [...activations.map(denseWith), prelu]
