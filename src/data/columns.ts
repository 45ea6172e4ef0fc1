// Columns of numbers from a table of text, found by their names, with every fault said by line, column and value.

import { quote } from '../base/decode.ts'
import { suggest } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { formatCount } from '../base/numbers.ts'
import { hasDecimalComma, isMissingText, mayGroupThousands, parseNumber, withPoint } from './cells.ts'
import { listNames, type TextTable } from './csv.ts'

/** Columns of numbers, in the order in which they were asked for. */
export interface NumberColumns {
  readonly names: readonly string[]
  /** One for each name, one number for each row; NaN where the cell is missing. */
  readonly columns: readonly Float64Array<ArrayBuffer>[]
  /** The columns with missing cells, with the places of those rows in the table. */
  readonly missing: readonly { readonly name: string; readonly rows: readonly number[] }[]
  /** The columns of the table that were not asked for. */
  readonly ignored: readonly string[]
  /** True if commas were read as decimal points. */
  readonly hasDecimalCommas: boolean
}

/** How columns of numbers are read. */
export interface NumberColumnOptions {
  /** Who needs them, as the subject of a sentence. Default: `The model`. */
  readonly reader?: string
  /** What the numbers are computed with. Default: float32. */
  readonly type?: 'float32' | 'float64'
  /** Whether commas stand for decimal points where they separate no cells and can be nothing else. Default: they do not. */
  readonly mayHaveDecimalCommas?: boolean
}

/**
 * Reads the columns with these names.
 * @throws NaluError if a column is missing or there twice, or a cell is no number, or one that the type does not reach.
 */
export function numberColumns(
  table: TextTable,
  names: readonly string[],
  { reader = 'The model', type = 'float32', mayHaveDecimalCommas = false }: NumberColumnOptions = {},
): NumberColumns {
  const places = placesOf(table, names, reader)
  const hasCommas = mayHaveDecimalCommas && hasDecimalCommas(table)
  const written = hasCommas ? withDecimalPoints(table) : table
  const columns = names.map((name, i) => readColumn(written, name, places[i] as number, type))
  const missing = names.map((name, i) => {
    const column = columns[i] as Float64Array
    return { name, rows: [...column.keys()].filter((row) => Number.isNaN(column[row])) }
  })
  return {
    names,
    columns,
    missing: missing.filter(({ rows }) => rows.length > 0),
    ignored: table.names.filter((_, i) => !places.includes(i)),
    hasDecimalCommas: hasCommas,
  }
}

/** True if commas stand for decimal points: some of the table can be nothing else, and there are no points. */
function hasDecimalCommas({ rows, separator }: TextTable): boolean {
  if (separator === ',') return false
  const numbers = rows.flat()
  const isClear = (cell: string) => hasDecimalComma(cell) && !mayGroupThousands(cell)
  return numbers.some(isClear) && !numbers.some((cell) => cell.includes('.') && parseNumber(cell) !== undefined)
}

const withDecimalPoints = (table: TextTable): TextTable => ({
  ...table,
  rows: table.rows.map((cells) => cells.map((cell) => (hasDecimalComma(cell) ? withPoint(cell) : cell))),
})

function placesOf(table: TextTable, names: readonly string[], reader: string): number[] {
  const { source } = table
  const absent = names.filter((name) => !table.names.includes(name))
  if (absent.length > 0) throw absentColumns(table, absent, reader)
  return names.map((name) => {
    const found = [...table.names.keys()].filter((i) => table.names[i] === name)
    if (found.length > 1) {
      const numbers = found.map((i) => i + 1).join(' and ')
      throw invalid(`${source} has ${found.length} columns called ${name} (number ${numbers}). Rename all but one.`)
    }
    return found[0] as number
  })
}

function absentColumns({ source, names }: TextTable, absent: readonly string[], reader: string) {
  const needs = `${reader} needs column${absent.length > 1 ? 's' : ''} ${listNames(absent)}; ${source} has ${listNames(names)}.`
  if (names.every((name) => parseNumber(name) !== undefined)) {
    return invalid(`${needs} Its first line looks like numbers: write the names of the columns above it.`)
  }
  const free = names.filter((name) => name !== '')
  const guesses = absent.flatMap((name) => suggest(name, free) ?? [])
  const question = guesses.length === 0 ? 'Rename a column, or add it.' : `Did you mean ${listNames(guesses)}?`
  return invalid(`${needs} ${question}`)
}

const largest = { float32: 'about 3.4e38', float64: 'about 1.8e308' } as const

function readColumn(
  table: TextTable,
  name: string,
  place: number,
  type: 'float32' | 'float64',
): Float64Array<ArrayBuffer> {
  const isReached = (value: number) => Number.isFinite(type === 'float32' ? Math.fround(value) : value)
  const faults: number[] = []
  const values = Float64Array.from(table.rows, (cells, row) => {
    const cell = cells[place] as string
    if (isMissingText(cell)) return Number.NaN
    const value = parseNumber(cell)
    if (value === undefined || !isReached(value)) faults.push(row)
    return value ?? Number.NaN
  })
  const [first] = faults
  if (first === undefined) return values
  const cell = (table.rows[first] as readonly string[])[place] as string
  const others = faults.length > 1 ? ` (and ${formatCount(faults.length - 1)} more of this column)` : ''
  const where = `Line ${table.lines[first]} of ${table.source}, column ${name}`
  throw invalid(`${where}: ${quote(cell)} ${cellFault(cell.trim(), others, largest[type])}`)
}

/** What is wrong with a cell, and what to do. */
function cellFault(cell: string, others: string, limit: string): string {
  if (parseNumber(cell) !== undefined || /^[+-]?inf(inity)?$/i.test(cell)) {
    return `is beyond the largest number, ${limit}${others}. Scale the column, or leave the cell empty.`
  }
  const cause = `is not a number${others}.`
  if (mayGroupThousands(cell)) {
    return `${cause} Write it without commas, or with a decimal point if the comma is one.`
  }
  if (hasDecimalComma(cell)) return `${cause} Write a decimal point: ${withPoint(cell)}.`
  return `${cause} Write one such as 12.5 or 1e-3, or leave the cell empty where the value is missing.`
}

/** Rows as a model takes them: `[in, rows]` in float32, rows fastest. */
export function modelRows({ columns }: NumberColumns): Float32Array<ArrayBuffer> {
  const rows = columns[0]?.length ?? 0
  const values = new Float32Array(columns.length * rows)
  columns.forEach((column, i) => {
    values.set(column, i * rows)
  })
  return values
}

/** The places of the rows in which some cell is missing, in order. */
export function incompleteRows({ missing }: NumberColumns): readonly number[] {
  return [...new Set(missing.flatMap(({ rows }) => rows))].sort((a, b) => a - b)
}

// So many lines are named before the rest is only counted.
const mostLines = 5

/** What was passed over in a table, a sentence each; nothing if nothing was. */
export function tableRemarks(table: TextTable, { missing, ignored }: NumberColumns): string[] {
  const column = ignored.length === 1 ? 'column' : 'columns'
  const remarks = ignored.length === 0 ? [] : [`Ignored ${column} ${listNames(ignored)}.`]
  for (const { name, rows } of missing) {
    const lines = rows.slice(0, mostLines).map((row) => table.lines[row])
    const more = rows.length > mostLines ? ', …' : ''
    const verb = rows.length === 1 ? 'row lacks' : 'rows lack'
    remarks.push(
      `${formatCount(rows.length)} ${verb} ${name} (line${rows.length === 1 ? '' : 's'} ${lines.join(', ')}${more}).`,
    )
  }
  return remarks
}
