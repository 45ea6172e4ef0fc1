// `nalu reproduce`: runs an experiment in full, goes on where it stopped, and writes its page.

import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { unknownName } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { formatCount, formatDuration } from '../base/numbers.ts'
import { defineOptions, resolveOptions, type ValuesOf } from '../base/options.ts'
import { now } from '../base/platform.ts'
import {
  type Cell,
  changedCell,
  type Experiment,
  inOrder,
  type Outcome,
  type Report,
  smokeOf,
} from '../experiments/experiment.ts'
import { experiments } from '../experiments/index.ts'
import { type CellRun, runCells } from '../experiments/run.ts'
import { selectCells } from '../experiments/select.ts'
import { experimentThread } from '../experiments/threads.node.ts'
import { Chunks } from '../lab/chunks.ts'
import { tableToText } from '../plot/table.ts'
import { addCommand, commonSpecs, jsonSpec, readOptions } from './command.ts'
import { exitCodes } from './failures.ts'
import { listenForInterruption } from './interruption.ts'
import { machineText } from './machine.ts'
import { ExperimentFolder } from './reproduce-files.ts'
import { cellJson } from './reproduce-json.ts'
import { RunDisplay } from './reproduce-progress.ts'
import { cellsToText } from './reproduce-table.ts'
import { hasColour, paint, print, printJson, say, widthOf } from './terminal.ts'
import { packageVersion } from './version.ts'

const running = 'Running'
const output = 'Output'

const specs = defineOptions({
  only: {
    type: 'list',
    of: 'text',
    placeholder: 'cells',
    group: running,
    help: 'Run only these lines of the experiment: by name, or by what they are, such as op=mul,module=nmu.',
  },
  seeds: {
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    group: running,
    help: 'Seeds of each line, from 0 on. Default: the experiment’s own number.',
  },
  threads: {
    type: 'integer',
    minimum: 1,
    maximum: 1024,
    group: running,
    help: 'Seeds trained at once. Default: as many as there are cores. It changes no result.',
  },
  recipe: {
    type: 'choice',
    choices: ['protocol', 'robust'],
    default: 'protocol',
    group: running,
    help: 'robust: the same task by restarts, snapping, a polish in float64 and a choice inside the training range.',
  },
  strict: {
    type: 'boolean',
    default: false,
    group: running,
    help: 'The same bits on every machine: without fused multiply-add, and slower.',
  },
  smoke: {
    type: 'boolean',
    default: false,
    group: running,
    help: 'A few seeds of few steps: shows that it runs; its numbers mean nothing.',
  },
  out: {
    type: 'text',
    placeholder: 'folder',
    group: output,
    help: 'Where table, page and figures go; seeds that stand there already are not run again. Default: runs/<experiment>.',
  },
  json: jsonSpec,
  store: {
    type: 'text',
    placeholder: 'file',
    group: output,
    help: 'The store that keeps every seed as it comes. Default: results.sqlite in the folder.',
  },
  resume: {
    type: 'boolean',
    default: true,
    group: output,
    help: 'Stop if there are results already, instead of going on from them.',
  },
  quiet: { type: 'boolean', default: false, group: output, help: 'No progress and no tables, only the findings.' },
  ...commonSpecs,
})

type ReproduceValues = ValuesOf<typeof specs>

/** Adds the command to the program. */
export function reproduceCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'reproduce',
    arguments: '<experiment>',
    summary: 'run an experiment in full and write its page',
    description:
      'Runs every line of an experiment for all its seeds and writes a table with one line a seed, a page and figures. ' +
      'What was interrupted goes on where it stopped. Exit codes: 0 done, 2 wrong input, 1 failure, 130 interrupted.',
    examples: [
      ['nalu reproduce single-module', '5,175 trainings beside what papers say of them'],
      ['nalu reproduce single-module --only op=mul,module=nmu', 'one unit on products'],
      ['nalu reproduce single-module --recipe robust', 'restarts, snapping and a polish'],
      ['nalu reproduce identity --seeds 10', 'fewer seeds'],
      ['nalu reproduce counter --smoke', 'seconds, to see that it runs'],
    ],
    specs,
  })
  command.action(async (id: string) => {
    const values = resolveOptions(specs, readOptions(specs, command))
    process.exitCode = await reproduce(values.recipe === 'robust' ? robustId(id) : id, values)
  })
}

/** @throws NaluError if the recipe was not made for this experiment. */
function robustId(id: string): string {
  const ending = '-robust'
  const found = findExperiment(id)
  const robust = found.id.endsWith(ending) ? found.id : `${found.id}${ending}`
  if (experiments.some((experiment) => experiment.id === robust)) return robust
  const known = experiments.flatMap((each) => (each.id.endsWith(ending) ? each.id.slice(0, -ending.length) : []))
  throw invalid(`Option --recipe: ${id} has no robust variant. Those that have one: ${known.join(', ')}.`)
}

/** @throws NaluError with a guess if there is no such experiment. */
function findExperiment(id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id)
  const ids = experiments.map((experiment) => experiment.id)
  if (found === undefined) throw unknownName('experiment', id, ids)
  return found
}

/** The experiment with the options' changes, and the cells that are to be run. */
function asWanted(
  id: string,
  { smoke, strict, seeds, only }: ReproduceValues,
): { readonly experiment: Experiment; readonly chosen: readonly Cell[] } {
  const found = findExperiment(id)
  const sized = smoke ? smokeOf(found) : found
  const cells = strict ? sized.cells.map((cell) => changedCell(cell, { strict })) : sized.cells
  return { experiment: { ...sized, seeds: seeds ?? sized.seeds, cells }, chosen: selectCells(cells, only, id) }
}

