// Parquet files in Node: their bytes from the disk, unpacked by Node's own zlib.

import type { FileHandle } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type ByteSource, type Decompressors, readParquetTable } from './parquet.ts'
import type { ReadTableOptions } from './read-text.ts'
import type { Table } from './table.ts'

// A page says how long it is unpacked; more than that is damage, and must not fill the memory first.
const decompressors: Decompressors = {
  GZIP: (bytes, length) => gunzipSync(bytes, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (bytes, length) => brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (bytes, length) => zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
}

/**
 * Reads a table from Parquet in memory or from an open file; see `readParquetTable`.
 * @throws NaluError as `readParquetTable` does.
 */
export function readParquetBytes(file: ByteSource, source: string, options: ReadTableOptions): Promise<Table> {
  return readParquetTable(file, source, options, decompressors)
}

/** The bytes of an open file, read where they are needed. */
export async function bytesOfFile(file: FileHandle): Promise<ByteSource> {
  const { size } = await file.stat()
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(Math.max(0, end - start))
      let filled = 0
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled)
        if (bytesRead === 0) throw new Error(`it ends after ${start + filled} bytes`)
        filled += bytesRead
      }
      return bytes.buffer
    },
  }
}
