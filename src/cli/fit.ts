// `nalu fit`: a table in, a formula out that holds outside the rows it was found on, or "not found".

import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { printDocument } from '../base/document.ts'
import { writeText } from '../base/files.node.ts'
import { formatCount } from '../base/numbers.ts'
import { resolveOptions } from '../base/options.ts'
import { checkTable } from '../data/check.ts'
import { readTable } from '../data/read-table.node.ts'
import type { Table } from '../data/table.ts'
import { type Found, fit } from '../fit/found.ts'
import { fitThread } from '../search/threads.node.ts'
import { addCommand, readOptions } from './command.ts'
import { commandText, withOption, withoutOption } from './command-text.ts'
import { exitCodes } from './failures.ts'
import { fitJson } from './fit-json.ts'
import { type FitCommandValues, fitSpecs, mostSeeds, readingOptions } from './fit-options.ts'
import { fitDisplay, noFitDisplay } from './fit-progress.ts'
import { printFit } from './fit-report.ts'
import { listenForInterruption } from './interruption.ts'
import { modulesNamed } from './module-file.ts'
import { checkOutput } from './output-file.ts'
import { paint, print, printJson, say, shellWord } from './terminal.ts'

const examples = [
  ['nalu fit rides.csv --target fare', 'a formula for the column fare'],
  ['nalu fit rides.csv --target fare --out fit.json', 'and keep it'],
  ['cat rides.tsv | nalu fit - --target fare --json', 'for programs'],
  ['nalu fit rides.csv --target fare --columns km,minutes', 'of these columns alone'],
  ['nalu fit rides.csv --target fare --modules nmu,nau', 'with stacks of these units, too'],
  ['nalu fit rides.csv --target fare --rounds 1 --time 600', 'the same every time, however fast the machine'],
] as const

/** Adds the command to the program. */
export function fitCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'fit',
    arguments: '<table>',
    summary: 'a formula for a column of a table',
    description:
      'Searches a formula that gives one column of a table from the others, and that holds outside of the rows on which ' +
      'it was found: the outermost rows are kept back and looked at once. The table is CSV, TSV or Parquet; - is standard ' +
      'input. Ctrl-C ends the search and judges the best so far. Exit codes: 0 found, 3 not found, 2 wrong input, 1 failure.',
    examples,
    specs: fitSpecs,
  })
  command.action(async (path: string) => {
    process.exitCode = await runFit(path, resolveOptions(fitSpecs, readOptions(fitSpecs, command)))
  })
}

async function runFit(path: string, values: FitCommandValues): Promise<number> {
  const { json, quiet, out, overwrite } = values
  if (out !== undefined) await checkOutput(out, overwrite)
  const modules = values.modules === undefined ? undefined : await modulesNamed(values.modules)
  const table = await readTable(path, readingOptions(values))
  const { dropped, notes } = checkTable(
    table,
    values.target,
    values.columns === undefined ? {} : { columns: values.columns },
  )
  const isShown = !quiet && (!json || process.stderr.isTTY)
  const isTold = !json && !quiet
  if (isTold) say(headerText(table, values, [...dropped.map(({ reason }) => reason), ...notes]))
  const display = isShown ? fitDisplay(values) : noFitDisplay
  const interruption = listenForInterruption()
  let found: Found
  try {
    found = await fit(table, {
      target: values.target as string,
      columns: values.columns,
      modules,
      time: values.time,
      rounds: values.rounds,
      seeds: values.seeds,
      seed: values.seed,
      signal: interruption.signal,
      onProgress: display.update,
      threads: values.threads ?? availableParallelism(),
      spawn: fitThread,
    })
  } finally {
    display.end()
    interruption.end()
  }
  if (out !== undefined) await writeText(out, printDocument(found.save()), { overwrite })
  if (json) printJson(fitJson(found))
  else {
    if (found.search.ended === 'stopped')
      say(`${paint('attention', 'Interrupted.')} What follows is the best until then.`)
    printFit(found, values)
    if (!quiet) print(`\n${nextCommands(found, out, values.seeds, process.argv.slice(2)).join('\n')}`)
  }
  return found.found ? exitCodes.done : exitCodes.notFound
}

/** What was read and left out, and what is going to happen. */
function headerText(table: Table, { target, time, rounds }: FitCommandValues, remarks: readonly string[]): string {
  const { rows, columns, source } = table
  const count = (n: number, one: string) => `${formatCount(n)} ${one}${n === 1 ? '' : 's'}`
  const goal = target === undefined ? '' : ` Target ${paint('strong', target)}.`
  return [
    `Read ${count(rows, 'row')} × ${count(columns.length, 'column')} of ${source}.${goal}`,
    ...remarks.map((remark) => `${paint('attention', 'Note:')} ${remark}`),
    `Searching for up to ${time} s and ${count(rounds, 'round')}. Ctrl-C keeps the best.`,
  ].join('\n')
}

/** What to do next: a line each. `args` are those of this command. */
function nextCommands(found: Found, out: string | undefined, seeds: number, args: readonly string[]): string[] {
  const failed = found.trust.rules.filter(({ passed }) => !passed).map(({ rule }) => rule)
  const more = withOption(withoutOption(args, '--out'), '--seeds', String(Math.min(4 * seeds, mostSeeds)))
  // Where another rule failed, too, more starts are but more chances to be lucky.
  const longer = failed.join() === 'restarts agree' ? [`More starts:  ${commandText(more)}`] : []
  if (out === undefined) return [...longer, `Keep it:      ${commandText(withOption(args, '--out', 'fit.json'))}`]
  const file = shellWord(out)
  return [
    ...longer,
    `Saved ${out}.`,
    `Predict:      nalu predict ${file} new.csv`,
    `As code:      nalu export ${file} --as python`,
    `Again:        nalu explain ${file}`,
  ]
}
