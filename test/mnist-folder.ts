// Where genuine files of MNIST may lie; tests that need them are skipped where there are none.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './sources.ts'

const folder = process.env['NALU_MNIST'] ?? join(root, '../shared/data/mnist')

/** A folder with the files of the test set at least, or undefined. `NALU_MNIST` names it. */
export const mnistFolder: string | undefined = existsSync(folder) ? folder : undefined
