// The folder of an experiment: a store with every seed as it comes, and at the end the table, the page and its figures.

import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { configurationHash } from '../base/configuration.ts'
import { failure, invalid } from '../base/errors.ts'
import { checkWritable, readText, writeText } from '../base/files.node.ts'
import { formatCount } from '../base/numbers.ts'
import { cellConfiguration } from '../experiments/configuration.ts'
import type { Experiment, Outcome, Report } from '../experiments/experiment.ts'
import { experimentPage, pageMark } from '../experiments/markdown.ts'
import { outcomeFrom, storedOutcome } from '../lab/outcomes.ts'
import { openStore } from '../lab/store.node.ts'
import type { ResultStore, StoredResult } from '../lab/store.ts'
import { describeImport, exportResults, importResults } from '../lab/tables.ts'
import { figureToSvg } from '../plot/svg.ts'

const exists = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined

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

  private constructor(
    folder: string,
    experiment: Experiment,
    store: ResultStore,
    hashes: ReadonlyMap<string, string>,
    origin: Origin,
  ) {
    this.#folder = folder
    this.#experiment = experiment
    this.#store = store
    this.#hashes = hashes
    this.#origin = origin
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
    await mkdir(folder, { recursive: true }).catch((cause) => {
      throw failure(`The folder ${folder} could not be made: ${String(cause)}. Give another with --out.`, { cause })
    })
    const page = join(folder, `${experiment.id}.md`)
    if ((await exists(page)) && !(await readText(page)).startsWith(pageMark)) await checkWritable(page)
    const configurations = experiment.cells.map((cell) => ({ id: cell.id, configuration: cellConfiguration(cell) }))
    const hashes = new Map(configurations.map(({ id, configuration }) => [id, configurationHash(configuration)]))
    const store = await openStore(file)
    const opened = new ExperimentFolder(folder, experiment, store, hashes, origin)
    try {
      for (const { configuration } of configurations) await store.putConfiguration(configuration)
      await opened.#takeTable(
        configurations.map(({ configuration }) => configuration),
        say,
      )
    } catch (cause) {
      await store.close()
      throw cause
    }
    return opened
  }

  get table(): string {
    return join(this.#folder, `${this.#experiment.id}.csv`)
  }

  async #takeTable(configurations: readonly unknown[], say: (sentence: string) => void): Promise<void> {
    if (!(await exists(this.table))) return
    const imported = await importResults(this.#store, await readText(this.table), this.table, configurations)
    if (imported.added > 0) say(describeImport(imported, this.table))
    if (imported.leftOut === 0) return
    // The table is written anew at the end; what it says of other configurations must not be lost.
    const kept = await freeName(join(this.#folder, `${this.#experiment.id}-earlier`), '.csv')
    await rename(this.table, kept)
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

  /** Writes table, page and figures anew; returns all paths. */
  async finish(outcomes: readonly Outcome[], report: Report, command: string): Promise<string[]> {
    const { id } = this.#experiment
    const results = (await Promise.all([...this.#hashes.values()].map((hash) => this.#store.all(hash)))).flat()
    const names = new Map([...this.#hashes].map(([cell, hash]) => [hash, cell]))
    if (names.size < this.#hashes.size) throw invalid(`Two cells of ${id} have the same configuration.`)
    await writeText(this.table, exportResults(results, names), { overwrite: true })
    const figures = report.figures.map(({ name }) => `${name}.svg`)
    for (const [i, { figure }] of report.figures.entries()) {
      await writeText(join(this.#folder, figures[i] as string), figureToSvg(figure), { overwrite: true })
    }
    const facts = { command, origin: originText(results), table: `${id}.csv`, figures }
    const page = join(this.#folder, `${id}.md`)
    await writeText(page, experimentPage(this.#experiment, outcomes, report, facts), { overwrite: true })
    return [page, this.table, ...figures.map((name) => join(this.#folder, name))]
  }

  /** May be called twice. */
  close(): Promise<void> {
    return this.#store.close()
  }
}

/** `AMD EPYC, Node 24.21.0, nalu 0.1.0, on 2026-11-27`, for each that there is. */
function originText(results: readonly StoredResult[]): string {
  const days = Map.groupBy(results, ({ machine, version }) => `${machine}, nalu ${version}`)
  return [...days]
    .map(([where, own]) => {
      const dates = [...new Set(own.map(({ at }) => at.slice(0, 10)))].toSorted()
      return `${where}, ${dates.length > 1 ? `${dates[0]} to ${dates.at(-1)}` : dates[0]}`
    })
    .join('; ')
}

async function freeName(path: string, ending: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${path}${number === 1 ? '' : `-${number}`}${ending}`
    if (!(await exists(name))) return name
  }
}
