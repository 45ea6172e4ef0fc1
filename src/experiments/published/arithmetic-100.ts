// The 100-input task of Madsen & Johansen 2020: an operation on the sums of two overlapping subsets; how it is set up.

import { randomStream } from '../../base/normal.ts'
import { overlappingSubsets, type Subset } from '../../tasks/task.ts'
import type { PenaltyChanges } from '../../train/penalties.ts'
import { type Origin, rangePair } from './rates.ts'

/** a and b are sums of inputs. */
export const arithmeticOperations = [
  { operation: 'add', formula: 'a + b' },
  { operation: 'subtract', formula: 'a - b' },
  { operation: 'multiply', formula: 'a * b' },
  { operation: 'divide', formula: 'a / b' },
  { operation: 'square', formula: 'a^2' },
  { operation: 'root', formula: 'sqrt(a)' },
] as const

export type ArithmeticOperation = (typeof arithmeticOperations)[number]['operation']

/** Numbers of inputs: of all, of those that a variable sums, and of those that both variables sum. */
export interface ArithmeticSizes {
  readonly inputs: number
  readonly subset: number
  readonly overlap: number
}

/** As the task draws its subsets. The overlap is a share of a subset, not of all inputs. */
export function arithmeticSizes(inputs = 100, subsetShare = 0.25, overlapShare = 0.5): ArithmeticSizes {
  const [{ from = 0, to = 0 } = {}, second] = overlappingSubsets(2, {
    inputs,
    subset: subsetShare,
    overlap: overlapShare,
    offset: 0,
  })
  return { inputs, subset: to - from, overlap: to - (second?.from ?? to) }
}

/**
 * The inputs that a and b sum in a seed: drawn once, evenly over the places where both fit (0 to 62 of 100 inputs).
 * Operations on a alone draw as if there were b, as the reference implementation does.
 */
export const arithmeticSubsets = (seed: number, inputs = 100, subset = 0.25, overlap = 0.5): Subset[] =>
  overlappingSubsets(2, { inputs, subset, overlap, offset: randomStream(seed, 'subset offset').uniform(0, 1) })

const defaults = rangePair([1, 2], [2, 6])

/** Section 4.1 and appendix C of the paper; the reference implementation where they are silent. */
export const arithmetic100 = {
  paper: 'madsen2020',
  source: 'section 4.1; appendix "Arithmetic task", tables of dataset parameters and of model definitions',
  sizes: { inputs: 100, subset: 25, overlap: 12 },
  ranges: defaults,
  hidden: 2,
  seeds: 100,
  /** The paper's 5·10⁶; the reference implementation takes one more. */
  steps: 5_000_000,
  batch: 128,
  evaluationRows: 10_000,
  checkEvery: 1000,
  optimizer: 'adam',
  learningRate: 1e-3,
  loss: 'meanSquaredError',
  precision: 'float32',
  /** Of the last 5000 checks, that with the least error inside the training range decides. */
  selection: { checks: 5000, by: 'validation' },
} as const

/** A row of the table of model definitions. */
export interface StackSetting extends Origin {
  /** The module that the row is named after. */
  readonly module: string
  readonly layers: readonly [first: string, second: string]
  readonly penalties: PenaltyChanges
}

const late: PenaltyChanges = { sparsity: { weight: 10, from: 1_000_000, to: 2_000_000 } }
const definitions: Origin = { paper: 'madsen2020', source: 'appendix "Arithmetic task", table of model definitions' }
const row = (module: string, first: string, second: string, penalties: PenaltyChanges = {}): StackSetting => ({
  module,
  layers: [first, second],
  penalties,
  ...definitions,
})

