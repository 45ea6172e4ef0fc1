// Files that commands write: whether they may, in the words of the command line.

import { invalid, NaluError } from '../base/errors.ts'
import { checkWritable } from '../base/files.node.ts'

/**
 * Says before long work whether a file can be written. `hint` is added where it is there already.
 * @throws NaluError if it cannot be written, or is there and must not be replaced.
 */
export async function checkOutput(path: string, overwrite: boolean, hint = ''): Promise<void> {
  try {
    await checkWritable(path, { overwrite })
  } catch (error) {
    if (!(error instanceof NaluError) || !error.message.includes('exists already')) throw error
    throw invalid(
      `${path} exists already and was not changed. Give another name, or replace it with --overwrite.${hint}`,
    )
  }
}
