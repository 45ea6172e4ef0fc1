// Variants of the 100-input task: a gate behind a layer of sums, and one parameter of the data changed at a time.

import { citations } from '../base/citations.ts'
import { formatCount } from '../base/numbers.ts'
import { type ArithmeticChange, arithmeticCell, operationTitles } from './arithmetic-100.ts'
import type { Summarized } from './cell-summary.ts'
import { type Experiment, type FormulaCell, once } from './experiment.ts'
import { reportProtocol } from './protocol-report.ts'
import { arithmetic100, arithmeticModels, arithmeticSweeps, gateModels } from './published/arithmetic-100.ts'
import { productThresholds } from './published/arithmetic-100-thresholds.ts'

const asTheTask = 'Everything not named is as in the arithmetic task of 100 inputs.'

const line = ({ keys = {}, title }: Summarized): string => {
  const { op: _, module, ...varied } = keys
  const said = Object.entries(varied).map((each) => each.join(' '))
  return module === undefined ? title : [module, ...said].join(', ')
}

const gateCells = once(() =>
  (['multiply', 'add'] as const).flatMap((operation) =>
    gateModels.map((setting) => arithmeticCell(setting, operation, { experiment: 'arithmetic-100-gate' })),
  ),
)

/** Which path a gate takes: Madsen & Johansen 2020, appendix on the convergence of gates. */
export const arithmetic100Gate: Experiment<FormulaCell> = {
  id: 'arithmetic-100-gate',
  title: 'Arithmetic task: a gated layer behind a layer of sums',
  citation: citations.madsen2020,
  claim: 'A gate between a sum and a product takes the wrong path in half of the seeds and more.',
  protocol: ['The first layer is a NAC, before the gated NAU and NMU an NAU; the second is the gated one.', asTheTask],
  get cells() {
    return gateCells()
  },
  seeds: arithmetic100.seeds,
  smoke: { seeds: 1, steps: 1000, cells: ({ keys }) => keys?.['op'] === 'mul' },
  published: [],
  report: (outcomes, reading) =>
    reportProtocol(
      gateCells(),
      outcomes,
      {
        tableKey: 'op',
        tableTitle: (op) => operationTitles[op] ?? op,
        line,
        otherThreshold: 'subsets of 25',
      },
      reading,
    ),
}

// Thresholds of changed sizes and ranges were published for these.
const thresholdOf = (change: ArithmeticChange): number | undefined => {
  const { byInputs, bySubsetShare, byOverlapShare, byTestRange } = productThresholds
  const test = JSON.stringify(change.range?.test)
  return (
    byInputs.find(({ inputs }) => inputs === change.inputs)?.threshold ??
    bySubsetShare.find(({ share }) => share === change.subset)?.threshold ??
    byOverlapShare.find(({ share }) => share === change.overlap)?.threshold ??
    byTestRange.find((each) => JSON.stringify(each.test) === test)?.threshold
  )
}

const without = <T>(values: readonly T[], standardValue: T): T[] => values.filter((value) => value !== standardValue)

/** The task as it is stands in every series; it is trained once. */
const standard: ArithmeticChange = { keys: { as: 'the task' } }

const changes: readonly ArithmeticChange[] = [
  standard,
  ...without(arithmeticSweeps.hidden, arithmetic100.hidden).map((hidden) => ({
    hidden,
    keys: { hidden: `${hidden}` },
  })),
  ...arithmeticSweeps.inputs
    .filter(({ inputs }) => inputs !== arithmetic100.sizes.inputs)
    .map(({ inputs, steps }) => ({ inputs, steps, keys: { inputs: `${inputs}` } })),
  ...without(arithmeticSweeps.subsetShares, 0.25).map((subset) => ({ subset, keys: { subset: `${subset}` } })),
  ...without(arithmeticSweeps.overlapShares, 0.5).map((overlap) => ({ overlap, keys: { overlap: `${overlap}` } })),
  ...without(arithmeticSweeps.ranges, arithmetic100.ranges).map((range) => ({ range, keys: { range: range.id } })),
]

// The units of the paper's figures on these parameters.
const sweptModels = arithmeticModels.filter(({ layers }) => !layers.includes('linear')).slice(0, 5)

const sweepCells = once(() =>
  changes.flatMap((change): FormulaCell[] => {
    const threshold = thresholdOf(change)
    const full = threshold === undefined ? change : { ...change, threshold }
    return sweptModels.map((setting) => arithmeticCell(setting, 'multiply', full))
  }),
)

/** Hidden sizes, input sizes, subsets, overlaps and ranges, for the product. */
export const arithmetic100Sweeps: Experiment<FormulaCell> = {
  id: 'arithmetic-100-sweeps',
  title: 'Arithmetic task: sizes and ranges of the product',
  citation: citations.madsen2020,
  claim: 'The NMU holds over sizes and ranges on which products of powers fail; all fail where the range is narrow.',
  protocol: [
    `a · b; one of hidden size, number of inputs, subset, overlap and range is changed at a time; up to ${formatCount(15_000_000)} steps where there are more than 200 inputs.`,
    asTheTask,
  ],
  get cells() {
    return sweepCells()
  },
  seeds: arithmeticSweeps.seeds,
  smoke: { seeds: 1, steps: 1000, cells: ({ keys }) => keys?.['inputs'] === '10' || keys?.['hidden'] === '3' },
  published: [],
  report: (outcomes, reading) =>
    reportProtocol(sweepCells(), outcomes, { tableKey: 'op', tableTitle: () => 'a · b', line }, reading),
}
