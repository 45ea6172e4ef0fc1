import { describe, expect, test } from 'vitest'
import { mnistFolder } from '../../test/mnist-folder.ts'
import { halved, type ImageSet, takeImages } from '../base/images.ts'
import { readMnist } from '../data/mnist.node.ts'
import { syntheticDigits } from './synthetic-digits.ts'

const all = syntheticDigits({ count: 3000, seed: 1 })
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

const inkOf = (image: Uint8Array) => image.reduce((sum, byte) => sum + byte, 0) / 255
const imagesOf = ({ images, size }: ImageSet) =>
  range(0, images.length / size ** 2).map((i) => images.subarray(i * size ** 2, (i + 1) * size ** 2))

describe('digits depend on', () => {
  test('seed and place alone: a part of the sequence is the same as when it is drawn with the rest', () => {
    expect(syntheticDigits({ count: 50, first: 130 })).toEqual(takeImages(all, range(130, 180)))
    expect(syntheticDigits({ count: 50, seed: 2 }).images).not.toEqual(syntheticDigits({ count: 50 }).images)
  })

  test('size only as an image that is made smaller does', () => {
    const large = syntheticDigits({ count: 200, size: 56 })
    const small = syntheticDigits({ count: 200, size: 28 })
    expect(small.labels).toEqual(large.labels)
    const shrunk = halved(large)
    const off = small.images.reduce((sum, byte, i) => sum + Math.abs(byte - (shrunk.images[i] as number)), 0)
    const ink = small.images.reduce((sum, byte) => sum + byte, 0)
    // Both round the edges of lines in their own way, and an image of another digit would be off by about twice its ink.
    expect(off / ink).toBeLessThan(0.1)
  })
})

test('labels are balanced: every run of ten images has each digit once', () => {
  for (let i = 0; i < 3000; i += 10) expect([...all.labels.slice(i, i + 10)].sort()).toEqual(range(0, 10))
})

test('digits can be chosen: products want none that is zero', () => {
  const { labels } = syntheticDigits({ count: 90, digits: range(1, 10) })
  for (const digit of range(1, 10)) expect(labels.filter((label) => label === digit).length).toBe(10)
})

test('no two images are the same', () => {
  expect(new Set(imagesOf(all).map(String)).size).toBe(3000)
})

test.each([8, 14, 28, 64])('of %i pixels, every image has the ink of a line and an empty frame', (size) => {
  const frame = Math.max(1, Math.floor(size / 14))
  for (const image of imagesOf(syntheticDigits({ count: 500, size }))) {
    // From 2.8 to 33 % of the pixels in MNIST's test images; less than half of that is no line, more than half of all a blot.
    const share = inkOf(image) / size ** 2
    expect(share).toBeGreaterThan(0.014)
    expect(share).toBeLessThan(0.5)
    const edges = image.filter((_, i) => {
      const [row, column] = [Math.floor(i / size), i % size]
      return Math.min(row, column, size - 1 - row, size - 1 - column) < frame
    })
    expect(Math.max(...edges)).toBe(0)
  }
})

test('lines are solid, with soft edges', () => {
  const { images } = syntheticDigits({ count: 500, size: 56 })
  const full = images.filter((byte) => byte === 255).length
  const soft = images.filter((byte) => byte > 0 && byte < 255).length
  expect(full).toBeGreaterThan(soft / 2)
  expect(soft).toBeGreaterThan(full / 10)
})

/** The share of images whose nearest model, by squared distance of bytes, has their label. */
function nearestAccuracy(models: readonly ArrayLike<number>[], labels: ArrayLike<number>, set: ImageSet): number {
  const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let sum = 0
    for (let i = 0; i < a.length; i += 1) sum += ((a[i] as number) - (b[i] as number)) ** 2
    return sum
  }
  const right = imagesOf(set).filter((image, i) => {
    let [nearest, least] = [0, Number.POSITIVE_INFINITY]
    models.forEach((model, k) => {
      const found = distance(model, image)
      if (found < least) [nearest, least] = [k, found]
    })
    return labels[nearest] === set.labels[i]
  })
  return right.length / set.labels.length
}

function centroidsOf(set: ImageSet): Float64Array[] {
  const sums = range(0, 10).map(() => new Float64Array(set.size ** 2))
  imagesOf(set).forEach((image, i) => {
    image.forEach((byte, k) => {
      const sum = sums[set.labels[i] as number] as Float64Array
      sum[k] = (sum[k] as number) + byte
    })
  })
  return sums.map((sum, digit) => sum.map((total) => total / set.labels.filter((label) => label === digit).length))
}

describe('digits are as hard as handwriting', () => {
  const small = halved(all)
  const [training, held] = [takeImages(small, range(0, 2500)), takeImages(small, range(2500, 3000))]

  test('the nearest mean image names most, and far from all', () => {
    const accuracy = nearestAccuracy(centroidsOf(training), range(0, 10), held)
    // On MNIST the nearest mean is right for about four fifths.
    expect(accuracy).toBeGreaterThan(0.65)
    expect(accuracy).toBeLessThan(0.9)
  })

  test('the nearest image names nearly all', () => {
    const accuracy = nearestAccuracy(imagesOf(training), training.labels, held)
    expect(accuracy).toBeGreaterThan(0.85)
    expect(accuracy).toBeLessThan(0.99)
  })

  test.skipIf(mnistFolder === undefined)('they tell genuine digits apart, without having seen one', async () => {
    const { test } = await readMnist(mnistFolder as string)
    const genuine = halved(takeImages(test, range(0, 500)))
    expect(nearestAccuracy(imagesOf(training), training.labels, genuine)).toBeGreaterThan(0.6)
  })
})

test('an error says what can be drawn', () => {
  expect(() => syntheticDigits({ count: 0 })).toThrow(
    'Cannot draw 0 images of 28 × 28 pixels; choose a count from 1 to 2739137.',
  )
  expect(() => syntheticDigits({ count: 10, size: 7 })).toThrow(
    'Digits of 7 pixels cannot be drawn; choose a size from 8 to 256.',
  )
  expect(() => syntheticDigits({ count: 10, first: -1 })).toThrow(
    'Images cannot begin at place -1; choose a whole number from 0 to 4294967286.',
  )
  expect(() => syntheticDigits({ count: 10, digits: [1, 10] })).toThrow(
    'Digits [1, 10] cannot be drawn; give at least one whole number from 0 to 9.',
  )
  expect(() => syntheticDigits({ count: 10, digits: [] })).toThrow('Digits [] cannot be drawn')
  expect(() => syntheticDigits({ count: 10, seed: -1 })).toThrow('Seed -1 is not a whole number')
})
