import { expect, test } from 'vitest'
import { citations } from '../base/citations.ts'
import type { Axis } from '../graph/axis.ts'
import { add, index, multiply, rename, sum, toFloat } from '../graph/build.ts'
import { clamp } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { describeModule, equationParts } from './describe.ts'
import { modules } from './index.ts'
import { constantInitial, uniformInitial } from './initializers.ts'
import { linear } from './linear.ts'
import {
  type ArithmeticModule,
  defineModule,
  type ParameterSpecs,
  type Penalty,
  type PenaltySchedule,
  type WeightSpecs,
} from './module.ts'
import { linear as weightedSum } from './parts.ts'

const penalty = (id: string, weight: number, schedule: PenaltySchedule): Penalty => ({
  id,
  description: `what ${id} is after`,
  weight,
  schedule,
  value: ({ parameters }) => sum(parameters['b'] as Node, (parameters['b'] as Node).axes),
})

const everything: ArithmeticModule = defineModule<ParameterSpecs, WeightSpecs>({
  id: 'everything',
  title: 'All that can be declared',
  citation: citations.schlor2020,
  equation: String.raw`W = \mathrm{clip}(\hat W, -1, 1), \quad y = W x + b`,
  computes: ['add'],
  failures: ['Cannot multiply.'],
  notes: ['Code and paper differ.'],
  parameters: {
    W_hat: {
      axes: ['out', 'in'],
      initial: uniformInitial(0, 1),
      description: 'clipped',
      bounds: [-2, 2],
      turns: { period: 10, from: 0, to: 8 },
      redraw: { kind: 'uniform', low: -1, high: 1 },
    },
    b: {
      axes: ['out'],
      initial: constantInitial(0),
      description: 'bias',
      snap: [0, 1],
      turns: { period: 10, from: 9, to: 10 },
      redraw: { kind: 'normal', mean: -1, deviation: 0.1 },
    },
  },
  weights: {
    W: {
      axes: ['out', 'in'],
      description: 'what counts',
      snap: [-1, 0, 1],
      from: ({ W_hat }) => clamp(W_hat as Node, -1, 1),
    },
  },
  forward: ({ x, input, parameters, weights }) =>
    add(weightedSum(weights['W'] as Node, x, input), parameters['b'] as Node),
  penalties: [
    penalty('late', 10, { kind: 'ramp', from: 20_000, to: 35_000 }),
    penalty('early', 1, { kind: 'ramp', from: 0, to: 1_000 }),
    penalty('steps', 1e-9, { kind: 'tenfold', every: 10_000, most: 1e-4 }),
    penalty('found', 0.05, { kind: 'whenLossBelow', from: 10_000, bound: 1 }),
  ],
  restart: { every: 10, after: 10_000, above: 1 },
  advice: { optimizer: 'adam', learningRate: 0.001, clipNorm: 1, clipValue: 0.1 },
  exact: [
    { operation: 'add', weights: { W_hat: [1, 0.123456789], b: [-0] }, error: { relative: 1e-7, reason: 'made up' } },
  ],
  domain: 'positive',
  readout: linear,
})

/** The sections as plain text by their titles. */
const told = (module: ArithmeticModule): Readonly<Record<string, readonly (string | readonly string[])[]>> =>
  Object.fromEntries(
    describeModule(module).map(({ title, content }) => {
      // No-break spaces are for readers that wrap lines.
      const plain = (texts: readonly string[]) => texts.map((text) => text.replaceAll('\u00a0', ' '))
      switch (content.kind) {
        case 'equations':
          return [title, [...content.latex]]
        case 'sentences':
          return [title, plain(content.sentences)]
        case 'points':
          return [title, [...content.points]]
        default:
          return [title, content.entries.map(({ cells, details }) => plain([...cells, ...details]))]
      }
    }),
  )

