// Reads a table of columns from a file or from standard input in Node: text or Parquet, whichever the first bytes show.

import { createReadStream } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { invalid } from '../base/errors.ts'
import { readError } from '../base/files.node.ts'
import { textDecoder } from '../base/platform.ts'
import { type ReadTableOptions, readTextTable } from './read-text.ts'
import type { Table } from './table.ts'

/** How a table is read in Node. */
export interface ReadTableFileOptions extends ReadTableOptions {
  /** What `-` reads. Default: standard input. */
  readonly standardInput?: Readable & { readonly isTTY?: boolean }
}

/** How messages call standard input. */
const standardInputName = 'standard input'

// Large enough that the work is in the rows, small enough to be nothing beside them.
const chunkBytes = 2 ** 18

/**
 * Reads a table from a file, or from standard input if the path is `-`: CSV or TSV in UTF-8, or Parquet. Memory does not
 * grow with the rows: of more than `sampleRows` a random sample is kept.
 * @throws NaluError if there is no such file, it is neither text in UTF-8 nor Parquet, nothing comes in on standard
 * input, or it is no table; see `readTextTable` and `readParquetTable`.
 */
export async function readTable(path: string, options: ReadTableFileOptions = {}): Promise<Table> {
  const isStandardInput = path === '-'
  const { standardInput = process.stdin } = options
  if (isStandardInput && standardInput.isTTY === true) {
    throw invalid('Nothing comes in on standard input. Give a file, or: cat rides.csv | nalu fit - --target fare')
  }
  const stream = isStandardInput ? standardInput : createReadStream(path, { highWaterMark: chunkBytes })
  const source = isStandardInput ? standardInputName : path
  const chunks = chunksOf(stream, source)
  const { begin, held } = await peeked(chunks)
  try {
    const [first, second, third, fourth] = begin
    if (first === 0x50 && second === 0x41 && third === 0x52 && fourth === 0x31) {
      return isStandardInput
        ? await readParquetStream(held, chunks, source, options)
        : await readParquetFile(path, options)
    }
    refuseOther(begin, source)
    return await readTextTable(textOf(held, chunks, source), source, options)
  } finally {
    // Closes the stream wherever the reading stopped.
    await chunks.return(undefined)
  }
}

/** The bytes of a stream. A stream that ends early is closed. */
async function* chunksOf(stream: Readable, source: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
  } catch (cause) {
    const isAbsent = (cause as { readonly code?: unknown }).code === 'ENOENT'
    throw readError(source, cause, isAbsent ? await readdir(dirname(source)).catch(() => undefined) : [])
  }
}

/** The first pieces of a stream, and its first four bytes if it has as many. */
async function peeked(chunks: AsyncGenerator<Uint8Array>) {
  const held: Uint8Array[] = []
  let length = 0
  while (length < 4) {
    const { value, done } = await chunks.next()
    if (done === true) break
    held.push(value)
    length += value.length
  }
  return { begin: Buffer.concat(held).subarray(0, 4), held }
}

/** @throws NaluError for files that begin like a workbook of a spreadsheet, an archive or JSON. */
function refuseOther([first, second, third]: Uint8Array, source: string): void {
  if (first === 0x50 && second === 0x4b && third === 0x03) {
    throw invalid(`${source} is a workbook or an archive, not text. Save the sheet as CSV (UTF-8) in its program.`)
  }
  // A brace or a bracket before a quotation mark, a line end, a space or another of them: no column is called like this.
  const isOpen = (byte: number | undefined) => byte === 0x7b || byte === 0x5b
  const isInside = (byte: number | undefined) => [0x22, 0x0a, 0x0d, 0x20, 0x09].includes(byte ?? 0)
  if (isOpen(first) && (isInside(second) || (isOpen(second) && (isInside(third) || isOpen(third))))) {
    throw invalid(`${source} looks like JSON. Give CSV, TSV or Parquet: a line of column names, then rows.`)
  }
  if (first === 0x1f && second === 0x8b) {
    throw invalid(`${source} is packed with gzip. Unpack it first: gunzip -c ${source}`)
  }
}

async function* textOf(
  held: readonly Uint8Array[],
  chunks: AsyncIterable<Uint8Array>,
  source: string,
): AsyncGenerator<string> {
  const decode = textDecoder()
  const decoded = (bytes?: Uint8Array) => {
    try {
      return decode(bytes)
    } catch (cause) {
      throw invalid(`${source} is not text in UTF-8. Save it as UTF-8, or give another file.`, { cause })
    }
  }
  for (const chunk of held) yield decoded(chunk)
  for await (const chunk of chunks) yield decoded(chunk)
  yield decoded()
}

// The reader of Parquet is loaded only for those who have such a file.
const parquet = () => import('./parquet.node.ts')

async function readParquetFile(path: string, options: ReadTableOptions): Promise<Table> {
  const { bytesOfFile, readParquetBytes } = await parquet()
  const file = await open(path)
  try {
    return await readParquetBytes(await bytesOfFile(file), path, options)
  } finally {
    await file.close()
  }
}

/** A stream of Parquet is held as a whole: its table of contents stands at the end. */
async function readParquetStream(
  held: readonly Uint8Array[],
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  options: ReadTableOptions,
): Promise<Table> {
  const pieces = [...held]
  for await (const piece of chunks) pieces.push(piece)
  const { readParquetBytes } = await parquet()
  return readParquetBytes(new Uint8Array(Buffer.concat(pieces)).buffer, source, options)
}
