// `nalu report`: writes pages, tables and figures of results anew, without running anything.

import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { suggest } from '../base/did-you-mean.ts'
import { failure, invalid } from '../base/errors.ts'
import { readText } from '../base/files.node.ts'
import { formatCount } from '../base/numbers.ts'
import { defineOptions, resolveOptions, type ValuesOf } from '../base/options.ts'
import { type Experiment, scoringOf } from '../experiments/experiment.ts'
import { experiments } from '../experiments/index.ts'
import { loadPlotting, missingPlotting } from '../lab/plotting.ts'
import { checkPage, exists, keepTable, makeFolder, tablePath, type Written, writeReport } from '../lab/report-files.ts'
import { type FoundResults, filesIn, nothingFound, resultsInStore, resultsOf } from '../lab/results.ts'
import type { StoredResult } from '../lab/store.ts'
import { readSweepDocument, sweepEnding } from '../lab/sweep-document.ts'
import { sweepExperiment } from '../lab/sweep-experiment.ts'
import { cellJson } from './cell-json.ts'
import { addCommand, commonSpecs, jsonSpec, readOptions } from './command.ts'
import { exitCodes } from './failures.ts'
import { printReport, writtenText } from './run-experiment.ts'
import { commandOf, imagesOption } from './run-options.ts'
import { modulesOf } from './sweep-file.ts'
import { paint, print, printJson, say, shellWord } from './terminal.ts'

const specs = defineOptions({
  store: {
    type: 'text',
    placeholder: 'file',
    group: 'Input',
    help: 'The store with the results. Default: results.sqlite in the folder.',
  },
  out: {
    type: 'text',
    placeholder: 'folder',
    group: 'Output',
    help: 'Where pages, tables and figures go. Default: where the results are.',
  },
  figures: { type: 'boolean', default: true, group: 'Output', help: 'Draw no figures of protocols.' },
  json: jsonSpec,
  quiet: { type: 'boolean', default: false, group: 'Output', help: 'No tables, only the findings.' },
  ...commonSpecs,
})

type ReportValues = ValuesOf<typeof specs>

/** Adds the command to the program. */
export function reportCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'report',
    arguments: '<folder|experiment>',
    summary: 'write page, tables and figures of results anew',
    description:
      'Reads the results in the folder of a run, from its store or from the table beside its page, and writes page, ' +
      'tables and figures anew. Nothing is run. Exit codes: 0 done, 2 wrong input, 1 failure.',
    examples: [
      ['nalu report runs/single-module', 'what a run left there'],
      ['nalu report single-module', 'the same, by the name of the experiment'],
      ['nalu report runs/rates --out pages', 'of a sweep, into another folder'],
    ],
    specs,
  })
  command.action(async (what: string) => {
    process.exitCode = await report(what, resolveOptions(specs, readOptions(specs, command)))
  })
}

/** A run to report, and the command that ran it. */
interface Source extends FoundResults {
  readonly by: 'reproduce' | 'sweep'
  readonly command: string
}

async function report(what: string, values: ReportValues): Promise<number> {
  const { json, quiet, figures } = values
  const folder = await folderOf(what)
  const out = values.out ?? folder
  const sources = await sourcesIn(folder, values)
  if (
    figures &&
    sources.some(({ experiment }) =>
      experiment.cells.some((cell) => scoringOf(cell) !== undefined && !('recipe' in cell)),
    )
  ) {
    // Before anything is written: half a report is none.
    if ((await loadPlotting()) === undefined) {
      throw failure(`${missingPlotting('Figures cannot be drawn')}, or leave them out with --no-figures.`)
    }
  }
  await makeFolder(out)
  for (const { experiment } of sources) await checkPage(out, experiment)
  const documents: object[] = []
  for (const source of sources) {
    const { experiment, hashes, results, leftOut, by, command } = source
    if (leftOut > 0 && out === folder) {
      const kept = await keepTable(tablePath(folder, experiment))
      if (!json && !quiet) say(`${formatCount(leftOut)} results of other configurations stay in ${kept}.`)
    }
    const written = await writeReport(experiment, hashes, results, { folder: out, command, by, figures })
    documents.push(documentOf(source, written))
    if (json) continue
    print(paint('strong', experiment.title))
    printReport(written, quiet)
    say(`${formatCount(results.length)} results from ${folder}; nothing was run. ${writtenText(written)}`)
  }
  if (json) printJson({ schema: 'nalu.report', version: 1, folder, reports: documents })
  return exitCodes.done
}

