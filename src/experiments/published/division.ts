// The division suite of Mistry et al. 2022: signs, distributions, many inputs and denominators near zero.

import type { Interval } from '../../base/options.ts'
import type { PenaltyChanges } from '../../train/penalties.ts'
import type { Origin } from './rates.ts'
import { type ModuleSetting, singleModule } from './single-module.ts'

const origin: Origin = { paper: 'mistry2022Division', source: 'experiments and lfs_batch_jobs of nalm-division' }

/** Quotients of two of the inputs, on the nine ranges of the single-module task. Results: `singleModuleResults`. */
export const division = {
  ...origin,
  formula: 'a / b',
  modules: ['real-npu', 'real-npu-mod', 'nru', 'nmru'],
  inputs: [
    { inputs: 2, steps: 50_000 },
    { inputs: 10, steps: 100_000 },
  ],
  seeds: singleModule.seeds,
} as const

type DivisionModule = (typeof division)['modules'][number]
type DivisionInputs = (typeof division)['inputs'][number]['inputs']

const early = { from: 20_000, to: 35_000 }
const late = { from: 50_000, to: 75_000 }
const l1: PenaltyChanges = { l1: { weight: 1e-9, from: 10_000, to: 1e-7 } }

// Both penalties of the modified RealNPU have weight 1: on the distance of |W| from 1, and of g from 0 or 1.
const modified = (inputs: DivisionInputs): PenaltyChanges => {
  const ramp = { weight: 1, ...(inputs === 2 ? { from: 40_000, to: 50_000 } : late) }
  return { ...l1, discretisation: ramp, gate: ramp }
}

/** How a module is trained on the quotients. */
export function divisionSetting(module: DivisionModule, inputs: DivisionInputs): ModuleSetting {
  const steps = inputs === 2 ? 50_000 : 100_000
  const sparsity: PenaltyChanges = { sparsity: { weight: 10, ...(inputs === 2 ? early : late) } }
  const settings: Readonly<Record<DivisionModule, ModuleSetting>> = {
    'real-npu': { steps, learningRate: 5e-3, penalties: l1 },
    'real-npu-mod': { steps, learningRate: 5e-3, penalties: modified(inputs) },
    // A learning rate of one for two inputs is no slip: it is what the authors use.
    nru: { steps, learningRate: inputs === 2 ? 1 : 1e-3, penalties: sparsity },
    nmru: { steps, learningRate: 1e-2, clipNorm: 1, penalties: sparsity },
  }
  return settings[module]
}

/** A range for each of the two inputs. */
export interface MixedSigns {
  readonly id: string
  readonly a: Interval
  readonly b: Interval
}

/** Inputs of both signs, and of one sign each.
 * @public No experiment repeats it yet.
 */
export const mixedSigns: readonly MixedSigns[] = [
  { id: '-2,2 both', a: [-2, 2], b: [-2, 2] },
  { id: '-2,-0.1 over 0.1,2', a: [-2, -0.1], b: [0.1, 2] },
  { id: '0.1,2 over -2,-0.1', a: [0.1, 2], b: [-2, -0.1] },
  { id: '-2,-1 over 1,2', a: [-2, -1], b: [1, 2] },
  { id: '1,2 over -2,-1', a: [1, 2], b: [-2, -1] },
]

interface Distribution {
  readonly id: string
  readonly kind: 'benford' | 'truncatedNormal' | 'uniform'
  readonly train: Interval
  readonly test: readonly Interval[]
}

/**
 * Harder distributions, trained on the first interval and tested on the others. The truncated normals are cut to their
 * intervals; mean and standard deviation are known for one of them only (−1 and 3), and are left out.
 * @public No experiment repeats it yet.
 */
export const divisionDistributions: readonly Distribution[] = [
  { id: 'benford 10,100', kind: 'benford', train: [10, 100], test: [[100, 1000]] },
  { id: 'normal -5,10', kind: 'truncatedNormal', train: [-5, 10], test: [[-15, -5]] },
  { id: 'normal -10,5', kind: 'truncatedNormal', train: [-10, 5], test: [[5, 15]] },
  { id: 'normal -5,5', kind: 'truncatedNormal', train: [-5, 5], test: [[5, 15]] },
  {
    id: 'uniform -50,50',
    kind: 'uniform',
    train: [-50, 50],
    test: [
      [-100, -50],
      [50, 100],
    ],
  },
  {
    id: 'uniform -100,100',
    kind: 'uniform',
    train: [-100, 100],
    test: [
      [-200, -100],
      [100, 200],
    ],
  },
]

/** Denominators from U[0, bound], trained and tested on the same range; thresholds differ by module.
 * @public No experiment repeats it yet.
 */
export const nearZero = {
  ...origin,
  steps: 5000,
  bounds: { smallest: 1e-4, largest: 1 },
  tasks: [
    { id: 'easy', inputs: 1, formula: '1 / a' },
    { id: 'medium', inputs: 2, formula: '1 / a' },
    { id: 'hard', inputs: 2, formula: 'a / b' },
  ],
  /** Mean squared error in float32 of exact weights, plus float32's ε: what ε inside the module leaves at 1e-4. */
  thresholds: [
    { module: 'real-npu', task: 'easy', bound: 1e-4, threshold: 1.15e12 },
    { module: 'nru', task: 'easy', bound: 1e-4, threshold: 8.67e-4 },
  ],
} as const
