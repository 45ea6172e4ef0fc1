// Every experiment that the command line knows by name.

import { arithmetic100Task, minimalProductTask } from './arithmetic-100.ts'
import { arithmetic100Gate, arithmetic100Sweeps } from './arithmetic-100-variants.ts'
import { baselines } from './baselines.ts'
import { counter } from './counter.ts'
import { digitCanvasesMnist, digitCanvasesMnistTest, digitCanvasesTask } from './digit-canvases.ts'
import {
  digitSequences,
  digitSequencesFull,
  digitSequencesFullMnist,
  digitSequencesFullMnistTest,
  digitSequencesMnist,
  digitSequencesMnistTest,
} from './digit-sequences.ts'
import { divisionNearZero } from './division-near-zero.ts'
import { divisionDistributions, divisionDistributions10, divisionSigns, divisionSigns10 } from './division-suite.ts'
import { everyModel } from './every-model.ts'
import type { Experiment } from './experiment.ts'
import { gridWorldTask } from './grid-world.ts'
import { identity } from './identity.ts'
import { inaluMinimalTask } from './inalu-minimal.ts'
import { npuSimpleTask } from './npu-simple.ts'
import { numberWordsTask } from './number-words.ts'
import { recurrentArithmeticTask } from './recurrent-arithmetic.ts'
import { robustSingleModule } from './robust.ts'
import { robustArithmetic } from './robust-arithmetic.ts'
import {
  division2,
  division10,
  singleModule10,
  singleModule100,
  singleModuleLater,
  singleModuleTask,
} from './single-module.ts'
import { staticArithmetic } from './static-arithmetic.ts'

export const experiments: readonly Experiment[] = [
  singleModuleTask,
  robustSingleModule,
  singleModuleLater,
  singleModule10,
  singleModule100,
  division2,
  division10,
  divisionSigns,
  divisionSigns10,
  divisionDistributions,
  divisionDistributions10,
  divisionNearZero,
  arithmetic100Task,
  robustArithmetic,
  arithmetic100Gate,
  arithmetic100Sweeps,
  minimalProductTask,
  inaluMinimalTask,
  npuSimpleTask,
  recurrentArithmeticTask,
  staticArithmetic,
  baselines,
  identity,
  counter,
  digitSequences,
  digitSequencesMnist,
  digitSequencesMnistTest,
  digitSequencesFull,
  digitSequencesFullMnist,
  digitSequencesFullMnistTest,
  digitCanvasesTask,
  digitCanvasesMnist,
  digitCanvasesMnistTest,
  numberWordsTask,
  everyModel,
  gridWorldTask,
]
