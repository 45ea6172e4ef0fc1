// The single module task: one layer learns one operation on two of its inputs, on nine pairs of ranges.

import { type Citation, citations } from '../base/citations.ts'
import { formatCount } from '../base/numbers.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { formulaTask } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import { stackOf } from '../train/model.ts'
import type { Summarized, Total } from './cell-summary.ts'
import { type Experiment, type FormulaCell, once } from './experiment.ts'
import { operandsOf } from './operands.ts'
import { protocolCell } from './protocol-cell.ts'
import { reportProtocol } from './protocol-report.ts'
import { division, divisionSetting } from './published/division.ts'
import { type PublishedRate, publishedCell } from './published/rates.ts'
import {
  laterModules,
  type ModuleSetting,
  type SingleModuleOperation,
  settingOf,
  singleModule,
  singleModuleModules,
  singleModuleOperations,
  singleModuleRanges,
  singleModuleVariants,
} from './published/single-module.ts'
import { singleModuleResults } from './published/single-module-results.ts'
import { singleModuleEpsilons, singleModuleThreshold } from './published/single-module-thresholds.ts'
import { successOf } from './published-success.ts'

/** One module on one operation. */
interface Pair {
  readonly module: string
  readonly operation: SingleModuleOperation
  readonly setting: ModuleSetting
}

/** Names of operations on the command line. */
const shortNames: Readonly<Record<SingleModuleOperation, string>> = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
}

// The benchmark draws iNALU's weights as the module's own code does, not as that paper's experiments do.
const implementations: Readonly<Record<string, string>> = { inalu: 'inalu-default-init' }

const epsilon = singleModuleEpsilons.setup
const otherEpsilon = singleModuleEpsilons.generator

function cellsOf({ module: id, operation, setting }: Pair, inputs: number): FormulaCell[] {
  const op = shortNames[operation]
  const formula = singleModuleOperations.find((each) => each.operation === operation)?.formula as string
  const module = implementationOf(id, setting)
  const model = stackOf(module, inputs, [])
  return singleModuleRanges.map(({ id: range, train, test }) => {
    // Draws from a range have 24 bits: around zero one in 2^24 is exactly 0, and a quotient by it is not finite. The
    // benchmark's draws have 53 bits; those from a distribution have 32 and are never 0.
    const crossesZero = operation === 'divide' && train[0] < 0 && train[1] > 0
    const key = { experiment: 'single-module', module: id, operation, range, inputs }
    return protocolCell({
      id: `${op}-${id}-${range.replace(',', 'to')}`,
      title: `${module.title}, ${formula} on U[${range}]`,
      keys: { op, module: id, range },
      published: publishedCell(singleModuleResults, key),
      model,
      task: formulaTask(formula, {
        trainRange: train,
        ...(crossesZero ? { trainDistribution: [train] } : {}),
        ...operandsOf(inputs),
      }),
      steps: setting.steps,
      learningRate: setting.learningRate,
      batch: singleModule.batch,
      checkEvery: singleModule.checkEvery,
      penalties: setting.penalties,
      clipping: {
        ...(setting.clipValue === undefined ? {} : { value: setting.clipValue }),
        ...(setting.clipNorm === undefined ? {} : { norm: setting.clipNorm }),
      },
      testRange: test,
      evaluationRows: singleModule.evaluationRows,
      threshold: singleModuleThreshold(operation, test, { epsilon, inputs }),
      otherThreshold: singleModuleThreshold(operation, test, { epsilon: otherEpsilon, inputs }),
    })
  })
}

function implementationOf(id: string, { restart }: ModuleSetting): ArithmeticModule {
  const module = findModule(implementations[id] ?? id)
  return restart === undefined ? module : { ...module, restart }
}

const pairsOf = (
  modules: Readonly<Record<SingleModuleOperation, readonly string[]>>,
  inputs: number = singleModule.inputs,
): Pair[] =>
  singleModuleOperations.flatMap(({ operation }) =>
    modules[operation].map((module) => ({ module, operation, setting: settingOf(module, operation, inputs) })),
  )

const operationTitles: Readonly<Record<string, string>> = { add: 'a + b', sub: 'a − b', mul: 'a · b', div: 'a / b' }

const line = ({ keys, title }: Summarized): string =>
  keys?.['range'] === undefined ? title : `${keys['module']} on U[${keys['range']}]`

interface Variant {
  readonly id: string
  readonly title: string
  readonly claim: string
  readonly pairs: readonly Pair[]
  readonly inputs: number
  readonly protocol?: readonly string[]
  readonly totals?: readonly Total[]
  /** Default: that of the task. */
  readonly citation?: Citation
}

