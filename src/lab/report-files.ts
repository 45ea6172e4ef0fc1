// What a run leaves for people: its table, its page and its figures, written anew from results whenever there are more.

import { mkdir, rename, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { failure, invalid } from '../base/errors.ts'
import { readText, writeText } from '../base/files.node.ts'
import type { Experiment, Report } from '../experiments/experiment.ts'
import { experimentPage, isOwnPage, type RunFacts } from '../experiments/markdown.ts'
import { figureToSvg } from '../plot/svg.ts'
import { outcomeFrom } from './outcomes.ts'
import { loadPlotting, missingPlotting } from './plotting.ts'
import { protocolFigures } from './protocol-figures.ts'
import type { StoredResult } from './store.ts'
import { exportResults } from './tables.ts'

/** True if there is a file or a folder of that name. */
export const exists = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined

/**
 * Makes a folder and those around it.
 * @returns takes away again what was made, as long as nothing stands in it.
 * @throws NaluError if it cannot be made.
 */
export async function makeFolder(folder: string): Promise<() => Promise<void>> {
  if (folder.trim() === '') throw invalid('The folder of --out has no name. Give one, such as runs/mine.')
  const first = await mkdir(folder, { recursive: true }).catch((cause) => {
    const isFile = ['EEXIST', 'ENOTDIR'].includes(String((cause as { readonly code?: unknown }).code))
    if (isFile)
      throw invalid(`${folder} is no folder, so nothing can be put there. Give another with --out.`, { cause })
    throw failure(`The folder ${folder} could not be made: ${String(cause)}. Give another with --out.`, { cause })
  })
  return async () => {
    if (first === undefined) return
    const outermost = resolve(first)
    try {
      for (let made = resolve(folder); made.startsWith(outermost); made = dirname(made)) await rmdir(made)
    } catch {
      // Something stands in it by now, or it is gone already.
    }
  }
}

export const tablePath = (folder: string, { id }: Pick<Experiment, 'id'>) => join(folder, `${id}.csv`)
const pagePath = (folder: string, { id }: Pick<Experiment, 'id'>) => join(folder, `${id}.md`)

/** @throws NaluError if there is a page of that name that no run has written. */
export async function checkPage(folder: string, experiment: Pick<Experiment, 'id'>): Promise<void> {
  const page = pagePath(folder, experiment)
  if ((await exists(page)) && !isOwnPage(await readText(page)))
    throw foreign(page, 'it is no page that nalu has written')
}

/** The error for a file that has a name of ours and is not ours. */
export const foreign = (path: string, why: string, options?: ErrorOptions) =>
  invalid(
    `${path} exists already and was not changed: ${why}. Move it away, or give another folder with --out.`,
    options,
  )

/** Gives a table whose results do not all fit another name, so that they are not lost; returns it. */
export async function keepTable(table: string): Promise<string> {
  const kept = await freeName(`${table.replace(/\.csv$/, '')}-earlier`, '.csv')
  await rename(table, kept)
  return kept
}

async function freeName(path: string, ending: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${path}${number === 1 ? '' : `-${number}`}${ending}`
    if (!(await exists(name))) return name
  }
}

export interface ReportPlace {
  readonly folder: string
  /** The command that gives the page, and the one of ours that it is. */
  readonly command: string
  readonly by: RunFacts['by']
  /** Draws the figures of protocols, which need packages that may be missing. Default true. */
  readonly figures?: boolean
}

export interface Written {
  readonly paths: readonly string[]
  /** Why there are fewer figures than there should be. */
  readonly note: string | undefined
  readonly report: Report
}

/**
 * Writes the table of all results, and page and figures of the experiment's seeds; the same results give the same bytes.
 * @param hashes the configuration's hash of each cell.
 * @throws NaluError if two cells are the same training, or a file cannot be written.
 */
export async function writeReport(
  experiment: Experiment,
  hashes: ReadonlyMap<string, string>,
  results: readonly StoredResult[],
  { folder, command, by, figures: wanted = true }: ReportPlace,
): Promise<Written> {
  const { id } = experiment
  const names = new Map([...hashes].map(([cell, hash]) => [hash, cell]))
  if (names.size < hashes.size) throw invalid(`Two cells of ${id} have the same configuration.`)
  const outcomes = experiment.cells.flatMap((cell) =>
    results
      .filter(({ hash, seed }) => hash === hashes.get(cell.id) && seed < experiment.seeds)
      .toSorted((a, b) => a.seed - b.seed)
      .map((result) => outcomeFrom(cell.id, result)),
  )
  const report = experiment.report(outcomes)
  const isProtocol = wanted && (report.groups ?? []).length > 0
  const plotting = isProtocol ? await loadPlotting() : undefined
  const figures = [
    ...report.figures.map(({ name, figure }) => ({
      name: `${name}.svg`,
      title: figure.title,
      svg: figureToSvg(figure),
    })),
    ...(report.pictures ?? []).map((picture) => ({ ...picture, name: `${picture.name}.svg` })),
    ...(plotting === undefined ? [] : protocolFigures(plotting, experiment, report.groups ?? [])),
  ]
  const table = tablePath(folder, experiment)
  const page = pagePath(folder, experiment)
  await writeText(table, exportResults(results, names), { overwrite: true })
  const others = [...figures.map(({ name, svg }) => ({ name, text: svg })), ...(report.files ?? [])]
  for (const { name, text } of others) await writeText(join(folder, name), text, { overwrite: true })
  const facts = {
    by,
    command,
    origin: originText(results),
    table: `${id}.csv`,
    figures: figures.map(({ name, title }) => ({ name, title })),
    files: (report.files ?? []).map(({ name, what }) => ({ name, what })),
  }
  await writeText(page, experimentPage(experiment, outcomes, report, facts), { overwrite: true })
  return {
    paths: [page, table, ...others.map(({ name }) => join(folder, name))],
    note: isProtocol && plotting === undefined ? missingPlotting('The figures were not drawn') : undefined,
    report,
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
