import { describe, expect, test } from 'vitest'
import { type Checked, checkTable } from './check.ts'
import { readTextTable } from './read-text.ts'
import { tableOf } from './table.ts'

async function* once(text: string) {
  yield text
}

async function check(text: string, target: string | undefined = 'fare', columns?: readonly string[]): Promise<Checked> {
  return checkTable(await readTextTable(once(text), 'rides.csv'), target, columns === undefined ? {} : { columns })
}

const error = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })
const names = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name)

/** A table whose columns are functions of the row, which counts from 1. */
function lines(columns: Readonly<Record<string, (row: number) => number | string>>, rows = 20): string {
  const body = Array.from({ length: rows }, (_, i) => Object.values(columns).map((cell) => cell(i + 1)))
  return [Object.keys(columns), ...body].map((cells) => `${cells.join(',')}\n`).join('')
}

// Two columns with no simple relation to each other or to the target.
const km = (row: number) => (row * row) % 23
const minutes = (row: number) => (row * 7) % 19
const fare = (row: number) => 2.5 + km(row) + 3 * minutes(row)
const good = { km, minutes, fare }

test('inputs are the other columns of numbers, and every row is kept', async () => {
  const { target, inputs, rows, lines: places, others, dropped, notes } = await check(lines(good))
  expect(names([target, ...inputs])).toEqual(['fare', 'km', 'minutes'])
  expect(rows).toEqual([...Array(20).keys()])
  expect(places).toEqual(Array.from({ length: 20 }, (_, i) => i + 2))
  expect([others, dropped, notes]).toEqual([[], [], []])
})

describe('the target', () => {
  test.each<[string, string, string | undefined, string]>([
    [
      'that is not there',
      'km,minutes,city,fare\n1,2,Oslo,3\n',
      'fair',
      'No column "fair" in rides.csv. Columns: km, minutes, city, fare. Did you mean --target fare?',
    ],
    [
      'that is like no column',
      'km,fare\n1,2\n',
      'temperature',
      'No column "temperature" in rides.csv. Columns: km, fare.',
    ],
    [
      'of a table without names',
      '1,2\n3,4\n',
      'fare',
      'No column "fare" in rides.csv. Columns: c1, c2. The first line of rides.csv looks like numbers: ' +
        'the columns are called c1, c2; --header yes takes it as names.',
    ],
    [
      'that is text',
      'km,city\n1,Oslo\n2,Rome\n',
      'city',
      'Column city, the target, is text (first: "Oslo", line 2). nalu fit explains numbers.',
    ],
    [
      'that has decimal commas',
      'km,fare\n1,NA\n1,"3,5"\n2,"4,5"\n',
      'fare',
      'Column fare, the target, is text (first: "3,5", line 3). nalu fit explains numbers: write a decimal point.',
    ],
    [
      'that holds dates',
      'km,day\n1,2024-01-31\n2,2024-02-01\n',
      'day',
      'Column day, the target, holds dates (first: "2024-01-31", line 2). nalu fit explains numbers.',
    ],
    [
      'that is constant',
      lines({ km, fare: () => '3.5' }, 412),
      'fare',
      'Column fare is 3.5 in all 412 rows: there is nothing to explain. Add rows in which it differs.',
    ],
    [
      'that is there twice',
      'km,fare,fare\n1,2,3\n',
      'fare',
      'rides.csv has 2 columns called fare (number 2 and 3). Rename all but one.',
    ],
    [
      'that is too large to compute with',
      lines({ km, q: (row) => `${row}e200` }),
      'q',
      'Column q, the target, has values up to 2e201 in size. Scale column q: its largest must lie between 1e-150 and 1e+150.',
    ],
  ])('%s is an error', async (_, text, target, message) => {
    await expect(check(text, target)).rejects.toThrow(error(message))
  })

  test('has to be given', async () => {
    const table = await readTextTable(once('km,city,fare\n1,Oslo,3\n'), 'rides.csv')
    expect(() => checkTable(table, undefined)).toThrow(
      error('nalu fit needs the column to explain. Give --target, one of: km, fare.'),
    )
    const texts = await readTextTable(once('city,name\nOslo,x\n'), 'rides.csv')
    expect(() => checkTable(texts, undefined)).toThrow('Give --target, one of: city, name.')
  })
})