function experimentOf({
  id,
  title,
  claim,
  pairs,
  inputs,
  protocol = [],
  totals = [],
  citation,
}: Variant): Experiment<FormulaCell> {
  const cells = once(() => pairs.flatMap((pair) => cellsOf(pair, inputs)))
  const steps = [...new Set(pairs.map(({ setting }) => setting.steps))].map(formatCount).join(' or ')
  return {
    id,
    title,
    citation: citation ?? citations.mistry2022Primer,
    claim,
    protocol: [
      `One layer with ${inputs} inputs and one output; nine pairs of training and test ranges; ${singleModule.seeds} seeds, 0 to ${singleModule.seeds - 1}.`,
      `${steps} steps of Adam on ${singleModule.batch} new rows each; learning rates, penalties, clipping and restarts of each module as in the benchmark’s scripts.`,
      `Every ${formatCount(singleModule.checkEvery)} steps the weights are recorded. The record with the least error on ${formatCount(singleModule.evaluationRows)} rows of the training range counts; only then are test rows looked at.`,
      `A seed succeeds if its mean squared error on ${formatCount(singleModule.evaluationRows)} test rows, computed in float32, is below that of weights which are all off by ${epsilon}. (The benchmark’s set-up file says ${epsilon}, its generator of thresholds ${otherEpsilon}; the stricter one counts, the other stands beside it.)`,
      '“Solved at” is the first record below the threshold outside, and sparsity the largest distance of a weight from −1, 0 or 1, of the seeds that succeed.',
      ...protocol,
    ],
    get cells() {
      return cells()
    },
    seeds: singleModule.seeds,
    smoke: { seeds: 1, steps: 1000, cells: ({ keys }) => keys?.['range'] === '1,2' },
    published: [],
    report: (outcomes, reading) =>
      reportProtocol(
        cells(),
        outcomes,
        {
          tableKey: 'op',
          tableTitle: (op) => operationTitles[op] ?? op,
          line,
          totals,
          otherThreshold: `ε = ${otherEpsilon}`,
        },
        reading,
      ),
  }
}

/** The task of the Primer: 23 pairs of module and operation. */
export const singleModuleTask = experimentOf({
  id: 'single-module',
  title: 'Single module task: two inputs',
  claim: 'Which units learn which of the four operations depends strongly on the range of the inputs.',
  pairs: pairsOf(singleModuleModules),
  inputs: singleModule.inputs,
})

/** Units that came later, on the same ranges and seeds. */
export const singleModuleLater = experimentOf({
  id: 'single-module-later',
  title: 'Single module task: later units',
  claim: 'Mass-conserving layers and the DMU solve nearly every range.',
  pairs: pairsOf(laterModules),
  inputs: singleModule.inputs,
  protocol: [
    'The published runs of the DMU had their operands fixed to the right ones; here they are learned, so its counts cannot be compared.',
  ],
})

const redundant = (inputs: 10 | 100): Experiment<FormulaCell> => {
  const { modules, operations } = singleModuleVariants.find((each) => each.inputs === inputs) as NonNullable<
    (typeof singleModuleVariants)[number]
  >
  return experimentOf({
    id: `single-module-${inputs}`,
    title: `Single module task: ${inputs} inputs, two of which matter`,
    claim: 'Inputs that do not matter make sums harder to learn.',
    pairs: operations.flatMap((operation) =>
      modules.map((module) => ({ module, operation, setting: settingOf(module, operation, inputs) })),
    ),
    inputs,
  })
}

export const singleModule10 = redundant(10)
export const singleModule100 = redundant(100)

const divisionSuite = (inputs: 2 | 10): Experiment<FormulaCell> =>
  experimentOf({
    id: `division-${inputs}`,
    title: `Division suite: ${inputs} inputs${inputs === 2 ? '' : ', two of which matter'}`,
    claim:
      inputs === 2
        ? 'Units made for quotients learn them on most ranges.'
        : 'On quotients of ten inputs the NMRU solves 91.6 % of 225 runs, the modified RealNPU 85.3 %.',
    pairs: division.modules.map((module) => ({
      module,
      operation: 'divide',
      setting: divisionSetting(module, inputs),
    })),
    inputs,
    totals: division.modules.flatMap((module): Total[] => {
      const key = { experiment: 'single-module', module, operation: 'divide' as const, inputs }
      const success: PublishedRate | undefined = publishedCell(singleModuleResults, key)?.success
      return success === undefined
        ? []
        : [{ title: `${module}, all ranges`, keys: { op: 'div', module }, published: successOf(success) }]
    }),
    citation: citations.mistry2022Division,
  })

export const division2 = divisionSuite(2)
export const division10 = divisionSuite(10)
