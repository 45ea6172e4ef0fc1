// Columns of dates as points in time, for what asks only which rows lie near each other in time.

const parts =
  /^(\d+)([-/.])(\d+)\2(\d+)(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(?:Z|([+-])(\d{2}):?(\d{2}))?)?$/i

interface DateParts {
  /** As they stand: year, month and day, or two numbers and a year. */
  readonly numbers: readonly [number, number, number]
  readonly isYearFirst: boolean
  /** After midnight, in universal time where the cell names a zone. */
  readonly seconds: number
}

/**
 * Seconds since 1970 of each cell, `[rows]`; −Infinity where it holds no date. A cell that ends with the year is taken to
 * begin with the month only if a second number of the column is above 12. Years of two digits are of 1970 to 2069.
 */
export function timesOf(cells: readonly string[]): Float64Array {
  const read = cells.map((cell) => partsOf(cell.trim()))
  const isMonthFirst = read.some((each) => each !== undefined && !each.isYearFirst && each.numbers[1] > 12)
  return Float64Array.from(read, (each) => (each === undefined ? Number.NEGATIVE_INFINITY : timeOf(each, isMonthFirst)))
}

function partsOf(cell: string): DateParts | undefined {
  const match = parts.exec(cell)
  if (match === null) return undefined
  const [, first = '', , second = '', third = '', hours, minutes, ownSeconds, fraction, sign, zoneHours, zoneMinutes] =
    match
  const number = (text: string | undefined) => Number(text ?? 0)
  const ahead = (sign === '-' ? -1 : 1) * (60 * number(zoneHours) + number(zoneMinutes))
  return {
    numbers: [Number(first), Number(second), Number(third)],
    isYearFirst: first.length === 4,
    seconds: 60 * (60 * number(hours) + number(minutes) - ahead) + number(ownSeconds) + Number(`0.${fraction ?? 0}`),
  }
}

function timeOf({ numbers: [a, b, c], isYearFirst, seconds }: DateParts, isMonthFirst: boolean): number {
  const [year, month, day] = isYearFirst ? [a, b, c] : isMonthFirst ? [c, a, b] : [c, b, a]
  const fullYear = year >= 100 ? year : year < 70 ? 2000 + year : 1900 + year
  return Date.UTC(fullYear, month - 1, day) / 1000 + seconds
}
