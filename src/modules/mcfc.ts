// MC-FC: the fully connected layer of the mass-conserving LSTM, which shares each input out among the outputs.

import { citations } from '../base/citations.ts'
import { multiply } from '../graph/build.ts'
import { contract } from '../graph/functions.ts'
import { constantInitial } from './initializers.ts'
import { defineModule } from './module.ts'
import { orthogonalInitial, unitVectorInitial } from './orthogonal.ts'
import { outlet, saturation, softmax } from './parts-power.ts'

export const mcfc = defineModule({
  id: 'mcfc',
  title: 'Mass-conserving fully connected layer',
  citation: citations.hoedt2021,
  equation: String.raw`J = \mathrm{softmax}_{out}(R), \; R \in \mathbb{R}^{out \times in}, \quad o = \sigma(w + b), \; w, b \in \mathbb{R}^{out}, \quad y = o \odot (J x)`,
  computes: ['add'],
  failures: [
    'Adds only: no weight is negative, and no input can be left out of all outputs.',
    'The outlet reaches 1 only as w + b grows without bound: a sum of two needs more than 16.6.',
  ],
  parameters: {
    R: {
      axes: ['out', 'in'],
      initial: orthogonalInitial,
      description: 'shares of each input, through softmax over outputs',
    },
    w: { axes: ['out'], initial: unitVectorInitial, description: 'outlet, as the weight of a constant 1' },
    b: { axes: ['out'], initial: constantInitial(0), description: 'outlet, as its bias' },
  },
  forward: ({ x, input, output, parameters: { R, w, b }, gate }) =>
    multiply(gate('o', outlet(w, b)), contract(softmax(R, output), x, input)), // [out, rows]
  penalties: [saturation],
  exact: [{ operation: 'add', weights: { R: [0, 0], w: [20], b: [20] } }],
  notes: ['With one output every share is 1, so that R learns nothing; the published layers are alike in this.'],
})
