import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { modules } from '../modules/index.ts'
import { linear } from '../modules/linear.ts'
import { moduleJson, moduleText } from './explain-module.ts'

test.each(modules.map((module) => [module.id, module] as const))(
  '%s is explained in lines of 80 columns',
  (id, module) => {
    const lines = moduleText(module, id).split('\n')
    expect(lines.filter((line) => stringWidth(line) > 80 || line !== line.trimEnd())).toEqual([])
    expect(lines.filter((line, i) => line === '' && lines[i + 1] === '')).toEqual([])
  },
)

test('an operation without exact weights keeps its line', () => {
  const text = moduleText({ ...linear, exact: [] }, 'linear')
  expect(text).toContain('  add       a + b\n  subtract  a − b\n  identity  a\n')
})

test('a module of a file is tried by the name of the file', () => {
  expect(moduleText(linear, './my module.ts')).toContain('Try it: nalu learn "a + b" --module "./my module.ts"')
})

test.each(modules.map((module) => [module.id, module] as const))(
  'all that is told of %s as data survives JSON',
  (_, module) => {
    const json = moduleJson(module)
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
  },
)