/** Two layers each, 100 → 2 → 1. Activations end in a linear layer; both have biases. */
export const arithmeticModels: readonly StackSetting[] = [
  row('nmu', 'nau', 'nmu', late),
  row('nau', 'nau', 'nau', { sparsity: { weight: 0.01, from: 5_000, to: 50_000 } }),
  row('nac-mul', 'nac', 'nac-mul'),
  row('nac-mul-sigma', 'nac', 'nac-mul-sigma'),
  {
    ...row('nac-mul-nmu', 'nau', 'nac-mul-nmu', late),
    note: 'The table names NAC+ as the first layer; the published runs used NAU (lfs_batch_jobs/function_task_static.sh).',
  },
  row('nac', 'nac', 'nac'),
  row('nalu', 'nalu', 'nalu'),
  {
    ...row('gated-nau-nmu', 'gated-nau-nmu', 'gated-nau-nmu', late),
    source: 'appendix "Comparing all models"; lfs_batch_jobs/function_task_static.sh of the reference implementation',
    note: 'Not in the table of model definitions; trained with the defaults of the reference implementation.',
  },
  row('linear', 'linear', 'linear'),
  row('relu', 'relu', 'linear'),
  row('relu6', 'relu6', 'linear'),
]

const gate = (module: string, first: string, penalties: PenaltyChanges = {}): StackSetting => ({
  module,
  layers: [first, module],
  penalties,
  paper: 'madsen2020',
  source: 'appendix "Gating convergence experiment"; lfs_batch_jobs/function_task_static_nalu.sh',
})

/** Which path a gate takes behind a layer of sums: product and sum, 100 seeds each. */
export const gateModels: readonly StackSetting[] = [
  gate('nalu', 'nac'),
  gate('nalu-separate', 'nac'),
  gate('gated-nau-nmu', 'nau', late),
]

/** (x1 + x2)(x1 + x2 + x3 + x4), the smallest task that needs both layers. */
export const minimalProduct = {
  paper: 'madsen2020',
  source: 'table tab:very-simple-function-results; lfs_batch_jobs/simple_mul.sh',
  inputs: 4,
  subsets: [
    { from: 0, to: 4 },
    { from: 0, to: 2 },
  ],
  formula: 'a * b',
  ranges: defaults,
  hidden: 2,
  seeds: 100,
  steps: 200_000,
} as const

/** Parameters that are varied one at a time, for the product; the others stay at their defaults. */
export const arithmeticSweeps = {
  paper: 'madsen2020',
  source: 'appendix "Effect of dataset parameter"; lfs_batch_jobs/function_task_static_mul_*.sh',
  seeds: 50,
  hidden: [2, 3, 4, 5, 6, 7, 8, 9, 10],
  inputs: [
    { inputs: 4, steps: 5_000_000 },
    { inputs: 10, steps: 5_000_000 },
    { inputs: 25, steps: 5_000_000 },
    { inputs: 50, steps: 5_000_000 },
    { inputs: 75, steps: 5_000_000 },
    { inputs: 100, steps: 5_000_000 },
    { inputs: 125, steps: 10_000_000 },
    { inputs: 150, steps: 10_000_000 },
    { inputs: 175, steps: 10_000_000 },
    { inputs: 200, steps: 10_000_000 },
    { inputs: 225, steps: 15_000_000 },
    { inputs: 250, steps: 15_000_000 },
    { inputs: 275, steps: 15_000_000 },
    { inputs: 300, steps: 15_000_000 },
  ],
  subsetShares: [0.05, 0.1, 0.25, 0.5],
  overlapShares: [0, 0.1, 0.25, 0.5, 0.75, 1],
  ranges: [
    rangePair([-2, -1], [-6, -2]),
    rangePair([-2, 2], [-6, -2], [2, 6]),
    rangePair([0, 1], [1, 5]),
    rangePair([0.1, 0.2], [0.2, 2]),
    rangePair([1.1, 1.2], [1.2, 6]),
    defaults,
    rangePair([10, 20], [20, 40]),
  ],
  /** λ̂ of the sparsity penalty. */
  penaltyWeights: [0, 0.01, 0.1, 1, 10, 100],
} as const
