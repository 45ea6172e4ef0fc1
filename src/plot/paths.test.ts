import { describe, expect, test } from 'vitest'
import { readXml } from '../../test/xml.ts'
import { type GridPicture, type GridWay, waysToSvg } from './paths.ts'

const way = (more: Partial<GridWay> = {}): GridWay => ({
  title: 'T = 4',
  places: [
    { row: 2, column: 0 },
    { row: 2, column: 1 },
    { row: 2, column: 1 },
    { row: 1, column: 1 },
  ],
  goal: { row: 1, column: 1 },
  note: 'arrives at 3',
  succeeded: false,
  ...more,
})

const picture = (ways: readonly GridWay[]): GridPicture => ({
  title: 'Ways',
  subtitle: 'as they were gone',
  side: 3,
  walkers: [
    { name: 'first', ways },
    { name: 'second', ways },
  ],
})

const numbersOf = (path: string | undefined) =>
  [...(path ?? '').matchAll(/-?\d+(\.\d+)?/g)].map(([text]) => Number(text))

describe('a picture of ways', () => {
  const document = readXml(waysToSvg(picture([way(), way({ title: 'T = 3', note: 'in time', succeeded: true })])))

  test('is one SVG image with a title and, for screen readers, what came of each way', () => {
    const [root] = document
    expect(root?.name).toBe('svg')
    expect(root?.attributes['role']).toBe('img')
    expect(document.find(({ name }) => name === 'title')?.text).toBe('Ways')
    expect(document.find(({ name }) => name === 'desc')?.text).toBe(
      'first: T = 4, arrives at 3; T = 3, in time. second: T = 4, arrives at 3; T = 3, in time.',
    )
  })

  test('has a panel for each way, named, with a dot for each step between the ends', () => {
    expect(document.flatMap(({ attributes }) => attributes['data-walker'] ?? [])).toEqual(['first', 'second'])
    const panels = document.filter(({ attributes }) => attributes['data-way'] !== undefined)
    expect(panels.map(({ attributes }) => attributes['data-way'])).toEqual(['T = 4', 'T = 3', 'T = 4', 'T = 3'])
    for (const { children } of panels) expect(children.filter(({ name }) => name === 'circle')).toHaveLength(2 + 2)
  })

  test('tells ways that succeed from others by colour', () => {
    const colours = document
      .filter(({ attributes }) => attributes['stroke-linejoin'] === 'round')
      .map(({ attributes }) => attributes['stroke'])
    expect(colours[0]).not.toBe(colours[1])
    expect(colours.slice(2)).toEqual(colours.slice(0, 2))
  })

  test('draws each step inside of its cell, and a wait as a move to the lower right', () => {
    const [goal] = document.filter(({ name, attributes }) => name === 'rect' && attributes['width'] === '30')
    const [left, top] = [Number(goal?.attributes['x']) - 30, Number(goal?.attributes['y']) - 30]
    const line = document.find(({ attributes }) => attributes['stroke-linejoin'] === 'round')
    const numbers = numbersOf(line?.attributes['d'])
    const cells = way().places.map((_, i) => ({
      row: ((numbers[2 * i + 1] as number) - top) / 30,
      column: ((numbers[2 * i] as number) - left) / 30,
    }))
    expect(cells.map(({ row, column }) => ({ row: Math.floor(row), column: Math.floor(column) }))).toEqual(way().places)
    expect((cells[2]?.row ?? 0) - (cells[1]?.row ?? 0)).toBeGreaterThan(0.1)
    expect((cells[2]?.column ?? 0) - (cells[1]?.column ?? 0)).toBeGreaterThan(0.1)
  })
})

test('a way of one place, none at all, and no walker are drawn too', () => {
  const single = way({ places: [{ row: 0, column: 0 }] })
  expect(() => readXml(waysToSvg(picture([single, way({ places: [] })])))).not.toThrow()
  expect(readXml(waysToSvg({ ...picture([]), walkers: [] }))[0]?.name).toBe('svg')
})
