import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTableFile } from './files.node.ts'

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

test('a table is read from a file and called by its name', async () => {
  const path = file('rides.csv', 'km,fare\n1,2\n')
  expect(await readTableFile(path)).toMatchObject({ source: path, names: ['km', 'fare'], rows: [['1', '2']] })
})

test('a workbook, a table in UTF-16, an empty file and one that is not there are errors', async () => {
  const workbook = file('rides.xlsx', Uint8Array.of(0x50, 0x4b, 0x03, 0x04))
  await expect(readTableFile(workbook)).rejects.toThrow(
    `${workbook} is a workbook or an archive, not text. Save the sheet as CSV (UTF-8) in its program.`,
  )
  const wide = file('wide.csv', Buffer.from('\uFEFFa,b\n1,2', 'utf16le'))
  await expect(readTableFile(wide)).rejects.toThrow(
    `${wide} is not text in UTF-8. Save it as UTF-8, or give another file.`,
  )
  const empty = file('empty.csv', '')
  await expect(readTableFile(empty)).rejects.toThrow(`${empty} is empty.`)
  await expect(readTableFile(join(folder, 'rids.csv'))).rejects.toThrow(`Did you mean ${join(folder, 'rides.csv')}?`)
})
