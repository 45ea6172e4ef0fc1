// What a command is given as a saved file: a model with the module of one's own that it may be made of, or a fit.

import { type DocumentKind, openDocument } from '../base/document.ts'
import { invalid, NaluError } from '../base/errors.ts'
import { readText } from '../base/files.node.ts'
import type { OptionSpecs } from '../base/options.ts'
import { type Found, loadFit } from '../fit/found.ts'
import { fitKind } from '../fit/saved-fit.ts'
import { modules } from '../modules/index.ts'
import { type LoadedModel, loadModel, modelKind } from '../train/saved-model.ts'
import { importModule } from './module-file.ts'

/** The option that names the file of a module of one's own. */
export const ownModuleSpec = {
  type: 'text',
  placeholder: 'file',
  group: 'Model',
  help: 'The module of your own that the model is made of, such as ./my-module.ts.',
} as const satisfies OptionSpecs[string]

/** What a file holds. */
export type Saved =
  | { readonly kind: 'model'; readonly model: LoadedModel }
  | { readonly kind: 'fit'; readonly found: Found }

// What is neither is measured against both.
const savedKind: DocumentKind = {
  schema: `${fitKind.schema} or ${modelKind.schema}`,
  version: 1,
  title: 'a saved fit or a saved model',
  remedy: 'Save a fit with nalu fit … --out fit.json, or a model with nalu learn … --save model.json.',
}

/**
 * Opens the file once and reads what it says it is.
 * @param own the file of a module of one's own, if one was named.
 * @throws NaluError as `loadFit` and `loadModel` do, or for a file of another kind; how to give a module of one's own is said
 * with its flag.
 */
export async function readSaved(file: string, own: string | undefined): Promise<Saved> {
  const text = await readText(file)
  if (isOfKind(text, fitKind)) return { kind: 'fit', found: loadFit(text, file) }
  if (!isOfKind(text, modelKind)) openDocument(text, savedKind, file)
  return { kind: 'model', model: await modelOf(text, file, own) }
}

/** @throws NaluError as `readText` and `loadFit` do. */
export const readFit = async (file: string): Promise<Found> => loadFit(await readText(file), file)

/** True for documents that say that they are of this kind, damaged ones too. */
function isOfKind(text: string, { schema }: DocumentKind): boolean {
  return new RegExp(`^\\s*\\{[^{[]*"schema"\\s*:\\s*"${schema.replace('.', '\\.')}"`).test(text)
}

async function modelOf(text: string, file: string, own: string | undefined): Promise<LoadedModel> {
  const given = own === undefined ? [] : [await importModule(own)]
  try {
    return loadModel(text, [...given, ...modules], file)
  } catch (error) {
    if (!(error instanceof NaluError) || !error.message.includes('not known here')) throw error
    throw invalid(`${error.message}\nIts file is named with --module, as in --module ./my-module.ts.`)
  }
}
