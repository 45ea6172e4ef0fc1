// Rows of a table as text (CSV) that comes in pieces: only the rows of the last piece are held.
/// <reference path="./papaparse.d.ts" />

import papa from 'papaparse'
import { invalid } from '../base/errors.ts'
import { findSeparator, isBlank, linesOf, quoteError, type Separator } from './csv.ts'

/** Some rows of a table, one after another; empty lines are passed over. */
export interface CsvBlock {
  readonly rows: readonly (readonly string[])[]
  /** The line in which each row begins, counted from 1. */
  readonly lines: readonly number[]
  readonly separator: Separator
}

// So many characters show what separates cells; always the same ones, however the text is cut.
const sampledCharacters = 2 ** 16

/** No row is longer, in characters. */
export const LONGEST_ROW = 2 ** 24

/**
 * Reads rows from pieces of text, which may be cut anywhere.
 * @throws NaluError if quotation marks do not fit, the text holds null characters, or a row is longer than 16 million
 * characters.
 */
export async function* csvBlocks(
  pieces: AsyncIterable<string>,
  source: string,
  given?: Separator,
): AsyncGenerator<CsvBlock> {
  let rest = ''
  let line = 1
  let awaited = sampledCharacters
  let separator = given
  for await (const piece of plainPieces(pieces, source)) {
    rest += piece
    if (rest.length < awaited) continue
    separator ??= findSeparator(rest.slice(0, sampledCharacters))
    const parsed = parseRows(rest, separator, line, source, true)
    yield parsed.block
    line = parsed.line
    rest = rest.slice(parsed.end)
    if (rest.length > LONGEST_ROW) throw endlessRow(rest, line, source)
    // A row that goes on and on is parsed anew only when it has doubled.
    awaited = 2 * rest.length
  }
  if (rest === '') return
  separator ??= findSeparator(rest.slice(0, sampledCharacters))
  yield parseRows(rest, separator, line, source, false).block
}

/** The same text with line ends of one kind, without a byte order mark. */
async function* plainPieces(pieces: AsyncIterable<string>, source: string): AsyncGenerator<string> {
  let held = ''
  let isFirst = true
  for await (const piece of pieces) {
    if (piece === '') continue
    if (piece.includes('\0')) {
      throw invalid(`${source} is no table in text: it contains null characters. Save the table as CSV in UTF-8.`)
    }
    let text = held + (isFirst ? piece.replace(/^\uFEFF/, '') : piece)
    isFirst = false
    // The other half of a line end of Windows may come with the next piece.
    held = text.endsWith('\r') ? '\r' : ''
    if (held !== '') text = text.slice(0, -1)
    yield text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  }
  if (held !== '') yield '\n'
}

function parseRows(text: string, separator: Separator, line: number, source: string, isCut: boolean) {
  // The parser without its streamer, which loses pauses and may deliver an end twice.
  const { data, errors, meta } = new papa.Parser({ delimiter: separator, newline: '\n' }).parse(text, 0, isCut)
  for (const { code, index = 0, row = 0 } of errors) {
    // Of a row that is cut, nothing can be said yet.
    if (row < data.length) throw quoteError(code, line + countLines(text.slice(0, index)), source)
  }
  const lines = text.includes('"') ? linesOf(data, line) : data.map((_, i) => line + i)
  const filled = data.some(isBlank) ? [...data.keys()].filter((i) => !isBlank(data[i] as readonly string[])) : undefined
  const block: CsvBlock = {
    rows: filled?.map((i) => data[i] as readonly string[]) ?? data,
    lines: filled?.map((i) => lines[i] as number) ?? lines,
    separator,
  }
  const end = data.length === 0 ? 0 : meta.cursor
  return { block, end, line: line + countLines(text.slice(0, end)) }
}

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

function endlessRow(text: string, line: number, source: string) {
  if (text.includes('"')) return quoteError('MissingQuotes', line, source)
  return invalid(
    `Line ${line} of ${source} is longer than ${LONGEST_ROW / 2 ** 20} million characters, which no table has. ` +
      'Write each row on a line of its own.',
  )
}
