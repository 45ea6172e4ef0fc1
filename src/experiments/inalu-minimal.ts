// iNALU's minimal task: one layer learns one operation on two inputs, from seven distributions of fixed rows.

import { citations } from '../base/citations.ts'
import { supportOf } from '../base/distribution.ts'
import { formatCount } from '../base/numbers.ts'
import { add } from '../graph/build.ts'
import type { Node } from '../graph/node.ts'
import { normalInitial } from '../modules/initializers.ts'
import type { ArithmeticModule, ParameterSpec, Penalty } from '../modules/module.ts'
import { distanceFromSaturation } from '../modules/penalties.ts'
import { rmsprop } from '../optimizers/rmsprop.ts'
import { formulaTask } from '../tasks/task.ts'
import { findModule } from '../train/configuration.ts'
import { stackOf } from '../train/model.ts'
import type { Summarized, Total } from './cell-summary.ts'
import type { Experiment, FormulaCell } from './experiment.ts'
import { protocolCell } from './protocol-cell.ts'
import { reportProtocol } from './protocol-report.ts'
import { inaluDistributions, inaluMinimal, inaluResults, inaluStarts } from './published/inalu.ts'
import { type PublishedRate, publishedCell } from './published/rates.ts'
import { successOf } from './published-success.ts'

const operations = [
  { op: 'add', operation: 'add', formula: 'a + b', title: 'a + b' },
  { op: 'sub', operation: 'subtract', formula: 'a - b', title: 'a − b' },
  { op: 'mul', operation: 'multiply', formula: 'a * b', title: 'a · b' },
  { op: 'div', operation: 'divide', formula: 'a / b', title: 'a / b' },
] as const
type Operation = (typeof operations)[number]

const { rows, batch, epochs, turns, restart, penalty, threshold } = inaluMinimal
const stepsOfEpoch = rows / batch
// Passes are counted from 0 in the source, and those after the given one have the penalty.
const penaltyFrom = (penalty.afterEpoch + 1) * stepsOfEpoch - 1

// That of the source’s experiments.
const [, start] = inaluStarts
const redraw = { kind: 'uniform', low: -2, high: 2 } as const

/** The source trains NALU as it does iNALU: with its start, turns, penalty and restarts. */
function asInTheSource(module: ArithmeticModule): ArithmeticModule {
  const { deviation } = start
  const latent = {
    initial: normalInitial(start.W_hat, deviation),
    turns: { period: turns.period, from: 0, to: turns.weights },
    redraw,
  }
  const changes: Readonly<Record<string, Partial<ParameterSpec>>> = {
    W_hat: latent,
    M_hat: { ...latent, initial: normalInitial(start.M_hat, deviation) },
    G: {
      initial: normalInitial(start.g, deviation),
      turns: { period: turns.period, from: turns.weights, to: turns.period },
      redraw,
    },
  }
  const saturation: Penalty = {
    id: 'saturation',
    description: `for every parameter the mean of max(${penalty.target} − |w|, 0)`,
    weight: penalty.weight,
    schedule: { kind: 'whenLossBelow', from: penaltyFrom, bound: penalty.whenLossBelow },
    value: ({ parameters }) =>
      sumOf(Object.values(parameters).map((each) => distanceFromSaturation(each, penalty.target))),
  }
  return {
    ...module,
    parameters: Object.fromEntries(
      Object.entries(module.parameters).map(([name, spec]) => [name, { ...spec, ...changes[name] }]),
    ),
    penalties: [saturation],
    restart: { every: restart.everyEpochs * stepsOfEpoch, after: restart.after, above: restart.above },
  }
}

const sumOf = (nodes: readonly Node[]): Node => nodes.reduce((a, b) => add(a, b))

interface Unit {
  readonly id: string
  readonly module: ArithmeticModule
  /** The one whose results it has; with one output a vector gate and a matrix gate are the same, and so are their rows. */
  readonly published: string
}

const units: readonly Unit[] = [
  { id: 'nalu', module: asInTheSource(findModule('nalu')), published: 'nalu' },
  { id: 'nalu-vector', module: asInTheSource(findModule('nalu-vector')), published: 'nalu' },
  { id: 'inalu-shared', module: findModule('inalu-shared'), published: 'inalu-shared' },
  { id: 'inalu', module: findModule('inalu'), published: 'inalu' },
]

