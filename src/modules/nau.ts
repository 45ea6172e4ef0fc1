// NAU: the Neural Addition Unit, a linear layer whose weights are drawn to −1, 0 and 1.

import { citations } from '../base/citations.ts'
import { nauInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { linear } from './parts.ts'
import { sparsity } from './penalties.ts'

export const nau = defineModule({
  id: 'nau',
  title: 'Neural Addition Unit',
  citation: citations.madsen2020,
  equation: String.raw`W \in [-1, 1]^{out \times in}, \quad y = W x`,
  computes: ['add', 'subtract', 'identity'],
  failures: [
    'Cannot multiply or divide.',
    'A strong penalty keeps it from finding sums: with a weight of 100 in place of 0.01 no seed succeeds.',
    'With many inputs of which few matter some seeds keep small weights on the others.',
  ],
  notes: ['The authors’ code also knows the penalty W² (1 − |W|)²; their papers use the distance, as here.'],
  parameters: {
    W: {
      axes: ['out', 'in'],
      initial: nauInitial,
      bounds: [-1, 1],
      snap: [-1, 0, 1],
      description: 'what each input counts for',
    },
  },
  forward: ({ x, input, parameters: { W } }) => linear(W, x, input),
  penalties: [sparsity(0.01)],
  exact: [
    { operation: 'add', weights: { W: [1, 1] } },
    { operation: 'subtract', weights: { W: [1, -1] } },
    { operation: 'identity', weights: { W: [1, 0] } },
  ],
})
