// What Madsen & Johansen 2020 report for the 100-input task and its variants.

import { type ArithmeticOperation, arithmeticModels, arithmeticOperations } from './arithmetic-100.ts'
import { type Origin, type PublishedCell, type PublishedValue, rateOfPercent } from './rates.ts'

/** A number with what is added to and taken from it for its 95 % interval. */
type Printed = readonly [value: number, plus?: number, minus?: number]

/** Success in percent, steps to the first success (median, then mean), sparsity error (mean). */
type Row = readonly [module: string, success: Printed, median: number, mean: Printed, sparsity: Printed]

// Printed as +4 −0 wherever no seed of 100 succeeds.
const none: Printed = [0, 4, 0]

const rows: Readonly<Record<ArithmeticOperation, readonly Row[]>> = {
  multiply: [
    ['nac-mul-nmu', [93, 4, 7], 1.8e6, [2.0e6, 1.0e5, 9.7e4], [9.5e-7, 4.2e-7, 4.2e-7]],
    ['nac-mul-sigma', [100, 0, 4], 2.5e6, [2.6e6, 8.8e4, 7.2e4], [4.6e-5, 5.0e-6, 5.6e-6]],
    ['nac-mul', [31, 10, 8], 2.8e6, [3.0e6, 2.9e5, 2.4e5], [5.8e-4, 4.8e-4, 2.6e-4]],
    ['nmu', [98, 1, 5], 1.4e6, [1.5e6, 5.0e4, 6.6e4], [4.2e-7, 2.9e-8, 2.9e-8]],
  ],
  divide: [],
  add: [
    ['nac', [100, 0, 4], 2.5e5, [4.9e5, 5.2e4, 4.5e4], [2.3e-1, 6.5e-3, 6.5e-3]],
    ['linear', [100, 0, 4], 6.1e4, [6.3e4, 2.5e3, 3.3e3], [2.5e-1, 3.6e-4, 3.6e-4]],
    ['nalu', [14, 8, 5], 1.5e6, [1.6e6, 3.8e5, 3.3e5], [1.7e-1, 2.7e-2, 2.5e-2]],
    ['nau', [100, 0, 4], 1.8e4, [3.9e5, 4.5e4, 3.7e4], [3.2e-5, 1.3e-5, 1.3e-5]],
    ['relu', [62, 9, 10], 6.2e4, [7.6e4, 8.3e3, 7.0e3], [2.5e-1, 2.4e-3, 2.4e-3]],
  ],
  subtract: [
    ['nac', [100, 0, 4], 9.0e3, [3.7e5, 3.8e4, 3.8e4], [2.3e-1, 5.4e-3, 5.4e-3]],
    ['linear', [7, 7, 4], 3.3e6, [1.4e6, 7.0e5, 6.1e5], [1.8e-1, 7.2e-2, 5.8e-2]],
    ['nalu', [14, 8, 5], 1.9e6, [1.9e6, 4.4e5, 4.5e5], [2.1e-1, 2.2e-2, 2.2e-2]],
    ['nau', [100, 0, 4], 5.0e3, [1.6e5, 1.7e4, 1.6e4], [6.6e-2, 2.5e-2, 1.9e-2]],
    ['nmu', [56, 9, 10], 1.0e6, [1.0e6, 5.8e2, 5.8e2], [3.4e-4, 3.2e-5, 2.6e-5]],
  ],
  root: [
    ['nac-mul-nmu', [3, 5, 2], 1.0e6, [1.0e6], [1.7e-1, 8.3e-3, 8.1e-3]],
    ['nac-mul', [7, 7, 4], 4.0e5, [1.5e6, 6.0e5, 5.6e5], [2.4e-1, 1.7e-2, 1.7e-2]],
    ['nalu', [2, 5, 1], 2.6e6, [3.3e6, 1.8e6, 2.2e6], [5.0e-1, 2.5e-6, 8.0e-6]],
  ],
  square: [
    ['nac-mul-nmu', [100, 0, 4], 1.4e6, [1.5e6, 8.4e4, 7.9e4], [2.9e-7, 1.4e-8, 1.4e-8]],
    ['nac-mul-sigma', [100, 0, 4], 1.9e6, [1.9e6, 5.3e4, 6.2e4], [1.8e-2, 4.3e-4, 4.3e-4]],
    ['nac-mul', [77, 7, 9], 3.3e6, [3.2e6, 1.6e5, 2.0e5], [1.8e-2, 5.8e-4, 5.7e-4]],
    ['nmu', [100, 0, 4], 1.2e6, [1.3e6, 3.1e4, 3.6e4], [3.7e-5, 5.4e-5, 3.7e-5]],
  ],
}

/** Median over 100 seeds of the mean squared error on the test range. Order of columns: `arithmeticOperations`. */
const medians: Readonly<Record<string, readonly number[]>> = {
  //                  add    subtract  multiply    divide   square      root
  nac: [2.48e-8, 2.85e-11, 8.59e7, 2.79, 8.66e7, 40.2],
  nau: [1.2e-10, 3.07e-11, 8.59e7, 2.79, 8.66e7, 40.2],
  nmu: [68, 1.44e-9, 6.87e-7, 0.038, 8.91e-7, 30.9],
  nalu: [87.9, 8.21, 8.12e11, 0.0176, 1.45e12, 0.235],
  'nac-mul': [30.9, 76.1, 162, 8.34e-8, 0.0542, 1.13e-7],
  'nac-mul-sigma': [30.8, 76.2, 2.47e-5, 0.0673, 5.84e-3, 2.48e-6],
  'nac-mul-nmu': [30.8, 75.9, 1.62e-5, 0.0607, 8.99e-6, 2.09e-7],
  linear: [1.61e-6, 9.7e-8, 1.58e7, 9.67e-3, 1.6e7, 1.55],
  relu: [1.54e-6, 2.7, 1.58e7, 5.53e-3, 1.61e7, 1.55],
  relu6: [1.57e4, 24.3, 7.51e7, 3.51e-3, 7.58e7, 15.1],
}

