import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv, writeCsv } from './csv.ts'

const read = (text: string) => readCsv(text, 'data.csv')

test('a table has names, rows, and the line in which each row begins', () => {
  expect(read('a,b\n1,2\n3,4\n')).toEqual({
    source: 'data.csv',
    names: ['a', 'b'],
    rows: [
      ['1', '2'],
      ['3', '4'],
    ],
    lines: [2, 3],
    separator: ',',
    newline: '\n',
  })
})

test.each([
  ['commas', 'a,b\n1,2', ','],
  ['semicolons, with decimal commas below', 'a;b\n1,5;2,5', ';'],
  ['tabs', 'a\tb, c\n1\t2', '\t'],
  ['commas, with others in quotation marks', '"a;b;c;""d",b\n1,2', ','],
  ['nothing, in a table of one column', 'a\n1', ','],
])('cells may be separated by %s', (_, text, separator) => {
  const table = read(text)
  expect(table.separator).toBe(separator)
  expect(new Set([table.names, ...table.rows].map(({ length }) => length)).size).toBe(1)
})

test('a cell in quotation marks may hold separators, quotation marks and line ends', () => {
  const table = read('name,a\n"x, ""y""\nz",1\nw,2\n')
  expect(table.rows).toEqual([
    ['x, "y"\nz', '1'],
    ['w', '2'],
  ])
  expect(table.lines).toEqual([2, 4])
})

test('a byte order mark, line ends of Windows, spaces around names, and empty lines do not matter', () => {
  const table = read('\uFEFF\r\n a , b\r\n\r\n1,2\r\n  \r\n3,4\r\n\r\n')
  expect(table).toMatchObject({ names: ['a', 'b'], lines: [4, 6], newline: '\r\n' })
  expect(table.rows).toEqual([
    ['1', '2'],
    ['3', '4'],
  ])
})

test('empty cells beyond the last name are cut', () => {
  expect(read('a,b\n1,2,,\n').rows).toEqual([['1', '2']])
})

const double = 'Inside a cell in quotation marks, write each that belongs to the text twice.'

test.each([
  ['', 'data.csv is empty. A table begins with a line of column names, such as a,b.'],
  ['\n \n', 'data.csv is empty. A table begins with a line of column names, such as a,b.'],
  ['a,b\n', 'data.csv has the columns a, b and no rows. Add at least one row below them.'],
  ['a,,b', 'data.csv has the columns a, (no name), b and no rows. Add at least one row below them.'],
  [
    'a,b\n1,2\n3\n',
    'Line 3 of data.csv has 1 cells, but its header has 2. Where a value is missing, leave its cell empty but write the comma.',
  ],
  [
    'a;b\n1;2;3\n',
    'Line 2 of data.csv has 3 cells, but its header has 2. Put a cell that contains a semicolon in quotation marks.',
  ],
  ['a,b\n1,2\n3,"4\n5,6\n', `Line 3 of data.csv opens a quotation mark that is never closed. Close it. ${double}`],
  ['a,b\n1,2\n"3"x,4\n', `Line 3 of data.csv has text after a closing quotation mark. ${double}`],
  ['PK\0\0', 'data.csv is no table in text: it contains null characters. Save the table as CSV in UTF-8.'],
])('%j is an error', (text, message) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ name: 'NaluError', kind: 'usage', message }))
})

describe('a table that is written', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '1', '.', ',', ';', '\t', '"', '\n', ' ', 'ü') })
  const name = fc.string({ unit: fc.constantFrom('a', '1', '"', '\n', ' ', 'ü') })
  const grid = fc.integer({ min: 2, max: 4 }).chain((width) => {
    const row = fc.array(cell, { minLength: width, maxLength: width })
    const header = fc.array(name, { minLength: width, maxLength: width })
    return fc.tuple(header, fc.array(row, { minLength: 1, maxLength: 5 }))
  })

  test('is read back as it was', () => {
    fc.assert(
      fc.property(grid, fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), (cells, separator, newline) => {
        const [header, rows] = cells
        const names = header.map((name, i) => `${name.trim()}${i}`)
        const table = { source: 'data.csv', names, rows, lines: rows.map(() => 0), separator, newline } as const
        const text = writeCsv(table)
        // Line ends inside of cells stay as they are; those of rows are the table's.
        expect({ ...read(text), lines: table.lines }).toEqual(table)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('has added columns at its right and keeps separator, line ends and every other cell', () => {
    const text = 'name;a\r\n"x;y";01.50\r\n ;2\r\n'
    const added = [{ name: 'prediction', cells: ['3', ''] }]
    expect(writeCsv(read(text), added)).toBe('name;a;prediction\r\n"x;y";01.50;3\r\n" ";2;\r\n')
  })
})
