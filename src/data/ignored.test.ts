import { describe, expect, test } from 'vitest'
import { checkTable } from './check.ts'
import { readTextTable } from './read-text.ts'

async function* once(text: string) {
  yield text
}

async function check(text: string) {
  return checkTable(await readTextTable(once(text), 'rides.csv'), 'fare')
}

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

describe('columns that are ignored', () => {
  const cities = ['Oslo', 'Rome', 'Bonn', 'Lima', 'Kyiv']
  test.each<[string, (row: number) => number | string, string]>([
    ['city', (row) => cities[row % 5] as string, 'Column city is text — ignored; 5 values.'],
    [
      'price',
      (row) => `$${row % 5}`,
      'Column price is text (first: "$1", line 2) — ignored; 5 values. To use it, write the number alone.',
    ],
    [
      'day',
      (row) => `2024-01-${row + 9}`,
      'Column day holds dates — ignored. Give numbers, such as days since the first.',
    ],
    ['zone', () => 3, 'Column zone is constant (3) — ignored.'],
    ['nothing', () => '', 'Column nothing is empty — ignored.'],
    ['far', () => 'inf', 'Column far has no finite number — ignored.'],
    ['km2', (row) => `${km(row)}.0`, 'Column km2 equals km — ignored.'],
    [
      'q',
      (row) => `${row}e-200`,
      'Column q has values up to 2e-199 in size — ignored. Scale column q: its largest must lie between 1e-150 and 1e+150.',
    ],
    ['fare2', fare, 'Column fare2 equals fare, the target — ignored; --columns fare2,… keeps it.'],
    ['loss', (row) => -fare(row), 'Column loss is −fare — ignored; --columns loss,… keeps it.'],
    ['cents', (row) => 100 * fare(row), 'Column cents is fare × 100 — ignored; --columns cents,… keeps it.'],
    [
      'thousands',
      (row) => -fare(row) / 1000,
      'Column thousands is −fare / 1000 — ignored; --columns thousands,… keeps it.',
    ],
    [
      'single',
      (row) => Math.fround(fare(row) / 10) * 10,
      'Column single equals fare, the target — ignored; --columns single,… keeps it.',
    ],
  ])('%s', async (name, cell, note) => {
    const { inputs, notes } = await check(lines({ ...good, [name]: cell }))
    expect(names(inputs)).toEqual(['km', 'minutes'])
    expect(notes).toEqual([note])
  })

  test('of text and dates come back with the rows that are kept', async () => {
    const { others } = await check(
      lines({
        city: (row) => (row === 5 ? '' : (cities[row % 5] as string)),
        ...good,
        km: (row) => (row === 1 ? '' : km(row)),
      }),
    )
    expect(others).toHaveLength(1)
    expect(others[0]).toMatchObject({ name: 'city', kind: 'text', missing: 1 })
    expect(others[0]?.cells?.slice(0, 4)).toEqual(['Bonn', 'Lima', 'Kyiv', ''])
    expect(others[0]?.values).toHaveLength(19)
  })

  test('are put together where they are many of one kind', async () => {
    const zones = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`zone${i}`, () => 3]))
    expect((await check(lines({ ...good, ...zones }))).notes).toEqual([
      '7 columns are constant — ignored: zone0, zone1, zone2, zone3, zone4, zone5, zone6.',
    ])
  })
})

describe('a column that is kept', () => {
  test.each<[string, (row: number) => number | string]>([
    ['any other multiple of the target', (row) => 1.8 * fare(row)],
    ['the target in another unit with another zero', (row) => 1.8 * fare(row) + 32],
    ['a power of the target', (row) => fare(row) ** 2],
    ['nearly the target', (row) => fare(row) * (1 + 1e-5 * (row % 2))],
  ])('%s', async (_, cell) => {
    const { inputs, notes } = await check(lines({ ...good, other: cell }))
    expect(names(inputs)).toEqual(['km', 'minutes', 'other'])
    expect(notes).toEqual([])
  })

  test('a multiple of another input, which is said', async () => {
    const far = (row: number) => 10 * km(row) + row / 10
    const text = lines({ km: (row) => far(row).toFixed(1), miles: (row) => (0.621371 * far(row)).toFixed(2), fare })
    const { inputs, notes } = await check(text)
    expect(names(inputs)).toEqual(['km', 'miles'])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(/^miles is 0\.621[0-9] · km: the formula may use either\.$/)
  })

  test('a coarse column is not called a multiple of another', async () => {
    const { notes } = await check(lines({ a: (row) => row % 3, b: (row) => (row % 3) * 2, fare }))
    expect(notes).toEqual([])
  })
})
