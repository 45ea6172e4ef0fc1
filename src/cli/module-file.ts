// A module of the user's own, from a file that exports one.

import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { invalid } from '../base/errors.ts'
import { readBytes } from '../base/files.node.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { findModule } from '../train/configuration.ts'
import { reportError } from './failures.ts'
import { cannotImport, endedBy, unsettled } from './import-fault.ts'

/** `--module` names a file, not an id, if it looks like a path. */
export const isModuleFile = (text: string): boolean => /[\\/]|\.[cm]?[jt]s$/.test(text)

/**
 * Modules of the registry by their ids, and those of the user's own by their files.
 * @throws NaluError if there is no such module, with a guess, or as `importModule` does.
 */
export async function modulesNamed(names: readonly string[]): Promise<ArithmeticModule[]> {
  const found: ArithmeticModule[] = []
  // One after another: a file that ends this program is then named.
  for (const name of names) found.push(isModuleFile(name) ? await importModule(name) : findModule(name))
  return found
}

/**
 * Imports the one module that the file exports, by default or by name.
 * @throws NaluError if there is no such file, it cannot be imported, or it exports no module or several.
 */
export async function importModule(path: string): Promise<ArithmeticModule> {
  const exported = await importFile(path)
  const found = 'default' in exported ? [exported['default']] : Object.values(exported).filter(looksLikeModule)
  const [module, ...others] = found
  const names = Object.keys(exported).join(', ')
  if (module === undefined) {
    const what = names === '' ? 'nothing' : `${names}, none of which is a module`
    throw invalid(`${path} exports ${what}. ${expected}`)
  }
  if (others.length > 0) {
    throw invalid(`${path} exports ${found.length} modules. Export the one that you mean by default, or alone.`)
  }
  const fault = faultOf(module)
  if (fault !== undefined) throw invalid(`${path} exports no module: ${fault}. ${expected}`)
  return module as ArithmeticModule
}

const expected = 'Export an object made with defineModule: id, title, equation, parameters, forward and so on.'

/** What a file exports, by name. */
async function importFile(path: string): Promise<Record<string, unknown>> {
  // Reading says what is wrong with what is no file.
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || found.isDirectory()) await readBytes(path)
  // A module has functions, which no other thread can hand over, so that the file may end this program.
  const onExit = (code: number) => {
    const error = code === unsettledAwait ? cannotImport(path, unsettled) : endedBy(path, code)
    process.exitCode = reportError(error, process.argv)
  }
  process.once('exit', onExit)
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>
  } catch (cause) {
    throw cannotImport(path, cause)
  } finally {
    process.off('exit', onExit)
  }
}

/** Node's exit code where an `await` of the main module can no longer end. */
const unsettledAwait = 13

const looksLikeModule = (value: unknown): boolean => typeof value === 'object' && value !== null && 'forward' in value

/** What an object lacks that every module has. */
function faultOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `it is ${value === null ? 'null' : `a ${typeof value}`}`
  const object = value as Readonly<Record<string, unknown>>
  const types = {
    id: 'string',
    title: 'string',
    equation: 'string',
    parameters: 'object',
    forward: 'function',
    computes: 'list',
    failures: 'list',
    exact: 'list',
  } as const
  for (const [key, type] of Object.entries(types)) {
    const part = object[key]
    const isRight = type === 'list' ? Array.isArray(part) : typeof part === type && part !== null
    if (!isRight) return `its ${key} is ${part === undefined ? 'missing' : `not a ${type}`}`
  }
  return undefined
}
