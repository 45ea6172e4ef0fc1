// Every optimiser that options may name.

import { adam } from './adam.ts'
import type { Optimizer } from './optimizer.ts'
import { rmsprop } from './rmsprop.ts'
import { sgd } from './sgd.ts'

/** In the order in which lists show them; the first is the default. */
export const optimizers: readonly Optimizer[] = [adam, rmsprop, sgd]
