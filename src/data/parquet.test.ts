import { randomBytes } from 'node:crypto'
import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { readParquetBytes } from './parquet.node.ts'
import { type ByteSource, readParquetTable } from './parquet.ts'

const error = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })

const rows = 500
const columnData = [
  { name: 'km', data: Float64Array.from({ length: rows }, (_, i) => i / 7), type: 'DOUBLE' as const },
  { name: 'count', data: BigInt64Array.from({ length: rows }, (_, i) => BigInt(i)), type: 'INT64' as const },
  {
    name: 'city',
    data: Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 'Oslo' : 'Rome')),
    type: 'STRING' as const,
  },
  { name: 'gap', data: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? null : i)), type: 'INT32' as const },
  { name: 'day', data: Array.from({ length: rows }, (_, i) => new Date(86_400_000 * i)), type: 'TIMESTAMP' as const },
]

test('a table has the numbers, texts and dates of the file, and gaps', async () => {
  const table = await readParquetTable(parquetWriteBuffer({ columnData }), 'x.parquet')
  expect(table).toMatchObject({ source: 'x.parquet', rows, place: 'row', isSampled: false, notes: [] })
  expect(table.columns.map(({ name, kind, missing, step }) => [name, kind, missing, step])).toEqual([
    ['km', 'number', 0, 0],
    ['count', 'number', 0, 0],
    ['city', 'text', 0, 0],
    ['gap', 'number', 167, 0],
    ['day', 'date', 0, 0],
  ])
  const [km, count, city, gap, day] = table.columns
  expect(km?.values).toEqual(columnData[0]?.data)
  expect([...(count?.values ?? [])]).toEqual([...Array(rows).keys()])
  expect(city?.cells).toEqual(columnData[2]?.data)
  expect(gap?.values.slice(0, 3)).toEqual(Float64Array.of(Number.NaN, 1, 2))
  expect(day?.cells?.[1]).toBe('1970-01-02T00:00:00.000Z')
  expect([...table.lines]).toEqual(Array.from({ length: rows }, (_, i) => i + 1))
})

test('row groups are read one after another, and a sample keeps memory small', async () => {
  const bytes = parquetWriteBuffer({ columnData, rowGroupSize: 100 })
  let [largest, reads] = [0, 0]
  const file: ByteSource = {
    byteLength: bytes.byteLength,
    slice: (start, end) => {
      const part = bytes.slice(start, end)
      if (start > 0 && end !== bytes.byteLength) largest = Math.max(largest, part.byteLength)
      reads += 1
      return part
    },
  }
  const table = await readParquetTable(file, 'x.parquet', { sampleRows: 20, seed: 3 })
  expect(table).toMatchObject({ rows, isSampled: true })
  expect(table.lines).toHaveLength(20)
  expect(table.columns[0]?.values).toEqual(table.lines.map((line) => (line - 1) / 7))
  expect(reads).toBeGreaterThan(5)
  expect(largest).toBeLessThan(bytes.byteLength / 2)
})

describe('packed files', () => {
  const methods = {
    UNCOMPRESSED: (bytes: Uint8Array) => bytes,
    GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
    BROTLI: (bytes: Uint8Array) => new Uint8Array(brotliCompressSync(bytes)),
    ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdCompressSync(bytes)),
  }

  test.each(['UNCOMPRESSED', 'GZIP', 'BROTLI', 'ZSTD'] as const)('with %s are read in Node', async (codec) => {
    const bytes = parquetWriteBuffer({ columnData, codec, compressors: { [codec]: methods[codec] } })
    const table = await readParquetBytes(bytes, 'x.parquet', {})
    expect(table.columns).toEqual((await readParquetTable(parquetWriteBuffer({ columnData }), 'x.parquet')).columns)
  })

  test('with anything else are an error that names what is read', async () => {
    const packed = (codec: 'LZ4' | 'GZIP') =>
      parquetWriteBuffer({
        columnData,
        codec,
        compressors: { [codec]: (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes)) },
      })
    await expect(readParquetBytes(packed('LZ4'), 'x.parquet', {})).rejects.toThrow(
      error('x.parquet is packed with LZ4, which is not read. Write it with snappy, gzip, brotli or zstd.'),
    )
    await expect(readParquetTable(packed('GZIP'), 'x.parquet')).rejects.toThrow(
      error('x.parquet is packed with GZIP, which is not read. Write it with snappy.'),
    )
    await expect(readParquetBytes(packed('GZIP'), 'x.parquet', {})).rejects.toThrow(
      /^x\.parquet is cut off or damaged: .*incorrect header check.* Write it again\.$/,
    )
  })
})

describe('damage', () => {
  const bytes = parquetWriteBuffer({ columnData, rowGroupSize: 100 })

  test('of a file that is cut off is said', async () => {
    await expect(readParquetTable(bytes.slice(0, -100), 'x.parquet')).rejects.toThrow(
      error('x.parquet is cut off or damaged: parquet file invalid (footer != PAR1). Write it again.'),
    )
    await expect(readParquetTable(bytes.slice(0, 5), 'x.parquet')).rejects.toThrow('x.parquet is cut off or damaged:')
  })

  test('of a file that is cut off anywhere is said', async () => {
    for (let length = 0; length < bytes.byteLength; length += 37) {
      await expect(readParquetBytes(bytes.slice(0, length), 'x.parquet', {})).rejects.toThrow(
        /^x\.parquet is cut off or damaged: .* Write it again\.$/,
      )
    }
  })

  test('of a file whose groups have fewer values than rows is said', async () => {
    // The number of rows of the last group stands near the end as a variable-length whole number: 100 is c8 01.
    const damaged = new Uint8Array(bytes.slice(0))
    const at = damaged.lastIndexOf(0xc8)
    expect(damaged[at + 1]).toBe(0x01)
    damaged[at + 1] = 0x7f
    await expect(readParquetTable(damaged.buffer, 'x.parquet')).rejects.toThrow(
      /^x\.parquet is cut off or damaged: group \d claims 8164 rows and lacks them\. Write it again\.$/,
    )
  })

  test('of a file that is nothing but noise is said', async () => {
    const noise = new Uint8Array(randomBytes(1000))
    await expect(readParquetTable(noise.buffer, 'x.parquet')).rejects.toThrow('x.parquet is cut off or damaged')
  })
})

test('a file without rows is an error', async () => {
  const empty = parquetWriteBuffer({ columnData: [{ name: 'km', data: [], type: 'DOUBLE' }] })
  await expect(readParquetTable(empty, 'x.parquet')).rejects.toThrow(
    error('x.parquet has the columns km and no rows. Add at least one row.'),
  )
})
