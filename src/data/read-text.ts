// A table of columns from text (CSV) that comes in pieces: its header, rows that do not fit, and a sample of the rest.

import { invalid } from '../base/errors.ts'
import { formatCount } from '../base/numbers.ts'
import { hasDecimalComma, parseCell } from './cells.ts'
import { TableCollector } from './collect.ts'
import { fittedRow, listNames, raggedRow, type Separator } from './csv.ts'
import { csvBlocks } from './csv-stream.ts'
import type { Table } from './table.ts'

/** How a table is read. */
export interface ReadTableOptions {
  /** Whether the first line names the columns. `auto`, the default: unless all that it holds is numbers. */
  readonly header?: 'auto' | 'yes' | 'no'
  /** What stands between cells. Default: whichever fits the first lines. */
  readonly separator?: Separator
  /** Most rows that are kept; of more, a random sample. Default 20,000. */
  readonly sampleRows?: number
  /** Seed of the sample. Default 1. */
  readonly seed?: number
}

/** Rows that are kept if nothing else is asked for. */
export const SAMPLE_ROWS = 20_000

/** A table of which more rows than this share have too many or too few cells is refused. */
const RAGGED_SHARE = 0.01

/**
 * Checks the options.
 * @throws NaluError if fewer than one row is to be kept.
 */
export function checkReadOptions({ sampleRows = SAMPLE_ROWS }: ReadTableOptions): void {
  if (!Number.isSafeInteger(sampleRows) || sampleRows < 1) {
    throw invalid(`Option sampleRows is ${sampleRows}; expected a whole number from 1. Leave it out for 20,000.`)
  }
}

/**
 * Reads a table in memory that does not grow with its rows.
 * @throws NaluError if it is empty or has no rows, quotation marks do not fit, or more than 1 % of its rows have another
 * number of cells than the header; see also `csvBlocks`.
 */
export async function readTextTable(
  pieces: AsyncIterable<string>,
  source: string,
  options: ReadTableOptions = {},
): Promise<Table> {
  checkReadOptions(options)
  let reading: Reading | undefined
  for await (const { rows, lines, separator } of csvBlocks(pieces, source, options.separator)) {
    for (let i = 0; i < rows.length; i += 1) {
      const [cells, line] = [rows[i] as readonly string[], lines[i] as number]
      if (reading === undefined) reading = startReading(cells, line, separator, source, options)
      else takeRow(reading, cells, line)
    }
  }
  if (reading === undefined) {
    throw invalid(`${source} is empty. A table begins with a line of column names, such as a,b.`)
  }
  return finishReading(reading)
}

interface Reading {
  readonly source: string
  readonly separator: Separator
  readonly names: readonly string[]
  readonly collector: TableCollector
  readonly notes: string[]
  /** Rows that do not fit: how many, the first one, and the numbers of cells that they have. */
  ragged: number
  firstRagged?: { readonly line: number; readonly cells: number }
  readonly raggedCells: Set<number>
}

function startReading(
  first: readonly string[],
  line: number,
  separator: Separator,
  source: string,
  { header = 'auto', sampleRows = SAMPLE_ROWS, seed = 1 }: ReadTableOptions,
): Reading {
  const isData = header === 'no' || (header === 'auto' && looksLikeNumbers(first, separator))
  const notes: string[] = []
  const names = first.map((name, i) => (isData || name.trim() === '' ? `c${i + 1}` : name.trim()))
  if (isData && header === 'auto') {
    const called = names.length === 1 ? 'the column is called' : 'the columns are called'
    notes.push(
      `The first line of ${source} looks like numbers: ${called} ${listNames(names)}; --header yes takes it as names.`,
    )
  }
  const options = { source, place: 'line', sampleRows, seed, mayHaveDecimalCommas: separator !== ',' } as const
  const collector = new TableCollector(names, options)
  const reading = { source, separator, names, collector, notes, ragged: 0, raggedCells: new Set<number>() }
  if (isData) collector.add(first, line)
  return reading
}

/** True for a line that holds numbers and nothing else. */
function looksLikeNumbers(cells: readonly string[], separator: Separator): boolean {
  const kinds = cells.map((cell) => (separator !== ',' && hasDecimalComma(cell) ? 'number' : parseCell(cell).kind))
  return kinds.includes('number') && kinds.every((kind) => kind !== 'text' && kind !== 'date')
}

function takeRow(reading: Reading, cells: readonly string[], line: number): void {
  const fitted = fittedRow(cells, reading.names.length)
  if (fitted !== undefined) {
    reading.collector.add(fitted, line)
    return
  }
  reading.ragged += 1
  reading.firstRagged ??= { line, cells: cells.length }
  reading.raggedCells.add(cells.length)
}

function finishReading({
  source,
  separator,
  names,
  collector,
  notes,
  ragged,
  firstRagged,
  raggedCells,
}: Reading): Table {
  const rows = collector.rows + ragged
  if (rows === 0) {
    throw invalid(`${source} has the columns ${listNames(names)} and no rows. Add at least one row below them.`)
  }
  if (firstRagged === undefined) return collector.table(notes)
  if (ragged > RAGGED_SHARE * rows) {
    throw raggedRow(firstRagged.cells, firstRagged.line, names.length, separator, source)
  }
  const verb = ragged === 1 ? 'has' : 'have'
  const cells =
    raggedCells.size === 1
      ? `${verb} ${firstRagged.cells} cells instead of ${names.length}`
      : `have more or fewer cells than ${names.length}`
  const share = `${formatCount(ragged)} of ${formatCount(rows)} rows`
  return collector.table([...notes, `Dropped ${share} that ${cells} (first: line ${firstRagged.line}).`])
}
