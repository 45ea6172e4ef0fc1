// NRU: the Neural Reciprocal Unit, a product in which a weight multiplies by its input, divides by it or leaves it out.

import { citations } from '../base/citations.ts'
import { absolute, add, exp, less, multiply, product, select, sign, subtract, tanh } from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { nauInitial } from './initializers.ts'
import { defineModule, type TrainingContext } from './module.ts'
import { logAbsolute } from './parts-power.ts'
import { sparsity } from './penalties.ts'

// |W| has no slope at 0 that training could follow, so a steep, smooth indicator takes its place there.
const steepness = 1000
const taken = (W: Node, training: TrainingContext | undefined): Node =>
  training === undefined ? absolute(W) : square(tanh(multiply(steepness, W))) // [out, in]

const power = (W: Node, x: Node): Node => exp(multiply(W, logAbsolute(x))) // [out, in, rows]

const parameters = {
  W: {
    axes: ['out', 'in'],
    initial: nauInitial,
    bounds: [-1, 1],
    snap: [-1, 0, 1],
    description: 'whether each input multiplies, divides or is left out',
  },
} as const

const exact = [
  { operation: 'multiply', weights: { W: [1, 1] } },
  { operation: 'divide', weights: { W: [1, -1] } },
  { operation: 'identity', weights: { W: [1, 0] } },
] as const

const failures = ['Cannot add or subtract.', 'Singular where an input that divides comes near zero.']
// Published for ten inputs; two are trained with a rate of 1.
const advice = { learningRate: 1e-3 }
const notes = [
  'In training tanh(1000 W)² stands for |W|; evaluation takes |W|.',
  'Magnitudes below 1e-12 count as 1e-12, so that a division by zero stays finite; the source has no such guard.',
]

export const nru = defineModule({
  id: 'nru',
  title: 'Neural Reciprocal Unit',
  citation: citations.mistry2022Division,
  equation: String.raw`W \in [-1, 1]^{out \times in}, \quad y_o = \prod_i \left(\mathrm{sign}(x_i) \exp(W_{oi} \log |x_i|) |W_{oi}| + 1 - |W_{oi}|\right)`,
  computes: ['multiply', 'divide', 'identity'],
  failures,
  parameters,
  forward: ({ x, input, parameters: { W }, training }) => {
    const share = taken(W, training)
    return product(add(multiply(multiply(sign(x), power(W, x)), share), subtract(1, share)), input)
  },
  penalties: [sparsity(10)],
  advice,
  exact,
  notes,
})

export const nruSeparateSign = defineModule({
  id: 'nru-separate-sign',
  title: 'Neural Reciprocal Unit, sign apart from magnitude',
  citation: citations.mistry2022Division,
  equation: String.raw`W \in [-1, 1]^{out \times in}, \quad s_{oi} = [|W_{oi}| > 1/2]\, \mathrm{sign}(x_i) + [|W_{oi}| \le 1/2], \quad y_o = \prod_i s_{oi} \left(\exp(W_{oi} \log |x_i|) |W_{oi}| + 1 - |W_{oi}|\right)`,
  computes: ['multiply', 'divide', 'identity'],
  failures: [...failures, 'Its sign jumps where a weight passes ±1/2, and has no gradient.'],
  parameters,
  forward: ({ x, input, parameters: { W }, training }) => {
    const share = taken(W, training)
    const size = product(add(multiply(power(W, x), share), subtract(1, share)), input)
    return multiply(size, product(select(less(0.5, absolute(W)), sign(x), 1), input))
  },
  penalties: [sparsity(10)],
  advice,
  exact,
  notes: [...notes, 'An input of exactly 0 gives 0 where it divides, too; the source divides by zero there.'],
})
