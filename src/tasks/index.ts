// Every task that the command line knows by name.

import { staticArithmetic } from './static-arithmetic.ts'
import type { TestedTask } from './task.ts'

/** Every task, in the order in which lists show them. */
export const tasks: readonly TestedTask[] = staticArithmetic
