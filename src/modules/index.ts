// The registry: every module that the library, the command line, the documentation and the conformance suite know.

import { activationModules } from './activations.ts'
import { dmu, dmuNormalised } from './dmu.ts'
import { gNalu } from './g-nalu.ts'
import { gatedNauNmu } from './gated-nau-nmu.ts'
import { hillSpaceAdd, hillSpaceMul } from './hill-space.ts'
import { inalu, inaluDefaultInit, inaluShared } from './inalu.ts'
import { linear } from './linear.ts'
import { mcfc } from './mcfc.ts'
import { mcfcMul, mcfcMulInaluSign, mcfcMulNpuSign } from './mcfc-mul.ts'
import type { ArithmeticModule } from './module.ts'
import { nac } from './nac.ts'
import { nacMul } from './nac-mul.ts'
import { nacMulNmu } from './nac-mul-nmu.ts'
import { nacMulSigma } from './nac-mul-sigma.ts'
import { nalu } from './nalu.ts'
import { naluSeparate } from './nalu-separate.ts'
import { naluVector } from './nalu-vector.ts'
import { nau } from './nau.ts'
import { nmru, nmruGated, nmruUnsigned } from './nmru.ts'
import { nmu } from './nmu.ts'
import { naiveNpu, npu, npuStraightThrough } from './npu.ts'
import { nru, nruSeparateSign } from './nru.ts'
import { nsr } from './nsr.ts'
import { realNaiveNpu, realNpu, realNpuStraightThrough } from './real-npu.ts'
import { realNpuMod } from './real-npu-mod.ts'
import { snalu } from './snalu.ts'
import { snmu, snmuBatch } from './snmu.ts'

/** In the order in which lists show them: the field's units first, baselines after. */
export const modules: readonly ArithmeticModule[] = [
  nalu,
  naluSeparate,
  naluVector,
  gNalu,
  gatedNauNmu,
  snalu,
  inalu,
  inaluShared,
  inaluDefaultInit,
  nac,
  nacMul,
  nacMulSigma,
  nacMulNmu,
  nau,
  nmu,
  npu,
  npuStraightThrough,
  naiveNpu,
  realNpu,
  realNpuStraightThrough,
  realNaiveNpu,
  realNpuMod,
  nru,
  nruSeparateSign,
  nmru,
  nmruUnsigned,
  nmruGated,
  mcfc,
  mcfcMul,
  mcfcMulInaluSign,
  mcfcMulNpuSign,
  nsr,
  dmu,
  dmuNormalised,
  snmu,
  snmuBatch,
  hillSpaceAdd,
  hillSpaceMul,
  linear,
  ...activationModules,
]
