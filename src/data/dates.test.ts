// Dates as points in time: every way of writing them that a cell may have.

import { expect, test } from 'vitest'
import { timesOf } from './dates.ts'

const day = 86_400

test.each<[string, readonly string[], readonly number[]]>([
  ['the year first', ['1970-01-02', '1970/02/01', '1971.01.01'], [day, 31 * day, 365 * day]],
  ['the day first', ['02.01.1970', '1/2/1970', '01-01-71'], [day, 31 * day, 365 * day]],
  ['the month first, if a second number is no month', ['01/02/1970', '02/13/1970'], [day, 43 * day]],
  ['a time of day', ['1970-01-01 01:02', '1970-01-01T00:00:03.5'], [3720, 3.5]],
  ['a zone', ['1970-01-01T02:00:00Z', '1970-01-01T02:00+02:00', '1970-01-01 00:00 -0130'], [7200, 0, 5400]],
  ['years of two digits', ['01-01-69', '01-01-70'], [Date.UTC(2069, 0, 1) / 1000, 0]],
  ['nothing', ['', 'NA', '1970-01-01'], [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]],
])('with %s', (_, cells, seconds) => {
  expect([...timesOf(cells)]).toEqual(seconds)
})
