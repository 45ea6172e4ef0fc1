// NMU: the Neural Multiplication Unit, a product of inputs each of which a weight takes or leaves out.

import { citations } from '../base/citations.ts'
import { nmuInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { gatedProduct } from './parts.ts'
import { sparsity } from './penalties.ts'

export const nmu = defineModule({
  id: 'nmu',
  title: 'Neural Multiplication Unit',
  citation: citations.madsen2020,
  equation: String.raw`W \in [0, 1]^{out \times in}, \quad y_o = \prod_i \left(W_{oi} x_i + 1 - W_{oi}\right)`,
  computes: ['multiply', 'identity'],
  failures: [
    'Cannot divide.',
    'Finds local optima where inputs lie around −1: on U[−1.2, −1.1] about a third of the seeds fail.',
    'Expects inputs around 0; as the first layer behind a gate, beside an NAU, it fails nearly always.',
  ],
  notes: ['The paper derives a start of variance 1/4; the authors’ code draws from U(1/4, 3/4), as here.'],
  parameters: {
    W: {
      axes: ['out', 'in'],
      initial: nmuInitial,
      bounds: [0, 1],
      snap: [0, 1],
      description: 'whether each input is a factor',
    },
  },
  forward: ({ x, input, parameters: { W } }) => gatedProduct(W, x, input),
  penalties: [sparsity(10)],
  exact: [
    { operation: 'multiply', weights: { W: [1, 1] } },
    { operation: 'identity', weights: { W: [1, 0] } },
  ],
})
