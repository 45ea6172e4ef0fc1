import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { anyFigure } from '../../test/figures.ts'
import type { Figure, Point, Series } from './figure.ts'
import { figureToText } from './text.ts'

const points = (f: (x: number) => number): Point[] => Array.from({ length: 21 }, (_, x) => [x, f(x)])
const counter: Figure = {
  title: 'Counting',
  xLabel: 'true count',
  yLabel: 'predicted count',
  xScale: 'linear',
  yScale: 'linear',
  series: [
    { name: 'target', points: points((x) => x), reference: true },
    { name: 'LSTM', points: points((x) => Math.min(x, 7)), emphasis: true },
    { name: 'NAC', points: points((x) => x), emphasis: true },
    { name: 'RNN', points: points((x) => Math.min(x, 5)) },
  ],
  bands: [{ from: 0, to: 10, label: 'training range' }],
}

const lines = (text: string) => text.split('\n')
const withoutColours = (text: string) =>
  text
    .split('\u001b')
    .map((part, index) => (index === 0 ? part : part.replace(/^\[[\d;]*m/, '')))
    .join('')

test('a straight line goes from the lower left to the upper right corner', () => {
  const series: Series[] = [
    {
      name: 'y',
      points: [
        [0, 0],
        [10, 10],
      ],
      emphasis: false,
    },
    { name: 'z', points: [], emphasis: true },
  ]
  const figure = { ...counter, series, bands: [], yDomain: [0, 10] as const }
  const rows = lines(figureToText(figure, { width: 40, height: 6, unicode: false })).filter((line) =>
    /[|+]\s*\./.test(line),
  )
  const columns = rows.map((row) => row.indexOf('.'))
  expect(rows).toHaveLength(6)
  expect(columns).toEqual([...columns].sort((a, b) => b - a))
  expect(rows[0]?.trimEnd()).toHaveLength(40)
  expect(columns.at(-1)).toBe((rows[5]?.search(/[|+]/) ?? 0) + 1)
})

test('the training range is drawn thick on the axis, and its name stands below', () => {
  const text = lines(figureToText(counter, { width: 80 }))
  const axis = text.findIndex((line) => line.includes('└'))
  const thick = /[━┯]+/.exec(text[axis] ?? '')?.[0] ?? ''
  const bracket = text[axis + 2] ?? ''
  expect(bracket).toContain(' training range ')
  expect(bracket.indexOf('├')).toBe((text[axis] ?? '').indexOf(thick))
  expect(bracket.indexOf('┤') - bracket.indexOf('├') + 1).toBe(thick.length)
  expect(thick.length / ((text[axis]?.length ?? 0) - (text[axis]?.indexOf('└') ?? 0) - 1)).toBeCloseTo(0.5, 1)
})

test('in ASCII the range has brackets, and there is nothing beyond ASCII', () => {
  const text = figureToText(counter, { unicode: false })
  expect(text).toMatch(/\[-+ training range -+\]/)
  expect(text).toMatch(/\+=+/)
  expect(text).toMatch(/^[\n\u0020-\u007e]*$/)
})

test('emphasised lines have their symbol on the line and before their name', () => {
  const text = figureToText(counter)
  expect(text).toMatch(/● LSTM$/m)
  expect(text).toMatch(/▲ NAC$/m)
  expect(text).toMatch(/⠶ target$/m)
  expect(text.match(/●/g)?.length).toBeGreaterThan(2)
})

test('where there is no room beside the frame, every name is in the legend', () => {
  const text = figureToText(counter, { width: 40 })
  expect(text).toContain('● LSTM   ▲ NAC')
  expect(text).toContain('also: RNN')
})

test('every name is shown somewhere', () => {
  const series = Array.from(
    { length: 16 },
    (_, index): Series => ({
      name: `unit${index}`,
      points: points((x) => x * (index % 3)),
      emphasis: index > 12,
    }),
  )
  for (const width of [40, 80, 120, 160]) {
    const text = figureToText({ ...counter, series }, { width })
    for (const { name } of series) expect(text).toMatch(new RegExp(`\\b${name}\\b`))
  }
})

test('colours only add escape sequences, and every line ends without one', () => {
  const coloured = figureToText(counter, { colour: true })
  expect(withoutColours(coloured)).toBe(figureToText(counter))
  expect(coloured).toContain('\u001b[36m')
  for (const line of lines(coloured)) expect(line.lastIndexOf('\u001b[0m')).toBe(line.lastIndexOf('\u001b['))
})

test('points that are not finite are counted below', () => {
  const series = [{ name: 'NALU', points: points((x) => (x < 12 ? Number.NaN : x)) }]
  expect(figureToText({ ...counter, series })).toContain('12 points not finite (NALU).')
})

test('a size that is too small is refused', () => {
  expect(() => figureToText(counter, { width: 20 })).toThrow(
    '20 columns and 16 rows was asked for; expected at least 40 and 4',
  )
})

test('any figure fits the width, has its rows, and is the same every time', () => {
  const options = fc.record({
    width: fc.integer({ min: 40, max: 160 }),
    height: fc.integer({ min: 4, max: 40 }),
    unicode: fc.boolean(),
    colour: fc.boolean(),
  })
  fc.assert(
    fc.property(anyFigure, options, (figure, chosen) => {
      const text = figureToText(figure, chosen)
      for (const line of lines(text)) expect(stringWidth(line)).toBeLessThanOrEqual(chosen.width)
      expect(lines(text).length).toBeGreaterThan(chosen.height)
      expect(withoutColours(text)).not.toContain('\u001b')
      expect(figureToText(structuredClone(figure), chosen)).toBe(text)
    }),
    { seed: 1, numRuns: 300 },
  )
})
