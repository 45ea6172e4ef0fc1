// A module with which nothing is wrong, ways to break it, and what the conformance suite then finds.

import { add, tanh } from '../src/graph/build.ts'
import { contract } from '../src/graph/functions.ts'
import type { Node } from '../src/graph/node.ts'
import { constantInitial, glorotUniformInitial } from '../src/modules/initializers.ts'
import type { ArithmeticModule, ForwardContext } from '../src/modules/module.ts'
import { moduleChecks } from '../src/testing/index.ts'

/** A weighted sum with a bias: nothing is wrong with it. */
export const sound: ArithmeticModule = {
  id: 'sound',
  title: 'Sound',
  citation: undefined,
  equation: String.raw`y = \tanh(\hat{W}) x + b`,
  computes: ['add'],
  failures: ['Cannot multiply.'],
  parameters: {
    W_hat: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'latent weights' },
    b: { axes: ['out'], initial: constantInitial(0), description: 'bias' },
  },
  forward: ({ x, input, parameters }) =>
    add(contract(tanh(parameters['W_hat'] as Node), x, input), parameters['b'] as Node),
  exact: [{ operation: 'add', weights: { W_hat: [20, 20], b: [0] } }],
}

const context = (given: ForwardContext) => ({
  ...given,
  W: tanh(given.parameters['W_hat'] as Node),
  b: given.parameters['b'] as Node,
  y: sound.forward(given),
})
export type Forward = (given: ReturnType<typeof context>) => Node

/** The sound module with another forward pass. */
export const withForward = (forward: Forward): ArithmeticModule => ({
  ...sound,
  forward: (given) => forward(context(given)),
})

/** What the check whose name contains `name` finds. */
export function findings(module: ArithmeticModule, name: string): readonly string[] {
  const check = moduleChecks(module).find((each) => each.name.includes(name))
  if (check === undefined) throw new Error(`There is no check "${name}".`)
  return check.run()
}
