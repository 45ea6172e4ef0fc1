// NSR: the Neural Status Register, a comparison of two inputs that it selects.

import { citations } from '../base/citations.ts'
import { add, multiply, sigmoid, subtract, tanh } from '../graph/build.ts'
import { contract, square } from '../graph/functions.ts'
import { constantInitial, type Initializer, normalInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { softmax } from './parts-power.ts'

/** Glorot & Bengio 2010 with a normal, for one selector over the inputs. */
const selectorInitial: Initializer = {
  description: 'N(0, 2 / (in + 1))',
  draw: (stream, count, fan) => {
    const deviation = Math.sqrt(2 / (fan.in + 1))
    return Float64Array.from({ length: count }, () => stream.normal(0, deviation))
  },
}

// One-hot selectors: e^−80 beside 1 is nothing in float64.
const selectors = { V_1: [40, -40], V_2: [-40, 40] }

export const nsr = defineModule({
  id: 'nsr',
  title: 'Neural Status Register',
  citation: citations.faber2023,
  equation: String.raw`d = \mathrm{softmax}_{in}(V_1) x - \mathrm{softmax}_{in}(V_2) x, \quad s = \tanh(d), \quad z = 1 - 2 s^2, \quad y = \sigma(w_s \odot s + w_0 \odot z + b), \quad V_1, V_2 \in \mathbb{R}^{out \times in}`,
  computes: ['greater', 'equal'],
  failures: [
    'Compares and does nothing else: its outputs lie between 0 and 1.',
    'Blind to differences that are small beside 1, and without a gradient where they are large.',
    'Wrong near a selector that is not yet one-hot once inputs are much larger than in training.',
  ],
  parameters: {
    V_1: { axes: ['out', 'in'], initial: selectorInitial, description: 'which input stands left, through softmax' },
    V_2: { axes: ['out', 'in'], initial: selectorInitial, description: 'which input stands right, through softmax' },
    w_s: { axes: ['out'], initial: normalInitial(0, 1), description: 'weight of the sign of the difference' },
    w_0: { axes: ['out'], initial: normalInitial(0, 1), description: 'weight of the difference being zero' },
    b: { axes: ['out'], initial: constantInitial(0), description: 'bias' },
  },
  forward: ({ x, input, parameters: { V_1, V_2, w_s, w_0, b } }) => {
    const left = contract(softmax(V_1, input), x, input) // [out, rows]
    const right = contract(softmax(V_2, input), x, input) // [out, rows]
    const s = tanh(subtract(left, right))
    const z = subtract(1, multiply(2, square(s)))
    return sigmoid(add(add(multiply(w_s, s), multiply(w_0, z)), b))
  },
  // For inputs that are equal or differ by 1/4 or more: tanh(1/4) is 0.245, where z is 0.88.
  exact: [
    { operation: 'greater', weights: { ...selectors, w_s: [400], w_0: [0], b: [-49] } },
    { operation: 'equal', weights: { ...selectors, w_s: [0], w_0: [800], b: [-752] } },
  ],
  notes: [
    'The paper scales the difference by ζ before tanh; it is 1 here, as inside the larger architectures of the code.',
    'One register an output: the paper sums redundant ones and has three penalties, its code neither, and this follows the code.',
    'The code gives y and 1 − y for one comparison; here each output is a comparison of its own.',
  ],
})
