import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { modules } from './index.ts'
import type { ArithmeticModule } from './module.ts'

const isModule = (value: unknown): value is ArithmeticModule =>
  typeof value === 'object' && value !== null && 'forward' in value && 'parameters' in value

/** What the files of this folder define, with the file that defines it. */
async function defined(): Promise<{ file: string; module: ArithmeticModule }[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const found = files
    .filter((file) => file !== 'index.ts')
    .map(async (file) => {
      const exports: Record<string, unknown> = await import(/* @vite-ignore */ `./${file}`)
      const values = Object.values(exports).flatMap((value) => (Array.isArray(value) ? value : [value]))
      return values.filter(isModule).map((module) => ({ file, module }))
    })
  return (await Promise.all(found)).flat()
}

test('every module that a file of this folder defines is in the registry', async () => {
  const forgotten = (await defined()).filter(({ module }) => !modules.includes(module))
  expect(forgotten.map(({ file, module }) => `${module.id} in ${file}`)).toEqual([])
})

test('a file that defines one module is named after it', async () => {
  const all = await defined()
  const alone = all.filter(({ file }) => all.filter((each) => each.file === file).length === 1)
  expect(alone.map(({ file }) => file)).toEqual(alone.map(({ module }) => `${module.id}.ts`))
})

test('no two modules share an id, a title or an equation', () => {
  for (const key of ['id', 'title', 'equation'] as const) {
    const values = modules.map((module) => module[key])
    expect(values.filter((value, i) => values.indexOf(value) < i)).toEqual([])
  }
})

test('the readout of a module is a module of the registry', () => {
  const readouts = modules.flatMap(({ readout }) => readout ?? [])
  expect(readouts.filter((readout) => !modules.includes(readout))).toEqual([])
})
