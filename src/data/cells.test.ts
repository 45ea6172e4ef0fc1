import { describe, expect, test } from 'vitest'
import { parseCell, textAdvice } from './cells.ts'

describe('a number carries the place of its last written digit', () => {
  test.each([
    ['12.50', 12.5, 0.01],
    ['1500', 1500, 1],
    ['-3.', -3, 1],
    ['+.5', 0.5, 0.1],
    [' 1.5e3 ', 1500, 100],
    ['2E-3', 0.002, 0.001],
    ['6.02214e23', 6.02214e23, 1e18],
    ['0.0000001', 1e-7, 1e-7],
    ['-0.25', -0.25, 0.01],
    ['007', 7, 1],
    ['12345678901234567890.5', 12345678901234567000, 0.1],
    ['1e-400', 0, 0],
  ])('%j', (text, value, step) => {
    expect(parseCell(text)).toEqual({ kind: 'number', value, step })
  })
})

test.each(['', ' ', 'NA', 'n/a', '#N/A', 'NaN', 'null', 'None', '?'])('%j is missing', (text) => {
  expect(parseCell(text)).toEqual({ kind: 'missing' })
})

test.each([
  ['inf', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['1e999', Number.POSITIVE_INFINITY],
  ['-1e400', Number.NEGATIVE_INFINITY],
])('%j is infinite', (text, value) => {
  expect(parseCell(text)).toEqual({ kind: 'infinite', value })
})

test.each([
  '2024-01-31',
  '2024/1/31',
  '2024-01-31T12:30:00Z',
  '2024-01-31 12:30:00.250+02:00',
  '31.01.2024',
  '1/31/24',
  '31.01.2024 12:30',
])('%j is a date', (text) => {
  expect(parseCell(text)).toEqual({ kind: 'date' })
})

test.each(['Oslo', '12 km', '12:30', '3,5', '1,234', '0x10', '1_000', '１２', '2024-01/31', '1e', '.', '-', '1.2.3'])(
  '%j is text',
  (text) => {
    expect(parseCell(text)).toEqual({ kind: 'text' })
  },
)

test('a very long cell is read in one go', () => {
  const digits = '1'.repeat(1_000_000)
  expect(parseCell(`${digits}x`)).toEqual({ kind: 'text' })
  expect(parseCell(digits).kind).toBe('infinite')
  expect(parseCell(`0.${digits}`)).toMatchObject({ kind: 'number', value: 1 / 9 })
})

test.each([
  ['3,5', 'write a decimal point'],
  ['1,234', 'write it without commas, or with a decimal point if the comma is one'],
  ['12 km', 'write the number alone'],
  ['Oslo', 'give numbers'],
])('what to do about %j', (text, advice) => {
  expect(textAdvice(text)).toBe(advice)
})
