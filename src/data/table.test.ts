import { describe, expect, test } from 'vitest'
import { type TableInput, tableOf } from './table.ts'

const error = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })

test('a table is itself', () => {
  const table = tableOf({ a: [1, 2] })
  expect(tableOf(table)).toBe(table)
})

test('columns by name may be arrays of numbers and texts, null where a value is missing', () => {
  expect(
    tableOf({ a: Float32Array.of(1, 0.5), b: ['1.50', null], city: ['Oslo', 'Rome'], c: [Number.NaN, 3] }),
  ).toEqual({
    source: 'The table',
    columns: [
      { name: 'a', kind: 'number', values: Float64Array.of(1, 0.5), step: 0, missing: 0 },
      { name: 'b', kind: 'number', values: Float64Array.of(1.5, Number.NaN), step: 0.01, missing: 1 },
      {
        name: 'city',
        kind: 'text',
        values: Float64Array.of(Number.NaN, Number.NaN),
        step: 0,
        missing: 0,
        cells: ['Oslo', 'Rome'],
      },
      { name: 'c', kind: 'number', values: Float64Array.of(Number.NaN, 3), step: 0, missing: 1 },
    ],
    lines: Float64Array.of(1, 2),
    place: 'row',
    rows: 2,
    isSampled: false,
    notes: [],
  })
})

test('records have the fields of all, missing where one lacks it', () => {
  const when = new Date(Date.UTC(2024, 0, 31))
  const { columns } = tableOf([
    { a: 1, when, big: 12n, is: true },
    { a: 2, b: '3', when: null, big: -1n, is: undefined, list: [1] },
  ])
  expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
    ['a', 'number'],
    ['when', 'date'],
    ['big', 'number'],
    ['is', 'text'],
    ['b', 'number'],
    ['list', 'text'],
  ])
  expect(columns[1]?.cells).toEqual(['2024-01-31T00:00:00.000Z', ''])
  expect(columns[4]?.values).toEqual(Float64Array.of(Number.NaN, 3))
})

describe('what is no table is an error', () => {
  test.each<[unknown, string]>([
    [{}, 'The table has no columns. Give at least one, such as { a: [1, 2, 3] }.'],
    [[], 'The table has no rows. Give at least one record, such as { a: 1, b: 2 }.'],
    [[{}], 'The rows of the table have no fields. Give records such as { a: 1, b: 2 }.'],
    [[{ a: 1 }, [2]], 'Row 2 of the table is "2"; expected a record, such as { a: 1, b: 2 }.'],
    [[3], 'Row 1 of the table is "3"; expected a record, such as { a: 1, b: 2 }.'],
    [{ a: 1 }, 'Column a is "1"; expected an array of numbers or texts.'],
    [{ a: [] }, 'Column a of the table has no values. Give at least one row.'],
    [
      { a: [1, 2], b: [1] },
      'Column b has 1 values and column a has 2. Give every column one value for each row; null where it is missing.',
    ],
    ['a,b', 'The table is "a,b"; expected columns such as { a: [1, 2] }, or rows such as [{ a: 1 }, { a: 2 }].'],
    [null, 'The table is "null"; expected columns such as { a: [1, 2] }, or rows such as [{ a: 1 }, { a: 2 }].'],
  ])('%j', (input, message) => {
    expect(() => tableOf(input as TableInput)).toThrow(error(message))
  })
})
