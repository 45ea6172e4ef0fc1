// NPU: the Neural Power Unit, products of powers with complex exponents and a gate that says which inputs count.

import { citations } from '../base/citations.ts'
import { add, cos, exp, multiply, subtract } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { constantInitial, glorotUniformInitial } from './initializers.ts'
import { defineModule, type ExactWeights, type ForwardContext } from './module.ts'
import { angle, clippedGate, l1, logMagnitude, straightThroughGate } from './parts-power.ts'

const parameters = {
  W_re: {
    axes: ['out', 'in'],
    initial: glorotUniformInitial(),
    snap: [-1, 0, 1],
    description: 'real part of exponents',
  },
  W_im: { axes: ['out', 'in'], initial: constantInitial(0), snap: [0], description: 'imaginary part of exponents' },
} as const
const gate = {
  axes: ['in'],
  initial: constantInitial(0.5),
  snap: [0, 1],
  description: 'whether an input counts',
} as const

type Given = Pick<ForwardContext<typeof parameters>, 'x' | 'input' | 'parameters'>

/** exp(W_re log r − W_im k) · cos(W_re k + W_im log r), where ĝ enters r and k. */
function powers({ x, input, parameters: { W_re, W_im } }: Given, clipped?: Node): Node {
  const logR = logMagnitude(x, clipped) // [in, rows]
  const k = angle(x, clipped) // [in, rows]
  const size = exp(subtract(contract(W_re, logR, input), contract(W_im, k, input))) // [out, rows]
  return multiply(size, cos(add(contract(W_re, k, input), contract(W_im, logR, input))))
}

const power = String.raw`y = \exp\left(W_{re} \log r - W_{im} k\right) \odot \cos\left(W_{re} k + W_{im} \log r\right)`
const gated = (clip: string) =>
  String.raw`\hat g = ${clip}, \; g \in \mathbb{R}^{in}, \quad r = \hat g \odot (|x| + \epsilon) + 1 - \hat g, \quad k = \hat g \odot \pi [x < 0], \quad ${power}`

const computes = ['multiply', 'divide', 'square', 'root', 'identity'] as const
const exponents = { multiply: [1, 1], divide: [1, -1], square: [2, 0], root: [0.5, 0], identity: [1, 0] } as const
const exact = (others: Readonly<Record<string, readonly number[]>>): ExactWeights[] =>
  computes.map((operation) => ({
    operation,
    weights: { W_re: exponents[operation], W_im: [0, 0], ...others },
    error: { relative: 3e-7, reason: 'the machine epsilon of float32 is added to every input' },
  }))

const failures = [
  'Cannot add or subtract.',
  'Divides badly by numbers near zero: ε is added to every input.',
  'Its penalty shrinks exponents instead of drawing them to whole numbers, so trained ones are a little off.',
]
const reversedSign = 'The paper prints k = 1 for x > 0; k belongs to negative inputs, as in every code.'

export const npu = defineModule({
  id: 'npu',
  title: 'Neural Power Unit',
  citation: citations.heim2020,
  equation: gated(String.raw`\min(\max(g, 0), 1)`),
  computes,
  failures,
  parameters: { ...parameters, g: gate },
  forward: (given) => powers(given, clippedGate(given.parameters.g)),
  penalties: [l1('W_re', 'W_im', 'g')],
  advice: { learningRate: 5e-3 },
  exact: exact({ g: [1, 1] }),
  notes: [
    reversedSign,
    'Outside of [0, 1] the gate has no gradient, as in PyTorch layers; npu-straight-through reads it the other way. Where gates are clipped after every step the two are the same.',
  ],
})

export const npuStraightThrough = defineModule({
  id: 'npu-straight-through',
  title: 'Neural Power Unit, clipped gate with a straight-through gradient',
  citation: citations.heim2020,
  equation: gated(String.raw`\min(\max(g, 0), 1), \; \partial \hat g / \partial g = 1`),
  computes,
  failures,
  parameters: { ...parameters, g: gate },
  forward: (given) => powers(given, straightThroughGate(given.parameters.g)),
  penalties: [l1('W_re', 'W_im', 'g')],
  advice: { learningRate: 5e-3 },
  exact: exact({ g: [1, 1] }),
  notes: [
    reversedSign,
    'The clip passes the gradient of the gate unchanged, as in Julia layers; npu reads it the other way. Where gates are clipped after every step the two are the same.',
  ],
})

export const naiveNpu = defineModule({
  id: 'naive-npu',
  title: 'Naive Neural Power Unit, without a gate',
  citation: citations.heim2020,
  equation: String.raw`r = |x| + \epsilon, \quad k = \pi [x < 0], \quad ${power}`,
  computes,
  failures: [...failures, 'An irrelevant input near zero leaves the others of its row without a useful gradient.'],
  parameters,
  forward: (given) => powers(given),
  penalties: [l1('W_re', 'W_im')],
  advice: { learningRate: 5e-3 },
  exact: exact({}),
  notes: [reversedSign],
})
