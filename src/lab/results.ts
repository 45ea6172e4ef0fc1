// The results in a folder, from its store and its tables, and the experiments that they are of, without running anything.

import { readdir } from 'node:fs/promises'
import { configurationHash } from '../base/configuration.ts'
import { invalid } from '../base/errors.ts'
import { readError, readText } from '../base/files.node.ts'
import { cellConfiguration } from '../experiments/configuration.ts'
import { changedCell, type Experiment, smokeOf } from '../experiments/experiment.ts'
import { exists, tablePath } from './report-files.ts'
import { readStore } from './store.node.ts'
import type { StoredResult } from './store.ts'
import { resultsInTable } from './tables.ts'

/** What a folder has of one experiment. */
export interface FoundResults {
  /** As it was run: in full or as a trial, and for as many seeds as there are. */
  readonly experiment: Experiment
  readonly variant: Variant
  /** The configuration's hash of each cell. */
  readonly hashes: ReadonlyMap<string, string>
  readonly results: readonly StoredResult[]
  /** Results in its table that are of other configurations. */
  readonly leftOut: number
}

interface Variant {
  readonly smoke: boolean
  readonly strict: boolean
}

/** Names of the files in a folder. @throws NaluError if it is none, or cannot be read. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    const isFile = String((cause as { readonly code?: unknown }).code) === 'ENOTDIR'
    throw isFile
      ? invalid(`${folder} is a file. Give the folder of a run, such as runs/counter.`)
      : readError(folder, cause, [])
  }
}

/** The results of a store by configuration; none if there is no such file. */
export async function resultsInStore(path: string): Promise<readonly StoredResult[]> {
  if (!(await exists(path))) return []
  const store = await readStore(path)
  try {
    return await store.all()
  } finally {
    await store.close()
  }
}

const variants: readonly Variant[] = [
  { smoke: false, strict: false },
  { smoke: true, strict: false },
  { smoke: false, strict: true },
  { smoke: true, strict: true },
]

/**
 * What a folder has of an experiment, in whichever of its variants most results are; undefined if it has none.
 * @param stored what the folder's store has: where a table has another outcome of a seed, it counts.
 * @throws NaluError if the table is damaged.
 */
export async function resultsOf(
  folder: string,
  experiment: Experiment,
  stored: readonly StoredResult[],
  among: readonly Variant[] = variants,
): Promise<FoundResults | undefined> {
  const table = tablePath(folder, experiment)
  const tabled = (await exists(table)) ? resultsInTable(await readText(table), table) : []
  const keyOf = ({ hash, seed }: StoredResult) => `${hash} ${seed}`
  const all = new Map([...tabled, ...stored].map((result) => [keyOf(result), result]))
  let best: FoundResults | undefined
  for (const variant of among) {
    const found = foundOf(variantOf(experiment, variant), variant, [...all.values()], tabled)
    if (found.results.length > (best?.results.length ?? 0)) best = found
    // Most are run in full.
    if (found.results.length === all.size) break
  }
  return best
}

function variantOf(experiment: Experiment, { smoke, strict }: Variant): Experiment {
  const sized = smoke ? smokeOf(experiment) : experiment
  return strict ? { ...sized, cells: sized.cells.map((cell) => changedCell(cell, { strict })) } : sized
}

function foundOf(
  experiment: Experiment,
  variant: Variant,
  all: readonly StoredResult[],
  tabled: readonly StoredResult[],
): FoundResults {
  const hashes = new Map(experiment.cells.map((cell) => [cell.id, configurationHash(cellConfiguration(cell))]))
  const own = new Set(hashes.values())
  const results = all.filter(({ hash }) => own.has(hash))
  const seeds = Math.max(0, ...results.map(({ seed }) => seed + 1))
  return {
    experiment: { ...experiment, seeds },
    variant,
    hashes,
    results,
    leftOut: tabled.filter(({ hash }) => !own.has(hash)).length,
  }
}

/** The error for a folder in which nothing fits. */
export const nothingFound = (folder: string, ids: readonly string[]) =>
  invalid(
    ids.length === 0
      ? `${folder} has no results: neither a store (results.sqlite) nor a table of an experiment. Give the folder of a run.`
      : `${folder} has no result that fits ${ids.join(', ')} as they are now. Run nalu reproduce ${ids[0]} --out ${folder} first.`,
  )
