import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { type ReadTableOptions, readTextTable } from './read-text.ts'
import type { Table } from './table.ts'

async function* pieces(texts: Iterable<string>) {
  yield* texts
}

const read = (text: string, options?: ReadTableOptions) => readTextTable(pieces([text]), 'data.csv', options)
const values = ({ columns }: Table) => columns.map((column) => [...column.values])
const names = ({ columns }: Table) => columns.map(({ name }) => name)
const kinds = ({ columns }: Table) => columns.map(({ kind }) => kind)
const error = (message: string) => expect.objectContaining({ name: 'NaluError', kind: 'usage', message })

test('a table has columns of numbers, text and dates, with missing cells and the place of the last digit', async () => {
  const table = await read('km,city,day\n1.50,Oslo,2024-01-01\n,Rome,2024-01-02\n12,,NA\n')
  expect(table).toEqual({
    source: 'data.csv',
    columns: [
      { name: 'km', kind: 'number', values: Float64Array.of(1.5, Number.NaN, 12), step: 0.01, missing: 1 },
      {
        name: 'city',
        kind: 'text',
        values: Float64Array.of(Number.NaN, Number.NaN, Number.NaN),
        step: 0,
        missing: 1,
        cells: ['Oslo', 'Rome', ''],
      },
      {
        name: 'day',
        kind: 'date',
        values: Float64Array.of(Number.NaN, Number.NaN, Number.NaN),
        step: 0,
        missing: 1,
        cells: ['2024-01-01', '2024-01-02', ''],
      },
    ],
    lines: Float64Array.of(2, 3, 4),
    place: 'line',
    rows: 3,
    isSampled: false,
    notes: [],
  })
})

test('a column with a few texts among its numbers is one of numbers, with many it is text', async () => {
  const rows = (texts: number) => `a\n${Array.from({ length: 20 }, (_, i) => (i < texts ? 'x' : i)).join('\n')}\n`
  const few = await read(rows(2))
  expect(few.columns[0]).toMatchObject({ kind: 'number', missing: 0 })
  expect(few.columns[0]?.cells?.slice(0, 3)).toEqual(['x', 'x', '2'])
  expect(few.columns[0]?.values.slice(0, 3)).toEqual(Float64Array.of(Number.NaN, Number.NaN, 2))
  expect(kinds(await read(rows(3)))).toEqual(['text'])
})

test('long texts are cut', async () => {
  const { columns } = await read(`a,b\n${'x'.repeat(1000)},1\n`)
  expect(columns[0]?.cells).toEqual(['x'.repeat(200)])
})

describe('the header', () => {
  const note =
    'The first line of data.csv looks like numbers: the columns are called c1, c2; --header yes takes it as names.'

  test('is missed where the first line holds numbers', async () => {
    const table = await read('1,2.5\n3,4\n')
    expect(names(table)).toEqual(['c1', 'c2'])
    expect(values(table)).toEqual([
      [1, 3],
      [2.5, 4],
    ])
    expect(table.notes).toEqual([note])
    expect((await read('1;2,5\n3;4,5\n')).notes[0]).toBe(note)
    expect((await read('1,NA\n3,4\n')).notes[0]).toBe(note)
    expect((await read('1\n3\n')).notes[0]).toContain('the column is called c1;')
  })

  test('is taken as it is said', async () => {
    const years = await read('2023,2024\n3,4\n', { header: 'yes' })
    expect([names(years), years.rows, years.notes]).toEqual([['2023', '2024'], 1, []])
    const none = await read('x,y\n3,4\n', { header: 'no' })
    expect([names(none), none.rows, none.notes]).toEqual([['c1', 'c2'], 2, []])
  })

  test('gives a column without a name its number', async () => {
    expect(names(await read(',b, \n1,2,3\n'))).toEqual(['c1', 'b', 'c3'])
  })
})

describe('decimal commas', () => {
  test('are read where commas separate nothing and there is no decimal point', async () => {
    const table = await read('a;b;c\n3,50;1,234;x\n4;-,5e3;x\n')
    expect(values(table).slice(0, 2)).toEqual([
      [3.5, 4],
      [1.234, -500],
    ])
    expect(table.columns.map(({ step }) => step)).toEqual([0.01, 0.001, 0])
    expect(table.notes).toEqual(['Commas in the numbers of data.csv were read as decimal points.'])
  })

  test.each([
    ['commas separate', 'a,b\n"3,5",1\n"4,5",2\n'],
    ['another number has a point', 'a;b\n3,5;1.5\n4,5;2\n'],
    ['they may stand between thousands', 'a;b\n3,500;1\n4,500;2\n'],
  ])('stay text where %s', async (_, text) => {
    const table = await read(text)
    expect(table.columns[0]).toMatchObject({ kind: 'text' })
    expect(table.notes).toEqual([])
  })
})

