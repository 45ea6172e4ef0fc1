// NMRU: the Neural Multiplicative Reciprocal Unit, an NMU that sees each input and its reciprocal.

import { citations } from '../base/citations.ts'
import { absolute, add, cos, multiply } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { constantInitial, nmuInitial } from './initializers.ts'
import { defineModule, type ForwardContext, type Penalty, type TrainingContext } from './module.ts'
import { gatedProduct } from './parts.ts'
import { angle, distanceFromBit, machineEpsilon, reciprocal } from './parts-power.ts'

const share = { axes: ['out', 'in'], initial: nmuInitial, bounds: [0, 1], snap: [0, 1] } as const
const parameters = {
  W_x: { ...share, description: 'whether each input is a factor' },
  W_r: { ...share, description: 'whether the reciprocal of each input is a factor' },
} as const
const gate = { axes: ['in'], initial: constantInitial(0.5), bounds: [0, 1], snap: [0, 1] } as const

/** 1 / (x + ε) in training and 1 / x after it. */
const reciprocalOf = (x: Node, training: TrainingContext | undefined): Node =>
  reciprocal(training === undefined ? x : add(x, machineEpsilon)) // [in, rows]

type Given = Pick<ForwardContext<typeof parameters>, 'input' | 'parameters'>

/** An NMU of the magnitudes of x and r, times cos(W k). */
function signedProduct({ input, parameters: { W_x, W_r } }: Given, x: Node, r: Node): Node {
  const size = multiply(gatedProduct(W_x, absolute(x), input), gatedProduct(W_r, absolute(r), input)) // [out, rows]
  return multiply(size, cos(add(contract(W_x, angle(x), input), contract(W_r, angle(r), input))))
}

/** Mistry et al. 2022: the NMU's penalty over both matrices; the ramp is that for two inputs and 50,000 steps. */
const sparsity: Penalty<never, never> = {
  id: 'sparsity',
  description: 'the mean distance of W from 0 or 1',
  weight: 10,
  schedule: { kind: 'ramp', from: 20_000, to: 35_000 },
  value: ({ parameters }) => {
    const [x, r] = [parameters['W_x'] as Node, parameters['W_r'] as Node]
    return multiply(0.5, add(distanceFromBit(x), distanceFromBit(r)))
  },
}

const advice = { learningRate: 1e-2, clipNorm: 1 }
const inputs = String.raw`W_x, W_r \in [0, 1]^{out \times in}, \quad r = 1 / x`
const sign = String.raw`\cos\left(\pi \sum_i (W_{x,oi} + W_{r,oi}) [x_i < 0]\right)`
const factor = (W: string, z: string) => String.raw`\left(${W} ${z} + 1 - ${W}\right)`
const failures = [
  'Cannot add or subtract.',
  'Singular where an input comes near zero, also one that does not count until its weight is exactly 0.',
  'An input and its own reciprocal may both be taken; together they cancel.',
]
const notes = [
  'The source has one matrix of twice the width; its halves are W_x and W_r here.',
  'In training r = 1 / (x + ε) with the machine epsilon of float32, after it r = 1 / x.',
  'Divisors below 1e-12 count as 1e-12, so that a division by zero stays finite; the source has no such guard.',
]
const multiplies = { W_x: [1, 1], W_r: [0, 0] }
const divides = { W_x: [1, 0], W_r: [0, 1] }
const passes = { W_x: [1, 0], W_r: [0, 0] }

export const nmru = defineModule({
  id: 'nmru',
  title: 'Neural Multiplicative Reciprocal Unit',
  citation: citations.mistry2022Division,
  equation: String.raw`${inputs}, \quad y_o = ${sign} \prod_i ${factor('W_{x,oi}', '|x_i|')} ${factor('W_{r,oi}', '|r_i|')}`,
  computes: ['multiply', 'divide', 'identity'],
  failures,
  parameters,
  forward: ({ x, training, ...given }) => signedProduct(given, x, reciprocalOf(x, training)),
  penalties: [sparsity],
  advice,
  exact: [
    { operation: 'multiply', weights: multiplies },
    { operation: 'divide', weights: divides },
    { operation: 'identity', weights: passes },
  ],
  notes: [...notes, 'This is the form with its sign apart, which the paper publishes; nmru-unsigned has none.'],
})

export const nmruUnsigned = defineModule({
  id: 'nmru-unsigned',
  title: 'Neural Multiplicative Reciprocal Unit, no sign apart',
  citation: citations.mistry2022Division,
  equation: String.raw`${inputs}, \quad y_o = \prod_i ${factor('W_{x,oi}', 'x_i')} ${factor('W_{r,oi}', 'r_i')}`,
  computes: ['multiply', 'divide', 'identity'],
  failures: [...failures, 'A factor changes its sign on the way from left out to taken where its input is negative.'],
  parameters,
  forward: ({ x, input, parameters: { W_x, W_r }, training }) =>
    multiply(gatedProduct(W_x, x, input), gatedProduct(W_r, reciprocalOf(x, training), input)),
  penalties: [sparsity],
  advice,
  exact: nmru.exact,
  notes,
})

export const nmruGated = defineModule({
  id: 'nmru-gated',
  title: 'Neural Multiplicative Reciprocal Unit with gates',
  citation: citations.mistry2022Division,
  equation: String.raw`${inputs}, \; g_x, g_r \in [0, 1]^{in}, \quad y_o = \cos\left(\pi \sum_i (W_{x,oi} [g_{x,i} x_i < 0] + W_{r,oi} [g_{r,i} r_i < 0])\right) \prod_i ${factor('W_{x,oi}', 'g_{x,i} |x_i|')} ${factor('W_{r,oi}', 'g_{r,i} |r_i|')}`,
  computes: ['multiply', 'divide', 'identity'],
  failures: [
    ...failures,
    'An input whose gate is 0 and whose weight is not makes the product small instead of being left out.',
  ],
  parameters: {
    ...parameters,
    g_x: { ...gate, description: 'gate of each input' },
    g_r: { ...gate, description: 'gate of each reciprocal' },
  },
  forward: ({ x, training, ...given }) => {
    const { g_x, g_r } = given.parameters
    return signedProduct(given, multiply(g_x, x), multiply(g_r, reciprocalOf(x, training)))
  },
  penalties: [sparsity],
  advice,
  exact: nmru.exact.map(({ operation, weights }) => ({ operation, weights: { ...weights, g_x: [1, 1], g_r: [1, 1] } })),
  notes,
})