/** A folder, or that of an experiment. @throws NaluError with a guess if it is neither. */
async function folderOf(what: string): Promise<string> {
  if (await exists(what)) return what
  const isKnown = experiments.some(({ id }) => id === what)
  const folder = join('runs', what)
  if (await exists(folder)) return folder
  if (isKnown) {
    throw invalid(
      `There are no results of ${what}: no folder ${folder}. Run nalu reproduce ${what} first, or give a folder.`,
    )
  }
  const guess = suggest(
    what,
    experiments.map(({ id }) => id),
  )
  const hint = guess === undefined ? 'Give the folder of a run, such as runs/single-module.' : `Did you mean ${guess}?`
  throw invalid(`No folder and no experiment "${what}". ${hint}`)
}

/** The runs whose results are in a folder. @throws NaluError if there are none. */
async function sourcesIn(folder: string, { store, out }: ReportValues): Promise<readonly Source[]> {
  const files = await filesIn(folder)
  if (store !== undefined && !(await exists(store))) throw invalid(`There is no store ${store}. Check the name.`)
  const stored = await resultsInStore(store ?? join(folder, 'results.sqlite'))
  const named = experiments.filter(({ id }) => files.includes(`${id}.csv`))
  const sweeps = files.filter((name) => name.endsWith(sweepEnding))
  const sources: Source[] = []
  for (const name of sweeps) {
    const source = await sweepIn(folder, join(folder, name), stored)
    if (source !== undefined) sources.push(source)
  }
  const claimed = new Set<string>()
  const claim = ({ results }: Pick<Source, 'results'>): void => {
    for (const { hash } of results) claimed.add(hash)
  }
  sources.forEach(claim)
  // A run that was killed has left results in the store alone: whatever no table names belongs to one of the others.
  const others = experiments.filter((experiment) => !named.includes(experiment))
  for (const experiment of [...named, ...others]) {
    if (!named.includes(experiment) && stored.every(({ hash }) => claimed.has(hash))) break
    const found = await resultsOf(folder, experiment, stored)
    if (found === undefined) continue
    claim(found)
    const { smoke, strict } = found.variant
    const usual = smoke ? experiment.smoke.seeds : experiment.seeds
    const seeds = found.experiment.seeds === usual ? undefined : found.experiment.seeds
    const place = folder === join('runs', basename(folder)) && out === undefined ? undefined : folder
    const options = { seeds, smoke, strict, ...(place === undefined ? {} : { out: place }) }
    const images = experiment.needs === undefined ? [] : [imagesOption]
    const fresh = commandOf(`nalu reproduce ${experiment.id}`, options, ...images)
    sources.push({ ...found, by: 'reproduce', command: (await commandIn(folder, experiment)) ?? fresh })
  }
  if (sources.length === 0)
    throw nothingFound(
      folder,
      named.map(({ id }) => id),
    )
  return sources
}

async function sweepIn(folder: string, path: string, stored: readonly StoredResult[]): Promise<Source | undefined> {
  const { sweep, modulesFrom } = await readSweepDocument(path)
  const { experiment } = sweepExperiment(sweep, await modulesOf(sweep, modulesFrom))
  const found = await resultsOf(folder, experiment, stored, [{ smoke: false, strict: false }])
  if (found === undefined) return undefined
  const command = (await commandIn(folder, experiment)) ?? commandOf(`nalu sweep ${shellWord(path)}`, { out: folder })
  return { ...found, by: 'sweep', command }
}

/** The command that a page in the folder says it was made by. */
async function commandIn(folder: string, { id }: Pick<Experiment, 'id'>): Promise<string | undefined> {
  const page = join(folder, `${id}.md`)
  if (!(await exists(page))) return undefined
  return /## Run it again\n\n```\n(npx nalu [^\n]+)\n```/.exec(await readText(page))?.[1]
}

function documentOf({ experiment, results }: Source, { report: { tables, findings, cells }, paths }: Written): object {
  const { id, title } = experiment
  return { experiment: id, title, results: results.length, tables, findings, cells: cells?.map(cellJson), files: paths }
}
