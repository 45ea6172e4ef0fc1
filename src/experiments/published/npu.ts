// The experiments of Heim et al. 2020 on NPU: four functions at once, and the 100-input task; set-up and results.

import type { Interval } from '../../base/options.ts'
import type { Origin, PublishedCell, PublishedOperation } from './rates.ts'

/** (x, y) → x + y, x y, x / y, √x by one model. */
export const npuSimple = {
  paper: 'heim2020',
  source: 'section "Simple Arithmetic Task" and appendix; code of the authors, where both differ',
  inputs: 2,
  outputs: ['a + b', 'a * b', 'a / b', 'sqrt(a)'],
  /** The unit comes first, as in the code; a table of the appendix prints the layers the other way round. */
  hidden: 6,
  readout: 'nau',
  steps: 20_000,
  batch: 100,
  optimizer: 'adam',
  learningRate: 1e-3,
  trainRange: [0.1, 2],
  /** Values of each input on the grid of the test. √x has one of its own. */
  testGrid: { from: -4.1, step: 0.2, to: 4 },
  testGridOfRoot: { from: 0.1, step: 0.1, to: 4 },
  seeds: 20,
} as const

/** How one unit was trained on the four functions. */
export interface NpuSimpleSetting {
  /** The unit as results name it. */
  readonly module: string
  /** Modules of the layers, from the inputs on: all but the last have six outputs. */
  readonly layers: readonly string[]
  readonly optimizer: 'adam' | 'rmsprop'
  readonly learningRate: number
}

/**
 * From the authors’ training script of this task and the names of its result files, which say the rates and that the
 * NPU’s penalty was 0. The appendix has one rate and Adam for all.
 */
export const npuSimpleSettings: readonly NpuSimpleSetting[] = [
  { module: 'npu', layers: ['npu-straight-through', 'nau'], optimizer: 'adam', learningRate: 5e-3 },
  { module: 'real-npu', layers: ['real-npu-straight-through', 'nau'], optimizer: 'adam', learningRate: 5e-3 },
  { module: 'nmu', layers: ['nmu', 'nau'], optimizer: 'adam', learningRate: 5e-3 },
  { module: 'nalu', layers: ['nalu', 'nalu'], optimizer: 'rmsprop', learningRate: 5e-3 },
  { module: 'inalu', layers: ['inalu', 'inalu'], optimizer: 'rmsprop', learningRate: 1e-3 },
  { module: 'sigmoid', layers: ['sigmoid', 'sigmoid', 'linear'], optimizer: 'adam', learningRate: 5e-3 },
]

interface LargeTask {
  readonly operation: PublishedOperation
  readonly formula: string
  readonly train: Interval
  readonly validation: Interval
  readonly learningRate: number
  /** L1 on all parameters: it starts here and grows tenfold every 10 000 steps up to `to`. */
  readonly l1: { readonly from: number; readonly to: number; readonly toInConfiguration?: number }
}

/** The 100-input task with other sizes than the original: subsets of 50, a quarter of them shared.
 * @public No experiment repeats it yet.
 */
export const npuLarge = {
  paper: 'heim2020',
  source: 'section "Large Scale Arithmetic Task", tables of the appendix; configuration files where both differ',
  inputs: 100,
  hidden: 100,
  subsetShare: 0.5,
  overlapShare: 0.25,
  /** Inputs come from a Sobol sequence. */
  sampling: 'sobol',
  steps: 100_000,
  batch: 128,
  growth: { every: 10_000, factor: 10 },
  seeds: 10,
  note: 'The subset and overlap shares are not the defaults of Madsen & Johansen 2020, as the paper says. The quotient is 1/a.',
} as const

