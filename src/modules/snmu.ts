// sNMU: an NMU that multiplies its inputs by noise in training and divides the noise out again.

import { citations } from '../base/citations.ts'
import { add, divide, max, multiply, sqrt, stopGradient, subtract, sum } from '../graph/build.ts'
import { mean, square } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { nmuInitial } from './initializers.ts'
import { type ArithmeticModule, defineModule, type ForwardContext } from './module.ts'
import { epsilon, gatedProduct } from './parts.ts'
import { sparsity } from './penalties.ts'

const parameters = {
  W: {
    axes: ['out', 'in'],
    initial: nmuInitial,
    bounds: [0, 1],
    snap: [0, 1],
    description: 'whether each input is a factor',
  },
} as const satisfies ArithmeticModule['parameters']

/** NMU(n x) / NMU(n) with noise from 1 to `high`: where W is 0 or 1 the noise cancels. */
function noisyProduct({ x, input, parameters: { W }, training }: ForwardContext<typeof parameters>, high: Highest) {
  if (training === undefined) return gatedProduct(W, x, input) // [out, rows]
  const n = training.uniform('noise', x.axes, 1, high(x)) // [in, rows]
  return divide(gatedProduct(W, multiply(n, x), input), gatedProduct(W, n, input)) // [out, rows]
}

type Highest = (x: Node) => Node | number

/** The standard deviation of all inputs of a batch, as a number that is not learnt. */
function deviation(x: Node): Node {
  const count = x.axes.reduce((n, { size }) => n * size, 1)
  const squares = sum(square(subtract(x, mean(x, x.axes))), x.axes)
  // Where all inputs are equal there is no spread to divide by.
  return stopGradient(max(sqrt(multiply(squares, 1 / Math.max(count - 1, 1))), epsilon))
}

const shared = {
  citation: citations.mistry2022Snmu,
  computes: ['multiply', 'identity'],
  parameters,
  penalties: [sparsity(10)],
  exact: [
    { operation: 'multiply', weights: { W: [1, 1] } },
    { operation: 'identity', weights: { W: [1, 0] } },
  ],
} as const

const noise = String.raw`W \in [0, 1]^{out \times in}, \quad y = \frac{\mathrm{NMU}_W(n \odot x)}{\mathrm{NMU}_W(n)} \text{ in training, else } \mathrm{NMU}_W(x), \quad n_i \sim U`

export const snmu = defineModule({
  ...shared,
  id: 'snmu',
  title: 'Stochastic Neural Multiplication Unit',
  equation: String.raw`${noise}(1, 5)`,
  failures: [
    'Cannot divide.',
    'The range of the noise has to be chosen: the authors try five, from U(0.01, 0.05) to U(5, 10).',
  ],
  forward: (context) => noisyProduct(context, () => 5),
})

export const snmuBatch = defineModule({
  ...shared,
  id: 'snmu-batch',
  title: 'Stochastic Neural Multiplication Unit, noise by batch',
  equation: String.raw`${noise}(1, 1 + 1 / \mathrm{std}(x))`,
  failures: ['Cannot divide.', 'Inputs that hardly differ make the noise so large that products overflow.'],
  notes: ['The deviation is taken over all inputs of a batch together, as the authors’ code does.'],
  forward: (context) => noisyProduct(context, (x) => add(1, divide(1, deviation(x)))),
})