describe('a table without inputs', () => {
  test.each([
    [
      lines({ km: (row) => `${row} km`, fare }),
      'rides.csv has no column of numbers beside fare. km is text (first: "1 km", line 2): write the number alone.',
    ],
    [
      lines({ km: (row) => `"${row},5"`, fare }),
      'rides.csv has no column of numbers beside fare. km is text (first: "1,5", line 2): write a decimal point.',
    ],
    [
      lines({ day: (row) => `2024-01-${row + 9}`, fare }),
      'rides.csv has no column of numbers beside fare. ' +
        'day holds dates (first: "2024-01-10", line 2): give numbers, such as days since the first.',
    ],
    [
      lines({ zone: () => 3, fare }),
      'rides.csv has no usable column of numbers beside fare. Column zone is constant (3) — ignored.',
    ],
    [
      lines({ fare_cents: (row) => 100 * fare(row), fare }),
      'rides.csv has no usable column of numbers beside fare. ' +
        'Column fare_cents is fare × 100 — ignored; --columns fare_cents,… keeps it.',
    ],
    [lines({ fare }), 'rides.csv has no column beside fare. Add the columns that it may depend on.'],
  ])('is an error (%#)', async (text, message) => {
    await expect(check(text)).rejects.toThrow(error(message))
  })
})

describe('too few rows', () => {
  const few = 'a formula needs at least 3, and 6 to be tested.'
  test.each([
    ['km,fare\n1,2\n', `rides.csv has 1 row with a number in fare; ${few}`],
    ['km,fare\n1,2\n3,4\n5,NA\n', `rides.csv has 2 rows with a number in fare; ${few}`],
    ['km,fare\n1,\n3,\n5,\n', `rides.csv has no row with a number in fare; ${few}`],
    ['km,fare\n1,inf\n3,4\n5,6\n', `rides.csv has 2 rows with a number in fare; ${few}`],
    [
      'km,minutes,fare\n1,,2\n,1,3\n2,2,5\n3,3,1\n',
      `Of 4 rows of rides.csv only 2 have a number in each of fare, km, minutes; ${few} ` +
        'Choose columns with fewer gaps with --columns.',
    ],
  ])('are an error (%#)', async (text, message) => {
    await expect(check(text)).rejects.toThrow(error(message))
  })

  test('up to five are said to be too few for a test', async () => {
    expect((await check(lines(good, 5))).notes).toEqual(['5 rows are too few to test a formula outside its range.'])
    expect((await check(lines(good, 6))).notes).toEqual([])
  })
})

test('rows that are all equal are an error', async () => {
  const text = lines({ km: () => 1, city: () => 'Oslo', fare: () => 2 }, 40)
  await expect(check(text)).rejects.toThrow(error('All 40 rows are equal. Add rows that differ.'))
})

describe('rows that cannot be used', () => {
  test('are dropped for missing, infinite and text cells of target and inputs, with their lines', async () => {
    const broken: Readonly<Record<number, string>> = { 3: '', 8: 'NA', 9: 'inf', 10: 'n.b.' }
    const text = lines(
      { ...good, km: (row) => broken[row] ?? km(row), fare: (row) => (row === 6 ? '-1e999' : fare(row)) },
      60,
    )
    const { dropped, rows, inputs, target } = await check(text)
    expect(dropped).toEqual([
      { reason: 'Dropped 1 row with an infinite fare (line 7).', rows: 1, lines: [7] },
      { reason: 'Dropped 2 rows with missing km (lines 4, 9).', rows: 2, lines: [4, 9] },
      { reason: 'Dropped 1 row with text in km (first: "n.b."; line 11).', rows: 1, lines: [11] },
      { reason: 'Dropped 1 row with an infinite km (line 10).', rows: 1, lines: [10] },
    ])
    expect(rows).toHaveLength(55)
    const kept = rows.map((row) => row + 1)
    expect([...target.values]).toEqual(kept.map(fare))
    expect(inputs.map(({ values }) => [...values])).toEqual([kept.map(km), kept.map(minutes)])
    expect(inputs.every((column) => column.missing === 0 && column.cells === undefined)).toBe(true)
  })

  test('count once, and only the first five lines are named', async () => {
    const gap = (cell: (row: number) => number) => (row: number) => (row <= 7 ? '' : cell(row))
    const { dropped } = await check(lines({ km: gap(km), minutes: gap(minutes), fare }, 40))
    expect(dropped).toEqual([
      { reason: 'Dropped 7 rows with missing km (lines 2, 3, 4, 5, 6, …).', rows: 7, lines: [2, 3, 4, 5, 6] },
    ])
  })

  test('are not dropped for a column that is ignored', async () => {
    const sparse = (row: number) => (row % 3 === 0 ? row : '')
    const { dropped, notes, inputs } = await check(lines({ ...good, sparse, zone: (row) => (row === 4 ? '' : 3) }))
    expect(dropped).toEqual([])
    expect(names(inputs)).toEqual(['km', 'minutes'])
    expect(notes).toEqual([
      'Column sparse lacks 14 of 20 values — ignored; --columns sparse,… keeps it.',
      'Column zone is constant (3) — ignored.',
    ])
    const chosen = await check(lines({ ...good, sparse }), 'fare', ['sparse'])
    expect([names(chosen.inputs), chosen.rows.length]).toEqual([['sparse'], 6])
  })

  test('may leave a column constant', async () => {
    const flag = (row: number) => (row === 4 ? 1 : 0)
    const { notes, inputs } = await check(lines({ ...good, flag, km: (row) => (row === 4 ? '' : km(row)) }))
    expect(names(inputs)).toEqual(['km', 'minutes'])
    expect(notes).toEqual(['Column flag is constant (0) in the rows that are left — ignored.'])
  })
})

