// A sweep from a file: JSON, or TypeScript that exports one; and the modules of the user's own that it names by path.

import { dirname, isAbsolute, join } from 'node:path'
import { plainObject } from '../base/decode.ts'
import { invalid } from '../base/errors.ts'
import { readText } from '../base/files.node.ts'
import { readSweep, type Sweep } from '../lab/sweep.ts'
import { type PlacedSweep, readSweepDocument } from '../lab/sweep-document.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { importData } from './data-file.ts'
import { importModule, isModuleFile } from './module-file.ts'

/**
 * Reads the sweep in a file; paths of modules in it start from the file's folder.
 * @throws NaluError if the file cannot be read, or what it holds is no sweep.
 */
export async function readSweepFile(path: string): Promise<PlacedSweep> {
  const modulesFrom = dirname(path)
  if (/\.[cm]?[jt]s$/.test(path)) return { sweep: readSweep(await exportedBy(path), path), modulesFrom }
  if (!path.endsWith('.json')) {
    throw invalid(`${path} is neither .ts, .js nor .json. Give a file that holds a sweep, such as sweep.json.`)
  }
  const value = parse(await readText(path), path)
  const isKept = typeof value === 'object' && value !== null && 'schema' in value
  return isKept ? await readSweepDocument(path) : { sweep: readSweep(value, path), modulesFrom }
}

async function exportedBy(path: string): Promise<unknown> {
  return plainObject(await importData(path, expected), { source: path, path: '', remedy: expected })
}

const expected = 'Export one object, by default or alone, with id, task, grid and seeds.'

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw invalid(`${path} is not JSON: ${reason}. Mend it, or export the sweep from a .ts file.`, { cause })
  }
}

/**
 * The modules that a sweep names by path, by that path.
 * @throws NaluError if a file cannot be imported, or exports no module.
 */
export async function modulesOf(
  { base, grid }: Sweep,
  modulesFrom: string,
): Promise<ReadonlyMap<string, ArithmeticModule>> {
  const named = [base.module ?? '', ...(grid.get('module') ?? []).map(({ text }) => text)]
  const modules = new Map<string, ArithmeticModule>()
  for (const path of new Set(named.filter(isModuleFile))) {
    modules.set(path, await importModule(isAbsolute(path) ? path : join(modulesFrom, path)))
  }
  return modules
}
