// iNALU: a NALU whose gate does not depend on the input, whose product is clipped and keeps signs, and which restarts.

import { citations } from '../base/citations.ts'
import type { Axis } from '../graph/axis.ts'
import { add, multiply, sigmoid } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'
import { normalInitial } from './initializers.ts'
import { type ArithmeticModule, defineModule, type ParameterSpec, type Penalty, type RestartRule } from './module.ts'
import { clippedGeometric, linear, mix, mixedSign, nacWeights } from './parts.ts'
import { distanceFromSaturation } from './penalties.ts'

// Schlör et al. 2020 and their code: ε and ω of the product, the reach and the weight of the penalty.
const epsilon = 1e-7
const omega = 20
const reach = 20
const saturationWeight = 0.05

/** The parameters that an iNALU keeps for each path, and its gate. */
interface Starts {
  readonly W_hat: number
  readonly M_hat: number
  readonly G_hat: number
  readonly deviation: number
}

/** In the authors' experiments. */
const experiments: Starts = { W_hat: 1, M_hat: -1, G_hat: 0, deviation: 0.1 }
/** What the authors' code starts from where nothing else is said. */
const defaults: Starts = { W_hat: 0.88, M_hat: 0.5, G_hat: 0, deviation: 0.2 }

const redraw = { kind: 'uniform', low: -2, high: 2 } as const

// Of ten minibatches eight update the weights and two the gate.
const latent = (mean: number, deviation: number, description: string) =>
  ({
    axes: ['out', 'in'],
    initial: normalInitial(mean, deviation),
    turns: { period: 10, from: 0, to: 8 },
    redraw,
    description,
  }) as const satisfies ParameterSpec

const gateOf = ({ G_hat, deviation }: Starts) =>
  ({
    axes: ['out'],
    initial: normalInitial(G_hat, deviation),
    turns: { period: 10, from: 8, to: 10 },
    redraw,
    description: 'gate, the same for every input',
  }) as const satisfies ParameterSpec

/** Pushes every parameter out to where tanh and σ are saturated. */
const saturation = (names: readonly string[]): Penalty<never, never> => ({
  id: 'saturation',
  description: `for every parameter the mean of max(${reach} − |w|, 0)`,
  weight: saturationWeight,
  schedule: { kind: 'whenLossBelow', from: 10_000, bound: 1 },
  zeroAt: Object.fromEntries(names.map((name) => [name, [-reach, reach]])),
  value: ({ parameters }) =>
    names.map((name) => distanceFromSaturation(parameters[name] as Node, reach)).reduce((a, b) => add(a, b)),
})

const shared = {
  citation: citations.schlor2020,
  computes: ['add', 'subtract', 'multiply', 'divide', 'identity'],
  restart: { every: 10_000, after: 10_000, above: 1 } satisfies RestartRule,
  advice: { optimizer: 'rmsprop', learningRate: 0.01, clipValue: 0.1 },
} as const satisfies Partial<ArithmeticModule>

const failures = [
  'Division fails where a divisor may cross zero; of the four operations it is the one that is solved least.',
  'Depends on its start: in a published sweep of 4320 runs over starting values no run solved division.',
] as const
const notes = [
  'Three starts are in circulation: that of the experiments (1, −1, 0, deviation 0.1), that of the code (0.88, 0.5, 0, deviation 0.2, the module inalu-default-init), and U(−2, 2) for restarts.',
  'The authors train with the penalty in extra steps of the optimiser after 10 epochs; here it is added to the loss after 10,000 steps.',
  'The authors clip the sign to [−1, 1], which it never leaves.',
] as const

const paths = String.raw`m = \exp\left(\min(W_m \log \max(|x|, \epsilon), \omega)\right), \quad s_o = \prod_i \left(\operatorname{sign}(x_i) |W_{m,oi}| + 1 - |W_{m,oi}|\right), \quad g = \sigma(\hat G), \; \hat G \in \mathbb{R}^{out}, \quad y = g \odot a + (1 - g) \odot m \odot s`
const twoWeights = String.raw`W_a = \tanh(\hat W_a) \odot \sigma(\hat M_a), \quad W_m = \tanh(\hat W_m) \odot \sigma(\hat M_m), \quad a = W_a x, \quad `
const startText = ({ W_hat, M_hat, G_hat, deviation }: Starts) =>
  String.raw`, \quad \hat W \sim N(${W_hat}, ${deviation}^2), \; \hat M \sim N(${M_hat}, ${deviation}^2), \; \hat G \sim N(${G_hat}, ${deviation}^2)`

