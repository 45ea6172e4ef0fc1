// RealNPU (modified): the RealNPU with bounded weights that penalties draw to −1 and 1, and gates to 0 and 1.

import { citations } from '../base/citations.ts'
import { absolute, subtract } from '../graph/build.ts'
import { mean } from '../graph/functions.ts'
import { constantInitial, nauInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { clippedGate, distanceFromBit, l1, realPowers } from './parts-power.ts'

const error = { relative: 3e-7, reason: 'the machine epsilon of float32 is added to every input' }
// For two inputs and 50,000 steps; for ten inputs and 100,000 steps they ramp from 50,000 to 75,000.
const ramp = { kind: 'ramp', from: 40_000, to: 50_000 } as const

export const realNpuMod = defineModule({
  id: 'real-npu-mod',
  title: 'Real Neural Power Unit (modified)',
  citation: citations.mistry2022Division,
  equation: String.raw`W \in [-1, 1]^{out \times in}, \; g \in [0, 1]^{in}, \quad r = g \odot (|x| + \epsilon) + 1 - g, \quad k = g \odot \pi [x < 0], \quad y = \exp\left(W \log r\right) \odot \cos\left(W k\right)`,
  computes: ['multiply', 'divide', 'root', 'identity'],
  failures: [
    'Cannot add, subtract or square.',
    'Divides badly by numbers near zero: ε is added to every input.',
    'The penalty on W draws to −1 and 1 alone, so an input that does not count needs its gate at 0.',
  ],
  parameters: {
    W: {
      axes: ['out', 'in'],
      initial: nauInitial,
      bounds: [-1, 1],
      snap: [-1, 0, 1],
      description: 'exponent of each input',
    },
    g: {
      axes: ['in'],
      initial: constantInitial(0.5),
      bounds: [0, 1],
      snap: [0, 1],
      description: 'whether an input counts',
    },
  },
  forward: ({ x, input, parameters: { W, g } }) => realPowers(W, x, input, clippedGate(g)),
  penalties: [
    l1('W', 'g'),
    {
      id: 'discretisation',
      description: 'the mean distance of |W| from 1',
      weight: 1,
      schedule: ramp,
      zeroAt: { W: [-1, 1] },
      value: ({ parameters: { W } }) => mean(absolute(subtract(1, absolute(W))), W.axes),
    },
    {
      id: 'gate',
      description: 'the mean distance of g from 0 or 1',
      weight: 1,
      schedule: ramp,
      zeroAt: { g: [0, 1] },
      value: ({ parameters: { g } }) => distanceFromBit(g),
    },
  ],
  advice: { learningRate: 5e-3 },
  exact: [
    { operation: 'multiply', weights: { W: [1, 1], g: [1, 1] }, error },
    { operation: 'divide', weights: { W: [1, -1], g: [1, 1] }, error },
    { operation: 'root', weights: { W: [0.5, 0], g: [1, 1] }, error },
    { operation: 'identity', weights: { W: [1, 1], g: [1, 0] }, error },
  ],
  notes: ['Gates are clipped after every step, so that it does not matter how the clip passes gradients.'],
})
