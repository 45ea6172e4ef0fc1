// NALU with separate weights: the gate chooses between a sum and a product that have a weight matrix each.

import { citations } from '../base/citations.ts'
import { sigmoid } from '../graph/build.ts'
import { glorotUniformInitial, nacInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { geometric, linear, mix, nacWeights } from './parts.ts'

const productError = { relative: 3e-7, reason: 'ε is added inside the logarithm' }
// The path that the gate shuts out.
const noSum = { W_hat_a: [0, 0], M_hat_a: [0, 0] }
const noProduct = { W_hat_m: [0, 0], M_hat_m: [0, 0] }

export const naluSeparate = defineModule({
  id: 'nalu-separate',
  title: 'Neural Arithmetic Logic Unit with separate weights',
  citation: citations.madsen2020,
  equation: String.raw`W_a = \tanh(\hat W_a) \odot \sigma(\hat M_a), \quad W_m = \tanh(\hat W_m) \odot \sigma(\hat M_m), \quad a = W_a x, \quad m = \exp\left(W_m \log(|x| + \epsilon)\right), \quad g = \sigma(G x), \quad y = g \odot a + (1 - g) \odot m`,
  computes: ['add', 'subtract', 'multiply', 'divide', 'identity'],
  failures: [
    'The gate settles early and nearly at random; then the other path gets no gradient.',
    'The product path loses signs, and its size explodes in stacked layers.',
  ],
  notes: ['Code that has two gates besides, y = g_a a + g_m m, is not this module.'],
  parameters: {
    W_hat_a: { axes: ['out', 'in'], initial: nacInitial, description: 'direction of the weights of the sum' },
    M_hat_a: { axes: ['out', 'in'], initial: nacInitial, description: 'size of the weights of the sum' },
    W_hat_m: { axes: ['out', 'in'], initial: nacInitial, description: 'direction of the exponents of the product' },
    M_hat_m: { axes: ['out', 'in'], initial: nacInitial, description: 'size of the exponents of the product' },
    G: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'gate, without a bias' },
  },
  weights: {
    W_a: nacWeights('weight of each input in the sum', 'W_hat_a', 'M_hat_a'),
    W_m: nacWeights('exponent of each input in the product', 'W_hat_m', 'M_hat_m'),
  },
  forward: ({ x, input, parameters: { G }, weights: { W_a, W_m }, gate }) => {
    const a = linear(W_a, x, input) // [out, rows]
    const m = geometric(W_m, x, input) // [out, rows]
    const g = gate('g', sigmoid(linear(G, x, input))) // [out, rows]
    return mix(g, a, m)
  },
  exact: [
    { operation: 'add', weights: { W_hat_a: [20, 20], M_hat_a: [40, 40], ...noProduct, G: [40, 40] } },
    { operation: 'subtract', weights: { W_hat_a: [20, -20], M_hat_a: [40, 40], ...noProduct, G: [40, 40] } },
    { operation: 'identity', weights: { W_hat_a: [20, 0], M_hat_a: [40, 40], ...noProduct, G: [40, 40] } },
    {
      operation: 'multiply',
      weights: { ...noSum, W_hat_m: [20, 20], M_hat_m: [40, 40], G: [-40, -40] },
      error: productError,
    },
    {
      operation: 'divide',
      weights: { ...noSum, W_hat_m: [20, -20], M_hat_m: [40, 40], G: [-40, -40] },
      error: productError,
    },
  ],
})
