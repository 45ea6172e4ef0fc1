// Quotients of inputs of mixed signs and from harder distributions: the division suite beyond the nine even ranges.

import { citations } from '../base/citations.ts'
import { supportOf } from '../base/distribution.ts'
import { formatCount } from '../base/numbers.ts'
import { formulaTask } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import { stackOf } from '../train/model.ts'
import type { Summarized } from './cell-summary.ts'
import { type Experiment, type FormulaCell, once } from './experiment.ts'
import { operandsOf } from './operands.ts'
import { protocolCell } from './protocol-cell.ts'
import { reportProtocol } from './protocol-report.ts'
import { type DivisionInputs, divisionSetting } from './published/division.ts'
import {
  harderDistributions,
  type InputSet,
  mixedSigns,
  type SuiteModule,
  suiteModules,
  suiteThreshold,
} from './published/division-suite.ts'
import { singleModule } from './published/single-module.ts'
import { rangeText } from './summary.ts'

const formula = 'a / b'

function cellOf(module: SuiteModule, { id: range, train, test }: InputSet, inputs: DivisionInputs): FormulaCell {
  const setting = divisionSetting(module, inputs)
  const unit = findModule(module)
  return protocolCell({
    id: `${module}-${slugOf(range)}`,
    title: `${unit.title}, ${formula}, trained on ${rangeText(range)}`,
    keys: { op: 'div', module, range },
    model: stackOf(unit, inputs, []),
    task: formulaTask(formula, { trainRange: supportOf(train), trainDistribution: train, ...operandsOf(inputs) }),
    steps: setting.steps,
    learningRate: setting.learningRate,
    batch: singleModule.batch,
    checkEvery: singleModule.checkEvery,
    penalties: setting.penalties,
    ...(setting.clipNorm === undefined ? {} : { clipping: { norm: setting.clipNorm } }),
    testRange: test,
    evaluationRows: singleModule.evaluationRows,
    threshold: suiteThreshold,
  })
}

/** For a name: `U[-2,-1] then U[1,2]` as `-2to-1-then-1to2`. */
const slugOf = (range: string): string =>
  range
    .replaceAll(/U\[|\]|\(|\)|²/g, '')
    .replaceAll(',', 'to')
    .replaceAll(' ', '-')
    .toLowerCase()

const line = ({ keys }: Summarized): string => `${keys?.['module']} on ${rangeText(keys?.['range'] ?? '')}`

interface Suite {
  readonly id: string
  readonly title: string
  readonly claim: string
  readonly sets: readonly InputSet[]
  readonly inputs: DivisionInputs
  readonly protocol: readonly string[]
}

function suiteOf({ id, title, claim, sets, inputs, protocol }: Suite): Experiment<FormulaCell> {
  const cells = once(() => suiteModules.flatMap((module) => sets.map((set) => cellOf(module, set, inputs))))
  const { steps } = divisionSetting('nru', inputs)
  const [first] = sets
  return {
    id: inputs === 2 ? id : `${id}-${inputs}`,
    title: `${title}: ${inputs} inputs${inputs === 2 ? '' : ', two of which matter'}`,
    citation: citations.mistry2022Division,
    claim,
    protocol: [
      `One layer with ${inputs} inputs and one output; ${sets.length} training sets, each with one to be tested on; ${singleModule.seeds} seeds, 0 to ${singleModule.seeds - 1}.`,
      ...protocol,
      `${formatCount(steps)} steps of Adam on ${singleModule.batch} new rows each; learning rates, penalties and clipping as on the nine even ranges of the suite.`,
      `Every ${formatCount(singleModule.checkEvery)} steps the weights are recorded. The record with the least error on ${formatCount(singleModule.evaluationRows)} rows of the training set counts; only then are test rows looked at.`,
      `A seed succeeds if its mean squared error on ${formatCount(singleModule.evaluationRows)} test rows, computed in float32, is below ${suiteThreshold}, as in the scripts of the paper’s figures: the same for quotients of every size, and less strict than the threshold of weights that are off by ${suiteThreshold}.`,
      'The paper shows its counts in figures alone, so that there are no published numbers to compare with.',
    ],
    get cells() {
      return cells()
    },
    seeds: singleModule.seeds,
    smoke: { seeds: 1, steps: 1000, cells: ({ keys }) => keys?.['range'] === first?.id },
    published: [],
    report: (outcomes, reading) =>
      reportProtocol(cells(), outcomes, { tableKey: 'op', tableTitle: () => formula, line }, reading),
  }
}

const signs = (inputs: DivisionInputs): Experiment<FormulaCell> =>
  suiteOf({
    id: 'division-signs',
    title: 'Division suite, mixed signs',
    claim: 'The sign of the inputs greatly affects how robust the RealNPU and the NRU are.',
    sets: mixedSigns(inputs),
    inputs,
    protocol: [
      inputs === 2
        ? 'Both inputs from U[-2,2]; or the first from one range and the second from another, on either side of zero.'
        : 'All inputs from U[-2,2]; or the first half from one range and the second half from another, on either side of zero. The operands are two neighbours at a place drawn once for each seed, so that most seeds have both from one half.',
    ],
  })

const distributions = (inputs: DivisionInputs): Experiment<FormulaCell> =>
  suiteOf({
    id: 'division-distributions',
    title: 'Division suite, harder distributions',
    claim: 'The distribution of the inputs greatly affects how robust every module is.',
    sets: harderDistributions,
    inputs,
    protocol: [
      'Numbers by Benford’s law up to 100, tested up to 1,000: evenly drawn logarithms here, whole numbers with the first digits of the law in the source. Normals, cut to an interval and tested on another around 10 or −10. Wide even ranges around zero.',
    ],
  })

export const divisionSigns = signs(2)
export const divisionSigns10 = signs(10)
export const divisionDistributions = distributions(2)
export const divisionDistributions10 = distributions(10)
