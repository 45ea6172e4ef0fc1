// RMSProp: gradient descent whose rate falls with a running mean of the squared gradient.

import { citations } from '../base/citations.ts'
import { add, divide, multiply, slot, sqrt, subtract } from '../graph/build.ts'
import { square } from '../graph/functions.ts'
import type { Optimizer } from './optimizer.ts'

// TensorFlow 1, with which iNALU's experiments were run: decay 0.9, ε inside the root, the mean square starting at 1.
const decay = 0.9
const epsilon = 1e-10
const start = 1

export const rmsprop: Optimizer = {
  id: 'rmsprop',
  title: 'RMSProp',
  citation: citations.tieleman2012,
  learningRate: 0.01,
  bind: ({ learningRate }) => ({
    shared: [],
    update: (parameter, gradient) => {
      const meanSquare = slot(`rmsprop mean square of ${parameter.name}`, parameter.axes, {
        range: { low: 0, high: Infinity },
      })
      const next = add(multiply(decay, meanSquare), multiply(1 - decay, square(gradient)))
      return {
        next: subtract(parameter, divide(multiply(learningRate, gradient), sqrt(add(next, epsilon)))),
        states: [{ slot: meanSquare, next, initial: start }],
      }
    },
  }),
}
