// The registry: every module that the library, the command line, the documentation and the conformance suite know.

import { activationModules } from './activations.ts'
import { linear } from './linear.ts'
import type { ArithmeticModule } from './module.ts'
import { nac } from './nac.ts'
import { nacMul } from './nac-mul.ts'
import { nalu } from './nalu.ts'
import { naluSeparate } from './nalu-separate.ts'
import { nau } from './nau.ts'
import { nmu } from './nmu.ts'

/** In the order in which lists show them: the field's units first, baselines after. */
export const modules: readonly ArithmeticModule[] = [
  nalu,
  naluSeparate,
  nac,
  nacMul,
  nau,
  nmu,
  linear,
  ...activationModules,
]
