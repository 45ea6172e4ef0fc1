import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutToFrame, placesAlong } from './lines.ts'

test('a line inside the frame stays as it is', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 0.5, y: 1 },
    { x: 1, y: 0.25 },
  ]
  expect(cutToFrame(line)).toEqual([line])
})

test('a line that leaves the frame and comes back becomes two', () => {
  const runs = cutToFrame([
    { x: 0, y: 0.5 },
    { x: 0.5, y: 1.5 },
    { x: 1, y: 0.5 },
  ])
  expect(runs).toEqual([
    [
      { x: 0, y: 0.5 },
      { x: 0.25, y: 1 },
    ],
    [
      { x: 0.75, y: 1 },
      { x: 1, y: 0.5 },
    ],
  ])
})

test('a lone place is kept inside and dropped outside', () => {
  expect(cutToFrame([{ x: 0.5, y: 1 }])).toEqual([[{ x: 0.5, y: 1 }]])
  expect(cutToFrame([{ x: 0.5, y: 1.1 }])).toEqual([])
  expect(cutToFrame([])).toEqual([])
})

const place = fc.record({
  x: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  y: fc.double({ min: -2, max: 2, noNaN: true }),
})

test('what is cut lies in the frame and on the line', () => {
  fc.assert(
    fc.property(place, place, (a, b) => {
      for (const { x, y } of cutToFrame([a, b]).flat()) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
        expect(Math.max(x, y)).toBeLessThanOrEqual(1)
        const distance = Math.abs((b.x - a.x) * (a.y - y) - (a.x - x) * (b.y - a.y)) / Math.hypot(b.x - a.x, b.y - a.y)
        if (a.x !== b.x || a.y !== b.y) expect(distance).toBeLessThan(1e-6)
      }
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test('places along a line are evenly spaced by the length of the frame that is given', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ]
  expect(placesAlong([line], { spacing: 10, phase: 0.5, width: 20, height: 10 })).toEqual([
    { x: 0.25, y: 0 },
    { x: 0.75, y: 0 },
    { x: 1, y: 0.5 },
  ])
})

test('every line has a place, however short', () => {
  const dot = [{ x: 0.3, y: 0.3 }]
  expect(placesAlong([dot], { spacing: 10, phase: 0.9, width: 20, height: 10 })).toEqual(dot)
  const short = [dot[0] ?? { x: 0, y: 0 }, { x: 0.31, y: 0.3 }]
  expect(placesAlong([short], { spacing: 10, phase: 0.9, width: 20, height: 10 })).toHaveLength(1)
  expect(placesAlong([], { spacing: 10, phase: 0.9, width: 20, height: 10 })).toEqual([])
})
