// `nalu predict`: what a saved model or a saved fit predicts for a table, as further columns of it.

import type { Command } from 'commander'
import { writeText } from '../base/files.node.ts'
import { formatCount, jsonNumber } from '../base/numbers.ts'
import { defineOptions, resolveOptions } from '../base/options.ts'
import { incompleteRows, modelRows, numberColumns, tableRemarks } from '../data/columns.ts'
import type { TextTable } from '../data/csv.ts'
import { readTableFile } from '../data/files.node.ts'
import { tableWithPredictions } from '../data/predictions.ts'
import type { Found } from '../fit/found.ts'
import { variablesOf } from '../graph/formula.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { predict } from '../train/predict.ts'
import type { LoadedModel } from '../train/saved-model.ts'
import { addCommand, commonSpecs, jsonSpec, readOptions } from './command.ts'
import { predictionRemarks } from './fit-remarks.ts'
import { checkOutput } from './output-file.ts'
import { ownModuleSpec, pickSpec, readSaved } from './saved-model.ts'
import { printAside, printJson } from './terminal.ts'

const specs = defineOptions({
  out: { type: 'text', placeholder: 'file', group: 'Output', help: 'Write the table there. Default: standard output.' },
  overwrite: { type: 'boolean', default: false, group: 'Output', help: 'Replace a file that is there already.' },
  json: jsonSpec,
  pick: pickSpec,
  module: ownModuleSpec,
  ...commonSpecs,
})

/** Adds the command to the program. */
export function predictCommand(program: Command): void {
  const command = addCommand(program, {
    name: 'predict',
    arguments: '<model> <table>',
    summary: 'predictions of a saved model or fit for a CSV table',
    description:
      'Adds the predictions of a saved model or fit to a table as a further column. The table has a column for each input ' +
      'of it, found by its name; other columns stay as they are. A row in which an input is missing gets none.',
    examples: [
      ['nalu predict model.json data.csv', 'the table with predictions, on standard output'],
      ['nalu predict model.json data.csv --out predicted.csv', 'into a new file'],
      ['nalu predict fit.json new.csv', 'by the formula of nalu fit'],
      ['nalu predict fit.json new.csv --pick 2', 'by the second formula of its list'],
      ['nalu predict model.json data.csv --json', 'for programs'],
    ],
    specs,
  })
  command.action(async (model: string, table: string) => {
    await runPredict(model, table, resolveOptions(specs, readOptions(specs, command)))
  })
}

interface PredictValues {
  readonly out: string | undefined
  readonly overwrite: boolean
  readonly json: boolean
  readonly module: string | undefined
  readonly pick: number | undefined
}

async function runPredict(modelFile: string, tableFile: string, given: PredictValues): Promise<void> {
  const { out, overwrite, json } = given
  const saved = await readSaved(modelFile, given.module, given.pick)
  const table = await readTableFile(tableFile)
  if (out !== undefined) await checkOutput(out, overwrite)
  const { names, target, columns, predictions } =
    saved.kind === 'fit' ? formulaPredictions(saved.found, modelFile, table) : modelPredictions(saved.model, table)
  const ofFit = saved.kind === 'fit' ? predictionRemarks(saved.found, columns) : []
  const incomplete = incompleteRows(columns)
  const { text, names: added } = tableWithPredictions(table, predictions, {
    target,
    incomplete,
    decimalCommas: columns.hasDecimalCommas,
  })
  if (out !== undefined) await writeText(out, text, { overwrite })
  const taken = target !== undefined && !added.includes(target)
  const remarks = [
    ...ofFit,
    ...(taken ? [`${table.source} has a column ${target}: predictions are called ${added.join(', ')}.`] : []),
    ...tableRemarks(table, columns),
  ]
  const rows = table.rows.length
  if (json) {
    printJson({
      schema: 'nalu.predict',
      version: 1,
      model: modelFile,
      table: tableFile,
      inputs: names,
      columns: added,
      rows,
      predictions: added.map((_, output) => {
        const column = predictions.subarray(output * rows, (output + 1) * rows)
        return Array.from(column, (value, row) =>
          predictionJson(value, table.lines[row] as number, incomplete.includes(row)),
        )
      }),
      out: out ?? null,
      remarks,
    })
    return
  }
  if (out === undefined) process.stdout.write(text)
  for (const remark of remarks) printAside(remark)
  if (out !== undefined)
    printAside(`Wrote ${out}: ${formatCount(rows - incomplete.length)} predictions, column ${added.join(', ')}.`)
}

function modelPredictions({ model, parameters, columns: names, target }: LoadedModel, table: TextTable) {
  const columns = numberColumns(table, names)
  return { names, target, columns, predictions: predict(model, parameters, modelRows(columns)) }
}

function formulaPredictions(found: Found, file: string, table: TextTable) {
  const names = variablesOf(parseFormula(found.formula))
  const columns = numberColumns(table, names, { reader: file, type: 'float64', mayHaveDecimalCommas: true })
  const predictions = found.predict({
    source: table.source,
    columns: columns.names.map((name, i) => ({
      name,
      kind: 'number',
      values: columns.columns[i] as Float64Array<ArrayBuffer>,
      step: 0,
      missing: 0,
    })),
    lines: Float64Array.from(table.lines),
    rows: table.rows.length,
    isSampled: false,
    notes: [],
  })
  return { names, target: found.target, columns, predictions }
}

/** One prediction, with the line of its row in the table; null with the reason where there is no number. */
function predictionJson(value: number, line: number, isIncomplete: boolean): object {
  const json = jsonNumber(value)
  if (isIncomplete) return { line, value: null, reason: 'an input is missing' }
  return { line, ...json }
}
