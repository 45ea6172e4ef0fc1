// Gated NAU/NMU: NALU's gate between an NAU and an NMU.

import { citations } from '../base/citations.ts'
import { add, sigmoid } from '../graph/build.ts'
import { glorotUniformInitial, nauInitial, nmuInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { gatedProduct, linear, mix } from './parts.ts'
import { distanceFromWhole, sparsity } from './penalties.ts'

// The path that the gate shuts out.
const noSum = { W_a: [0, 0] }
const noProduct = { W_m: [0, 0] }

export const gatedNauNmu = defineModule({
  id: 'gated-nau-nmu',
  title: 'Gated Neural Addition and Multiplication Unit',
  citation: citations.madsen2020,
  equation: String.raw`W_a \in [-1, 1]^{out \times in}, \quad W_m \in [0, 1]^{out \times in}, \quad a = W_a x, \quad m_o = \prod_i \left(W_{m,oi} x_i + 1 - W_{m,oi}\right), \quad g = \sigma(G x), \quad y = g \odot a + (1 - g) \odot m`,
  computes: ['add', 'subtract', 'multiply', 'identity'],
  failures: [
    'Cannot divide.',
    'The gate settles early and nearly at random; as the first layer of a network it fails nearly always.',
    'The gate depends on the input without a bias, so it may flip outside the range that it was trained on.',
  ],
  parameters: {
    W_a: {
      axes: ['out', 'in'],
      initial: nauInitial,
      bounds: [-1, 1],
      snap: [-1, 0, 1],
      description: 'what each input counts for in the sum',
    },
    W_m: {
      axes: ['out', 'in'],
      initial: nmuInitial,
      bounds: [0, 1],
      snap: [0, 1],
      description: 'whether each input is a factor of the product',
    },
    G: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'gate, without a bias' },
  },
  forward: ({ x, input, parameters: { W_a, W_m, G }, gate }) => {
    const a = linear(W_a, x, input) // [out, rows]
    const m = gatedProduct(W_m, x, input) // [out, rows]
    const g = gate('g', sigmoid(linear(G, x, input))) // [out, rows]
    return mix(g, a, m)
  },
  penalties: [
    {
      ...sparsity(10),
      value: ({ parameters: { W_a, W_m } }) => add(distanceFromWhole(W_a), distanceFromWhole(W_m)),
    },
  ],
  exact: [
    { operation: 'add', weights: { W_a: [1, 1], ...noProduct, G: [40, 40] } },
    { operation: 'subtract', weights: { W_a: [1, -1], ...noProduct, G: [40, 40] } },
    { operation: 'identity', weights: { W_a: [1, 0], ...noProduct, G: [40, 40] } },
    { operation: 'multiply', weights: { ...noSum, W_m: [1, 1], G: [-40, -40] } },
  ],
})
