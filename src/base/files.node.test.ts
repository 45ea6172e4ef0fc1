import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkWritable, readError, readText, writeBytes, writeError, writeText } from './files.node.ts'

let folder: string
const at = (...names: string[]) => join(folder, ...names)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nalu-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const usage = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })

test('what is written is read back, and nothing else is left in the folder', async () => {
  await writeText(at('a.json'), 'größer ≥ 1\n')
  expect(await readText(at('a.json'))).toBe('größer ≥ 1\n')
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test('bytes are written as they are, in place of a file only where that is allowed', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  await writeBytes(at('a.bin'), bytes)
  expect(new Uint8Array(readFileSync(at('a.bin')))).toEqual(bytes)
  await expect(writeBytes(at('a.bin'), bytes)).rejects.toThrow('a.bin exists already')
  await writeBytes(at('a.bin'), bytes.subarray(3, 5), { overwrite: true })
  expect([...readFileSync(at('a.bin'))]).toEqual([3, 4])
  expect(readdirSync(folder)).toEqual(['a.bin'])
})

test('a file that is there stays as it is unless it may be overwritten', async () => {
  await writeText(at('a.json'), 'old')
  const refusal = usage(
    `${at('a.json')} exists already and was not changed. Give another name, or set the option overwrite.`,
  )
  await expect(writeText(at('a.json'), 'new')).rejects.toEqual(refusal)
  await expect(checkWritable(at('a.json'))).rejects.toEqual(refusal)
  expect(await readText(at('a.json'))).toBe('old')
  await checkWritable(at('a.json'), { overwrite: true })
  await writeText(at('a.json'), 'new', { overwrite: true })
  expect(await readText(at('a.json'))).toBe('new')
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test('of many that write one name at once a single one wins, with its whole text', async () => {
  const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000))
  const outcomes = await Promise.allSettled(texts.map((text) => writeText(at('a.json'), text)))
  const winners = texts.filter((_, i) => outcomes[i]?.status === 'fulfilled')
  expect(winners).toEqual([readFileSync(at('a.json'), 'utf8')])
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test('whoever reads while a file is overwritten sees a whole text', async () => {
  const texts = ['a', 'b'].map((letter) => letter.repeat(200_000))
  await writeText(at('a.json'), texts[0] as string)
  const writing = (async () => {
    for (let i = 0; i < 20; i += 1) await writeText(at('a.json'), texts[i % 2] as string, { overwrite: true })
  })()
  for (let i = 0; i < 50; i += 1) expect(texts.includes(await readText(at('a.json')))).toBe(true)
  await writing
})

test('overwriting through a link changes the file that it points to', async () => {
  writeFileSync(at('real.json'), 'old')
  symlinkSync('real.json', at('link.json'))
  await writeText(at('link.json'), 'new', { overwrite: true })
  expect([readlinkSync(at('link.json')), await readText(at('real.json'))]).toEqual(['real.json', 'new'])
})

test('a folder that is missing, a folder as the file and a file as the folder are errors when writing', async () => {
  mkdirSync(at('sub'))
  writeFileSync(at('file'), '')
  const cases = [
    [
      at('no', 'a.json'),
      `${at('no', 'a.json')} cannot be written: there is no folder ${at('no')}. Make it first: mkdir -p ${at('no')}`,
    ],
    [at('sub'), `${at('sub')} is a folder, so no file can have that name. Give the name of a file in it.`],
    [
      at('file', 'a.json'),
      `${at('file', 'a.json')} cannot be written: ${at('file')} is a file, not a folder. Give another name.`,
    ],
  ] as const
  for (const [path, message] of cases) {
    await expect(checkWritable(path)).rejects.toEqual(usage(message))
    await expect(writeText(path, 'x')).rejects.toEqual(usage(message))
    await expect(writeText(path, 'x', { overwrite: true })).rejects.toEqual(usage(message))
  }
  expect(readdirSync(folder)).toEqual(['file', 'sub'])
})

test('a file that is not there is an error with a guess at the one that was meant', async () => {
  writeFileSync(at('model.json'), '')
  const model = at('model.json')
  await expect(readText(at('modle.json'))).rejects.toEqual(
    usage(`There is no file ${at('modle.json')}. Did you mean ${model}?`),
  )
  await expect(readText(at('x'))).rejects.toEqual(usage(`There is no file ${at('x')}. Check the name.`))
  await expect(readText(at('no', 'x'))).rejects.toEqual(
    usage(`There is no file ${at('no', 'x')}: its folder ${at('no')} does not exist. Check the name.`),
  )
  await expect(readText(join(model, 'x'))).rejects.toEqual(
    usage(`There is no file ${join(model, 'x')}: ${model} is a file, not a folder. Check the name.`),
  )
  await expect(readText(folder)).rejects.toEqual(usage(`${folder} is a folder. Give the name of a file in it.`))
})

test('a file that is not UTF-8 is an error', async () => {
  writeFileSync(at('a.csv'), Buffer.from('größe', 'latin1'))
  await expect(readText(at('a.csv'))).rejects.toEqual(
    usage(`${at('a.csv')} is not text in UTF-8. Save it as UTF-8, or give another file.`),
  )
})

test.each([
  ['EACCES', 'usage', 'a/b may not be written: permission denied. Give a name in a folder of your own.'],
  ['EROFS', 'usage', 'a/b may not be written: its file system is read-only. Give a name elsewhere.'],
  ['ENAMETOOLONG', 'usage', 'a/b cannot be written: the name is too long. Give a shorter one.'],
  ['ENOSPC', 'failure', 'a/b could not be written: the disk is full. Make room, or give a name elsewhere.'],
  ['EIO', 'failure', 'a/b could not be written: EIO: i/o error.'],
])('%s on writing is put into words', (code, kind, message) => {
  const cause = Object.assign(new Error(`${code}: i/o error`), { code })
  expect(writeError('a/b', cause)).toEqual(expect.objectContaining({ kind, message, cause }))
})

test.each([
  ['EACCES', 'usage', 'a/b may not be read: permission denied. Change its permissions, or give another file.'],
  ['EIO', 'failure', 'a/b could not be read: EIO: i/o error.'],
])('%s on reading is put into words', (code, kind, message) => {
  const cause = Object.assign(new Error(`${code}: i/o error`), { code })
  expect(readError('a/b', cause, [])).toEqual(expect.objectContaining({ kind, message, cause }))
})
