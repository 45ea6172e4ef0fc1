import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { type TableCell, tableToText } from './table.ts'

const columns = ['pick', 'terms', 'error out', 'seeds', 'formula'].map((title) => ({ title }))
const rows: TableCell[][] = [
  ['', 1, 31, '8/8', 'fare = 3.1·km'],
  ['>>>>', 3, 0.03, '7/8', 'fare = 2.5 + 1.8·km + 0.3·minutes'],
]

test('numbers are right-aligned, text is left-aligned, and lines have no trailing spaces', () => {
  expect(tableToText(columns, rows)).toBe(
    [
      'pick  terms  error out  seeds  formula',
      '          1         31    8/8  fare = 3.1·km',
      '>>>>      3       0.03    7/8  fare = 2.5 + 1.8·km + 0.3·minutes',
    ].join('\n'),
  )
})

test('text with digits goes on below instead of being cut', () => {
  expect(tableToText(columns, rows, { width: 50 })).toBe(
    [
      'pick  terms  error out  seeds  formula',
      '          1         31    8/8  fare = 3.1·km',
      '>>>>      3       0.03    7/8  fare = 2.5 + 1.8·km',
      '                               + 0.3·minutes',
    ].join('\n'),
  )
})

test('text without digits is cut short with an ellipsis', () => {
  const table = (unicode: boolean) =>
    tableToText([{ title: 'unit' }, { title: 'loss' }], [['a rather long description', 1.5]], { width: 20, unicode })
  expect(table(true)).toBe('unit            loss\na rather long…   1.5')
  expect(table(false)).toBe('unit            loss\na rather lon..   1.5')
})

test('rows become lists where the columns do not fit', () => {
  expect(tableToText(columns, rows.slice(1), { width: 30 })).toBe(
    [
      'pick: >>>>',
      '  terms: 3',
      '  error out: 0.03',
      '  seeds: 7/8',
      '  formula: fare = 2.5 + 1.8·km',
      '  + 0.3·minutes',
    ].join('\n'),
  )
})

test('wide characters count as two columns', () => {
  const table = tableToText(
    [{ title: 'name' }, { title: 'n' }],
    [
      ['日本', 1],
      ['abcdef', 2],
      ['é́', 3],
    ],
  )
  expect(table.split('\n').map((line) => stringWidth(line))).toEqual([9, 9, 9, 9])
})

test.each([
  ['64 %', '<1 %'],
  ['1.9 M', '12,345'],
  ['–', '-3e-5'],
  ['850 ms', '7/8'],
  ['−5', '≈ 2.5'],
])('%s and %s are read as numbers', (a, b) => {
  expect(tableToText([{ title: 'a long title' }], [[a], [b]]).split('\n')[1]).toMatch(/^ +/)
})

test('alignment can be chosen', () => {
  expect(tableToText([{ title: 'title', align: 'right' }], [['ab']])).toBe('title\n   ab')
  expect(tableToText([{ title: 'title', align: 'left' }], [[1]])).toBe('title\n1')
})

test('titles can be set off by an escape sequence', () => {
  expect(tableToText([{ title: 'a' }], [['b']], { colour: true })).toBe('\u001b[1ma\u001b[0m\nb')
})

test('a row that is too long is refused', () => {
  expect(() => tableToText([{ title: 'a' }], [[1], [1, 2]])).toThrow('Row 2 of a table has 2 cells; expected at most 1')
})

test('no line is too wide and no digit is lost', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.double().map(String),
  )
  const cell = fc.oneof(
    fc.double(),
    fc.constant(null),
    fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
  )
  const tables = fc
    .integer({ min: 1, max: 6 })
    .chain((count) =>
      fc.tuple(
        fc.array(fc.record({ title: fc.string({ maxLength: 12 }) }), { minLength: count, maxLength: count }),
        fc.array(fc.array(cell, { maxLength: count }), { maxLength: 6 }),
      ),
    )
  const digits = (text: string) => [...text.replaceAll(/\D/g, '')].sort().join('')
  fc.assert(
    fc.property(tables, fc.integer({ min: 20, max: 160 }), ([heads, body], width) => {
      const table = tableToText(heads, body, { width })
      for (const line of table.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width)
      // Titles come back once, or once for every cell that is not empty.
      const cells = digits(
        tableToText(
          heads.map(() => ({ title: '' })),
          body,
          { width: 1e6 },
        ),
      )
      const shown = digits(table)
      let next = 0
      for (const digit of shown) if (digit === cells[next]) next += 1
      expect(next).toBe(cells.length)
    }),
    { seed: 1, numRuns: 1000 },
  )
})