function cellsOf({ id: unit, module }: Unit, { op, operation, formula, title }: Operation): FormulaCell[] {
  const model = stackOf(module, inaluMinimal.inputs, [])
  return inaluDistributions.map(({ id: distribution, train, test }) =>
    protocolCell({
      id: `${op}-${unit}-${distribution.replace(' ', '-').replace(',', 'to')}`,
      title: `${module.title}, ${title}, trained on ${distribution}`,
      keys: { op, module: unit, distribution },
      published: publishedCell(inaluResults, {
        experiment: 'inalu-minimal',
        module: unit,
        operation,
        range: distribution,
        inputs: inaluMinimal.inputs,
      }),
      model,
      task: formulaTask(formula, { trainRange: supportOf(train), trainDistribution: train }),
      steps: epochs * stepsOfEpoch,
      learningRate: inaluMinimal.learningRate,
      batch: { kind: 'shuffled', rows, batch },
      optimizer: rmsprop,
      checkEvery: stepsOfEpoch,
      clipping: { value: inaluMinimal.clipValue },
      penalties: { saturation: { from: penaltyFrom } },
      testRange: test,
      evaluationRows: rows,
      choice: 'last',
      threshold,
    }),
  )
}

const cells = operations.flatMap((operation) => units.flatMap((unit) => cellsOf(unit, operation)))

const totals = operations.flatMap(({ op, operation }) =>
  units.flatMap(({ id: module, published }): Total[] => {
    const key = { experiment: 'inalu-minimal', module: published, operation, inputs: inaluMinimal.inputs }
    const success: PublishedRate | undefined = publishedCell(inaluResults, key)?.success
    const keys = { op, module }
    return success === undefined ? [] : [{ title: `${module}, all distributions`, keys, published: successOf(success) }]
  }),
)

const line = ({ keys, title }: Summarized): string =>
  keys?.['distribution'] === undefined ? title : `${keys['module']} on ${keys['distribution']}`

/** Experiment 1 of Schlör et al. 2020, for the distributions whose results were released. */
export const inaluMinimalTask: Experiment<FormulaCell> = {
  id: 'inalu-minimal',
  title: 'iNALU’s minimal task: two inputs, seven distributions',
  citation: citations.schlor2020,
  claim:
    'iNALU learns sums and differences from every distribution, products from most and quotients from few; NALU learns neither differences nor quotients.',
  protocol: [
    `One layer with ${inaluMinimal.inputs} inputs and one output; seven distributions to train on, each with one to be tested on; ${inaluMinimal.seeds} seeds of each.`,
    `${formatCount(rows)} fixed rows a seed, ${epochs} passes in minibatches of ${batch}, in a new order in every pass (the source keeps their order); RMSProp at ${inaluMinimal.learningRate}, gradients clipped to ±${inaluMinimal.clipValue}.`,
    `Every unit starts from the source’s N(1, ${start.deviation}²), N(−1, ${start.deviation}²) and N(0, ${start.deviation}²), NALU too, and has its turns, restarts and penalty; the penalty, which the source gives steps of its own from the twelfth pass on, is part of the loss from then on.`,
    `A seed succeeds if its mean squared error on ${formatCount(rows)} rows of the test distribution is below 1e-5 after the last pass. Its size does not depend on that of the results, so a product that is learned may fail by little.`,
    'Normals are cut to the interval that names them, and have a sixth of it as their deviation; exponentials are named by their mean, and are tested where they are denser. The source tells NALU’s counts for all distributions together; its rows for the vector gate are those for the matrix gate.',
  ],
  cells,
  seeds: inaluMinimal.seeds,
  smoke: { seeds: 1, steps: stepsOfEpoch },
  published: [],
  report: (outcomes, reading) =>
    reportProtocol(
      cells,
      outcomes,
      {
        tableKey: 'op',
        tableTitle: (op) => operations.find((each) => each.op === op)?.title ?? op,
        line,
        totals,
      },
      reading,
    ),
}
