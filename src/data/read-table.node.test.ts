import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTable } from './read-table.node.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nalu-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const error = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })
const parquet = () =>
  new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'km', data: Float64Array.of(1, 2.5), type: 'DOUBLE' }] }))
const standardInput = (...pieces: readonly (string | Uint8Array)[]) => ({ standardInput: Readable.from(pieces) })

test('commas and tabs are read from a file, with the name of the file', async () => {
  const path = file('rides.csv', '\uFEFFkm,fare\r\n1,2\r\n')
  expect(await readTable(path)).toMatchObject({ source: path, rows: 1, columns: [{ name: 'km' }, { name: 'fare' }] })
  const tabs = file('rides.tsv', 'km\tname, first\n1\tx\n')
  expect((await readTable(tabs)).columns.map(({ name }) => name)).toEqual(['km', 'name, first'])
})

test('Parquet is known by its first bytes, in files and on standard input', async () => {
  const path = file('rides', parquet())
  const columns = [{ name: 'km', values: Float64Array.of(1, 2.5) }]
  expect(await readTable(path)).toMatchObject({ source: path, columns })
  const bytes = parquet()
  const cut = standardInput(bytes.subarray(0, 2), bytes.subarray(2, 3), bytes.subarray(3))
  expect(await readTable('-', cut)).toMatchObject({ source: 'standard input', columns })
  const damaged = file('cut.parquet', parquet().subarray(0, 60))
  await expect(readTable(damaged)).rejects.toThrow(`${damaged} is cut off or damaged:`)
})

describe('standard input', () => {
  test('is read in pieces that may cut letters', async () => {
    const bytes = Buffer.from('größe,fare\n1,2\n3,4\n')
    const pieces = Array.from(bytes.keys(), (i) => bytes.subarray(i, i + 1))
    expect(await readTable('-', standardInput(...pieces))).toMatchObject({
      source: 'standard input',
      rows: 2,
      columns: [{ name: 'größe' }, { name: 'fare' }],
    })
    expect(await readTable('-', standardInput('a,b\n', '1,2'))).toMatchObject({ rows: 1 })
  })

  test('that is a terminal, or has nothing, is an error', async () => {
    const terminal = Object.assign(Readable.from(['a,b\n1,2\n']), { isTTY: true })
    await expect(readTable('-', { standardInput: terminal })).rejects.toThrow(
      error('Nothing comes in on standard input. Give a file, or: cat rides.csv | nalu fit - --target fare'),
    )
    await expect(readTable('-', standardInput())).rejects.toThrow(
      error('standard input is empty. A table begins with a line of column names, such as a,b.'),
    )
  })

  test('is closed when the reading stops early', async () => {
    const stream = Readable.from(['a,b\n', '"1"x,2\n', ...Array.from({ length: 10_000 }, () => '1,2\n'.repeat(100))])
    await expect(readTable('-', { standardInput: stream })).rejects.toThrow('text after a closing quotation mark')
    expect(stream.destroyed).toBe(true)
  })
})

test('a column may be called by what stands in brackets', async () => {
  const { columns } = await readTable(file('brackets.csv', '[km],[min]\n1,2\n3,4\n'))
  expect(columns.map(({ name }) => name)).toEqual(['[km]', '[min]'])
})

describe('what is no table is an error', () => {
  test.each<[string, string | Uint8Array, string]>([
    [
      'rides.xlsx',
      Uint8Array.of(0x50, 0x4b, 0x03, 0x04),
      'is a workbook or an archive, not text. Save the sheet as CSV (UTF-8) in its program.',
    ],
    [
      'wide.csv',
      Buffer.from('\uFEFFa,b\n1,2', 'utf16le'),
      'is not text in UTF-8. Save it as UTF-8, or give another file.',
    ],
    [
      'half.csv',
      Buffer.from('a,größe\n1,2').subarray(0, 5),
      'is not text in UTF-8. Save it as UTF-8, or give another file.',
    ],
    ['rows.json', '{"a": 1}', 'looks like JSON. Give CSV, TSV or Parquet: a line of column names, then rows.'],
    ['list.json', '[{"a": 1}]', 'looks like JSON. Give CSV, TSV or Parquet: a line of column names, then rows.'],
    ['zeros.csv', 'a,b\n1,\0', 'is no table in text: it contains null characters. Save the table as CSV in UTF-8.'],
    ['empty.csv', '', 'is empty. A table begins with a line of column names, such as a,b.'],
  ])('%s', async (name, content, message) => {
    const path = file(name, content)
    await expect(readTable(path)).rejects.toThrow(error(`${path} ${message}`))
  })

  test('a packed file, a folder, and a file that is not there', async () => {
    const packed = file('rides.csv.gz', Uint8Array.of(0x1f, 0x8b, 8, 0))
    await expect(readTable(packed)).rejects.toThrow(
      error(`${packed} is packed with gzip. Unpack it first: gunzip -c ${packed}`),
    )
    await expect(readTable(folder)).rejects.toThrow(error(`${folder} is a folder. Give the name of a file in it.`))
    file('fares.csv', 'a\n1\n')
    const absent = join(folder, 'fare.csv')
    await expect(readTable(absent)).rejects.toThrow(
      `There is no file ${absent}. Did you mean ${join(folder, 'fares.csv')}?`,
    )
  })
})
