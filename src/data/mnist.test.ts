import { describe, expect, test } from 'vitest'
import type { ImageSet } from '../base/images.ts'
import { type MnistSet, splitMnist } from './mnist.ts'

/** Images of 2 × 2 pixels that tell their own number, from `first` on. */
function numbered(count: number, origin: MnistSet['origin'], first = 0): MnistSet {
  const images = new Uint8Array(count * 4)
  const view = new DataView(images.buffer)
  for (let i = 0; i < count; i += 1) view.setUint32(4 * i, first + i)
  const labels = Uint8Array.from({ length: count }, (_, i) => (first + i) % 10)
  return { images, labels, size: 2, origin, verified: true, notes: [] }
}

function numbersOf({ images, labels }: ImageSet): number[] {
  const view = new DataView(images.buffer, images.byteOffset, images.length)
  return Array.from(labels, (label, i) => {
    const number = view.getUint32(4 * i)
    expect(label).toBe(number % 10)
    return number
  })
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('with 60,000 and 10,000 images', () => {
  const mnist = { train: numbered(60_000, 'train'), test: numbered(10_000, 'test', 60_000) }

  test('the split is the papers’, in order, and says nothing', () => {
    const { training, validation, test, notes } = splitMnist(mnist)
    expect(numbersOf(training)).toEqual(range(0, 55_000))
    expect(numbersOf(validation)).toEqual(range(55_000, 60_000))
    expect(numbersOf(test)).toEqual(range(60_000, 70_000))
    expect(notes).toEqual([])
  })

  test('the seed changes nothing, and what the sets say of themselves is handed on', () => {
    expect(splitMnist(mnist, 5)).toEqual(splitMnist(mnist, 1))
    const noted = { train: { ...mnist.train, notes: ['a'] }, test: { ...mnist.test, notes: ['b'] } }
    expect(splitMnist(noted).notes).toEqual(['a', 'b'])
  })
})

describe('with the 10,000 images of the test set alone', () => {
  const mnist = { test: numbered(10_000, 'test') }

  test('each image is in one of three parts of 7,000, 1,500 and 1,500, and a note says so', () => {
    const { training, validation, test, notes } = splitMnist(mnist, 3)
    const parts = [training, validation, test].map(numbersOf)
    expect(parts.map(({ length }) => length)).toEqual([7000, 1500, 1500])
    expect(parts.flat().sort((a, b) => a - b)).toEqual(range(0, 10_000))
    expect(notes).toEqual(['only the 10,000 test images were there: split 7,000/1,500/1,500 by seed 3'])
  })

  test('the split depends on the seed alone, and is shuffled', () => {
    expect(splitMnist(mnist, 3)).toEqual(splitMnist(mnist, 3))
    expect(numbersOf(splitMnist(mnist, 4).test)).not.toEqual(numbersOf(splitMnist(mnist, 3).test))
    expect(Math.max(...numbersOf(splitMnist(mnist, 3).test))).toBeGreaterThan(8500)
  })
})

test('sets that are too small, and sets of two sizes, are errors', () => {
  expect(() => splitMnist({ test: numbered(3, 'test') })).toThrow('The test set has 3 images: too few to split.')
  expect(() => splitMnist({ train: numbered(5, 'train'), test: numbered(3, 'test') })).toThrow(
    'The training set has 5 images: too few to split. Give a whole data set, such as MNIST.',
  )
  expect(() => splitMnist({ train: numbered(60, 'train'), test: numbered(0, 'test') })).toThrow('The test set has 0')
  const large = { ...numbered(4, 'test'), labels: Uint8Array.of(1), size: 4 }
  expect(() => splitMnist({ train: numbered(60, 'train'), test: large })).toThrow(
    'Images for training have 2 × 2 pixels and those for the test 4 × 4. Give two sets of one size.',
  )
})
