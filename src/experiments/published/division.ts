// The division suite of Mistry et al. 2022: modules, how each is trained, and the nine ranges of the single-module task.

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

export type DivisionModule = (typeof division)['modules'][number]
export type DivisionInputs = (typeof division)['inputs'][number]['inputs']

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
