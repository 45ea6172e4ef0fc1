import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linearPart, makeAxis, ticksThatFit } from './axis.ts'
import type { ScaleKind } from './figure.ts'

const axisOf = (kind: ScaleKind, from: number, to: number, linearBelow = 1, margin = 0) =>
  makeAxis({ kind, from, to, linearBelow, margin })

const values = (kind: ScaleKind, from: number, to: number, gap: number, linearBelow = 1) =>
  axisOf(kind, from, to, linearBelow)
    .ticks(gap, true)
    .map(({ value }) => value)

const texts = (kind: ScaleKind, from: number, to: number, gap: number, ascii: boolean) =>
  axisOf(kind, from, to)
    .ticks(gap, ascii)
    .map(({ text }) => text)

test('linear ticks are 1, 2 or 5 times a power of ten apart', () => {
  expect(values('linear', 0, 20, 0.2)).toEqual([0, 5, 10, 15, 20])
  expect(values('linear', -0.3, 0.3, 0.3)).toEqual([-0.2, 0, 0.2])
})

test('log ticks are powers of ten, and 2 and 5 times them where these are few', () => {
  expect(values('log', 1e-6, 1e3, 0.2)).toEqual([1e-6, 1e-4, 1e-2, 1, 100])
  expect(values('log', 1, 100, 0.1)).toEqual([1, 2, 5, 10, 20, 50, 100])
  expect(values('log', 20, 35, 0.2)).toEqual([20, 25, 30, 35])
})

test('symlog ticks have both signs and zero', () => {
  expect(values('symlog', -1000, 1000, 0.1)).toEqual([-1000, -100, -10, 0, 10, 100, 1000])
  expect(values('symlog', -20, 20, 0.1)).toEqual([-20, -10, -1, 0, 1, 10, 20])
})

test('ticks are written with a minus sign and superscripts, or as programmers type them', () => {
  expect(texts('linear', -1, 1, 0.4, false)).toEqual(['−1', '0', '1'])
  expect(texts('linear', 0, 1, 0.4, false)).toEqual(['0', '0.5', '1.0'])
  expect(texts('log', 1e-6, 1e6, 0.2, false)).toEqual(['10⁻⁶', '0.001', '1', '1000', '10⁶'])
  expect(texts('log', 1e-6, 1e6, 0.2, true)).toEqual(['1e-6', '0.001', '1', '1000', '1e6'])
  expect(texts('linear', 0, 5e7, 0.4, false)).toEqual(['0', '2×10⁷', '4×10⁷'])
})

test('the linear part of a symlog axis is a power of ten that most values exceed', () => {
  expect(linearPart([0, 0.02, 3, 400, 5000])).toBe(0.01)
  expect(linearPart([1e-30, 1])).toBe(1e-12)
  expect(linearPart([])).toBe(1)
})

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const kinds = fc.constantFrom<ScaleKind>('linear', 'log', 'symlog')

test('positions grow with values from 0 to 1, and ticks lie inside and keep their distance', () => {
  fc.assert(
    fc.property(kinds, finite, finite, fc.double({ min: 0.02, max: 1, noNaN: true }), (kind, a, b, gap) => {
      const ends = [a, b].map((end) => (kind === 'log' ? Math.abs(end) || 1 : end)).sort((x, y) => x - y)
      const [from, to] = ends as [number, number]
      const axis = axisOf(kind, from, to, linearPart(ends.map(Math.abs)), 0.04)
      const middle = from + (to / 2 - from / 2)
      const places = [axis.from, from, middle, to, axis.to].map(axis.position)
      expect(places.every(Number.isFinite)).toBe(true)
      expect(places).toEqual([...places].sort((x, y) => x - y))
      expect(places[0]).toBeCloseTo(0, 6)
      expect(places[4]).toBeCloseTo(1, 6)
      const ticks = axis.ticks(gap, false)
      ticks.forEach(({ at, value, text }, index) => {
        expect(at).toBeGreaterThan(-1e-5)
        expect(at).toBeLessThan(1 + 1e-5)
        expect(at).toBeCloseTo(axis.position(value), 9)
        expect(text).not.toMatch(/NaN|Infinity|undefined/)
        if (index > 0) expect(at - (ticks[index - 1]?.at ?? 0)).toBeGreaterThan(gap * 0.85)
      })
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test('texts of ticks that fit do not touch', () => {
  fc.assert(
    fc.property(kinds, fc.integer({ min: -300, max: 300 }), fc.integer({ min: 0, max: 20 }), (kind, power, decades) => {
      const axis = axisOf(kind, Number(`1e${power - decades}`), Number(`1e${power}`), Number(`1e${power - decades}`))
      const ticks = ticksThatFit(axis, { length: 60, room: 6, extent: ({ text }) => text.length, between: 2 })
      ticks.slice(1).forEach((tick, index) => {
        const before = ticks[index]
        const free = (tick.at - (before?.at ?? 0)) * 60 - (tick.text.length + (before?.text.length ?? 0)) / 2
        expect(free).toBeGreaterThanOrEqual(2)
      })
    }),
    { seed: 1, numRuns: 500 },
  )
})