// The path that the gate shuts out.
const noSum = { W_hat_a: [0, 0], M_hat_a: [0, 0] }
const noProduct = { W_hat_m: [0, 0], M_hat_m: [0, 0] }
const full = [40, 40]

const independent = (id: string, title: string, starts: Starts) =>
  defineModule({
    ...shared,
    id,
    title,
    equation: twoWeights + paths + startText(starts),
    failures,
    notes,
    parameters: {
      W_hat_a: latent(starts.W_hat, starts.deviation, 'direction of the weights of the sum'),
      M_hat_a: latent(starts.M_hat, starts.deviation, 'size of the weights of the sum'),
      W_hat_m: latent(starts.W_hat, starts.deviation, 'direction of the exponents of the product'),
      M_hat_m: latent(starts.M_hat, starts.deviation, 'size of the exponents of the product'),
      G_hat: gateOf(starts),
    },
    weights: {
      W_a: nacWeights('weight of each input in the sum', 'W_hat_a', 'M_hat_a'),
      W_m: nacWeights('exponent of each input in the product', 'W_hat_m', 'M_hat_m'),
    },
    forward: ({ x, input, parameters: { G_hat }, weights: { W_a, W_m }, gate }) =>
      mix(gate('g', sigmoid(G_hat)), linear(W_a, x, input), signedProduct(W_m, x, input)), // [out, rows]
    penalties: [saturation(['W_hat_a', 'M_hat_a', 'W_hat_m', 'M_hat_m', 'G_hat'])],
    exact: [
      { operation: 'add', weights: { W_hat_a: [20, 20], M_hat_a: full, ...noProduct, G_hat: [40] } },
      { operation: 'subtract', weights: { W_hat_a: [20, -20], M_hat_a: full, ...noProduct, G_hat: [40] } },
      { operation: 'identity', weights: { W_hat_a: [20, 0], M_hat_a: full, ...noProduct, G_hat: [40] } },
      { operation: 'multiply', weights: { ...noSum, W_hat_m: [20, 20], M_hat_m: full, G_hat: [-40] } },
      { operation: 'divide', weights: { ...noSum, W_hat_m: [20, -20], M_hat_m: full, G_hat: [-40] } },
    ],
  })

/** The clipped product with the sign of the inputs that count in it. */
const signedProduct = (W: Node, x: Node, input: Axis): Node =>
  multiply(clippedGeometric(W, x, input, epsilon, omega), mixedSign(W, x, input)) // [out, rows]

export const inalu = independent('inalu', 'Improved Neural Arithmetic Logic Unit', experiments)

export const inaluDefaultInit = independent(
  'inalu-default-init',
  'Improved Neural Arithmetic Logic Unit, start of its code',
  defaults,
)

export const inaluShared = defineModule({
  ...shared,
  id: 'inalu-shared',
  title: 'Improved Neural Arithmetic Logic Unit with shared weights',
  equation: String.raw`W = \tanh(\hat W) \odot \sigma(\hat M), \quad W_m = W, \quad a = W x, \quad ${paths}${startText(experiments)}`,
  failures: ['One weight matrix has to serve the sum and the product.', ...failures],
  notes,
  parameters: {
    W_hat: latent(experiments.W_hat, experiments.deviation, 'direction of each weight, through tanh'),
    M_hat: latent(experiments.M_hat, experiments.deviation, 'size of each weight, through σ'),
    G_hat: gateOf(experiments),
  },
  weights: { W: nacWeights('weight of each input in the sum, exponent in the product') },
  forward: ({ x, input, parameters: { G_hat }, weights: { W }, gate }) =>
    mix(gate('g', sigmoid(G_hat)), linear(W, x, input), signedProduct(W, x, input)), // [out, rows]
  penalties: [saturation(['W_hat', 'M_hat', 'G_hat'])],
  exact: [
    { operation: 'add', weights: { W_hat: [20, 20], M_hat: full, G_hat: [40] } },
    { operation: 'subtract', weights: { W_hat: [20, -20], M_hat: full, G_hat: [40] } },
    { operation: 'identity', weights: { W_hat: [20, 0], M_hat: full, G_hat: [40] } },
    { operation: 'multiply', weights: { W_hat: [20, 20], M_hat: full, G_hat: [-40] } },
    { operation: 'divide', weights: { W_hat: [20, -20], M_hat: full, G_hat: [-40] } },
  ],
})
