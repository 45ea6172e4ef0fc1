import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyFigure } from '../../test/figures.ts'
import { readXml, type XmlElement } from '../../test/xml.ts'
import type { Figure, Point, ScaleKind, Series } from './figure.ts'
import { figureToSvg } from './svg.ts'

const elements = (document: readonly XmlElement[], name: string) => document.filter((element) => element.name === name)
const withAttribute = (document: readonly XmlElement[], name: string) =>
  document.map(({ attributes }) => attributes[name]).filter((value) => value !== undefined)
const texts = (document: readonly XmlElement[]) => elements(document, 'text').map(({ text }) => text)
const sizeOf = ([root]: readonly XmlElement[]) =>
  [Number(root?.attributes['width']), Number(root?.attributes['height'])] as const

const points = (f: (x: number) => number): Point[] =>
  Array.from({ length: 41 }, (_, index) => [index - 20, f(index - 20)])
const baselines = (count: number): Series[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `baseline ${index}`,
    points: points((x) => index + Math.abs(x)),
  }))

const figure = (more: Partial<Figure> = {}): Figure => ({
  title: 'Does it hold?',
  xLabel: 'input',
  yLabel: 'error',
  xScale: 'linear',
  yScale: 'symlog',
  series: [...baselines(14), { name: 'NAC', points: points(() => 0.01), emphasis: true }],
  bands: [{ from: -5, to: 5, label: 'training range' }],
  ...more,
})

test('the file is one SVG image with a title and a description for screen readers', () => {
  const document = readXml(figureToSvg(figure({ caption: 'Ten seeds.' })))
  const [root] = document
  expect(root?.name).toBe('svg')
  expect(root?.attributes['xmlns']).toBe('http://www.w3.org/2000/svg')
  expect(root?.attributes['role']).toBe('img')
  const [title, description] = root?.children ?? []
  expect([title?.name, description?.name]).toEqual(['title', 'desc'])
  expect(title?.text).toBe('Does it hold?')
  expect(description?.text).toContain('Lines of error (symlog scale) against input.')
  expect(description?.text).toContain('Emphasised: NAC.')
  expect(description?.text).toContain('Shaded: training range from -5 to 5.')
  expect(description?.text).toContain('Ten seeds.')
})

test('every series is drawn, named beside its end, and has a tooltip; the range is shaded and named', () => {
  const document = readXml(figureToSvg(figure()))
  const names = figure().series.map(({ name }) => name)
  expect(withAttribute(document, 'data-series').sort()).toEqual([...names].sort())
  expect(texts(document)).toEqual(expect.arrayContaining(names))
  expect(withAttribute(document, 'data-band')).toEqual(['training range'])
  expect(texts(document)).toContain('training range')
})

test('names that do not fit beside the frame go into a legend below, and the figure grows', () => {
  const document = readXml(figureToSvg(figure(), { width: 320, height: 200 }))
  expect(texts(document)).toEqual(expect.arrayContaining(figure().series.map(({ name }) => name)))
  expect(sizeOf(document)[1]).toBeGreaterThan(300)
})

test('names beside the frame do not overlap', () => {
  const same = Array.from({ length: 16 }, (_, index) => ({ name: `same ${index}`, points: points(() => 1) }))
  const document = readXml(figureToSvg(figure({ series: same })))
  const heights = elements(document, 'text')
    .filter(({ text }) => text.startsWith('same'))
    .map(({ attributes }) => Number(attributes['y']))
    .sort((a, b) => a - b)
  expect(heights).toHaveLength(16)
  heights.slice(1).forEach((height, index) => {
    expect(height - (heights[index] ?? 0)).toBeGreaterThan(11)
  })
})

test('emphasised lines differ in dash and marker, background lines in dash or grey', () => {
  const emphasised = baselines(8).map((series) => ({ ...series, emphasis: true }))
  const pens = (series: readonly Series[], role: string) =>
    elements(readXml(figureToSvg(figure({ series }))), 'g')
      .filter((group) => group.attributes['class'] === `series ${role}`)
      .map((group) => {
        const [line, marker] = group.children.filter(({ name }) => name === 'path')
        return [line?.attributes['stroke'], line?.attributes['stroke-dasharray'], marker?.attributes['d']]
      })
  const front = pens(emphasised, 'emphasis')
  expect(new Set(front.map(([, dash]) => dash)).size).toBe(8)
  expect(new Set(front.map(([, , marker]) => marker)).size).toBe(8)
  const back = pens(baselines(10), 'plain')
  expect(new Set(back.map(([stroke, dash]) => `${stroke} ${dash}`)).size).toBe(10)
})

test('points that are not finite are left out and counted', () => {
  const holes = points((x) => (x < -8 ? Number.NaN : x))
  const svg = figureToSvg(figure({ series: [{ name: 'NALU', points: holes }] }))
  expect(texts(readXml(svg)).join(' ')).toContain('12 points not finite (NALU).')
  expect(svg).not.toMatch(/NaN|Infinity/)
})

test('names are escaped', () => {
  const name = `a < b && "c" 'd' <script>`
  const document = readXml(figureToSvg(figure({ title: name, series: [{ name, points: points((x) => x) }] })))
  expect(withAttribute(document, 'data-series')).toEqual([name])
  expect(elements(document, 'title')[0]?.text).toBe(name)
  expect(elements(document, 'script')).toEqual([])
})

test('nothing refers to anything outside the file', () => {
  expect(figureToSvg(figure()).replace('http://www.w3.org/2000/svg', '')).not.toMatch(
    /https?:|url\(|href|<style|<script/,
  )
})

test('the same figure gives the same text, in both themes', () => {
  expect(figureToSvg(figure())).toBe(figureToSvg(structuredClone(figure())))
  expect(figureToSvg(figure(), { theme: 'dark' })).not.toBe(figureToSvg(figure()))
})

test.each<[ScaleKind, ScaleKind]>([
  ['linear', 'log'],
  ['log', 'linear'],
  ['symlog', 'symlog'],
])('figures without any points have axes all the same: %s, %s', (xScale, yScale) => {
  const document = readXml(
    figureToSvg(figure({ xScale, yScale, series: [{ name: 'nothing', points: [] }], bands: [] })),
  )
  expect(texts(document).join(' ')).toContain('no points: nothing.')
})

test('a figure that is too small is refused with its size', () => {
  expect(() => figureToSvg(figure(), { width: 100 })).toThrow(
    '100 × 480 pixels was asked for; expected at least 240 × 160',
  )
})

test('any figure is well-formed, without a number that is none, and all of it lies on the page', () => {
  const size = { width: fc.integer({ min: 240, max: 1200 }), height: fc.integer({ min: 160, max: 900 }) }
  fc.assert(
    fc.property(anyFigure, fc.record(size), (any, options) => {
      const svg = figureToSvg(any, options)
      const document = readXml(svg)
      const limits = sizeOf(document)
      const drawn = elements(document, 'g').filter((group) => group.attributes['class']?.startsWith('series'))
      expect(drawn).toHaveLength(any.series.length)
      for (const path of elements(document, 'path')) {
        const d = path.attributes['d'] ?? ''
        expect(d).not.toMatch(/NaN|Infinity|undefined/)
        if (path.attributes['transform'] !== undefined) continue
        for (const [, x, y] of d.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0)
          expect(Number(x)).toBeLessThanOrEqual(limits[0])
          expect(Number(y)).toBeGreaterThanOrEqual(0)
          expect(Number(y)).toBeLessThanOrEqual(limits[1])
        }
      }
    }),
    { seed: 1, numRuns: 300 },
  )
})
