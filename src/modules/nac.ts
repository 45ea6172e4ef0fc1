// NAC: the Neural Accumulator, sums and differences of its inputs.

import { citations } from '../base/citations.ts'
import { nacInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { linear, nacWeights } from './parts.ts'

export const nac = defineModule({
  id: 'nac',
  title: 'Neural Accumulator (additive)',
  citation: citations.trask2018,
  equation: String.raw`W = \tanh(\hat W) \odot \sigma(\hat M) \in \mathbb{R}^{out \times in}, \quad y = W x`,
  computes: ['add', 'subtract', 'identity'],
  failures: [
    'Cannot multiply or divide.',
    'With a zero-mean start the expected gradient of M_hat is zero; weights rarely become exactly −1, 0 or 1.',
  ],
  notes: [
    'Starts differ: this is the one of Madsen & Johansen 2020; other code takes Glorot’s, Kaiming’s or a truncated normal.',
  ],
  parameters: {
    W_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'direction of each weight, through tanh' },
    M_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'size of each weight, through σ' },
  },
  weights: { W: nacWeights('what each input counts for') },
  forward: ({ x, input, weights: { W } }) => linear(W, x, input),
  exact: [
    { operation: 'add', weights: { W_hat: [20, 20], M_hat: [40, 40] } },
    { operation: 'subtract', weights: { W_hat: [20, -20], M_hat: [40, 40] } },
    { operation: 'identity', weights: { W_hat: [20, 0], M_hat: [40, 40] } },
  ],
})
