// Heads: the last layer of a network, linear or an arithmetic unit, which applications compare.

import { dense } from '../layers/dense.ts'
import type { Layer } from '../layers/layer.ts'
import { unit } from '../layers/unit.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { nac } from '../modules/nac.ts'
import { nacMul } from '../modules/nac-mul.ts'
import { nalu } from '../modules/nalu.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'

const modules: Readonly<Record<string, ArithmeticModule>> = { nac, nau, nalu, nmu, 'nac-mul': nacMul }

/** The head that the others are compared with. */
export const plainHead = 'linear'

/** As tables and figures call them. */
export const headTitles: Readonly<Record<string, string>> = {
  [plainHead]: 'linear',
  nac: 'NAC',
  nau: 'NAU',
  nalu: 'NALU',
  nmu: 'NMU',
  'nac-mul': 'multiplicative NAC',
}

/** A head by its id, for so many outputs. */
export function headLayer(id: string, outputs: number): Layer {
  return id === plainHead ? dense(outputs) : unit(modules[id] as ArithmeticModule, outputs)
}
