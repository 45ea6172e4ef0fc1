// Dividing by numbers near zero: reciprocals and quotients from U[0, b], where what is added to a denominator shows.

import { citations } from '../base/citations.ts'
import { formatCount } from '../base/numbers.ts'
import { formulaTask, type Task } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import { type Model, stackOf } from '../train/model.ts'
import { type Experiment, type FormulaCell, once } from './experiment.ts'
import { float32Score } from './float32.ts'
import { protocolCell } from './protocol-cell.ts'
import { reportProtocol } from './protocol-report.ts'
import {
  type NearZeroTask,
  nearZero,
  nearZeroExact,
  nearZeroSetting,
  nearZeroThresholds,
  type SuiteModule,
  suiteModules,
} from './published/division-suite.ts'
import { singleModule } from './published/single-module.ts'
import { testRowsOf } from './score.ts'

const { evaluationRows: rows } = singleModule
const float32Epsilon = 2 ** -23
// A seed whose error is the threshold itself succeeds; sums of squares are rounded in another order.
const equalToo = 1 + 1e-6

/** The mean squared error in float32 of exact weights on the rows of the test, and float32's ε. */
function thresholdOf(model: Model, task: Task, module: SuiteModule, id: NearZeroTask): number {
  const x = testRowsOf({ testRange: [task.trainRange], inputs: task.inputs, rows })
  const exact = Object.entries(nearZeroExact[module][id])
  const parameters = Object.fromEntries(exact.map(([name, values]) => [`layer1.${name}`, Float32Array.from(values)]))
  const { halfSumOfSquares } = float32Score(model, task, { seed: 0, parameters }, x)
  return ((2 * halfSumOfSquares) / rows + float32Epsilon) * equalToo
}

function cellsOf(
  module: SuiteModule,
  { id, inputs, formula, title }: (typeof nearZero)['tasks'][number],
): FormulaCell[] {
  const unit = findModule(module)
  const model = stackOf(unit, inputs, [])
  const setting = nearZeroSetting(module, id)
  return nearZero.bounds.map((bound, i) => {
    const trainRange = [0, bound] as const
    const range = `0,${bound}`
    const task = formulaTask(formula, { trainRange, trainDistribution: [trainRange], inputs })
    return protocolCell({
      id: `${id}-${module}-${range.replace(',', 'to')}`,
      title: `${unit.title}, ${title}, on U[${range}]`,
      keys: { op: id, module, range },
      model,
      task,
      steps: setting.steps,
      learningRate: setting.learningRate,
      batch: singleModule.batch,
      checkEvery: singleModule.checkEvery,
      penalties: setting.penalties,
      ...(setting.clipNorm === undefined ? {} : { clipping: { norm: setting.clipNorm } }),
      testRange: [trainRange],
      evaluationRows: rows,
      threshold: thresholdOf(model, task, module, id),
      otherThreshold: (nearZeroThresholds[module][id][i] as number) * equalToo,
    })
  })
}

const cells = once(() => nearZero.tasks.flatMap((task) => suiteModules.flatMap((module) => cellsOf(module, task))))
const titleOf = (op: string) => nearZero.tasks.find(({ id }) => id === op)?.title ?? op

/** The appendix of Mistry et al. 2022 on division by small numbers. */
export const divisionNearZero: Experiment<FormulaCell> = {
  id: 'division-near-zero',
  title: 'Division suite: denominators near zero',
  citation: citations.mistry2022Division,
  claim: 'What a module adds to its input before it divides limits it where denominators are near zero.',
  protocol: [
    'Three tasks of one layer: 1 / a of one input (easy), 1 / a of two inputs (medium), a / b (hard). Inputs from U[0, b], b from 0.0001 to 1; trained and tested on the same range.',
    `${nearZero.tasks.map(({ id, steps }) => `${id}: ${formatCount(steps)} steps`).join(', ')}, of Adam on ${singleModule.batch} new rows each; ${nearZero.seeds} seeds, 0 to ${nearZero.seeds - 1}. Learning rates, penalties and clipping as on quotients of two inputs; on the easy task no penalty counts.`,
    `Every ${formatCount(singleModule.checkEvery)} steps the weights are recorded. The record with the least error on ${formatCount(rows)} rows of the training range counts; only then are test rows looked at.`,
    `A seed succeeds if its mean squared error on ${formatCount(rows)} test rows, computed in float32, is no more than that of exact weights on these rows plus float32’s ε: each module, task and bound has a threshold of its own. The paper’s are of its own test rows and stand beside; both hang on the row whose denominator is nearest to zero, up to 1e12 for the RealNPU on U[0,0.0001], whose ε is larger than many a denominator.`,
    'In float64 the RealNPU’s exact weights may err by a little more than in float32, so that its columns of float64, of snapped and of polished weights can count seeds as failed that have those very weights.',
    'The paper shows its counts in figures alone, so that there are no published numbers to compare with.',
  ],
  get cells() {
    return cells()
  },
  seeds: nearZero.seeds,
  smoke: { seeds: 1, steps: 1000, cells: ({ keys }) => keys?.['range'] === '0,1' },
  published: [],
  report: (outcomes, reading) =>
    reportProtocol(
      cells(),
      outcomes,
      {
        tableKey: 'op',
        tableTitle: titleOf,
        line: ({ keys }) => `${keys?.['module']} on U[${keys?.['range']}]`,
        otherThreshold: 'the paper’s threshold',
      },
      reading,
    ),
}
