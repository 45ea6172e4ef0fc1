// Every experiment that the command line knows by name.

import { baselines } from './baselines.ts'
import { counter } from './counter.ts'
import type { Experiment } from './experiment.ts'
import { identity } from './identity.ts'
import { staticArithmetic } from './static-arithmetic.ts'

export const experiments: readonly Experiment[] = [staticArithmetic, baselines, identity, counter]
