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

/** The option that takes another formula of a fit's list. */
export const pickSpec = {
  type: 'integer',
  minimum: 1,
  maximum: 1000,
  placeholder: 'n',
  group: 'Fit',
  help: 'The n-th formula of the list, from the top, in place of the pick. Nothing certifies it.',
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
 * @param pick which formula of a fit's list, counted from 1; its own pick if not given.
 * @throws NaluError as `loadFit` and `loadModel` do, for a file of another kind, or where there is no such formula; how to give
 * a module of one's own is said with its flag.
 */
export async function readSaved(file: string, own: string | undefined, pick: number | undefined): Promise<Saved> {
  const text = await readText(file)
  if (isOfKind(text, fitKind)) return { kind: 'fit', found: picked(loadFit(text, file), pick, file) }
  if (!isOfKind(text, modelKind)) openDocument(text, savedKind, file)
  if (pick !== undefined) throw invalid(`${file} is a saved model: it has no list of formulas. Leave out --pick.`)
  return { kind: 'model', model: await modelOf(text, file, own) }
}

/** @throws NaluError as `readText` and `loadFit` do, or where there is no such formula. */
export const readFit = async (file: string, pick: number | undefined): Promise<Found> =>
  picked(loadFit(await readText(file), file), pick, file)

function picked(found: Found, pick: number | undefined, file: string): Found {
  if (pick === undefined) return found
  const { length } = found.candidates
  if (pick <= length) return found.pick(pick - 1)
  throw invalid(`Option --pick: there is no formula ${pick} in the list of ${file}; give a number from 1 to ${length}.`)
}

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
