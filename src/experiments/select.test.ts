import { describe, expect, test } from 'vitest'
import type { Cell } from './experiment.ts'
import { selectCells } from './select.ts'

const cellOf = (module: string, op: string, range: string) =>
  ({ id: `${op}-${module}-${range.replace(',', 'to')}`, title: '', keys: { module, op, range } }) as unknown as Cell

const cells = ['nau', 'nmu'].flatMap((module) =>
  ['add', 'mul'].flatMap((op) => ['1,2', '-2,-1'].map((range) => cellOf(module, op, range))),
)
const select = (only?: string) => selectCells(cells, only?.split(','), 'here').map(({ id }) => id)

describe('cells are chosen', () => {
  test('all, where nothing is said', () => expect(select()).toHaveLength(8))
  test('by their ids', () => expect(select('add-nau-1to2')).toEqual(['add-nau-1to2']))
  test('by keys that must all fit', () =>
    expect(select('op=mul,module=nmu')).toEqual(['mul-nmu-1to2', 'mul-nmu--2to-1']))
  test('by several values of one key', () => expect(select('module=nmu,module=nau,op=add')).toHaveLength(4))
  test('by a value with a comma', () => expect(select('range=-2,-1,op=add')).toHaveLength(2))
})

test('an empty --only, and keys that no cell has together, are errors', () => {
  expect(() => selectCells(cells, [''], 'here')).toThrow('--only is empty')
  expect(() => select('op=add,mul-nau-1to2')).toThrow('No line of here')
})

test.each([
  ['op=mull', 'mul'],
  ['modul=nau', 'module'],
  ['add-nau', 'add-nau-1to2'],
])('%s is answered with a guess', (only, guess) => {
  expect(() => select(only)).toThrow(guess)
})
