// Runs the cells of an experiment or of a sweep: goes on where it stopped, keeps every seed, writes the page at the end.

import { availableParallelism } from 'node:os'
import { invalid } from '../base/errors.ts'
import { formatCount, formatDuration } from '../base/numbers.ts'
import { now } from '../base/platform.ts'
import type { Cell, Experiment, Outcome, Report } from '../experiments/experiment.ts'
import type { RunFacts } from '../experiments/markdown.ts'
import { type CellRun, runCells } from '../experiments/run.ts'
import { experimentThread } from '../experiments/threads.node.ts'
import { Chunks } from '../lab/chunks.ts'
import { ExperimentFolder } from '../lab/folder.ts'
import type { Written } from '../lab/report-files.ts'
import { tableToText } from '../plot/table.ts'
import { cellsToText } from './cell-table.ts'
import { exitCodes } from './failures.ts'
import { listenForInterruption } from './interruption.ts'
import { machineText } from './machine.ts'
import type { RunValues } from './run-options.ts'
import { type Counting, RunDisplay } from './run-progress.ts'
import { hasColour, paint, print, printJson, say, widthOf } from './terminal.ts'
import { packageVersion } from './version.ts'

/** What is to be run, and how it is told. */
export interface Undertaking {
  readonly experiment: Experiment
  readonly chosen: readonly Cell[]
  readonly folder: string
  /** The command for the page, and which of ours it is. */
  readonly command: string
  readonly by: RunFacts['by']
  readonly counting: Counting
  /** Sentences before the run. */
  readonly notes?: readonly string[]
  /** Called once the folder is there and is ours. */
  readonly prepare?: () => Promise<void>
  /** What `--json` prints beside the facts. */
  readonly json: (report: Report, outcomes: readonly Outcome[]) => object
}

/** Runs what is not there yet; returns the exit code. */
export async function runExperiment(undertaking: Undertaking, values: RunValues): Promise<number> {
  const { experiment, chosen, folder, command, by, counting, notes = [], prepare } = undertaking
  const { json, quiet, resume } = values
  const tell = json || quiet ? () => undefined : say
  const origin = { version: packageVersion(), machine: machineText() }
  const files = await ExperimentFolder.open({ folder, store: values.store }, experiment, origin, tell)
  try {
    const before = (await files.outcomes()).filter(({ seed }) => seed < experiment.seeds)
    if (!resume && before.length > 0) {
      const there = formatCount(before.length)
      const [place, option] = values.store === undefined ? [folder, '--out'] : [values.store, '--store']
      throw invalid(`${there} results stand in ${place} already. Give another ${option}, or leave out --no-resume.`)
    }
    await prepare?.()
    const runs = runsLeft(chosen, experiment.seeds, before)
    const threads = Math.min(values.threads ?? availableParallelism(), Math.max(1, runs.length))
    const resumed = before.length === 0 ? '' : ` ${formatCount(before.length)} are there already.`
    const title = paint('strong', experiment.title)
    tell(`${title}: ${formatCount(runs.length)} trainings to run.${resumed} Ctrl-C keeps what is there.`)
    for (const note of notes) tell(`${paint('attention', 'Note:')} ${note}`)
    const { ran, isInterrupted } = await runAll(
      runs,
      threads,
      files,
      new RunDisplay(runs.length, counting, !json && !quiet),
    )
    const written = await files.finish({ command, by })
    if (json) {
      printJson({
        ...undertaking.json(written.report, [...before, ...ran]),
        ran: ran.length,
        resumed: before.length,
        interrupted: isInterrupted,
        files: written.paths,
        seconds: now() / 1000,
      })
    } else {
      if (isInterrupted) print(`\n${paint('attention', 'Interrupted.')} Run the same again to go on.`)
      printReport(written, quiet)
      const [count, there] = [formatCount(ran.length), formatCount(before.length)]
      say(`${count} trainings run, ${there} resumed, in ${formatDuration(now() / 1000)}. ${writtenText(written)}`)
    }
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
  display: RunDisplay,
): Promise<{ readonly ran: readonly Outcome[]; readonly isInterrupted: boolean }> {
  const interruption = listenForInterruption()
  const chunks = new Chunks(runs)
  const ran: Outcome[] = []
  try {
    const hooks = {
      signal: interruption.signal,
      threads,
      onProgress: (run: CellRun, progress: { readonly step: number; readonly steps: number }) =>
        display.progress(run, progress),
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

/** Tables and findings for people. */
export function printReport({ report }: Pick<Written, 'report'>, quiet: boolean): void {
  const { tables, shown = tables, findings, cells } = report
  // A recipe is scored in one form only, and its tables are short.
  const isScored = cells?.some(({ success }) => success?.snapped !== undefined) === true
  if (isScored && !quiet) print(`\n${cellsToText(cells ?? [], { width: widthOf(), colour: hasColour() })}`)
  for (const { title, columns, rows } of quiet || isScored ? [] : shown) {
    print('')
    say(paint('strong', title))
    const titles = columns.map((column, i) => ({ title: column, align: i === 0 ? 'left' : 'right' }) as const)
    print(`\n${tableToText(titles, rows, { width: widthOf(), colour: hasColour() })}`)
  }
  print('')
  for (const finding of findings) say(finding)
  print('')
}

/** `Wrote a, b.` and why there is not more. */
export const writtenText = ({ paths, note }: Pick<Written, 'paths' | 'note'>): string =>
  `Wrote ${paths.join(', ')}.${note === undefined ? '' : `\n${note}`}`
