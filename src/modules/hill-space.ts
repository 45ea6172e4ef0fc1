// Hill Space: the weights of a NAC that all start at zero and learn fast, in a sum or in a product with the sign of complex powers.

import { citations } from '../base/citations.ts'
import { absolute, exp, log, max, multiply } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import { constantInitial } from './initializers.ts'
import { type ArithmeticModule, defineModule } from './module.ts'
import { linear, nacWeights, realSign } from './parts.ts'

const zero = constantInitial(0)
const parameters = {
  W_hat: { axes: ['out', 'in'], initial: zero, description: 'direction of each weight, through tanh' },
  M_hat: { axes: ['out', 'in'], initial: zero, description: 'size of each weight, through σ' },
} as const satisfies ArithmeticModule['parameters']

// Smaller magnitudes count as this: the lower end of the authors' training range.
const least = 1e-8

const weights = String.raw`W = \tanh(\hat W) \odot \sigma(\hat M) \in \mathbb{R}^{out \times in}, \quad \hat W = \hat M = 0 \text{ at the start}`
const shared = {
  citation: citations.dujardin2025,
  parameters,
  advice: { optimizer: 'adam', learningRate: 0.1 },
} as const
const notes = [
  'The authors train with rates from 0.1 to 0.3, in float64.',
  'Their tanh and σ may snap to −1, 0 and 1 within 1e-6; here weights snap when they are read, not in training.',
] as const

export const hillSpaceAdd = defineModule({
  ...shared,
  id: 'hill-space-add',
  title: 'Hill Space (additive)',
  equation: String.raw`${weights}, \quad y = W x`,
  computes: ['add', 'subtract', 'identity'],
  failures: [
    'Cannot multiply or divide.',
    'All outputs of a layer start alike, so where more than one is hidden they learn the same.',
  ],
  notes,
  weights: { W: nacWeights('what each input counts for') },
  forward: ({ x, input, weights: { W } }) => linear(W, x, input),
  exact: [
    { operation: 'add', weights: { W_hat: [20, 20], M_hat: [40, 40] } },
    { operation: 'subtract', weights: { W_hat: [20, -20], M_hat: [40, 40] } },
    { operation: 'identity', weights: { W_hat: [20, 0], M_hat: [40, 40] } },
  ],
})

export const hillSpaceMul = defineModule({
  ...shared,
  id: 'hill-space-mul',
  title: 'Hill Space (multiplicative)',
  equation: String.raw`${weights}, \quad y_o = \operatorname{Re} \prod_i x_i^{W_{oi}} = \exp\Bigl(\sum_i W_{oi} \log |x_i|\Bigr) \cos\Bigl(\pi \sum_i W_{oi} [x_i < 0]\Bigr)`,
  computes: ['multiply', 'divide', 'root', 'identity'],
  failures: [
    'Cannot add.',
    'With weights on their way to whole numbers negative inputs make the output swing with the cosine.',
    'A root of a negative number is given as 0, the real part of an imaginary number.',
    'All outputs of a layer start alike, so where more than one is hidden they learn the same.',
  ],
  notes: [
    ...notes,
    'Inputs nearer to 0 than 1e-8, the lower end of the authors’ training range, count as that far from it.',
  ],
  weights: { W: nacWeights('exponent of each input') },
  forward: ({ x, input, weights: { W } }) =>
    multiply(exp(contract(W, log(max(absolute(x), least)), input)), realSign(W, x, input)), // [out, rows]
  exact: [
    { operation: 'multiply', weights: { W_hat: [20, 20], M_hat: [40, 40] } },
    { operation: 'divide', weights: { W_hat: [20, -20], M_hat: [40, 40] } },
    { operation: 'root', weights: { W_hat: [20, 0], M_hat: [0, 0] } },
    { operation: 'identity', weights: { W_hat: [20, 0], M_hat: [40, 40] } },
  ],
})