describe('rows with too many or too few cells', () => {
  const body = Array.from({ length: 300 }, (_, i) => `${i},${i}\n`).join('')

  test.each([
    ['1,2,3\n', 'Dropped 1 of 301 rows that has 3 cells instead of 2 (first: line 302).'],
    ['1\n\n2\n', 'Dropped 2 of 302 rows that have 1 cells instead of 2 (first: line 302).'],
    ['1,2,3\n1\n', 'Dropped 2 of 302 rows that have more or fewer cells than 2 (first: line 302).'],
  ])('%j is dropped among many others', async (rows, note) => {
    const table = await read(`a,b\n${body}${rows}`)
    expect([table.rows, table.notes]).toEqual([300, [note]])
  })

  test('are an error if they are more than 1 %', async () => {
    await expect(read('a,b\n1,2\n3\n')).rejects.toThrow(
      error(
        'Line 3 of data.csv has 1 cells, but its header has 2. Where a value is missing, leave its cell empty but write the comma.',
      ),
    )
    await expect(read(`a,b\n${body}1\n2\n3\n4\n`)).rejects.toThrow('Line 302 of data.csv has 1 cells')
    expect((await read('a,b\n1,2,,\n')).notes).toEqual([])
  })
})

test.each([
  ['', 'data.csv is empty. A table begins with a line of column names, such as a,b.'],
  ['\uFEFF \n\n', 'data.csv is empty. A table begins with a line of column names, such as a,b.'],
  ['a,,b\n', 'data.csv has the columns a, c2, b and no rows. Add at least one row below them.'],
])('%j is an error', async (text, message) => {
  await expect(read(text)).rejects.toThrow(error(message))
})

describe('a sample', () => {
  const note = 'data.csv has 5,000 rows: 100 of them, drawn at random (seed 7), stand for all.'
  const text = `a\n${Array.from({ length: 5000 }, (_, i) => `${i}.5`).join('\n')}\n`
  const options = { sampleRows: 100, seed: 7 }

  test('keeps so many rows, in their order, with their lines', async () => {
    const table = await read(text, options)
    const [column = []] = values(table)
    expect(table).toMatchObject({ rows: 5000, isSampled: true, notes: [note] })
    expect(new Set(column).size).toBe(100)
    expect(column).toEqual([...column].sort((a, b) => a - b))
    expect([...table.lines]).toEqual(column.map((value) => value + 1.5))
  })

  test('depends on rows and seed, not on the pieces', async () => {
    const whole = await read(text, options)
    const cut = Array.from({ length: 50 }, (_, i) => text.slice(777 * i, 777 * (i + 1)))
    expect(await readTextTable(pieces(cut), 'data.csv', options)).toEqual(whole)
    expect(values(await read(text, { ...options, seed: 8 }))).not.toEqual(values(whole))
  })

  test('has every row with the same chance', async () => {
    // 400 samples of 10 of 100 rows: each row is in 40 on average, with a standard deviation of 6.
    const counts = new Array<number>(100).fill(0)
    const short = `a\n${Array.from({ length: 100 }, (_, i) => i).join('\n')}\n`
    for (let seed = 0; seed < 400; seed += 1) {
      const [column = []] = values(await read(short, { header: 'yes', sampleRows: 10, seed }))
      for (const value of column) (counts[value] as number) += 1
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4000)
    expect(Math.min(...counts)).toBeGreaterThan(40 - 5 * 6)
    expect(Math.max(...counts)).toBeLessThan(40 + 5 * 6)
  })

  test('keeps fewer rows of a very wide table', async () => {
    const wide = Array.from({ length: 20_000 }, (_, i) => `c${i}`)
    const row = `1${','.repeat(19_999)}\n`
    async function* rows() {
      yield `${wide.join(',')}\n`
      for (let i = 0; i < 600; i += 1) yield row
    }
    const table = await readTextTable(rows(), 'data.csv')
    expect([table.lines.length, table.rows, table.isSampled]).toEqual([500, 600, true])
  })

  test('of a million rows takes no more memory than of a thousand', async () => {
    const stream = randomStream(1, 'rows of the test')
    let highest = 0
    async function* rows() {
      yield 'a,b,name\n'
      for (let i = 0; i < 1000; i += 1) {
        const block = Array.from({ length: 1000 }, () => {
          const value = stream.uniform()
          return `${value},${1 - value},a name that is longer than thirteen characters ${value}\n`
        })
        yield block.join('')
        if (i % 50 === 0) highest = Math.max(highest, process.memoryUsage().heapUsed)
      }
    }
    const before = process.memoryUsage().heapUsed
    const table = await readTextTable(rows(), 'data.csv', { sampleRows: 2000 })
    expect([table.rows, table.lines.length]).toEqual([1_000_000, 2000])
    // The text alone has 90 MB; what is kept has 0.3 MB, and the rest is waste that the engine has not yet collected.
    expect(highest - before).toBeLessThan(200e6)
  })

  test.each([0, -1, 1.5, Number.NaN])('of %d rows is an error', async (sampleRows) => {
    await expect(read(text, { sampleRows })).rejects.toThrow(
      error(`Option sampleRows is ${sampleRows}; expected a whole number from 1. Leave it out for 20,000.`),
    )
  })
})

test('numbers come back bit for bit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
      async (numbers) => {
        const table = await read(`a\n${numbers.join('\n')}\n`)
        expect(values(table)[0]).toEqual(numbers.map((x) => x + 0))
      },
    ),
    { seed: 1, numRuns: 300 },
  )
})
