import { describe, expect, test } from 'vitest'
import { incompleteRows, modelRows, numberColumns, tableRemarks } from './columns.ts'
import { readCsv } from './csv.ts'

const read = (text: string, names: readonly string[] = ['a', 'b']) => numberColumns(readCsv(text, 'data.csv'), names)
const error = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })

test('columns are found by their names, in the order asked for', () => {
  const columns = read('city,b,a\nRome,1,2.5\nOslo,-3e-1,+.5\n')
  expect(columns).toEqual({
    names: ['a', 'b'],
    columns: [Float64Array.of(2.5, 0.5), Float64Array.of(1, -0.3)],
    missing: [],
    ignored: ['city'],
    hasDecimalCommas: false,
  })
  expect(modelRows(columns)).toEqual(Float32Array.of(2.5, 0.5, 1, -0.3))
})

test.each(['', ' ', 'NA', 'n/a', '#N/A', 'NaN', 'null', 'None', '?'])('%j is a missing cell', (cell) => {
  const table = readCsv(`a,b\n1,2\n3,${cell}\n`, 'data.csv')
  const columns = numberColumns(table, ['a', 'b'])
  expect(columns.columns[1]).toEqual(Float64Array.of(2, Number.NaN))
  expect(columns.missing).toEqual([{ name: 'b', rows: [1] }])
  expect(incompleteRows(columns)).toEqual([1])
  expect(tableRemarks(table, columns)).toEqual(['1 row lacks b (line 3).'])
})

test('commas are decimal points where the reader says so, if some can be nothing else', () => {
  const columnsOf = (text: string) =>
    numberColumns(readCsv(text, 'data.csv'), ['a', 'b'], { mayHaveDecimalCommas: true }).columns
  expect(columnsOf('a;b\n1,5;2\n1,234;3\n')).toEqual([Float64Array.of(1.5, 1.234), Float64Array.of(2, 3)])
  // Another column of the table says that commas are points.
  expect(columnsOf('c;a;b\n1,5;1,234;2\n')).toEqual([Float64Array.of(1.234), Float64Array.of(2)])
  // Points are there, too, or every comma may stand between thousands: then nobody knows.
  expect(() => columnsOf('a;b\n1,5;2.5\n')).toThrow('"1,5" is not a number.')
  expect(() => columnsOf('a;b\n1,234;2\n')).toThrow('"1,234" is not a number.')
})

test('what was passed over is said', () => {
  const rows = Array.from({ length: 7 }, (_, i) => `x,${i},,`)
  const table = readCsv(`city,a,b,\n${rows.join('\n')}\nx,,1,\n`, 'data.csv')
  const columns = numberColumns(table, ['b', 'a'])
  expect(tableRemarks(table, columns)).toEqual([
    'Ignored columns city, (no name).',
    '7 rows lack b (lines 2, 3, 4, 5, 6, …).',
    '1 row lacks a (line 9).',
  ])
  expect(incompleteRows(columns)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  const plain = readCsv('a,city\n1,x\n', 'data.csv')
  expect(tableRemarks(plain, numberColumns(plain, ['a']))).toEqual(['Ignored column city.'])
  expect(tableRemarks(plain, { ...numberColumns(plain, ['a']), ignored: [] })).toEqual([])
})

describe('a column that is not there', () => {
  test.each([
    ['a,c\n1,2', 'The model needs column b; data.csv has a, c. Rename a column, or add it.'],
    ['a,price\n1,2', 'The model needs column b; data.csv has a, price. Rename a column, or add it.'],
    ['A,B\n1,2', 'The model needs columns a, b; data.csv has A, B. Did you mean A, B?'],
    [
      '1,2\n3,4',
      'The model needs columns a, b; data.csv has 1, 2. ' +
        'Its first line looks like numbers: write the names of the columns above it.',
    ],
    ['a|b\n1|2', 'The model needs columns a, b; data.csv has a|b. Rename a column, or add it.'],
  ])('%j', (text, message) => {
    expect(() => read(text)).toThrow(error(message))
  })

  test('is asked for by whoever needs it', () => {
    const table = readCsv('km,fare\n1,2', 'rides.csv')
    expect(() => numberColumns(table, ['fair'], { reader: 'Option target' })).toThrow(
      error('Option target needs column fair; rides.csv has km, fare. Did you mean fare?'),
    )
  })
})

test('a column that is there twice is an error only if it is needed', () => {
  expect(() => read('b,a,b\n1,2,3')).toThrow(
    error('data.csv has 2 columns called b (number 1 and 3). Rename all but one.'),
  )
  expect(read('a,c,b,c\n1,2,3,4').ignored).toEqual(['c', 'c'])
})

describe('a cell that is no number', () => {
  const example = 'Write one such as 12.5 or 1e-3, or leave the cell empty where the value is missing.'
  const largest = 'is beyond the largest number, about 3.4e38. Scale the column, or leave the cell empty.'
  test.each([
    ['x12', `"x12" is not a number. ${example}`],
    ['5 km', `"5 km" is not a number. ${example}`],
    ['12 %', `"12 %" is not a number. ${example}`],
    ['0x10', `"0x10" is not a number. ${example}`],
    ['"1,5"', '"1,5" is not a number. Write a decimal point: 1.5.'],
    ['"-,5e3"', '"-,5e3" is not a number. Write a decimal point: -.5e3.'],
    ['"1,234"', '"1,234" is not a number. Write it without commas, or with a decimal point if the comma is one.'],
    ['"1,234.50"', '"1,234.50" is not a number. Write it without commas, or with a decimal point if the comma is one.'],
    ['1e39', `"1e39" ${largest}`],
    ['1e999', `"1e999" ${largest}`],
    ['-inf', `"-inf" ${largest}`],
    ['Infinity', `"Infinity" ${largest}`],
  ])('%s', (cell, message) => {
    expect(() => read(`a,b\n1,2\n\n3,${cell}\n`)).toThrow(error(`Line 4 of data.csv, column b: ${message}`))
  })

  test('is counted with the others of its column', () => {
    expect(() => read('a,b\nx,1\n2,2\ny,3\n4,z\n')).toThrow(
      error(`Line 2 of data.csv, column a: "x" is not a number (and 1 more of this column). ${example}`),
    )
  })

  test('does not matter in a column that is not needed', () => {
    expect(read('a,b,c\n1,2,x\n').columns).toHaveLength(2)
  })
})
