// G-NALU: a NALU whose tanh and σ have the golden ratio for a base in place of e.

import { citations } from '../base/citations.ts'
import { multiply, sigmoid } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'
import { glorotUniformInitial, nacInitial } from './initializers.ts'
import { defineModule, type WeightSpec } from './module.ts'
import { geometric, linear, mix, nacWeight } from './parts.ts'

const logOfRatio = Math.log((1 + Math.sqrt(5)) / 2)
/** With it tanh and σ of base e are those of base φ: 1 / (1 + φ^−x) = σ(x ln φ). */
const toBaseE = (latent: Node): Node => multiply(logOfRatio, latent)

const W: WeightSpec = {
  axes: ['out', 'in'],
  description: 'weight of each input in the sum, exponent in the product',
  snap: [-1, 0, 1],
  from: (parameters) => nacWeight(toBaseE(parameters['W_hat'] as Node), toBaseE(parameters['M_hat'] as Node)),
}

const productError = { relative: 3e-7, reason: 'ε is added inside the logarithm' }
// 20 / ln φ and 40 / ln φ, rounded up: as saturated as 20 and 40 are with base e.
const [one, full] = [42, 84]

export const gNalu = defineModule({
  id: 'g-nalu',
  title: 'Golden ratio Neural Arithmetic Logic Unit',
  citation: citations.mistry2022Primer,
  equation: String.raw`\varphi = \tfrac{1 + \sqrt 5}{2}, \quad \sigma_\varphi(z) = \frac{1}{1 + \varphi^{-z}}, \quad \tanh_\varphi(z) = \frac{\varphi^{2z} - 1}{\varphi^{2z} + 1}, \quad W = \tanh_\varphi(\hat W) \odot \sigma_\varphi(\hat M), \quad a = W x, \quad m = \varphi^{W \log_\varphi(|x| + \epsilon)}, \quad g = \sigma_\varphi(G x), \quad y = g \odot a + (1 - g) \odot m`,
  computes: ['add', 'subtract', 'multiply', 'divide', 'identity'],
  failures: [
    'All failures of NALU: only the slopes of tanh and σ differ.',
    'The flatter slopes need larger latent weights before a weight is −1, 0 or 1.',
  ],
  notes: [
    'Stated as in the benchmark of the paper cited here, which tests it; the unit itself comes from an earlier paper.',
    'The start is that of NALU, whose spread is derived for base e.',
  ],
  parameters: {
    W_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'direction of each weight, through tanh' },
    M_hat: { axes: ['out', 'in'], initial: nacInitial, description: 'size of each weight, through σ' },
    G: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'gate, without a bias' },
  },
  weights: { W },
  forward: ({ x, input, parameters: { G }, weights: { W }, gate }) => {
    const a = linear(W, x, input) // [out, rows]
    const m = geometric(W, x, input) // [out, rows]; the same in every base
    const g = gate('g', sigmoid(toBaseE(linear(G, x, input)))) // [out, rows]
    return mix(g, a, m)
  },
  exact: [
    { operation: 'add', weights: { W_hat: [one, one], M_hat: [full, full], G: [full, full] } },
    { operation: 'subtract', weights: { W_hat: [one, -one], M_hat: [full, full], G: [full, full] } },
    {
      operation: 'multiply',
      weights: { W_hat: [one, one], M_hat: [full, full], G: [-full, -full] },
      error: productError,
    },
    {
      operation: 'divide',
      weights: { W_hat: [one, -one], M_hat: [full, full], G: [-full, -full] },
      error: productError,
    },
    { operation: 'identity', weights: { W_hat: [one, 0], M_hat: [full, full], G: [full, full] } },
  ],
})
