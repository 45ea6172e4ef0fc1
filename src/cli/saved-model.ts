// The saved model that a command is given, with the module of one's own that it may be made of.

import { invalid, NaluError } from '../base/errors.ts'
import type { OptionSpecs } from '../base/options.ts'
import { modules } from '../modules/index.ts'
import { readModelFile } from '../train/files.node.ts'
import type { LoadedModel } from '../train/saved-model.ts'
import { importModule } from './module-file.ts'

/** The option that names the file of a module of one's own. */
export const ownModuleSpec = {
  type: 'text',
  placeholder: 'file',
  group: 'Model',
  help: 'The module of your own that the model is made of, such as ./my-module.ts.',
} as const satisfies OptionSpecs[string]

/**
 * @param own the file of a module of one's own, if one was named.
 * @throws NaluError as `readModelFile` does; how to give a module of one's own is said with its flag.
 */
export async function readSavedModel(file: string, own: string | undefined): Promise<LoadedModel> {
  const given = own === undefined ? [] : [await importModule(own)]
  try {
    return await readModelFile(file, [...given, ...modules])
  } catch (error) {
    if (!(error instanceof NaluError) || !error.message.includes('not known here')) throw error
    throw invalid(`${error.message}\nIts file is named with --module, as in --module ./my-module.ts.`)
  }
}
