// Writes a module of one's own, checks that it conforms, and trains it. Nothing has to be registered.

import { defineModule, glorotUniformInitial, graph, learn, resolveTraining } from 'nalu'
import { checkModule } from 'nalu/testing'

const { add, contract, sqrt, square } = graph

/** The length of a weighted vector. A little is added under the root, whose slope is infinite at zero. */
const norm = defineModule({
  id: 'norm',
  title: 'Norm',
  citation: undefined,
  equation: String.raw`y = \sqrt{\textstyle\sum_i (W_{oi}\, x_i)^2 + 10^{-12}}, \quad W \in \mathbb{R}^{out \times in}`,
  computes: [],
  failures: ['Its output is never negative.'],
  parameters: {
    W: { axes: ['out', 'in'], initial: glorotUniformInitial(), description: 'stretches each input', snap: [0, 1] },
  },
  forward: ({ x, input, parameters: { W } }) => sqrt(add(contract(square(W), square(x), input), 1e-12)), // [out, rows]
  exact: [],
})

const findings = checkModule(norm)
console.log(findings.length === 0 ? 'The module conforms.' : findings)

const { options, seeds, testRange, testRows } = resolveTraining('sqrt(a^2 + b^2)', { seeds: 5, steps: 5000 }, norm)
const { success, chosen } = await learn(options, seeds, { range: testRange, rows: testRows })
console.log(`${success.successes} of ${success.count} seeds found the hypotenuse.`)
console.log('W =', Array.from(chosen?.parameters['layer1.W'] ?? [], (value) => Math.abs(value).toFixed(3)).join(' '))
