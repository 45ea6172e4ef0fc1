// SGD: plain gradient descent.

import { multiply, subtract } from '../graph/build.ts'
import type { Optimizer } from './optimizer.ts'

export const sgd: Optimizer = {
  id: 'sgd',
  title: 'Gradient descent',
  citation: undefined,
  learningRate: 0.01,
  bind: ({ learningRate }) => ({
    shared: [],
    update: (parameter, gradient) => ({ next: subtract(parameter, multiply(learningRate, gradient)), states: [] }),
  }),
}
