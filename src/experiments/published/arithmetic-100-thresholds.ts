// What counts as success on the 100-input task: the error of a solution whose weights are all off by ε.

import { invalid } from '../../base/errors.ts'
import { randomStream } from '../../base/normal.ts'
import type { Interval } from '../../base/options.ts'
import { type ArithmeticOperation, type ArithmeticSizes, arithmetic100, arithmeticSizes } from './arithmetic-100.ts'
import type { Origin } from './rates.ts'

/** ε of every published threshold: weights of 1 − ε where there should be 1, ε where there should be 0. */
export const thresholdEpsilon = 1e-5

/**
 * Sizes as the published thresholds have them. The script that simulated them counts both ends of a subset, and so
 * sums one input more than the task (26 of 100, of which 13 are shared) and calls the task's 25-input solution by it.
 */
export function publishedSizes(inputs = 100, subsetShare = 0.25, overlapShare = 0.5): ArithmeticSizes {
  const { subset, overlap } = arithmeticSizes(inputs, subsetShare, overlapShare)
  return { inputs, subset: subset + 1, overlap: overlap + 1 }
}

interface OperationThreshold extends Origin {
  readonly operation: ArithmeticOperation
  /** Mean squared error on U[2, 6] below which the paper counts a seed as solved; of 26-input subsets. */
  readonly published: number
  /** The same for the 25-input subsets that the task has, from 2·10⁵ samples: good to about three digits. */
  readonly exactSizes: number
}

const origin: Origin = {
  paper: 'madsen2020',
  source:
    'paper/results/sft-last.csv and export/function_task_static_mse_expectation.r of the reference implementation',
}
const threshold = (operation: ArithmeticOperation, published: number, exactSizes: number): OperationThreshold => ({
  operation,
  published,
  exactSizes,
  ...origin,
})

export const arithmeticThresholds: readonly OperationThreshold[] = [
  threshold('add', 1.47861742158438e-5, 1.604e-5),
  threshold('subtract', 1.38437045113029e-8, 1.39e-8),
  threshold('multiply', 0.160010658743333, 0.1606),
  threshold('divide', 4.93805490041429e-12, 5.79e-12),
  threshold('square', 0.159473806098301, 0.16),
  threshold('root', 8.95525993233274e-9, 1.01e-8),
]

/** Thresholds of the product with one parameter changed, to the digits at hand; all of one input more, as above. */
export const productThresholds = {
  paper: 'madsen2020',
  source: 'export/function_task_static_mse_expectation.r, its output as shipped with nalu-stable-exp-neurips-review',
  byInputs: [
    { inputs: 4, threshold: 7.1e-8 },
    { inputs: 10, threshold: 1.51e-5 },
    { inputs: 25, threshold: 6.14e-4 },
    { inputs: 50, threshold: 1.003e-2 },
    { inputs: 75, threshold: 5.08e-2 },
    { inputs: 125, threshold: 0.391 },
    { inputs: 150, threshold: 0.812 },
    { inputs: 175, threshold: 1.503 },
    { inputs: 200, threshold: 2.562 },
    { inputs: 225, threshold: 4.105 },
    { inputs: 250, threshold: 6.258 },
    { inputs: 275, threshold: 9.162 },
    { inputs: 300, threshold: 12.97 },
  ],
  bySubsetShare: [
    { share: 0.05, threshold: 0.02885 },
    { share: 0.1, threshold: 0.07582 },
    { share: 0.5, threshold: 2.22e-3 },
  ],
  byOverlapShare: [
    { share: 0, threshold: 0.1605 },
    { share: 0.1, threshold: 0.1605 },
    { share: 0.25, threshold: 0.1603 },
    { share: 0.75, threshold: 0.1598 },
    { share: 1, threshold: 0.1595 },
  ],
  byTestRange: [
    { test: [[-6, -2]], threshold: 0.16 },
    {
      test: [
        [-6, -2],
        [2, 6],
      ],
      threshold: 2.308e-4,
    },
    { test: [[1, 5]], threshold: 5.08e-2 },
    { test: [[0.2, 2]], threshold: 9.2e-4 },
    { test: [[1.2, 6]], threshold: 0.1053 },
    { test: [[20, 40]], threshold: 505.5 },
  ],
} as const

/** Of the 4-input task with two and four of them summed; here the script counts right. */
export const minimalThresholds = {
  paper: 'madsen2020',
  source: productThresholds.source,
  sizes: { inputs: 4, subset: 2, overlap: 2 },
  multiply: 2.157e-6,
  add: 2.667e-8,
  subtract: 2.664e-8,
} as const

export interface SimulationOptions extends Partial<ArithmeticSizes> {
  /** Size of b, where it is another than that of a. Default: that of a. */
  readonly second?: number
  /** Where inputs come from. Default: the test range U[2, 6]. */
  readonly range?: readonly Interval[]
  readonly epsilon?: number
  readonly samples: number
  readonly seed: number
}

/**
 * The threshold for an operation, from draws: the mean squared difference between the operation on sums with weights
 * off by ε and on exact ones, and the standard error of that mean. Sizes are by default those of the task (25 of 100
 * inputs, 12 shared); `publishedSizes` gives those of the paper.
 * @throws NaluError if the subsets do not fit into the inputs.
 */
export function simulateThreshold(
  operation: ArithmeticOperation,
  options: SimulationOptions,
): { readonly threshold: number; readonly standardError: number } {
  const { inputs, subset, overlap } = { ...arithmetic100.sizes, ...options }
  const { second = subset, range = arithmetic100.ranges.test, epsilon = thresholdEpsilon, samples, seed } = options
  const end = subset - overlap + second
  if (end > inputs || overlap > subset || overlap > second) {
    throw invalid(
      `Subsets of ${subset} and ${second} inputs that share ${overlap} take ${end}; there are ${inputs}. Take smaller ones.`,
    )
  }
  const { uniform } = randomStream(seed, 'threshold')
  const widths = range.map(([low, high]) => high - low)
  const width = widths.reduce((sum, each) => sum + each, 0)
  const draw = (): number => {
    let at = uniform(0, width)
    let i = 0
    while (i < range.length - 1 && at >= (widths[i] as number)) {
      at -= widths[i] as number
      i += 1
    }
    return (range[i] as Interval)[0] + at
  }
  let mean = 0
  let spread = 0
  for (let n = 1; n <= samples; n += 1) {
    let a = 0
    let b = 0
    let all = 0
    for (let i = 0; i < inputs; i += 1) {
      const x = draw()
      all += x
      if (i < subset) a += x
      if (i >= subset - overlap && i < end) b += x
    }
    // (1 − ε) times the summed inputs and ε times the others.
    const off = compute(operation, a + epsilon * (all - 2 * a), b + epsilon * (all - 2 * b))
    const squared = (off - compute(operation, a, b)) ** 2
    const step = squared - mean
    mean += step / n
    spread += step * (squared - mean)
  }
  return { threshold: mean, standardError: Math.sqrt(spread / (samples - 1) / samples) }
}

function compute(operation: ArithmeticOperation, a: number, b: number): number {
  switch (operation) {
    case 'add':
      return a + b
    case 'subtract':
      return a - b
    case 'multiply':
      return a * b
    case 'divide':
      return a / b
    case 'square':
      return a * a
    case 'root':
      return Math.sqrt(a)
    default:
      return operation satisfies never
  }
}
