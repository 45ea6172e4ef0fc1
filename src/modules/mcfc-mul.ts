// MulMC-FC: a mass-conserving layer of logarithms, which is a product; and two ways to give it back its sign.

import { citations } from '../base/citations.ts'
import { add, cos, exp, log, multiply, sign } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { constantInitial } from './initializers.ts'
import { defineModule, type ExactWeights, type ForwardContext } from './module.ts'
import { orthogonalInitial, unitVectorInitial } from './orthogonal.ts'
import { gatedProduct } from './parts.ts'
import { angle, clippedGate, logAbsolute, outlet, saturation, softmax } from './parts-power.ts'

const parameters = {
  R: {
    axes: ['out', 'in'],
    initial: orthogonalInitial,
    description: 'shares of each input, through softmax over outputs',
  },
  w: { axes: ['out'], initial: unitVectorInitial, description: 'outlet, as the weight of a constant 1' },
  b: { axes: ['out'], initial: constantInitial(0), description: 'outlet, as its bias' },
  alpha: { axes: ['out'], initial: constantInitial(0), description: 'logarithm of a factor' },
} as const

type Given = Pick<ForwardContext<typeof parameters>, 'input' | 'parameters' | 'gate'>

/** exp(o · (J log x) + α). */
const magnitude = ({ input, parameters: { w, b, alpha }, gate }: Given, J: Node, logs: Node): Node =>
  exp(add(multiply(gate('o', outlet(w, b)), contract(J, logs, input)), alpha)) // [out, rows]

const layer = String.raw`J = \mathrm{softmax}_{out}(R), \; R \in \mathbb{R}^{out \times in}, \quad o = \sigma(w + b), \; w, b, \alpha \in \mathbb{R}^{out}`
const failures = [
  'Multiplies only: no exponent is negative, and no input can be left out of all outputs.',
  'The outlet reaches 1 only as w + b grows without bound.',
]
const notes = ['With one output every share is 1, so that R learns nothing; the published layers are alike in this.']
const guard = 'Magnitudes below 1e-12 count as 1e-12, so that an input of 0 stays finite; the source has no such guard.'
const weights = { R: [0, 0], w: [20], b: [20], alpha: [0] }
const exact: readonly ExactWeights[] = [{ operation: 'multiply', weights }]

export const mcfcMul = defineModule({
  id: 'mcfc-mul',
  title: 'Mass-conserving layer of logarithms',
  citation: citations.hoedt2021,
  equation: String.raw`${layer}, \quad y = \exp\left(o \odot (J \log x) + \alpha\right)`,
  computes: ['multiply'],
  failures: [...failures, 'Takes positive inputs alone.'],
  parameters,
  forward: ({ x, output, ...given }) => magnitude(given, softmax(given.parameters.R, output), log(x)),
  penalties: [saturation],
  exact,
  domain: 'positive',
  notes,
})

export const mcfcMulInaluSign = defineModule({
  id: 'mcfc-mul-inalu-sign',
  title: 'Mass-conserving layer of logarithms, sign as in the iNALU',
  citation: citations.hoedt2021,
  equation: String.raw`${layer}, \quad s_o = \prod_i \left(J_{oi}\, \mathrm{sign}(x_i) + 1 - J_{oi}\right), \quad y = \exp\left(o \odot (J \log |x|) + \alpha\right) \odot s`,
  computes: ['multiply'],
  failures,
  parameters,
  forward: ({ x, output, ...given }) => {
    const J = softmax(given.parameters.R, output) // [out, in]
    return multiply(magnitude(given, J, logAbsolute(x)), gatedProduct(J, sign(x), given.input))
  },
  penalties: [saturation],
  exact,
  notes: [...notes, guard, 'The sign is a repair by Mistry et al. 2022, not part of the layer as it was published.'],
})

export const mcfcMulNpuSign = defineModule({
  id: 'mcfc-mul-npu-sign',
  title: 'Mass-conserving layer of logarithms, sign as in the RealNPU',
  citation: citations.hoedt2021,
  equation: String.raw`${layer}, \quad k = \min(\max(g, 0), 1) \odot \pi [x < 0], \; g \in \mathbb{R}^{in}, \quad y = \exp\left(o \odot (J \log |x|) + \alpha\right) \odot \cos(J k)`,
  computes: ['multiply'],
  failures,
  parameters: {
    ...parameters,
    g: {
      axes: ['in'],
      initial: constantInitial(0.5),
      snap: [0, 1],
      description: 'whether the sign of an input counts',
    },
  },
  forward: ({ x, output, ...given }) => {
    const J = softmax(given.parameters.R, output) // [out, in]
    const k = angle(x, clippedGate(given.parameters.g)) // [in, rows]
    return multiply(magnitude(given, J, logAbsolute(x)), cos(contract(J, k, given.input)))
  },
  penalties: [saturation],
  exact: [{ operation: 'multiply', weights: { ...weights, g: [1, 1] } }],
  notes: [...notes, guard, 'The sign is a repair by Mistry et al. 2022, not part of the layer as it was published.'],
})
