// The four workloads of the benchmark, each through the package that users import and as a plain loop.

import {
  findModule,
  formulaTask,
  initialParameters,
  type Optimizer,
  optimizers,
  parametersOf,
  type Subset,
  schedules,
  stackOf,
  type TrainingOptions,
  truncatedNormalInitial,
} from 'nalu'
import { drawRows } from '../src/train/rows.ts'
import { countFlops } from './plain/flops.ts'
import { createPlainNalu, type PlainTraining } from './plain/plain.ts'

export interface Workload {
  readonly name: string
  /** Models trained one after another. */
  readonly seeds: number
  /** Steps of each model in one timed round. */
  readonly steps: number
  readonly options: TrainingOptions
  /** Floating-point operations of one step of one model, counted by hand. */
  readonly flops: number
  /** The same training as a plain JavaScript loop, from the same start. */
  plain(seed: number): PlainTraining
}

interface Shape {
  readonly name: string
  readonly seeds: number
  readonly steps: number
  readonly inputs: number
  readonly hidden: readonly number[]
  readonly subsets: readonly Subset[]
}

const never = { whenSolved: false, patience: 0, seconds: Number.POSITIVE_INFINITY }
const from = (start: number, end: number): Subset => ({ from: start, to: end })

function common({ inputs, hidden, subsets, steps }: Shape, trainRange: readonly [number, number]) {
  const model = stackOf(findModule('nalu'), inputs, hidden)
  const task = formulaTask('a + b', { trainRange, inputs, subsets })
  return {
    model,
    task,
    optimizer: optimizers.find(({ id }) => id === 'adam') as Optimizer,
    schedule: schedules.constant,
    clipping: {},
    stop: { ...never, steps },
    checkEvery: steps,
    validationRows: 16,
    strict: false,
    initial: truncatedNormalInitial(0.02),
  } as const
}

const startOf = ({ model, initial }: TrainingOptions, seed: number): Float32Array[] => {
  const drawn = initialParameters(model, seed, initial)
  return parametersOf(model).map(({ name }) => drawn[name] as Float32Array)
}

const columnsOf = (subsets: readonly Subset[]) => subsets.map((subset) => [subset.from, subset.to] as const)

/** New rows of U[1, 2) in every step, mean squared error. */
function fresh(shape: Shape): Workload {
  const rows = 128
  const options: TrainingOptions = {
    ...common(shape, [1, 2]),
    batching: { kind: 'fresh', batch: rows },
    loss: 'meanSquaredError',
    learningRate: 0.001,
  }
  const layers = [shape.inputs, ...shape.hidden, 1]
  const targetSubsets = columnsOf(shape.subsets)
  return {
    ...shape,
    options,
    flops: countFlops({ layers, rows, inputLogs: 'taken', targetColumns: columnCount(shape.subsets) }),
    plain: (seed) =>
      createPlainNalu({
        layers,
        loss: 'mean',
        learningRate: 0.001,
        parameters: startOf(options, seed),
        batch: { kind: 'drawn', rows, low: 1, high: 2, seed, stream: 1, targetSubsets },
      }),
  }
}

const columnCount = (subsets: readonly Subset[]) => subsets.reduce((n, subset) => n + subset.to - subset.from, 0)

/** 10,000 fixed rows of U[0, 10), half the sum of squared errors: the demo's network. */
function fixed(shape: Shape): Workload {
  const rows = 10_000
  const range = [0, 10] as const
  const options: TrainingOptions = {
    ...common(shape, range),
    batching: { kind: 'full', rows },
    loss: 'halfSumOfSquares',
    learningRate: 0.1,
  }
  const layers = [shape.inputs, ...shape.hidden, 1]
  return {
    ...shape,
    options,
    flops: countFlops({ layers, rows, inputLogs: 'cached' }),
    plain: (seed) => {
      const inputs = drawRows(seed, 'training', [range], shape.inputs, rows)
      const target = Float32Array.from({ length: rows }, (_, row) => {
        let sum = 0
        for (let input = 0; input < shape.inputs; input += 1) sum += inputs[input * rows + row] as number
        return sum
      })
      return createPlainNalu({
        layers,
        loss: 'halfSum',
        learningRate: 0.1,
        parameters: startOf(options, seed),
        batch: { kind: 'fixed', inputs, target, cacheLogs: false },
      })
    },
  }
}

const single = { inputs: 2, hidden: [], subsets: [from(0, 1), from(1, 2)] }

export const workloads: readonly Workload[] = [
  fresh({ name: 'nalu-2-1-batch128', seeds: 1, steps: 100_000, ...single }),
  fresh({
    name: 'nalu-100-2-1-batch128',
    seeds: 1,
    steps: 3_000,
    inputs: 100,
    hidden: [2],
    subsets: [from(0, 25), from(13, 38)],
  }),
  fresh({ name: 'nalu-2-1-100-seeds', seeds: 100, steps: 20_000, ...single }),
  fixed({
    name: 'nalu-10-2-1-rows10000',
    seeds: 1,
    steps: 1_000,
    inputs: 10,
    hidden: [2],
    subsets: [from(0, 4), from(4, 10)],
  }),
]
