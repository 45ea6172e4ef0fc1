// NALU with a vector gate: one share for all outputs of a row, as the text of the paper has it.

import { citations } from '../base/citations.ts'
import { sigmoid } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import { glorotUniformInitial, nacInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { geometric, linear, mix, nacWeights } from './parts.ts'

const productError = { relative: 3e-7, reason: 'ε is added inside the logarithm' }

export const naluVector = defineModule({
  id: 'nalu-vector',
  title: 'Neural Arithmetic Logic Unit with a vector gate',
  citation: citations.trask2018,
  equation: String.raw`W = \tanh(\hat W) \odot \sigma(\hat M), \quad a = W x, \quad m = \exp\left(W \log(|x| + \epsilon)\right), \quad g = \sigma(G^\top x) \in \mathbb{R}, \quad y = g\,a + (1 - g)\,m`,
  computes: ['add', 'subtract', 'multiply', 'divide', 'identity'],
  failures: [
    'One layer cannot add in one output and multiply in another: all outputs share the gate.',
    'The gate settles early and nearly at random; then the other path gets no gradient.',
    'The gate depends on the input without a bias, so it may flip outside the range that it was trained on.',
    'The product path loses signs.',
  ],
  notes: [
    'The text of the paper lets the gate be one vector, NALU (v); nearly all code has a matrix, NALU (m), which is the module nalu.',
  ],
  parameters: {
    W_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'direction of each weight, through tanh' },
    M_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'size of each weight, through σ' },
    G: { axes: ['in'], initial: glorotUniformInitial(), description: 'gate of all outputs, without a bias' },
  },
  weights: { W: nacWeights('weight of each input in the sum, exponent in the product') },
  forward: ({ x, input, parameters: { G }, weights: { W }, gate }) => {
    const a = linear(W, x, input) // [out, rows]
    const m = geometric(W, x, input) // [out, rows]
    const g = gate('g', sigmoid(contract(G, x, input))) // [rows]
    return mix(g, a, m)
  },
  exact: [
    { operation: 'add', weights: { W_hat: [20, 20], M_hat: [40, 40], G: [40, 40] } },
    { operation: 'subtract', weights: { W_hat: [20, -20], M_hat: [40, 40], G: [40, 40] } },
    { operation: 'multiply', weights: { W_hat: [20, 20], M_hat: [40, 40], G: [-40, -40] }, error: productError },
    { operation: 'divide', weights: { W_hat: [20, -20], M_hat: [40, 40], G: [-40, -40] }, error: productError },
    { operation: 'identity', weights: { W_hat: [20, 0], M_hat: [40, 40], G: [40, 40] } },
  ],
})