const table: Origin = {
  paper: 'madsen2020',
  source: 'table tab:function-task-static-defaults-all of the appendix (paper/results/function_task_static_all.tex)',
}
const perSeed: Origin = {
  paper: 'madsen2020',
  source:
    'paper/results/sft-last.csv of the reference implementation: median over seeds of the mean squared error, ' +
    'computed from the seeds’ values; a value that is not finite counts as infinite',
}

function printedValue([value, plus, minus]: Printed, origin: Origin): PublishedValue {
  if (plus === undefined || minus === undefined) return { value, ...origin }
  return { value, interval: [value - minus, value + plus], ...origin }
}

const percentOf = ([percent, plus = 0, minus = 0]: Printed, origin: Origin) =>
  rateOfPercent(percent, 100, origin, [(percent - minus) / 100, (percent + plus) / 100])

function cellOf(
  experiment: string,
  operation: ArithmeticOperation,
  [module, success, median, mean, sparsity]: Row,
  origin: Origin,
): PublishedCell {
  return {
    experiment,
    module,
    operation,
    success: percentOf(success, origin),
    solvedAtMedian: { value: median, ...origin },
    solvedAtMean: printedValue(mean, {
      ...origin,
      note: 'The mean of a fitted gamma distribution, not the arithmetic mean of the seeds.',
    }),
    sparsityError: printedValue(sparsity, origin),
  }
}

/** Eleven models by six operations, 100 seeds each. */
const all: readonly PublishedCell[] = arithmeticOperations.flatMap(({ operation }, column) =>
  arithmeticModels.map(({ module }): PublishedCell => {
    const experiment = 'arithmetic-100'
    const printed = rows[operation].find(([id]) => id === module)
    const median = medians[module]?.[column]
    const cell =
      printed === undefined
        ? { experiment, module, operation, success: percentOf(none, table) }
        : cellOf(experiment, operation, printed, table)
    return median === undefined ? cell : { ...cell, testError: { value: median, ...perSeed } }
  }),
)

const gateTable: Origin = {
  paper: 'madsen2020',
  source: 'table tab:simple-function-static-nalu-gate-table (paper/results/function_task_static_nalu.tex)',
}
const gateRows: readonly (readonly [ArithmeticOperation, Row])[] = [
  ['multiply', ['gated-nau-nmu', [62, 9, 10], 1.5e6, [1.5e6, 3.9e4, 3.8e4], [5.0e-5, 2.3e-5, 1.8e-5]]],
  ['multiply', ['nalu-separate', [22, 9, 7], 2.8e6, [3.3e6, 3.9e5, 3.6e5], [5.8e-2, 4.1e-2, 2.3e-2]]],
  ['multiply', ['nalu', [24, 9, 7], 2.9e6, [3.3e6, 3.7e5, 3.6e5], [1.0e-3, 1.1e-3, 4.5e-4]]],
  ['add', ['gated-nau-nmu', [37, 10, 9], 1.9e4, [4.2e5, 7.3e4, 6.7e4], [1.7e-1, 4.6e-2, 4.0e-2]]],
  ['add', ['nalu-separate', [51, 10, 10], 1.4e5, [2.9e5, 3.5e4, 4.3e4], [1.8e-1, 1.4e-2, 1.4e-2]]],
  ['add', ['nalu', [34, 10, 9], 1.8e5, [3.1e5, 4.3e4, 5.4e4], [1.8e-1, 2.3e-2, 2.1e-2]]],
]

const minimalTable: Origin = {
  paper: 'madsen2020',
  source: 'table tab:very-simple-function-results (paper/results/simple_mul.tex)',
}
const minimalRows: readonly Row[] = [
  ['nac-mul', [13, 8, 5], 5.5e4, [5.9e4, 7.8e3, 6.6e3], [7.5e-6, 2.0e-6, 2.0e-6]],
  ['nalu', [26, 9, 8], 7.0e4, [7.8e4, 6.2e3, 8.6e3], [9.2e-6, 1.7e-6, 1.7e-6]],
  ['nmu', [94, 3, 6], 1.4e4, [1.4e4, 2.2e2, 2.1e2], [2.6e-8, 6.4e-9, 6.4e-9]],
]

/** `arithmetic-100`; with a gate behind a layer of sums, `arithmetic-100-gate`; of four inputs, `minimal-product`. */
export const arithmeticResults: readonly PublishedCell[] = [
  ...all,
  ...gateRows.map(([operation, row]) => cellOf('arithmetic-100-gate', operation, row, gateTable)),
  ...minimalRows.map((row) => cellOf('minimal-product', 'multiply', row, minimalTable)),
]

/** Success by the weight of the sparsity penalty: `arithmeticSweeps.penaltyWeights`, in that order. */
export const penaltySweep = {
  paper: 'madsen2020',
  source: 'figures of the appendix "Regularization", read from the vector figures',
  note: '25 to 50 seeds a point; the figures do not say how many.',
  /** NAU, NAU. */
  add: [1, 0.94, 1, 0.84, 0.44, 0],
  /** NAU, NMU. */
  multiply: [0.93, 1, 1, 1, 1, 0.78],
  /** NAU, NAU: every weight lies between. */
  subtractBetween: [0.98, 1],
} as const
