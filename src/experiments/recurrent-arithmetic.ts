// Recurrent arithmetic: a unit goes along a sequence and has to keep two sums, of which a readout gives one result.

import { citations } from '../base/citations.ts'
import { randomStream } from '../base/normal.ts'
import { formatCount, formatNumber } from '../base/numbers.ts'
import { formulaTask, overlappingSubsets, type Subset, type Task } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import { type Evaluation, evaluate, evaluationOf } from '../train/evaluation.ts'
import type { Model } from '../train/model.ts'
import { recurrent } from '../train/recurrent.ts'
import { drawRows } from '../train/rows.ts'
import { subsetValues } from '../train/target.ts'
import type { Summarized } from './cell-summary.ts'
import type { Experiment, FormulaCell, Outcome, Reading, Report, ReportTable } from './experiment.ts'
import { protocolCell } from './protocol-cell.ts'
import { reportProtocol } from './protocol-report.ts'
import { recurrentArithmetic, recurrentOperations, recurrentThreshold } from './published/recurrent.ts'
import { errorText, measured, median, outcomesOf } from './summary.ts'

const { inputs, hidden, length, testLength, ranges, steps, batch, longerRows, seeds } = recurrentArithmetic
const modules = ['nac', 'nau', 'nalu'] as const

/** Which inputs of every step a and b sum, for a seed. */
function subsetsOf(seed: number): Subset[] {
  const offset = randomStream(seed, 'subset offset').uniform(0, 1)
  const { subsetShare, overlapShare } = recurrentArithmetic
  return overlappingSubsets(2, { inputs, subset: subsetShare, overlap: overlapShare, offset })
}

/** The task over so many steps; all steps of an input are neighbours in a row. */
function taskOf(formula: string, over: number): Task {
  const subsetsOfSeed = (seed: number) => subsetsOf(seed).map(({ from, to }) => ({ from: from * over, to: to * over }))
  return formulaTask(formula, {
    id: 'recurrent-arithmetic',
    title: `${formula} of two sums over ${over} steps`,
    trainRange: ranges.train,
    inputs: inputs * over,
    subsets: subsetsOfSeed(0),
    subsetsOfSeed,
  })
}

const modelOf = (module: string, over: number): Model =>
  recurrent(findModule(module), { length: over, width: inputs, hidden })

/** Measures of the longer sequences. */
const longerError = 'longerError'
const longerRelative = 'longerRelativeRmse'

function cellOf(module: string, { op, formula, title, sign }: (typeof recurrentOperations)[number]): FormulaCell {
  const longer = taskOf(formula, testLength)
  // Built once it is needed: most that list experiments never run them.
  let evaluation: Evaluation | undefined
  const cell = protocolCell({
    id: `${op}-${module}`,
    title: `${module}, over and over: ${title}`,
    keys: { op, module },
    model: modelOf(module, length),
    task: taskOf(formula, length),
    steps,
    learningRate: recurrentArithmetic.learningRate,
    batch,
    checkEvery: recurrentArithmetic.checkEvery,
    testRange: ranges.test,
    evaluationRows: recurrentArithmetic.evaluationRows,
    threshold: recurrentThreshold(sign, length, ranges.test[0]),
  })
  return {
    ...cell,
    measured: { ...cell.measured, longer: { length: testLength, rows: longerRows, range: ranges.train } },
    measure: ({ seed }, chosen) => {
      if (chosen === undefined) return { [longerError]: Number.NaN, [longerRelative]: Number.NaN }
      evaluation ??= evaluationOf(modelOf(module, testLength), longer, longerRows)
      const x = drawRows(seed, 'test', [ranges.train], longer.inputs, longerRows)
      const found = evaluate(evaluation, { ...chosen.parameters, ...subsetValues(longer, seed) }, x)
      return { [longerError]: found.meanSquaredError, [longerRelative]: found.relativeRmse }
    },
  }
}

const cells = recurrentOperations.flatMap((operation) => modules.map((module) => cellOf(module, operation)))

const line = ({ keys, title }: Summarized): string => keys?.['module'] ?? title
const titleOf = (op: string): string => recurrentOperations.find((each) => each.op === op)?.title ?? op

/** How the records that count do on longer sequences. */
function longerTable(outcomes: readonly Outcome[]): ReportTable {
  return {
    title: `The same records on sequences of ${testLength} steps of U[1, 2), in float64`,
    columns: ['', 'below the threshold', 'relative error, median', 'seeds'],
    rows: cells.map(({ id, keys }) => {
      const own = outcomesOf(outcomes, id)
      const sign = recurrentOperations.find(({ op }) => op === keys?.['op'])?.sign ?? 1
      const threshold = recurrentThreshold(sign, testLength, ranges.train)
      const below = measured(own, longerError).filter((error) => error < threshold).length
      const name = `${titleOf(keys?.['op'] ?? '')}, ${keys?.['module']}`
      if (own.length === 0) return [name, 'not run', '', '']
      return [name, `${below} of ${own.length}`, errorText(median(measured(own, longerRelative))), `${own.length}`]
    }),
  }
}

function report(outcomes: readonly Outcome[], reading?: Reading): Report {
  const found = reportProtocol(cells, outcomes, { tableKey: 'op', tableTitle: titleOf, line }, reading)
  return { ...found, tables: [...found.tables, longerTable(outcomes)] }
}

/** Trask et al. 2018, section 4.1, as Madsen & Johansen’s code sets it up. */
export const recurrentArithmeticTask: Experiment<FormulaCell> = {
  id: 'recurrent-arithmetic',
  title: 'Recurrent arithmetic: sums over a sequence',
  citation: citations.trask2018,
  claim:
    'Accumulators that go along a sequence keep sums over time, also over sequences much longer than those they learned from.',
  protocol: [
    `Sequences of ${length} steps with ${inputs} inputs of U[1, 2) each. The unit is given a step’s inputs and its own last ${hidden} outputs, 0 at first; a second layer of the unit makes one result of its last outputs.`,
    'a sums two neighbouring inputs over all steps, b two of which one is shared with a; where they lie is drawn once a seed. The results are a + b and a − b.',
    `${formatCount(steps)} steps of Adam at ${recurrentArithmetic.learningRate} on ${batch} new sequences each; the NAU with its own penalty. The code that this follows lets the first state be learned; here it stays at 0.`,
    `Every ${formatCount(recurrentArithmetic.checkEvery)} steps the weights are recorded. The record with the least error on ${formatCount(recurrentArithmetic.evaluationRows)} sequences of the training range counts; only then are test sequences, U[2, 6), looked at.`,
    `A seed succeeds if its mean squared error on the test sequences is below that of weights which are all off by 1e-5: ${recurrentOperations.map(({ title, sign }) => `${formatNumber(recurrentThreshold(sign, length, ranges.test[0]), 3)} for ${title}`).join(', ')}. Nothing was published to compare with.`,
    `The same record is then tested on ${longerRows} sequences of ${testLength} steps of U[1, 2), by the threshold of that length.`,
  ],
  cells,
  seeds,
  smoke: { seeds: 1, steps: 1000 },
  published: [],
  report,
}