describe('columns that are asked for', () => {
  test('are the inputs, in that order, also the target in disguise or a double', async () => {
    const text = lines({ ...good, cents: (row) => 100 * fare(row), km2: km })
    const { inputs, notes } = await check(text, 'fare', ['km2', 'cents', 'km'])
    expect(names(inputs)).toEqual(['km2', 'cents', 'km'])
    expect(notes).toEqual([])
  })

  const text = lines({ ...good, city: () => 'Oslo', day: (row) => `2024-01-${row + 9}`, price: (row) => `$${row}` })
  test.each([
    [['kmm'], 'No column "kmm" in rides.csv. Columns: km, minutes, fare, city, day, price. Did you mean km?'],
    [['km', 'fare'], 'Column fare is the target and cannot be an input too. Take it out of --columns.'],
    [['city'], 'Column city of --columns is text (first: "Oslo", line 2): give numbers, or take it out.'],
    [['price'], 'Column price of --columns is text (first: "$1", line 2): write the number alone, or take it out.'],
    [
      ['day'],
      'Column day of --columns holds dates (first: "2024-01-10", line 2): give numbers, such as days since the first, or take it out.',
    ],
    [[], 'Option --columns names no column. Name at least one, or leave it out.'],
  ])('%j is an error', async (columns, message) => {
    await expect(check(text, 'fare', columns)).rejects.toThrow(error(message))
  })
})

test('two inputs of one name are an error unless they are not used', async () => {
  const text = lines(good).replace('minutes', 'km')
  await expect(check(text)).rejects.toThrow(
    error('rides.csv has 2 columns called km (number 1 and 2). Rename all but one.'),
  )
  const unused = lines({ ...good, zone: () => 1 }).replace('minutes', 'zone')
  await expect(check(unused, 'fare', ['km'])).resolves.toMatchObject({ inputs: [{ name: 'km' }] })
})

test('the notes of the table come first', async () => {
  const { notes } = await check(`${lines({ ...good, zone: () => 3 }, 200)}1\n`)
  expect(notes.slice(0, 2)).toEqual([
    'Dropped 1 of 201 rows that has 1 cells instead of 4 (first: line 202).',
    'Column zone is constant (3) — ignored.',
  ])
})

test('ten thousand columns are checked in about a second', () => {
  const columns = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [
      `x${i}`,
      Float64Array.from({ length: 50 }, (_, row) => ((i + 3) * (row + 1)) % 101),
    ]),
  )
  const start = performance.now()
  const { inputs } = checkTable(tableOf({ ...columns, y: Array.from({ length: 50 }, (_, row) => row ** 2) }), 'y')
  expect(performance.now() - start).toBeLessThan(5000)
  // Factors that differ by a multiple of 101 give the same column: 101 are left, and the one of 0 is constant.
  expect(inputs).toHaveLength(100)
})

test('rows of a table in memory are called rows', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({
    km: i === 2 ? null : km(i),
    minutes: minutes(i),
    fare: fare(i),
  }))
  expect(checkTable(tableOf(rows), 'fare').dropped.map(({ reason }) => reason)).toEqual([
    'Dropped 1 row with missing km (row 3).',
  ])
})

test('says how many rows repeat others, if they are more than a tenth', () => {
  const a = [1, 2, 3, 4, 5, 6, 7, 8]
  const table = (copies: number) => {
    const twice = (values: readonly number[]) => [...values, ...values.slice(0, copies)]
    return tableOf({ a: twice(a), y: twice(a.map((value) => 2 * value + (value % 3))) })
  }
  const said = '2 of 10 rows repeat others: each counts as one more measurement. Leave out copies.'
  expect(checkTable(table(2), 'y').notes).toContain(said)
  expect(checkTable(table(0), 'y').notes.join()).not.toContain('repeat')
  // Equal inputs with other targets are measurements.
  const measured = tableOf({ a: [1, 1, 2, 2, 3, 3], y: [1, 2, 3, 4, 5, 6] })
  expect(checkTable(measured, 'y').notes.join()).not.toContain('repeat')
})
