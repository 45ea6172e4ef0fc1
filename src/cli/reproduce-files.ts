// The files of an experiment: one line a seed as it comes, and at the end the page and its figures.

import { appendFile, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { failure, invalid } from '../base/errors.ts'
import { checkWritable, readText, writeText } from '../base/files.node.ts'
import { csvHeader, csvLine, parseOutcomes } from '../experiments/csv.ts'
import type { Experiment, Outcome, Report } from '../experiments/experiment.ts'
import { experimentPage, pageMark } from '../experiments/markdown.ts'
import { figureToSvg } from '../plot/svg.ts'

const exists = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined

/** The folder of one experiment. */
export class ExperimentFolder {
  readonly #folder: string
  readonly #id: string
  /** Cells by id, with the configuration that their lines must have. */
  readonly #configurations: ReadonlyMap<string, string>
  #measures: readonly string[] | undefined
  #writing: Promise<void> = Promise.resolve()

  private constructor(folder: string, id: string, configurations: ReadonlyMap<string, string>) {
    this.#folder = folder
    this.#id = id
    this.#configurations = configurations
  }

  /**
   * Opens it, or makes it.
   * @returns the folder and what is there already.
   * @throws NaluError if there is a page of that name that no run has written, or a damaged table.
   */
  static async open(
    folder: string,
    { id }: Experiment,
    configurations: ReadonlyMap<string, string>,
  ): Promise<{ readonly files: ExperimentFolder; readonly outcomes: readonly Outcome[] }> {
    await mkdir(folder, { recursive: true }).catch((cause) => {
      throw failure(`The folder ${folder} could not be made: ${String(cause)}. Give another with --out.`, { cause })
    })
    const files = new ExperimentFolder(folder, id, configurations)
    const page = files.#path(`${id}.md`)
    if ((await exists(page)) && !(await readText(page)).startsWith(pageMark)) await checkWritable(page)
    return { files, outcomes: (await exists(files.table)) ? await files.#read() : [] }
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }

  get table(): string {
    return this.#path(`${this.#id}.csv`)
  }

  async #read(): Promise<readonly Outcome[]> {
    const text = await readText(this.table)
    const all = parseOutcomes(text, this.table)
    if (!text.endsWith('\n')) {
      throw invalid(`The last line of ${this.table} was cut off. Remove it, and run this again.`)
    }
    this.#measures = (text.split('\n')[0] ?? '').split(',').slice(csvHeader([]).split(',').length)
    return all.filter(({ cell, configuration }) => this.#configurations.get(cell) === configuration)
  }

  /** Adds a line. Lines are written one after another, each at once. */
  add(outcome: Outcome): Promise<void> {
    const line = () => {
      const measures = this.#measures ?? Object.keys(outcome.measures)
      const header = this.#measures === undefined ? `${csvHeader(measures)}\n` : ''
      this.#measures = measures
      return `${header}${csvLine(outcome, this.#configurations.get(outcome.cell) ?? '', measures)}\n`
    }
    this.#writing = this.#writing.then(() => appendFile(this.table, line()))
    return this.#writing
  }

  /** Writes the page and its figures anew; returns all paths. */
  async finish(
    experiment: Experiment,
    outcomes: readonly Outcome[],
    report: Report,
    facts: { readonly command: string; readonly machine: string },
  ): Promise<string[]> {
    await this.#writing
    const figures = report.figures.map(({ name }) => `${name}.svg`)
    for (const [i, { figure }] of report.figures.entries()) {
      await writeText(this.#path(figures[i] as string), figureToSvg(figure), { overwrite: true })
    }
    const page = experimentPage(experiment, outcomes, report, { ...facts, table: `${this.#id}.csv`, figures })
    await writeText(this.#path(`${this.#id}.md`), page, { overwrite: true })
    return [this.#path(`${this.#id}.md`), this.table, ...figures.map((name) => this.#path(name))]
  }
}
