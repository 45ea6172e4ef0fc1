// NALU: the Neural Arithmetic Logic Unit, a gate between a sum and a product that share one weight matrix.

import { citations } from '../base/citations.ts'
import { sigmoid } from '../graph/build.ts'
import { glorotUniformInitial, nacInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { geometric, linear, mix, nacWeights } from './parts.ts'

const sharedPathError = { relative: 3e-7, reason: 'ε is added inside the logarithm' }

export const nalu = defineModule({
  id: 'nalu',
  title: 'Neural Arithmetic Logic Unit',
  citation: citations.trask2018,
  equation: String.raw`W = \tanh(\hat W) \odot \sigma(\hat M), \quad a = W x, \quad m = \exp\left(W \log(|x| + \epsilon)\right), \quad g = \sigma(G x), \quad y = g \odot a + (1 - g) \odot m`,
  computes: ['add', 'subtract', 'multiply', 'divide', 'identity'],
  failures: [
    'The gate settles early and nearly at random; then the other path gets no gradient.',
    'The gate depends on the input without a bias, so it may flip outside the range that it was trained on.',
    'The product path loses signs, and its size explodes in stacked layers (NaN in some seeds).',
    'With 100 inputs of which few matter it fails nearly always.',
  ],
  notes: [
    'The paper leaves ε open: code takes 1e-7, 1e-8 or 1e-10; this takes 1e-7.',
    'The text of the paper lets the gate be one vector, the module nalu-vector; nearly all code has a matrix, as here.',
    'The paper shares W between the paths; with weights for each it is the module nalu-separate.',
  ],
  parameters: {
    W_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'direction of each weight, through tanh' },
    M_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'size of each weight, through σ' },
    G: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'gate, without a bias' },
  },
  weights: { W: nacWeights('weight of each input in the sum, exponent in the product') },
  forward: ({ x, input, parameters: { G }, weights: { W }, gate }) => {
    const a = linear(W, x, input) // [out, rows]
    const m = geometric(W, x, input) // [out, rows]
    const g = gate('g', sigmoid(linear(G, x, input))) // [out, rows]
    return mix(g, a, m)
  },
  exact: [
    { operation: 'add', weights: { W_hat: [20, 20], M_hat: [40, 40], G: [40, 40] } },
    { operation: 'subtract', weights: { W_hat: [20, -20], M_hat: [40, 40], G: [40, 40] } },
    { operation: 'multiply', weights: { W_hat: [20, 20], M_hat: [40, 40], G: [-40, -40] }, error: sharedPathError },
    { operation: 'divide', weights: { W_hat: [20, -20], M_hat: [40, 40], G: [-40, -40] }, error: sharedPathError },
    { operation: 'identity', weights: { W_hat: [20, 0], M_hat: [40, 40], G: [40, 40] } },
  ],
})
