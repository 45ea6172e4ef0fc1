import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newFolder } from '../../test/command-line.ts'
import { importData } from './data-file.ts'

const folder = newFolder()
const fileOf = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test.each([
  ['loops', 'for (;;) {}'],
  ['waits too long', 'await new Promise((done) => setTimeout(done, 60_000))\nexport default 1'],
])('a file that %s is stopped when its time is over', async (name, text) => {
  const path = fileOf(`${name}.ts`, text)
  await expect(importData(path, 'Export one.', 0.5)).rejects.toThrow(
    `${path} was not done after 500 ms and was stopped`,
  )
})

test('numbers that JSON does not have come through, by default or alone', async () => {
  const value = { none: undefined, most: Number.POSITIVE_INFINITY, list: [1, 'two', null] }
  const text = '{ none: undefined, most: Infinity, list: [1, "two", null] }'
  expect(await importData(fileOf('alone.ts', `export const alone: object = ${text}`), '')).toEqual(value)
  const both = `export const helper = () => 1\nexport default ${text}`
  expect(await importData(fileOf('both.ts', both), '')).toEqual(value)
})

test('a file that exports nothing, or several values, is told what is expected', async () => {
  await expect(importData(fileOf('none.ts', 'export {}'), 'Export one.')).rejects.toThrow(
    'exports nothing. Export one.',
  )
  const several = fileOf('several.ts', 'export const [a, b] = [1, 2]')
  await expect(importData(several, 'Export one.')).rejects.toThrow('exports a, b. Export one.')
})
