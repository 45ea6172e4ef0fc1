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
import { fitThread } from '../fit/threads.node.ts'
import { addCommand, readOptions } from './command.ts'
import { exitCodes } from './failures.ts'
import { fitJson } from './fit-json.ts'
import { type FitCommandValues, fitSpecs, readingOptions } from './fit-options.ts'
import { fitDisplay, noFitDisplay } from './fit-progress.ts'
import { printFit } from './fit-report.ts'
import { listenForInterruption } from './interruption.ts'
import { checkOutput } from './output-file.ts'
import { paint, print, printJson, say, shellWord } from './terminal.ts'

const examples = [
  ['nalu fit rides.csv --target fare', 'a formula for the column fare'],
  ['nalu fit rides.csv --target fare --out fit.json', 'and keep it'],
  ['cat rides.tsv | nalu fit - --target fare --json', 'for programs'],
  ['nalu fit rides.csv --target fare --columns km,minutes', 'of these columns alone'],
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
  const { json, quiet, out, overwrite, time } = values
  if (out !== undefined) await checkOutput(out, overwrite)
  const table = await readTable(path, readingOptions(values))
  const { dropped, notes } = checkTable(
    table,
    values.target,
    values.columns === undefined ? {} : { columns: values.columns },
  )
  const isShown = !quiet && (!json || process.stderr.isTTY)
  const isTold = !json && !quiet
  if (isTold) say(headerText(table, values, [...dropped.map(({ reason }) => reason), ...notes]))
  const display = isShown ? fitDisplay(time) : noFitDisplay
  const interruption = listenForInterruption()
  let found: Found
  try {
    found = await fit(table, {
      target: values.target as string,
      columns: values.columns,
      time,
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
    if (!quiet) print(`\n${nextCommands(found, path, out, values.seeds).join('\n')}`)
  }
  return found.found ? exitCodes.done : exitCodes.notFound
}

/** What was read and left out, and what is going to happen. */
function headerText(table: Table, { target, time, rounds }: FitCommandValues, remarks: readonly string[]): string {
  const { rows, columns, source, isSampled, lines } = table
  const count = (n: number, one: string) => `${formatCount(n)} ${one}${n === 1 ? '' : 's'}`
  const sample = isSampled ? `, of which ${formatCount(lines.length)} drawn at random are used` : ''
  const goal = target === undefined ? '' : ` Target ${paint('strong', target)}.`
  return [
    `Read ${count(rows, 'row')} × ${count(columns.length, 'column')} of ${source}${sample}.${goal}`,
    ...remarks.map((remark) => `${paint('attention', 'Note:')} ${remark}`),
    `Searching for up to ${time} s and ${count(rounds, 'round')}. Ctrl-C keeps the best.`,
  ].join('\n')
}

function nextCommands(found: Found, path: string, out: string | undefined, seeds: number): string[] {
  const again = (more: string) => `nalu fit ${shellWord(path)} --target ${shellWord(found.target)} ${more}`
  const failed = found.trust.rules.find(({ rule, passed }) => rule === 'restarts agree' && !passed)
  const longer = failed === undefined ? [] : [`More starts:  ${again(`--seeds ${seeds * 4}`)}`]
  if (out === undefined) return [...longer, `Keep it:      ${again('--out fit.json')}`]
  const file = shellWord(out)
  return [
    ...longer,
    `Saved ${out}.`,
    `Predict:      nalu predict ${file} new.csv`,
    `As code:      nalu export ${file} --as python`,
    `Again:        nalu explain ${file}`,
  ]
}
