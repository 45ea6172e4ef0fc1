// Tables as text (CSV): from text to cells with the lines that they stand in, and from cells to text.
/// <reference path="./papaparse.d.ts" />

import papa from 'papaparse'
import { LISTED_CHOICES } from '../base/did-you-mean.ts'
import { invalid, type NaluError } from '../base/errors.ts'

/** What stands between the cells of a row. */
export type Separator = ',' | ';' | '\t'

const separators: readonly Separator[] = ['\t', ';', ',']

/** Cells as they were written, below a line of column names. */
export interface TextTable {
  /** How messages call the table: the name of its file. */
  readonly source: string
  /** The names of the columns, without spaces around them. A name may be empty, and two may be the same. */
  readonly names: readonly string[]
  /** Each row has one cell for each name. */
  readonly rows: readonly (readonly string[])[]
  /** The line in which each row begins, counted from 1. */
  readonly lines: readonly number[]
  readonly separator: Separator
  readonly newline: '\n' | '\r\n'
}

/**
 * Reads a table: a line of column names, then rows. Cells are separated by commas, semicolons or tabs, whichever
 * fits; a cell with a separator, a line end or a quotation mark stands in quotation marks.
 * Empty lines are passed over.
 * @throws NaluError if there is no header or no row, a row has not as many cells as the header, or quotation marks do
 * not fit.
 */
export function readCsv(text: string, source = 'The table'): TextTable {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  if (plain.includes('\0')) {
    throw invalid(`${source} is no table in text: it contains null characters. Save the table as CSV in UTF-8.`)
  }
  if (plain.trim() === '') {
    throw invalid(`${source} is empty. A table begins with a line of column names, such as a,b.`)
  }
  const separator = findSeparator(plain)
  const { data, errors } = papa.parse(plain, { delimiter: separator, newline: '\n' })
  for (const { code, index = 0 } of errors) throw quoteError(code, plain.slice(0, index).split('\n').length, source)
  const lines = linesOf(data)
  const filled = data.flatMap((cells, i) => (isBlank(cells) ? [] : [{ cells, line: lines[i] as number }]))
  const [header = { cells: [], line: 1 }, ...body] = filled
  const names = header.cells.map((name) => name.trim())
  if (body.length === 0) {
    throw invalid(`${source} has the columns ${listNames(names)} and no rows. Add at least one row below them.`)
  }
  return {
    source,
    names,
    rows: body.map(({ cells, line }) => fitRow(cells, line, names, separator, source)),
    lines: body.map(({ line }) => line),
    separator,
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

/** True for what an empty line gives. */
export const isBlank = (cells: readonly string[]) => cells.length === 1 && cells[0]?.trim() === ''

// So many lines show what separates cells.
const sampledLines = 30

/** The separator with which quotation marks and the lengths of the first rows fit best; a comma if there is none. */
export function findSeparator(text: string): Separator {
  const judged = separators.map((separator) => {
    const { data, errors } = papa.parse(text, { delimiter: separator, newline: '\n', preview: sampledLines })
    const [header = [], ...rows] = data.filter((cells) => !isBlank(cells))
    const fitting = rows.filter(({ length }) => length === header.length).length
    return { separator, errors: errors.length, fitting, columns: header.length }
  })
  const candidates = judged.filter(({ columns }) => columns > 1)
  candidates.sort((a, b) => a.errors - b.errors || b.fitting - a.fitting || b.columns - a.columns)
  return candidates[0]?.separator ?? ','
}

/** The error for quotation marks that do not fit, by the parser's code for it. */
export function quoteError(code: string, line: number, source: string): NaluError {
  const double = 'Inside a cell in quotation marks, write each that belongs to the text twice.'
  return code === 'MissingQuotes'
    ? invalid(`Line ${line} of ${source} opens a quotation mark that is never closed. Close it. ${double}`)
    : invalid(`Line ${line} of ${source} has text after a closing quotation mark. ${double}`)
}

/** The line in which each row begins: a row takes one, and one more for each line end in its cells. */
export function linesOf(rows: readonly (readonly string[])[], first = 1): number[] {
  let line = first
  return rows.map((cells) => {
    const begin = line
    line += cells.reduce((count, cell) => count + cell.split('\n').length - 1, 1)
    return begin
  })
}

/** The cells of a row, one for each name; empty ones beyond the last name are cut. */
function fitRow(
  cells: readonly string[],
  line: number,
  names: readonly string[],
  separator: Separator,
  source: string,
): readonly string[] {
  const fitted = fittedRow(cells, names.length)
  if (fitted === undefined) throw raggedRow(cells.length, line, names.length, separator, source)
  return fitted
}

/** The first `width` cells of a row if it has as many and the others are empty; else undefined. */
export function fittedRow(cells: readonly string[], width: number): readonly string[] | undefined {
  if (cells.length === width) return cells
  const isFitting = cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')
  return isFitting ? cells.slice(0, width) : undefined
}

/** The error for a row with more or fewer cells than the header has. */
export function raggedRow(cells: number, line: number, width: number, separator: Separator, source: string): NaluError {
  const word = { ',': 'comma', ';': 'semicolon', '\t': 'tab' }[separator]
  const advice =
    cells > width
      ? `Put a cell that contains a ${word} in quotation marks.`
      : `Where a value is missing, leave its cell empty but write the ${word}.`
  return invalid(`Line ${line} of ${source} has ${cells} cells, but its header has ${width}. ${advice}`)
}

/** Names as a message lists them. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, LISTED_CHOICES).map((name) => (name === '' ? '(no name)' : name))
  const more = names.length > LISTED_CHOICES ? ` and ${names.length - LISTED_CHOICES} more` : ''
  return `${shown.join(', ')}${more}`
}

/** The table as text, with columns added at its right. Other cells stay as they were. */
export function writeCsv(
  { names, rows, separator, newline }: TextTable,
  added: readonly { readonly name: string; readonly cells: readonly string[] }[] = [],
): string {
  const header = [...names, ...added.map(({ name }) => name)]
  const body = rows.map((row, i) => [...row, ...added.map(({ cells }) => cells[i] ?? '')])
  return `${papa.unparse([header, ...body], { delimiter: separator, newline })}${newline}`
}
