import { describe, expect, test } from 'vitest'
import { countImages, halved, takeImages } from './images.ts'

/** Two images of 2 × 2 pixels, a three and a seven. */
const pair = { images: Uint8Array.of(1, 2, 3, 4, 50, 60, 70, 80), labels: Uint8Array.of(3, 7), size: 2 }

test('images are taken in the order of their places, with their labels, and as often as they are named', () => {
  const taken = takeImages(pair, [1, 0, 1])
  expect([...taken.images]).toEqual([50, 60, 70, 80, 1, 2, 3, 4, 50, 60, 70, 80])
  expect([...taken.labels]).toEqual([7, 3, 7])
  expect(taken.size).toBe(2)
  expect(countImages(taken)).toBe(3)
})

describe('halved images', () => {
  test('have the rounded means of 2 × 2 pixels', () => {
    // By hand: 10/4 = 2.5 and 260/4 = 65; halves are rounded up.
    expect([...halved(pair).images]).toEqual([3, 65])
    const wide = { images: Uint8Array.from({ length: 16 }, (_, i) => i), labels: Uint8Array.of(1), size: 4 }
    // Rows 0 1 2 3 / 4 5 6 7 / 8 9 10 11 / 12 13 14 15.
    expect([...halved(wide).images]).toEqual([3, 5, 11, 13])
  })

  test('keep full ink and labels', () => {
    const full = halved({ images: new Uint8Array(2 * 28 * 28).fill(255), labels: Uint8Array.of(4, 5), size: 28 })
    expect(full.size).toBe(14)
    expect([...full.labels]).toEqual([4, 5])
    expect(new Set(full.images)).toEqual(new Set([255]))
    expect(full.images.length).toBe(2 * 14 * 14)
  })
})

test('a set whose arrays do not fit, a place that is not there and an odd size are errors', () => {
  expect(() => countImages({ ...pair, labels: Uint8Array.of(3) })).toThrow(
    '8 bytes are not 1 images of 2 × 2 pixels, which there are labels for.',
  )
  expect(() => countImages({ ...pair, size: 1.5 })).toThrow('Give size × size bytes for each label')
  expect(() => takeImages(pair, [0, 2])).toThrow('There is no image 2: the set has 2, counted from 0.')
  expect(() => halved({ images: new Uint8Array(9), labels: Uint8Array.of(1), size: 3 })).toThrow(
    'Images of 3 × 3 pixels have no half: give images with an even number at an edge.',
  )
})
