// NAC•: the multiplicative Neural Accumulator, products and quotients of its inputs' magnitudes.

import { citations } from '../base/citations.ts'
import { nacInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { geometric, nacWeights } from './parts.ts'

export const nacMul = defineModule({
  id: 'nac-mul',
  title: 'Neural Accumulator (multiplicative)',
  citation: citations.trask2018,
  equation: String.raw`W = \tanh(\hat W) \odot \sigma(\hat M) \in \mathbb{R}^{out \times in}, \quad y = \exp\left(W \log(|x| + \epsilon)\right)`,
  computes: ['multiply', 'divide', 'root'],
  failures: [
    'Loses the sign of its inputs: the output is always positive.',
    'One layer cannot square: no exponent is larger than 1.',
    'Singular where an input with a negative weight comes near zero.',
    'Its expected output at a random start grows with the number of inputs.',
  ],
  notes: ['One benchmark calls it MNAC, a name that others have for the forerunner of the NMU.'],
  parameters: {
    W_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'direction of each exponent, through tanh' },
    M_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'size of each exponent, through σ' },
  },
  weights: { W: nacWeights('exponent of each input') },
  forward: ({ x, input, weights: { W } }) => geometric(W, x, input),
  exact: [
    {
      operation: 'multiply',
      weights: { W_hat: [20, 20], M_hat: [40, 40] },
      error: { relative: 3e-7, reason: 'ε is added to both factors' },
    },
    {
      operation: 'divide',
      weights: { W_hat: [20, -20], M_hat: [40, 40] },
      error: { relative: 3e-7, reason: 'ε is added to dividend and divisor' },
    },
    {
      operation: 'root',
      weights: { W_hat: [20, 0], M_hat: [0, 0] },
      error: { relative: 1e-7, reason: 'ε is added under the root' },
    },
  ],
})
