// NAC•,σ: the multiplicative Neural Accumulator with exponents between 0 and 1.

import { citations } from '../base/citations.ts'
import { sigmoid } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'
import { glorotNormalInitial } from './initializers.ts'
import { defineModule, type WeightSpec } from './module.ts'
import { geometric } from './parts.ts'

const W: WeightSpec = {
  axes: ['out', 'in'],
  description: 'exponent of each input',
  snap: [0, 1],
  from: (parameters) => sigmoid(parameters['W_hat'] as Node),
}

export const nacMulSigma = defineModule({
  id: 'nac-mul-sigma',
  title: 'Neural Accumulator (multiplicative, σ alone)',
  citation: citations.madsen2020,
  equation: String.raw`W = \sigma(\hat W) \in \mathbb{R}^{out \times in}, \quad y = \exp\left(W \log(|x| + \epsilon)\right)`,
  computes: ['multiply', 'root'],
  failures: [
    'Cannot divide: no exponent is negative.',
    'Loses the sign of its inputs: the output is always positive.',
    'Its expected output at a random start grows with the number of inputs.',
  ],
  parameters: {
    W_hat: { axes: ['out', 'in'], initial: glorotNormalInitial, description: 'size of each exponent, through σ' },
  },
  weights: { W },
  forward: ({ x, input, weights: { W } }) => geometric(W, x, input),
  exact: [
    {
      operation: 'multiply',
      weights: { W_hat: [40, 40] },
      error: { relative: 3e-7, reason: 'ε is added to both factors' },
    },
    { operation: 'root', weights: { W_hat: [0, -40] }, error: { relative: 1e-7, reason: 'ε is added under the root' } },
  ],
})
