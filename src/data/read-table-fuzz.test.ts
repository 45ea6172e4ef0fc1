// Thousands of files that nobody would write: each is a table or an error of ours, and nothing else.

import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NaluError } from '../base/errors.ts'
import { checkTable } from './check.ts'
import { readTable } from './read-table.node.ts'
import type { Table } from './table.ts'

const number = fc.oneof(
  fc.double().map(String),
  fc.integer().map(String),
  fc.constantFrom(
    '1e999',
    '-1e-999',
    '0x1F',
    '1_000',
    '１２',
    '1,5',
    '1,234',
    '.5',
    '5.',
    '+3',
    '--3',
    '1e',
    'Infinity',
  ),
)
const word = fc.constantFrom(
  'Oslo',
  'NA',
  '',
  ' ',
  'null',
  '2024-01-31',
  '31.12.24 12:00',
  'ü',
  '\u00A0',
  '🙂',
  '\uD800',
)
const awkward = fc.constantFrom('"', '""', ',', ';', '\t', '\n', '\r', '\r\n', '\0', '\uFEFF', '"x"y', "'", '\u2028')
const huge = fc.nat({ max: 200_000 }).chain((length) => fc.constantFrom('9'.repeat(length), 'x'.repeat(length)))
const quoted = fc.oneof(number, word, awkward).map((text) => `"${text.replaceAll('"', '""')}"`)
const cell = fc.oneof(
  { weight: 20, arbitrary: number },
  { weight: 8, arbitrary: word },
  { weight: 4, arbitrary: quoted },
  { weight: 2, arbitrary: awkward },
)
const separator = fc.constantFrom(',', ';', '\t', '|', ' ')

/** Rows of about the same length, most of them. */
const grid = fc
  .record({
    width: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 0, max: 12 }),
    between: separator,
    end: fc.constantFrom('\n', '\r\n', '\r', '\n\n'),
  })
  .chain(({ width, height, between, end }) =>
    fc
      .array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: height, maxLength: height })
      .chain((rows) => fc.option(fc.array(cell, { maxLength: 7 })).map((odd) => (odd === null ? rows : [...rows, odd])))
      .map((rows) => rows.map((cells) => cells.join(between)).join(end)),
  )

/** A table as people have them, but for a cell now and then. */
const plausible = fc
  .record({ rows: fc.integer({ min: 2, max: 30 }), seed: fc.integer({ min: 1, max: 1000 }), odd: cell, at: fc.nat(99) })
  .map(({ rows, seed, odd, at }) => {
    const lines = Array.from(
      { length: rows },
      (_, i) => `${(i * seed) % 31},${((i + 2) * seed) % 37}.5,${(i * i * seed) % 41}\n`,
    )
    return ['a,b,y\n', ...lines].join('').replace(`${at % 10},`, `${odd},`)
  })

const text = fc.oneof(
  { weight: 4, arbitrary: plausible },
  { weight: 20, arbitrary: grid },
  { weight: 4, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 4,
    arbitrary: fc.array(fc.oneof(cell, separator, awkward), { maxLength: 30 }).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.tuple(grid, huge).map(([rows, long]) => `${rows},${long}`) },
)
const file = fc.oneof(
  { weight: 20, arbitrary: text.map((each) => Buffer.from(each)) },
  { weight: 2, arbitrary: text.map((each) => Buffer.from(`\uFEFF${each}`)) },
  { weight: 2, arbitrary: text.map((each) => Buffer.from(`\uFEFF${each}`, 'utf16le')) },
  { weight: 2, arbitrary: text.map((each) => Buffer.from(each, 'latin1')) },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('PAR1', 'PK\u0003\u0004', '\u001f\u008b'), fc.uint8Array({ maxLength: 60 }))
      .map(([begin, bytes]) => Buffer.concat([Buffer.from(begin, 'latin1'), bytes, Buffer.from(begin, 'latin1')])),
  },
)
const options = fc.record({
  header: fc.constantFrom('auto' as const, 'yes' as const, 'no' as const),
  sampleRows: fc.constantFrom(1, 3, 20_000),
})

/** What comes of reading; everything but a NaluError is thrown on. */
async function outcome<T>(work: () => T | Promise<T>): Promise<T | NaluError> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof NaluError) return cause
    throw cause
  }
}

function expectSound(table: Table): void {
  const rows = table.lines.length
  expect(rows).toBeGreaterThan(0)
  expect(table.columns.length).toBeGreaterThan(0)
  for (const { name, values, cells, step, missing } of table.columns) {
    expect(name).not.toBe('')
    expect(values).toHaveLength(rows)
    if (cells !== undefined) expect(cells).toHaveLength(rows)
    expect(step >= 0 && step < Number.POSITIVE_INFINITY).toBe(true)
    expect(missing <= rows).toBe(true)
  }
}

test('five thousand generated files are tables or errors of ours', async () => {
  const counts = { tables: 0, errors: 0, checked: 0 }
  await fc.assert(
    fc.asyncProperty(file, fc.integer({ min: 1, max: 50 }), options, async (bytes, pieces, how) => {
      const size = Math.ceil(bytes.length / pieces) || 1
      const cut = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      const table = await outcome(() => readTable('-', { ...how, standardInput: Readable.from(cut) }))
      if (table instanceof NaluError) {
        counts.errors += 1
        expect(table.message).toMatch(/^standard input|^Line \d+ of standard input/)
        return
      }
      counts.tables += 1
      expectSound(table)
      const checked = await outcome(() => checkTable(table, table.columns.at(-1)?.name))
      if (checked instanceof NaluError) return
      counts.checked += 1
      for (const { values } of [checked.target, ...checked.inputs]) expect(values.every(Number.isFinite)).toBe(true)
    }),
    { seed: 1, numRuns: 5000 },
  )
  // Neither kind is rare, so that the files are neither all nonsense nor all well.
  expect(counts.tables).toBeGreaterThan(500)
  expect(counts.errors).toBeGreaterThan(500)
  expect(counts.checked).toBeGreaterThan(200)
}, 60_000)
