// All published results in one list; experiments look up the cells that they repeat.

import { arithmeticResults } from './arithmetic-100-results.ts'
import { hillSpaceResults } from './hill-space.ts'
import { inaluResults } from './inalu.ts'
import { npuResults } from './npu.ts'
import type { PublishedCell } from './rates.ts'
import { singleModuleResults } from './single-module-results.ts'

/** Every cell has a key of its own. */
export const publishedResults: readonly PublishedCell[] = [
  ...arithmeticResults,
  ...singleModuleResults,
  ...inaluResults,
  ...npuResults,
  ...hillSpaceResults,
]