test('everything that a module declares is told, in words', () => {
  expect(told(everything)).toEqual({
    Equation: [String.raw`W = \mathrm{clip}(\hat W, -1, 1)`, 'y = W x + b'],
    'Computes exactly': [['add', 'a + b', 'W_hat = [1, 0.123457…], b = 0', 'off by up to 1e-7 of the result: made up']],
    Parameters: [
      [
        'W_hat',
        '[out, in]',
        'clipped',
        'starts at U(0, 1)',
        'kept in [−2, 2] after each step',
        'updated in steps 1 to 8 of every 10',
        'at a restart drawn from U(−1, 1)',
      ],
      [
        'b',
        '[out]',
        'bias',
        'starts at 0',
        'expected to approach 0 or 1',
        'updated in step 10 of every 10',
        'at a restart drawn from N(−1, 0.1²)',
      ],
    ],
    Weights: [['W', '[out, in]', 'what counts', 'expected to approach −1, 0 or 1']],
    'Defined for': ['Positive inputs.'],
    'In a stack': ['The last layer of a stack is "linear".'],
    Penalties: [
      ['late', 'what late is after', 'factor 0 up to step 20,000, then growing evenly to 10 at step 35,000'],
      ['early', 'what early is after', 'factor growing evenly from 0 to 1 at step 1,000'],
      ['steps', 'what steps is after', 'factor 1e-9, ten times as large after every 10,000 steps, at most 1e-4'],
      ['found', 'what found is after', 'factor 0.05 after step 10,000 in steps whose loss is below 1, otherwise 0'],
    ],
    'How its authors train it': [
      'Optimiser adam, learning rate 0.001, gradients shortened to a length of 1, ' +
        'every element of a gradient kept within ±0.1.',
    ],
    Restart: [
      'Every 10 steps, once more than 10,000 losses are known, all parameters are drawn anew if the later half of ' +
        'these losses is on average above 1 and not below the earlier half by more than its own standard deviation.',
    ],
    'Known failures': ['Cannot multiply.'],
    'Readings of the definition': ['Code and paper differ.'],
    Cost: [
      'Parameters: in·out + out; 3 in a 2 → 1 layer.',
      'Operations of such a layer for each row: 2 multiplications, 2 additions.',
      'Once for all rows, for the weights: 2 max, 2 min.',
    ],
  })
})

test('what a module does not declare has no section', () => {
  expect(Object.keys(told(linear))).toEqual(['Equation', 'Computes exactly', 'Parameters', 'Known failures', 'Cost'])
})

const base: ArithmeticModule = linear

test('a module that computes and trains nothing says so', () => {
  const sections = told({
    ...base,
    computes: [],
    exact: [],
    parameters: {},
    forward: ({ x, input, output }) => multiply(sum(x, input), add(1, multiply(0, toFloat(index(output))))),
  })
  expect(sections).toMatchObject({ 'Computes exactly': ['Nothing.'], Parameters: ['None.'] })
  expect(sections['Cost']?.[0]).toBe('Trains nothing.')
})

test('exact weights over two axes as long as the inputs are rows of rows', () => {
  const module: ArithmeticModule = {
    ...base,
    computes: ['multiply'],
    parameters: { W: { ...linear.parameters.W, axes: ['out', 'in', 'operand'] } },
    exact: [{ operation: 'multiply', weights: { W: [0, 1, -2, 3] } }],
    forward: ({ x, input, parameters: { W } }) => {
      const operand = (W as Node).axes[2] as Axis
      return sum(multiply(multiply(W as Node, x), rename(x, input, operand)), [input, operand])
    },
  }
  expect(told(module)).toMatchObject({
    'Computes exactly': [['multiply', 'a · b', 'W = [[0, 1], [−2, 3]]']],
    Cost: ['Parameters: in²·out; 4 in a 2 → 1 layer.', expect.stringContaining('8 multiplications, 3 additions')],
  })
})

test('equations are separated at the outermost level alone', () => {
  expect(equationParts(String.raw`a = b, \quad c = d,\qquad e`)).toEqual(['a = b', 'c = d', 'e'])
  expect(equationParts(String.raw`S = \{a, \quad b\}, \quad y = \text{a, \quad b}`)).toEqual([
    String.raw`S = \{a`,
    String.raw`b\}`,
    String.raw`y = \text{a, \quad b}`,
  ])
  const cases = String.raw`y = \begin{cases} 1, \quad x > 0 \\ 0 \end{cases}`
  expect(equationParts(cases)).toEqual([cases])
})

test.each(modules.map((module) => [module.id, module] as const))(
  'no text of %s is empty or unfinished',
  (_, module) => {
    for (const lines of Object.values(told(module))) {
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines.flat()) expect(line).not.toMatch(/^$|undefined|\[object/)
    }
  },
)
