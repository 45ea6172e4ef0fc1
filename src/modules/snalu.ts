// SNALU: a NALU with one gate for all inputs and outputs, and a sign for the product.

import { citations } from '../base/citations.ts'
import { multiply, product, sigmoid, sign } from '../graph/build.ts'
import { glorotUniformInitial, uniformInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { geometric, linear, mix, nacWeights } from './parts.ts'

// In the authors' code.
const epsilon = 1e-8
const productError = { relative: 3e-8, reason: 'ε is added inside the logarithm' }

export const snalu = defineModule({
  id: 'snalu',
  title: 'Signed Neural Arithmetic Logic Unit',
  citation: citations.wilhelm2019,
  equation: String.raw`W = \tanh(\hat W) \odot \sigma(\hat M), \quad a = W x, \quad m = \exp\left(W \log(|x| + \epsilon)\right) \prod_i \operatorname{sign}(x_i), \quad g = \sigma(G), \; G \in \mathbb{R}, \quad y = g\,a + (1 - g)\,m`,
  computes: ['add', 'subtract', 'multiply', 'divide', 'identity'],
  failures: [
    'The sign is that of all inputs together: inputs without a weight in the product turn it too, and a zero among them makes it 0.',
    'One layer cannot add in one output and multiply in another: all outputs share the gate.',
    'Gradients explode in 10 to 20 % of the seeds.',
  ],
  parameters: {
    W_hat: {
      axes: ['out', 'in'],
      initial: glorotUniformInitial(),
      description: 'direction of each weight, through tanh',
    },
    M_hat: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'size of each weight, through σ' },
    // Glorot's uniform start of a 1 × 1 matrix.
    G: { axes: [], initial: uniformInitial(-Math.sqrt(3), Math.sqrt(3)), description: 'gate of all outputs' },
  },
  weights: { W: nacWeights('weight of each input in the sum, exponent in the product') },
  forward: ({ x, input, parameters: { G }, weights: { W }, gate }) => {
    const a = linear(W, x, input) // [out, rows]
    const m = multiply(geometric(W, x, input, epsilon), product(sign(x), input)) // [out, rows]
    return mix(gate('g', sigmoid(G)), a, m)
  },
  exact: [
    { operation: 'add', weights: { W_hat: [20, 20], M_hat: [40, 40], G: [40] } },
    { operation: 'subtract', weights: { W_hat: [20, -20], M_hat: [40, 40], G: [40] } },
    { operation: 'multiply', weights: { W_hat: [20, 20], M_hat: [40, 40], G: [-40] }, error: productError },
    { operation: 'divide', weights: { W_hat: [20, -20], M_hat: [40, 40], G: [-40] }, error: productError },
    { operation: 'identity', weights: { W_hat: [20, 0], M_hat: [40, 40], G: [40] } },
  ],
})
