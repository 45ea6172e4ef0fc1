// The single-module task of Mistry et al. 2022: two inputs, one output, one layer, nine pairs of ranges; how it is set up.

import type { RestartRule } from '../../modules/module.ts'
import type { PenaltyChanges } from '../../train/penalties.ts'
import { rangePair } from './rates.ts'

export const singleModuleOperations = [
  { operation: 'add', formula: 'a + b' },
  { operation: 'subtract', formula: 'a - b' },
  { operation: 'multiply', formula: 'a * b' },
  { operation: 'divide', formula: 'a / b' },
] as const

export type SingleModuleOperation = (typeof singleModuleOperations)[number]['operation']

/** In the order in which results are printed, by the name of the training range as text. */
export const singleModuleRanges = [
  rangePair([-0.2, -0.1], [-2, -0.2]),
  rangePair([-1.2, -1.1], [-6.1, -1.2]),
  rangePair([-2, -1], [-6, -2]),
  rangePair([-2, 2], [-6, -2], [2, 6]),
  rangePair([-20, -10], [-40, -20]),
  rangePair([0.1, 0.2], [0.2, 2]),
  rangePair([1, 2], [2, 6]),
  rangePair([1.1, 1.2], [1.2, 6]),
  rangePair([10, 20], [20, 40]),
] as const

/** What all modules share; `settingOf` has what differs. */
export const singleModule = {
  paper: 'mistry2022Primer',
  source:
    'experiments/single_layer_benchmark.py and lfs_batch_jobs/single_layer_task/benchmarking/single_layer_benchmark.sh of nalm-benchmark',
  inputs: 2,
  seeds: 25,
  steps: 50_000,
  batch: 128,
  evaluationRows: 10_000,
  checkEvery: 1000,
  optimizer: 'adam',
  learningRate: 1e-3,
  loss: 'meanSquaredError',
  precision: 'float32',
  /** Of all checks but the first, that with the least error inside the training range decides. */
  selection: { by: 'validation' },
} as const

/** Which modules are compared on which operation: 23 pairs. */
export const singleModuleModules: Readonly<Record<SingleModuleOperation, readonly string[]>> = {
  add: ['nac', 'nalu', 'nau', 'inalu', 'g-nalu'],
  subtract: ['nac', 'nalu', 'nau', 'inalu', 'g-nalu'],
  multiply: ['nmu', 'nac-mul', 'nalu', 'npu', 'real-npu', 'inalu', 'g-nalu'],
  divide: ['nac-mul', 'nalu', 'npu', 'real-npu', 'inalu', 'g-nalu'],
}

/** Modules that later work ran on the same ranges and seeds. */
export const laterModules: Readonly<Record<SingleModuleOperation, readonly string[]>> = {
  add: ['mcfc', 'dmu'],
  subtract: ['dmu'],
  multiply: ['mcfc-mul', 'mcfc-mul-inalu-sign', 'mcfc-mul-npu-sign', 'dmu'],
  divide: ['dmu'],
}

/** More inputs than matter: two neighbours of them, at a place drawn once per seed, are the operands. */
export const singleModuleVariants = [
  { inputs: 10, operations: ['add', 'subtract'], modules: ['nau', 'inalu'] },
  { inputs: 100, operations: ['add', 'subtract'], modules: ['nau'] },
] as const

/** How a module is trained on the task. */
export interface ModuleSetting {
  readonly steps: number
  readonly learningRate: number
  /** Every component of the gradient is cut to this size. */
  readonly clipValue?: number
  /** The gradient is shortened to this length. */
  readonly clipNorm?: number
  readonly restart?: RestartRule
  /** What differs from nothing, by the id of the penalty. */
  readonly penalties: PenaltyChanges
}

type Own = Partial<ModuleSetting>

const ramp = (inputs: number) => (inputs === 2 ? { from: 20_000, to: 35_000 } : { from: 50_000, to: 75_000 })

// L1 on all parameters, ten times as strong after every 10 000 steps.
const l1 = (operation: SingleModuleOperation): Own => ({
  learningRate: 5e-3,
  penalties: {
    l1: operation === 'divide' ? { weight: 1e-9, from: 10_000, to: 1e-7 } : { weight: 1e-7, from: 10_000, to: 1e-5 },
  },
})

const own: Readonly<Record<string, (operation: SingleModuleOperation, inputs: number) => Own>> = {
  nau: (_, inputs) => ({ steps: stepsOf(inputs), penalties: { sparsity: { weight: 0.01, ...ramp(inputs) } } }),
  nmu: (_, inputs) => ({ steps: stepsOf(inputs), penalties: { sparsity: { weight: 10, ...ramp(inputs) } } }),
  npu: l1,
  'real-npu': l1,
  // The penalty counts after 10 000 steps and while the error inside the training range is below 1. A restart is
  // looked for at every tenth step once 5000 errors are known; the errors are those of the last check, repeated at
  // every step until the next one. Here every step's own loss counts, and halves are rounded to 400 steps.
  inalu: () => ({
    clipValue: 0.1,
    restart: { every: 10, after: 5000, above: 1, remember: 40 },
    penalties: { saturation: { weight: 0.05, from: 10_000, to: 1 } },
  }),
}

// iNALU keeps 50 000 steps with 10 inputs too.
const stepsOf = (inputs: number): number => (inputs === 2 ? singleModule.steps : 100_000)

/** How the benchmark trains a module; modules without an entry of their own have neither penalty nor clipping. */
export function settingOf(module: string, operation: SingleModuleOperation, inputs = 2): ModuleSetting {
  return {
    steps: singleModule.steps,
    learningRate: singleModule.learningRate,
    penalties: {},
    ...own[module]?.(operation, inputs),
  }
}
