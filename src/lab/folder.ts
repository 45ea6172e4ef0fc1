// The folder of an experiment: a store with every seed as it comes, and at the end the table, the page and its figures.

import { join } from 'node:path'
import { configurationHash } from '../base/configuration.ts'
import { invalid } from '../base/errors.ts'
import { readText } from '../base/files.node.ts'
import { formatCount } from '../base/numbers.ts'
import { cellConfiguration } from '../experiments/configuration.ts'
import type { Experiment, Outcome } from '../experiments/experiment.ts'
import { outcomeFrom, storedOutcome } from './outcomes.ts'
import {
  checkPage,
  exists,
  keepTable,
  makeFolder,
  type ReportPlace,
  tablePath,
  type Written,
  writeReport,
} from './report-files.ts'
import { openStore } from './store.node.ts'
import type { ResultStore, StoredResult } from './store.ts'
import { describeImport, importResults } from './tables.ts'

/** Where an experiment's results are kept. */
export interface Places {
  readonly folder: string
  /** The file of the store. Default: `results.sqlite` in the folder. */
  readonly store?: string | undefined
}

/** What every result says of its origin. */
export interface Origin {
  readonly version: string
  readonly machine: string
}

/** The folder of one experiment, open for one process. */
export class ExperimentFolder {
  readonly #folder: string
  readonly #experiment: Experiment
  readonly #store: ResultStore
  /** The configuration's hash of each cell. */
  readonly #hashes: ReadonlyMap<string, string>
  readonly #origin: Origin
  readonly #removeIfEmpty: () => Promise<void>

  private constructor(
    folder: string,
    experiment: Experiment,
    store: ResultStore,
    hashes: ReadonlyMap<string, string>,
    origin: Origin,
    removeIfEmpty: () => Promise<void>,
  ) {
    this.#folder = folder
    this.#experiment = experiment
    this.#store = store
    this.#hashes = hashes
    this.#origin = origin
    this.#removeIfEmpty = removeIfEmpty
  }

  /**
   * Opens it, or makes it, and takes what its table has into the store.
   * @param experiment all its cells, not only those that are to be run: its table and its page are written for all.
   * @param say is told in a sentence what was taken from a table.
   * @throws NaluError if there is a page of that name that no run has written, a damaged table or store, or another
   * process that writes to the store.
   */
  static async open(
    { folder, store: file = join(folder, 'results.sqlite') }: Places,
    experiment: Experiment,
    origin: Origin,
    say: (sentence: string) => void,
  ): Promise<ExperimentFolder> {
    const removeIfEmpty = await makeFolder(folder)
    let store: ResultStore | undefined
    try {
      await checkPage(folder, experiment)
      const configurations = experiment.cells.map(cellConfiguration)
      const hashes = new Map(experiment.cells.map(({ id }, i) => [id, configurationHash(configurations[i])]))
      // Said before anything is trained: a table has one line for each configuration and seed.
      if (new Set(hashes.values()).size < hashes.size) {
        throw invalid(`Two cells of ${experiment.id} are the same training. Leave one of them out.`)
      }
      store = await openStore(file)
      const opened = new ExperimentFolder(folder, experiment, store, hashes, origin, removeIfEmpty)
      for (const configuration of configurations) await store.putConfiguration(configuration)
      await opened.#takeTable(configurations, say)
      return opened
    } catch (cause) {
      await store?.close()
      await removeIfEmpty()
      throw cause
    }
  }

  get table(): string {
    return tablePath(this.#folder, this.#experiment)
  }

  async #takeTable(configurations: readonly unknown[], say: (sentence: string) => void): Promise<void> {
    if (!(await exists(this.table))) return
    const imported = await importResults(this.#store, await readText(this.table), this.table, configurations)
    if (imported.added > 0) say(describeImport(imported, this.table))
    if (imported.leftOut === 0) return
    // The table is written anew at the end; what it says of other configurations must not be lost.
    const kept = await keepTable(this.table)
    say(`${formatCount(imported.leftOut)} results of other configurations stay in ${kept}.`)
  }

  /** What the store has of all cells. */
  async outcomes(): Promise<readonly Outcome[]> {
    const all: Outcome[] = []
    for (const [cell, hash] of this.#hashes) {
      for (const result of await this.#store.all(hash)) all.push(outcomeFrom(cell, result))
    }
    return all
  }

  /** Keeps outcomes; when it has resolved they outlive this process. */
  async add(outcomes: readonly Outcome[]): Promise<void> {
    const at = new Date().toISOString()
    await this.#store.putAll(
      outcomes.map(
        (outcome): StoredResult => ({
          hash: this.#hashes.get(outcome.cell) as string,
          seed: outcome.seed,
          seconds: outcome.seconds,
          outcome: storedOutcome(outcome),
          at,
          ...this.#origin,
        }),
      ),
    )
  }

  /** Writes table, page and figures anew, of all that the store has of this experiment. */
  async finish(place: Omit<ReportPlace, 'folder'>): Promise<Written> {
    const results = (await Promise.all([...this.#hashes.values()].map((hash) => this.#store.all(hash)))).flat()
    return await writeReport(this.#experiment, this.#hashes, results, { ...place, folder: this.#folder })
  }

  /** A folder that it has made and in which nothing stands goes away again. May be called twice. */
  async close(): Promise<void> {
    await this.#store.close()
    await this.#removeIfEmpty()
  }
}
