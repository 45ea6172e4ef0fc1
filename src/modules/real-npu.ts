// RealNPU: the Neural Power Unit with real exponents, with and without its gate.

import { citations } from '../base/citations.ts'
import { constantInitial, glorotUniformInitial } from './initializers.ts'
import { defineModule, type ExactWeights } from './module.ts'
import { clippedGate, l1, realPowers, straightThroughGate } from './parts-power.ts'

const parameters = {
  W: { axes: ['out', 'in'], initial: glorotUniformInitial(), snap: [-1, 0, 1], description: 'exponent of each input' },
} as const
const gate = {
  axes: ['in'],
  initial: constantInitial(0.5),
  snap: [0, 1],
  description: 'whether an input counts',
} as const

const power = String.raw`y = \exp\left(W \log r\right) \odot \cos\left(W k\right)`
const gated = (clip: string) =>
  String.raw`\hat g = ${clip}, \; g \in \mathbb{R}^{in}, \quad r = \hat g \odot (|x| + \epsilon) + 1 - \hat g, \quad k = \hat g \odot \pi [x < 0], \quad ${power}`

const computes = ['multiply', 'divide', 'square', 'root', 'identity'] as const
const exponents = { multiply: [1, 1], divide: [1, -1], square: [2, 0], root: [0.5, 0], identity: [1, 0] } as const
const exact = (others: Readonly<Record<string, readonly number[]>>): ExactWeights[] =>
  computes.map((operation) => ({
    operation,
    weights: { W: exponents[operation], ...others },
    error: { relative: 3e-7, reason: 'the machine epsilon of float32 is added to every input' },
  }))

const failures = [
  'Cannot add or subtract.',
  'Sensitive to the sign of inputs: a whole exponent that is nearly reached turns the sign smoothly, and with it the size.',
  'Divides badly by numbers near zero: ε is added to every input.',
]
const reversedSign = 'The paper prints k = 1 for x > 0; k belongs to negative inputs, as in every code.'

export const realNpu = defineModule({
  id: 'real-npu',
  title: 'Real Neural Power Unit',
  citation: citations.heim2020,
  equation: gated(String.raw`\min(\max(g, 0), 1)`),
  computes,
  failures,
  parameters: { ...parameters, g: gate },
  forward: ({ x, input, parameters: { W, g } }) => realPowers(W, x, input, clippedGate(g)),
  penalties: [l1('W', 'g')],
  advice: { learningRate: 5e-3 },
  exact: exact({ g: [1, 1] }),
  notes: [
    reversedSign,
    'Outside of [0, 1] the gate has no gradient, as in PyTorch layers; real-npu-straight-through reads it the other way. Where gates are clipped after every step, as in real-npu-mod, the two are the same.',
  ],
})

export const realNpuStraightThrough = defineModule({
  id: 'real-npu-straight-through',
  title: 'Real Neural Power Unit, clipped gate with a straight-through gradient',
  citation: citations.heim2020,
  equation: gated(String.raw`\min(\max(g, 0), 1), \; \partial \hat g / \partial g = 1`),
  computes,
  failures,
  parameters: { ...parameters, g: gate },
  forward: ({ x, input, parameters: { W, g } }) => realPowers(W, x, input, straightThroughGate(g)),
  penalties: [l1('W', 'g')],
  advice: { learningRate: 5e-3 },
  exact: exact({ g: [1, 1] }),
  notes: [
    reversedSign,
    'The clip passes the gradient of the gate unchanged, as in Julia layers; real-npu reads it the other way. Where gates are clipped after every step the two are the same.',
  ],
})

export const realNaiveNpu = defineModule({
  id: 'real-naive-npu',
  title: 'Real Naive Neural Power Unit, without a gate',
  citation: citations.heim2020,
  equation: String.raw`r = |x| + \epsilon, \quad k = \pi [x < 0], \quad ${power}`,
  computes,
  failures: [...failures, 'An irrelevant input near zero leaves the others of its row without a useful gradient.'],
  parameters,
  forward: ({ x, input, parameters: { W } }) => realPowers(W, x, input),
  penalties: [l1('W')],
  advice: { learningRate: 5e-3 },
  exact: exact({}),
  notes: [reversedSign],
})
