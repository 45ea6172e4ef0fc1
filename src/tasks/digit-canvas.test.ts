import { describe, expect, test } from 'vitest'
import { chiSquareChance, chiSquareOfEqual } from '../../test/statistics.ts'
import type { ImageSet } from '../base/images.ts'
import { type DigitCanvases, digitCanvases } from './digit-canvas.ts'
import { syntheticDigits } from './synthetic-digits.ts'

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
const digits = syntheticDigits({ count: 400, size: 14 })

/** Full squares: the ink that leaves the least room. */
const squares = (edge: number): ImageSet => ({
  images: new Uint8Array(edge ** 2).fill(255),
  labels: Uint8Array.of(0),
  size: edge,
})

const canvasOf = ({ images, size }: DigitCanvases, i: number) => images.subarray(i * size ** 2, (i + 1) * size ** 2)

/** The pixels that a digit inks on a canvas, as places of the canvas; those beside the canvas are undefined. */
function inkedPixels(set: ImageSet, size: number, { digit, x, y }: DigitCanvases['placed'][number][number]) {
  return range(0, set.size ** 2).flatMap((i) => {
    const byte = set.images[digit * set.size ** 2 + i] as number
    if (byte === 0) return []
    const [column, row] = [x + (i % set.size), y + Math.floor(i / set.size)]
    const inside = column >= 0 && column < size && row >= 0 && row < size
    return [{ byte, column, row, pixel: inside ? row * size + column : undefined }]
  })
}

const cases: readonly [string, ImageSet, number, readonly [number, number]][] = [
  ['up to 20 digits of 14 pixels on 64 × 64', digits, 64, [0, 20]],
  ['up to 4 digits of 28 pixels on 64 × 64', syntheticDigits({ count: 50 }), 64, [0, 4]],
  ['up to 20 full squares of 14 pixels on 84 × 84', squares(14), 84, [0, 20]],
  ['as many full squares as can stand there', squares(3), 19, [24, 25]],
]

describe.each(cases)('%s', (_, set, size, between) => {
  const made = digitCanvases({ digits: set, count: 2 * (between[1] - between[0] + 1), between, size })

  test('as many as the count says are placed, every count equally often', () => {
    expect(made.placed.map(({ length }) => length)).toEqual([...made.counts])
    for (const count of range(between[0], between[1] + 1)) {
      expect(made.counts.filter((each) => each === count).length).toBe(2)
    }
  })

  test('every digit is there with all of its ink, and nothing else', () => {
    made.placed.forEach((placed, i) => {
      const expected = new Uint8Array(size ** 2)
      for (const place of placed) {
        for (const { pixel, byte } of inkedPixels(set, size, place)) {
          expect(pixel).toBeDefined()
          expect(expected[pixel as number]).toBe(0)
          expected[pixel as number] = byte
        }
      }
      expect(canvasOf(made, i)).toEqual(expected)
    })
  })

  test('no digit touches another, not even at a corner', () => {
    for (const placed of made.placed) {
      const owners = new Map<number, number>()
      placed.forEach((place, k) => {
        for (const { pixel } of inkedPixels(set, size, place)) owners.set(pixel as number, k)
      })
      for (const [pixel, owner] of owners) {
        for (const [dx, dy] of [
          [1, 0],
          [-1, 1],
          [0, 1],
          [1, 1],
        ] as const) {
          const column = (pixel % size) + dx
          if (column < 0 || column === size) continue
          expect(owners.get(pixel + dx + dy * size) ?? owner).toBe(owner)
        }
      }
    }
  })
})

test('canvases depend on seed and place alone', () => {
  const all = digitCanvases({ digits, count: 60 })
  const part = digitCanvases({ digits, count: 20, first: 40 })
  expect(part.counts).toEqual(all.counts.slice(40))
  expect(part.placed).toEqual(all.placed.slice(40))
  expect(part.images).toEqual(all.images.slice(40 * 64 ** 2))
  expect(digitCanvases({ digits, count: 20, first: 40, seed: 2 }).images).not.toEqual(part.images)
})

test('a digit stands anywhere, edges included, and equally often in each quarter', () => {
  const { placed } = digitCanvases({ digits: squares(4), count: 4000, between: [1, 1], size: 11 })
  const corners = placed.map((all) => all[0] as { x: number; y: number })
  const counts = range(0, 64).map((i) => corners.filter(({ x, y }) => x === i % 8 && y === Math.floor(i / 8)).length)
  expect(chiSquareChance(chiSquareOfEqual(counts), 63)).toBeGreaterThan(1e-3)
})

test('an empty canvas is empty', () => {
  const { images, counts, placed } = digitCanvases({ digits, count: 1, between: [0, 0], size: 20 })
  expect(images).toEqual(new Uint8Array(400))
  expect([...counts]).toEqual([0])
  expect(placed).toEqual([[]])
})

test('an error says what fits, and what can be asked for', () => {
  const make = (options: object) => () => digitCanvases({ digits: squares(14), count: 10, ...options })
  expect(make({ between: [0, 20], size: 73 })).toThrow(
    '20 digits whose ink takes up to 14 × 14 pixels do not surely fit on 73 × 73. ' +
      'Choose a size from 74 up, smaller digits, or fewer.',
  )
  expect(make({ between: [0, 20], size: 74 })).not.toThrow()
  expect(make({ between: [5, 4] })).toThrow(
    'A canvas cannot have between 5 and 4 digits; give two whole numbers from 0 to 255, the lower one first.',
  )
  expect(make({ size: 0.5 })).toThrow(
    'Canvases of 0.5 pixels cannot be made; choose a size from 1 to 4096, such as 64.',
  )
  expect(make({ size: 50_000 })).toThrow('Canvases of 50000 pixels cannot be made')
  expect(make({ count: 1.5 })).toThrow('Cannot make 1.5 canvases of 64 × 64 pixels; choose a count from 1 to 524287.')
  expect(make({ first: -1 })).toThrow('Canvases cannot begin at place -1')
  expect(make({ digits: { images: new Uint8Array(4), labels: Uint8Array.of(0), size: 2 } })).toThrow(
    'Digit 0 of the set has no ink, so it cannot be counted. Take it out of the set.',
  )
  expect(make({ digits: { images: new Uint8Array(0), labels: new Uint8Array(0), size: 2 } })).toThrow(
    'There are no digits to put on canvases.',
  )
})
