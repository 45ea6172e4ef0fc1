// Parquet files: their rows as cells, one row group at a time, and tables of them.

import { type Compressors, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet'
import { invalid, NaluError } from '../base/errors.ts'
import { type Cell, TableCollector } from './collect.ts'
import { listNames } from './csv.ts'
import { checkReadOptions, type ReadTableOptions, SAMPLE_ROWS } from './read-text.ts'
import { cellOf, type Table } from './table.ts'

/** Bytes that are read where they are needed: a file, or a part of memory. */
export interface ByteSource {
  readonly byteLength: number
  slice(start: number, end?: number): ArrayBuffer | Promise<ArrayBuffer>
}

/** Unpacks bytes of one method to so many bytes. */
export type Decompress = (bytes: Uint8Array, length: number) => Uint8Array

/** Methods beside snappy, by the names that the format gives them. */
export type Decompressors = Readonly<Partial<Record<'GZIP' | 'BROTLI' | 'ZSTD', Decompress>>>

/** Some rows of a Parquet file. */
export interface ParquetBlock {
  readonly rows: readonly (readonly Cell[])[]
  /** The place of the first row, counted from 1. */
  readonly firstRow: number
}

/** Names of the columns and the blocks of a Parquet file. */
export interface ParquetRows {
  readonly names: readonly string[]
  readonly blocks: AsyncIterable<ParquetBlock>
}

/**
 * Opens a Parquet file.
 * @throws NaluError if it is damaged, or packed with a method that is neither snappy nor in `decompressors`. The blocks
 * throw it where the damage is met.
 */
async function openParquet(file: ByteSource, source: string, decompressors: Decompressors = {}): Promise<ParquetRows> {
  const metadata = await mended(source, () => parquetMetadataAsync(file))
  const names = await mended(source, () => namesOf(metadata))
  await mended(source, () => checkCounts(metadata))
  await mended(source, () => checkMethods(metadata, source, decompressors))
  return { names, blocks: blocksOf(file, metadata, names.length, source, { ...decompressors }) }
}

async function* blocksOf(
  file: ByteSource,
  metadata: FileMetaData,
  width: number,
  source: string,
  compressors: Compressors,
): AsyncGenerator<ParquetBlock> {
  let first = 0
  for (const group of metadata.row_groups) {
    const rowStart = first
    const rowEnd = first + Number(group.num_rows)
    const rows = await mended(source, async () => {
      let read: readonly (readonly unknown[])[] | undefined
      await parquetRead({
        file,
        metadata,
        compressors,
        rowStart,
        rowEnd,
        onComplete: (complete) => {
          read = complete
        },
      })
      const isWhole = read?.length === rowEnd - rowStart && read.every(({ length }) => length === width)
      if (!isWhole) throw new Error(`rows ${rowStart + 1} to ${rowEnd} are not all there`)
      return (read ?? []).map((cells) => Array.from(cells, cellOf))
    })
    yield { rows, firstRow: rowStart + 1 }
    first = rowEnd
  }
}

/** Does what may meet damage, and says so in the words of this library. */
async function mended<T>(source: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof NaluError) throw cause
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause)
    throw invalid(`${source} is cut off or damaged: ${reason}. Write it again.`, { cause })
  }
}

function namesOf(metadata: FileMetaData): string[] {
  return parquetSchema(metadata).children.map(({ element: { name } }, i) => {
    if (typeof name !== 'string') throw new Error(`column ${i + 1} has no name`)
    return name.trim() === '' ? `c${i + 1}` : name.trim()
  })
}

/** Sees that no group claims more rows than its columns have values: whoever believed it would fill the memory. */
function checkCounts({ row_groups }: FileMetaData): void {
  for (const [i, { columns, num_rows }] of row_groups.entries()) {
    const fewest = columns.map(({ meta_data }) => meta_data?.num_values ?? 0n)
    if (fewest.some((values) => values < num_rows))
      throw new Error(`group ${i + 1} claims ${num_rows} rows and lacks them`)
  }
}

const methodNames = { SNAPPY: 'snappy', GZIP: 'gzip', BROTLI: 'brotli', ZSTD: 'zstd' } as const

function checkMethods({ row_groups }: FileMetaData, source: string, decompressors: Decompressors): void {
  const known = ['UNCOMPRESSED', 'SNAPPY', ...Object.keys(decompressors)]
  const methods = row_groups.flatMap(({ columns }) =>
    columns.map(({ meta_data }) => meta_data?.codec ?? 'UNCOMPRESSED'),
  )
  const unknown = methods.find((method) => !known.includes(method))
  if (unknown === undefined) return
  const choices = Object.entries(methodNames).flatMap(([method, name]) => (known.includes(method) ? [name] : []))
  const list = choices.length === 1 ? choices[0] : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
  throw invalid(`${source} is packed with ${unknown}, which is not read. Write it with ${list}.`)
}

/**
 * Reads a table from a Parquet file, one row group at a time. Numbers are binary (step 0), times are dates as text,
 * and lists and records count as text.
 * @throws NaluError as `openParquet` does, and if there are no columns or no rows.
 */
export async function readParquetTable(
  file: ByteSource,
  source: string,
  options: ReadTableOptions = {},
  decompressors: Decompressors = {},
): Promise<Table> {
  checkReadOptions(options)
  const { names, blocks } = await openParquet(file, source, decompressors)
  if (names.length === 0) throw invalid(`${source} has no columns. Write a table with at least two.`)
  const { sampleRows = SAMPLE_ROWS, seed = 1 } = options
  const collector = new TableCollector(names, { source, place: 'row', sampleRows, seed })
  for await (const { rows, firstRow } of blocks) {
    for (const [i, cells] of rows.entries()) collector.add(cells, firstRow + i)
  }
  if (collector.rows === 0) {
    throw invalid(`${source} has the columns ${listNames(names)} and no rows. Add at least one row.`)
  }
  return collector.table()
}
