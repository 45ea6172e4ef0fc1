// Linear: a weighted sum and a bias, the plainest baseline.

import { add } from '../graph/build.ts'
import { constantInitial, glorotUniformInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { linear as weightedSum } from './parts.ts'

export const linear = defineModule({
  id: 'linear',
  title: 'Linear layer',
  citation: undefined,
  equation: String.raw`y = W x + b, \quad W \in \mathbb{R}^{out \times in}, \; b \in \mathbb{R}^{out}`,
  computes: ['add', 'subtract', 'identity'],
  failures: ['Weights are not drawn towards −1, 0 or 1, so a small error inside the range grows with the inputs.'],
  parameters: {
    W: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'weights' },
    b: { axes: ['out'], initial: constantInitial(0), description: 'bias' },
  },
  forward: ({ x, input, parameters: { W, b } }) => add(weightedSum(W, x, input), b), // [out, rows]
  exact: [
    { operation: 'add', weights: { W: [1, 1], b: [0] } },
    { operation: 'subtract', weights: { W: [1, -1], b: [0] } },
    { operation: 'identity', weights: { W: [1, 0], b: [0] } },
  ],
})