/** @public No experiment repeats it yet. */
export const npuLargeTasks: readonly LargeTask[] = [
  {
    operation: 'add',
    formula: 'a + b',
    train: [-1, 1],
    validation: [-4, 4],
    learningRate: 1e-2,
    l1: { from: 1e-5, to: 1e-4 },
  },
  {
    operation: 'multiply',
    formula: 'a * b',
    train: [-1, 1],
    validation: [-4, 4],
    learningRate: 5e-3,
    // The table's end is below its start.
    l1: { from: 1e-5, to: 1e-7, toInConfiguration: 1e-4 },
  },
  {
    operation: 'reciprocal',
    formula: '1 / a',
    train: [0, 0.5],
    validation: [-0.5, 0.5],
    learningRate: 5e-3,
    l1: { from: 1e-9, to: 1e-7 },
  },
  {
    operation: 'root',
    formula: 'sqrt(a)',
    train: [0, 2],
    validation: [0, 4],
    learningRate: 5e-3,
    l1: { from: 1e-6, to: 1e-4, toInConfiguration: 1e-5 },
  },
]

/** Median and median absolute deviation. */
type Spread = readonly [median: number, deviation: number]
type Table = Readonly<Record<string, readonly Spread[]>>

const simpleOperations = ['add', 'multiply', 'divide', 'root'] as const
const simple: Table = {
  npu: [
    [0.2, 0.11],
    [0.37, 0.23],
    [0.23, 0.13],
    [0.031, 0.025],
  ],
  'real-npu': [
    [0.08, 0.021],
    [0.066, 0.026],
    [0.085, 0.038],
    [0.004, 0.001],
  ],
  nmu: [
    [0.2, 0.18],
    [0.005, 0.004],
    [11.399, 0.035],
    [0.16, 0.002],
  ],
  nalu: [
    [2.69, 0.22],
    [4.55, 0.2],
    [3.33, 0.18],
    [0.034, 0.006],
  ],
  inalu: [
    [2.18, 0.13],
    [3.453, 0.065],
    [2.54, 0.26],
    [0.049, 0.011],
  ],
  // Two hidden layers of six sigmoid units and a linear one; the paper's "Dense".
  sigmoid: [
    [2.103, 0.04],
    [3.546, 0.035],
    [14.16, 0.23],
    [0.084, 0.007],
  ],
}

const largeOperations = ['add', 'multiply', 'reciprocal', 'root'] as const
const large: Table = {
  npu: [
    [0.092, 0.031],
    [4.28, 0.9],
    [1e-7, 1e-7],
    [0.054, 0.0078],
  ],
  'real-npu': [
    [0.063, 0.014],
    [3.09, 0.74],
    [1.4e-6, 4e-7],
    [0.017, 0.011],
  ],
  nalu: [
    [740, 330],
    [2.9e83, 2.9e83],
    [530, 200],
    [7300, 7200],
  ],
  nmu: [
    [0.00602, 0.00019],
    [1.7, 1.4],
    [1.622, 0.081],
    [10.96, 0.89],
  ],
  'naive-npu': [
    [161.65, 0.11],
    [3750, 870],
    [5.4e17, 5.4e17],
    [9.3e8, 9.3e8],
  ],
}

const cellsOf = (
  experiment: string,
  inputs: number,
  operations: readonly PublishedOperation[],
  table: Table,
  origin: Origin,
): PublishedCell[] =>
  Object.entries(table).flatMap(([module, spreads]) =>
    spreads.map(([value, deviation], i) => ({
      experiment,
      module,
      operation: operations[i] as PublishedOperation,
      inputs,
      testError: { value, deviation, ...origin },
    })),
  )

/** `npu-simple`: mean absolute errors on the test grid; `npu-large`: mean squared errors on the validation range. */
export const npuResults: readonly PublishedCell[] = [
  ...cellsOf('npu-simple', 2, simpleOperations, simple, {
    paper: 'heim2020',
    source: 'plots/simple_err_table.tex: median over 20 runs of the mean absolute error, ± median absolute deviation',
  }),
  ...cellsOf('npu-large', 100, largeOperations, large, {
    paper: 'heim2020',
    source: 'plots/arithmetic100_val.tex: median over 10 runs of the mean squared error, ± median absolute deviation',
    note: 'The authors’ code (scripts/arithmetic/results_table.jl) picks the best for each model and task by its error.',
  }),
]