async function reproduce(id: string, values: ReproduceValues): Promise<number> {
  const { smoke, json, quiet, resume } = values
  const { experiment, chosen } = asWanted(id, values)
  const folder = values.out ?? `runs/${id}${smoke ? '-smoke' : ''}`
  const tell = json || quiet ? () => undefined : say
  const origin = { version: packageVersion(), machine: machineText() }
  const files = await ExperimentFolder.open({ folder, store: values.store }, experiment, origin, tell)
  try {
    const before = (await files.outcomes()).filter(({ seed }) => seed < experiment.seeds)
    if (!resume && before.length > 0) {
      const there = formatCount(before.length)
      throw invalid(`${there} results stand in ${folder} already. Give another --out, or leave out --no-resume.`)
    }
    const runs = runsLeft(chosen, experiment.seeds, before)
    const threads = Math.min(values.threads ?? availableParallelism(), Math.max(1, runs.length))
    const resumed = before.length === 0 ? '' : ` ${formatCount(before.length)} are there already.`
    const title = paint('strong', experiment.title)
    tell(`${title}: ${formatCount(runs.length)} trainings to run.${resumed} Ctrl-C keeps what is there.`)
    const { ran, isInterrupted } = await runAll(runs, threads, files, !json && !quiet)
    const outcomes = inOrder(experiment, [...before, ...ran])
    const report = experiment.report(outcomes)
    const written = await files.finish(outcomes, report, commandOf(id, values))
    const facts = { written, isInterrupted, resumed: before.length, ran: ran.length }
    if (json) printJson(reproduceJson(experiment, report, facts))
    else printReport(report, facts, quiet)
    return isInterrupted ? exitCodes.interrupted : exitCodes.done
  } finally {
    await files.close()
  }
}

function runsLeft(cells: readonly Cell[], seeds: number, done: readonly Outcome[]): CellRun[] {
  const known = new Set(done.map(({ cell, seed }) => `${cell} ${seed}`))
  const all = cells.flatMap((cell) => Array.from({ length: seeds }, (_, seed) => ({ cell, seed })))
  return all.filter(({ cell, seed }) => !known.has(`${cell.id} ${seed}`))
}

async function runAll(
  runs: readonly CellRun[],
  threads: number,
  files: ExperimentFolder,
  isShown: boolean,
): Promise<{ readonly ran: readonly Outcome[]; readonly isInterrupted: boolean }> {
  const interruption = listenForInterruption()
  const display = new RunDisplay(runs.length, isShown)
  const chunks = new Chunks(runs)
  const ran: Outcome[] = []
  try {
    const hooks = {
      signal: interruption.signal,
      threads,
      onProgress: (run: CellRun, { step, steps }: { readonly step: number; readonly steps: number }) =>
        display.progress(run, step / steps),
      ...(threads > 1 ? { spawn: experimentThread } : {}),
    }
    for await (const ended of runCells(chunks, hooks)) {
      const kept = ended.filter(({ outcome }) => outcome.stopReason !== 'interrupted')
      await files.add(kept.map(({ outcome }) => outcome))
      for (const { run, outcome } of ended) display.end(run, outcome)
      for (const { outcome } of kept) {
        ran.push(outcome)
        chunks.ended(outcome.cell, outcome.seconds)
      }
    }
  } finally {
    display.clear()
    interruption.end()
  }
  return { ran, isInterrupted: interruption.signal.aborted && ran.length < runs.length }
}

interface Facts {
  readonly written: readonly string[]
  readonly isInterrupted: boolean
  readonly resumed: number
  readonly ran: number
}

function printReport(
  { tables, findings, cells }: Report,
  { written, isInterrupted, resumed, ran }: Facts,
  quiet: boolean,
): void {
  if (isInterrupted) print(`\n${paint('attention', 'Interrupted.')} Run the same again to go on.`)
  // A recipe is scored in one form only, and its tables are short.
  const isScored = cells?.some(({ success }) => success?.snapped !== undefined) === true
  if (isScored && !quiet) print(`\n${cellsToText(cells ?? [], { width: widthOf(), colour: hasColour() })}`)
  for (const { title, columns, rows } of quiet || isScored ? [] : tables) {
    print('')
    say(paint('strong', title))
    const titles = columns.map((column, i) => ({ title: column, align: i === 0 ? 'left' : 'right' }) as const)
    print(`\n${tableToText(titles, rows, { width: widthOf(), colour: hasColour() })}`)
  }
  print('')
  for (const finding of findings) say(finding)
  print('')
  say(
    `${formatCount(ran)} trainings run, ${formatCount(resumed)} resumed, in ${formatDuration(now() / 1000)}. Wrote ${written.join(', ')}.`,
  )
}

function reproduceJson({ id, title, claim, published }: Experiment, report: Report, facts: Facts): object {
  const { written, isInterrupted, resumed, ran } = facts
  const { tables, findings } = report
  return {
    schema: 'nalu.reproduce',
    version: 1,
    experiment: id,
    title,
    claim,
    published,
    tables,
    findings,
    cells: report.cells?.map(cellJson),
    ran,
    resumed,
    interrupted: isInterrupted,
    files: written,
    seconds: now() / 1000,
  }
}

function commandOf(id: string, { only, seeds, strict, smoke, out }: ReproduceValues): string {
  const options = [
    only === undefined ? '' : `--only ${only.join(',')}`,
    seeds === undefined ? '' : `--seeds ${seeds}`,
    strict ? '--strict' : '',
    smoke ? '--smoke' : '',
    out === undefined ? '' : `--out ${out}`,
  ]
  return ['npx nalu reproduce', id, ...options].filter((text) => text !== '').join(' ')
}
