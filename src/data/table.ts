// Tables of columns: what `nalu fit` reads, from a file, from arrays or from records.

import { quote } from '../base/decode.ts'
import { invalid } from '../base/errors.ts'
import { type Cell, TableCollector } from './collect.ts'

/** A column of a table, one value a row. */
export interface Column {
  readonly name: string
  readonly kind: 'number' | 'text' | 'date'
  /** One a row; NaN where the cell is missing (or not a number). */
  readonly values: Float64Array<ArrayBuffer>
  /** Place of the last digit that is written: 0.01 for 12.50. 0 where numbers come as binary. The finest of the column. */
  readonly step: number
  /** How many cells are missing. */
  readonly missing: number
  /** One text a row, cut after 200 characters, where kind is not number; also where a few cells of a number column are text. */
  readonly cells?: readonly string[]
}

/** Columns of one length, from one source. */
export interface Table {
  /** How messages call the table: the name of its file. */
  readonly source: string
  readonly columns: readonly Column[]
  /** Where each row stands in the source, counted from 1. */
  readonly lines: Float64Array<ArrayBuffer>
  /** What `lines` count: lines of text, or rows where there are no lines. Without it, lines. */
  readonly place?: 'line' | 'row'
  /** Rows of the source; more than the columns have if the table is a sample. */
  readonly rows: number
  readonly isSampled: boolean
  /** What is to be said about the reading, a sentence each. */
  readonly notes: readonly string[]
}

/** A table, or columns by their names, or rows as records. Null and what a record lacks are missing. */
export type TableInput =
  | Table
  | Readonly<Record<string, ArrayLike<number | string | null>>>
  | readonly Readonly<Record<string, unknown>>[]

/** How messages call a table that came from no file. */
export const unnamedTable = 'The table'

/**
 * The table that the input is, or that columns or records make.
 * @throws NaluError if there are no columns, they have different lengths, or a record is none.
 */
export function tableOf(input: TableInput): Table {
  if (typeof input !== 'object' || input === null) {
    const expected = 'expected columns such as { a: [1, 2] }, or rows such as [{ a: 1 }, { a: 2 }].'
    throw invalid(`The table is ${quote(String(input))}; ${expected}`)
  }
  if (isTable(input)) return input
  return isRecords(input) ? tableOfRecords(input) : tableOfColumns(input)
}

function isTable(input: TableInput): input is Table {
  return 'lines' in input && input.lines instanceof Float64Array && Array.isArray((input as Table).columns)
}

const isRecords = (input: TableInput): input is readonly Readonly<Record<string, unknown>>[] => Array.isArray(input)

function tableOfRecords(records: readonly Readonly<Record<string, unknown>>[]): Table {
  if (records.length === 0) throw invalid('The table has no rows. Give at least one record, such as { a: 1, b: 2 }.')
  const names = new Set<string>()
  for (const [i, record] of records.entries()) {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      throw invalid(`Row ${i + 1} of the table is ${quote(String(record))}; expected a record, such as { a: 1, b: 2 }.`)
    }
    for (const name of Object.keys(record)) names.add(name)
  }
  if (names.size === 0) throw invalid('The rows of the table have no fields. Give records such as { a: 1, b: 2 }.')
  const columns = [...names]
  const collector = new TableCollector(columns, { source: unnamedTable, place: 'row' })
  for (const [i, record] of records.entries()) {
    collector.add(
      columns.map((name) => cellOf(record[name])),
      i + 1,
    )
  }
  return collector.table()
}

function tableOfColumns(columns: Readonly<Record<string, ArrayLike<number | string | null>>>): Table {
  const names = Object.keys(columns)
  const [first] = names
  if (first === undefined) throw invalid('The table has no columns. Give at least one, such as { a: [1, 2, 3] }.')
  for (const name of names) {
    const length: unknown = columns[name]?.length
    if (typeof columns[name] !== 'object' || typeof length !== 'number') {
      throw invalid(`Column ${name} is ${quote(String(columns[name]))}; expected an array of numbers or texts.`)
    }
  }
  const rows = columns[first]?.length ?? 0
  const other = names.find((name) => columns[name]?.length !== rows)
  if (other !== undefined) {
    const lengths = `Column ${other} has ${columns[other]?.length} values and column ${first} has ${rows}.`
    throw invalid(`${lengths} Give every column one value for each row; null where it is missing.`)
  }
  if (rows === 0) throw invalid(`Column ${first} of the table has no values. Give at least one row.`)
  const collector = new TableCollector(names, { source: unnamedTable, place: 'row' })
  for (let row = 0; row < rows; row += 1) {
    collector.add(
      names.map((name) => cellOf(columns[name]?.[row])),
      row + 1,
    )
  }
  return collector.table()
}

/** Any value as a cell: numbers and texts as they are, dates as ISO 8601; undefined, null and NaN are missing. */
export function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case 'number':
      return Number.isNaN(value) ? null : value
    case 'string':
      return value
    case 'bigint':
      return Number(value)
    case 'boolean':
      return String(value)
    default:
      if (value === null || value === undefined) return null
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
      return Array.isArray(value) || ArrayBuffer.isView(value) ? '[list]' : '{record}'
  }
}
