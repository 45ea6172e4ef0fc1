// Every experiment that the command line knows by name.

import { baselines } from './baselines.ts'
import { counter } from './counter.ts'
import type { Experiment } from './experiment.ts'
import { identity } from './identity.ts'
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
  singleModuleLater,
  singleModule10,
  singleModule100,
  division2,
  division10,
  staticArithmetic,
  baselines,
  identity,
  counter,
]
