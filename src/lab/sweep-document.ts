// The copy of a sweep that its folder keeps, so that its page can be written anew from the results alone.

import { dirname, join, relative } from 'node:path'
import { text, within } from '../base/decode.ts'
import { type DocumentKind, openDocument } from '../base/document.ts'
import { readText, writeText } from '../base/files.node.ts'
import { exists, foreign } from './report-files.ts'
import { readSweep, type Sweep, sweepObject } from './sweep.ts'

const kind: DocumentKind = {
  schema: 'nalu.sweep',
  version: 1,
  title: 'a sweep',
  remedy: 'Run nalu sweep with the file that it came from again.',
}

export const sweepEnding = '.sweep.json'

/** A sweep and the folder from which its paths of modules start. */
export interface PlacedSweep {
  readonly sweep: Sweep
  readonly modulesFrom: string
}

/** @throws NaluError if the file cannot be read, or is no sweep that a run has kept. */
export async function readSweepDocument(path: string): Promise<PlacedSweep> {
  const { object, place } = openDocument(await readText(path), kind, path)
  const from = object['modulesFrom'] === undefined ? '.' : text(object['modulesFrom'], within(place, 'modulesFrom'))
  return { sweep: readSweep(object, path), modulesFrom: join(dirname(path), from) }
}

/** @throws NaluError if another file has its name, or it cannot be written. */
export async function writeSweepDocument(folder: string, { sweep, modulesFrom }: PlacedSweep): Promise<void> {
  const path = join(folder, `${sweep.id}${sweepEnding}`)
  if (await exists(path)) {
    await readSweepDocument(path).catch((cause) => {
      throw foreign(path, 'it is no sweep that this version of nalu has kept', { cause })
    })
  }
  const { schema, version } = kind
  const document = { schema, version, modulesFrom: relative(folder, modulesFrom) || '.', ...sweepObject(sweep) }
  await writeText(path, `${JSON.stringify(document, null, 2)}\n`, { overwrite: true })
}
