// NAC•,NMU: the multiplicative Neural Accumulator with the weights, start and penalty of an NMU.

import { citations } from '../base/citations.ts'
import { nmuInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { geometric } from './parts.ts'
import { sparsity } from './penalties.ts'

export const nacMulNmu = defineModule({
  id: 'nac-mul-nmu',
  title: 'Neural Accumulator (multiplicative, weights of an NMU)',
  citation: citations.madsen2020,
  equation: String.raw`W \in [0, 1]^{out \times in}, \quad y = \exp\left(W \log(|x| + \epsilon)\right)`,
  computes: ['multiply', 'root'],
  failures: [
    'Cannot divide: no exponent is negative.',
    'Loses the sign of its inputs: the output is always positive.',
    'A root needs a weight of 1/2, from which the penalty draws it away.',
  ],
  notes: ['The authors stack it on an NAU; here it is one layer, and the stack is for whoever trains it.'],
  parameters: {
    W: {
      axes: ['out', 'in'],
      initial: nmuInitial,
      bounds: [0, 1],
      snap: [0, 1],
      description: 'exponent of each input',
    },
  },
  forward: ({ x, input, parameters: { W } }) => geometric(W, x, input),
  penalties: [sparsity(10)],
  exact: [
    { operation: 'multiply', weights: { W: [1, 1] }, error: { relative: 3e-7, reason: 'ε is added to both factors' } },
    { operation: 'root', weights: { W: [0.5, 0] }, error: { relative: 1e-7, reason: 'ε is added under the root' } },
  ],
})
