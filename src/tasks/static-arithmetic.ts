// Static arithmetic on ten inputs: the set-up of a published NALU run, for six simple functions.

import type { Metric, TestedTask } from './task.ts'
import { formulaTask } from './task.ts'

// a sums the first four of ten inputs, b the other six; each input is U[0, 10) in training, U[0, 100) in the test.
const inputs = 10
const subsets = [
  { from: 0, to: 4 },
  { from: 4, to: 10 },
]
const trainRange = [0, 10] as const
const testRange = [[0, 100]] as const

/** The published test loss for a + b: half the sum of squared errors on 10,000 rows of U[0, 100), from one run. */
export const publishedTestLoss = { metric: 'halfSumOfSquares' as Metric, value: 8.575e-5, rows: 10_000, epochs: 50_000 }

const functions = [
  { id: 'static-add', formula: 'a + b', title: 'sum' },
  { id: 'static-subtract', formula: 'a - b', title: 'difference' },
  { id: 'static-multiply', formula: 'a * b', title: 'product' },
  { id: 'static-divide', formula: 'a / b', title: 'quotient' },
  { id: 'static-square', formula: 'a^2', title: 'square' },
  { id: 'static-root', formula: 'sqrt(a)', title: 'square root' },
] as const

/** The six tasks, the sum first. */
export const staticArithmetic: readonly TestedTask[] = functions.map(({ id, formula, title }) => ({
  task: formulaTask(formula, {
    id,
    title: `The ${title} of ${formula.includes('b') ? 'two sums' : 'a sum'} of ten inputs: ${formula}`,
    inputs,
    subsets: formula.includes('b') ? subsets : subsets.slice(0, 1),
    trainRange,
  }),
  testRange,
  // Two hidden units, as many as the functions have operands.
  layers: [2],
}))
