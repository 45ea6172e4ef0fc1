import { describe, expect, test } from 'vitest'
import { labelledImages, readIdxImages, readIdxLabels } from './idx.ts'

// Two images of 2 rows and 3 columns, byte by byte.
const imageFile = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 250, 251, 252, 253, 254, 255]
// Three labels.
const labelFile = [0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 5]

const images = (bytes: readonly number[]) => readIdxImages(Uint8Array.from(bytes), 'a.idx')
const labels = (bytes: readonly number[]) => readIdxLabels(Uint8Array.from(bytes), 'a.idx')

test('images are read with the sizes of their header', () => {
  expect(images(imageFile)).toEqual({
    images: Uint8Array.of(1, 2, 3, 4, 5, 6, 250, 251, 252, 253, 254, 255),
    count: 2,
    height: 2,
    width: 3,
  })
})

test('labels are read, also from the middle of a buffer', () => {
  expect(labels(labelFile)).toEqual(Uint8Array.of(9, 0, 5))
  const around = Uint8Array.of(7, 7, 7, ...labelFile, 7)
  expect(readIdxLabels(around.subarray(3, 3 + labelFile.length))).toEqual(Uint8Array.of(9, 0, 5))
})

test('sizes are big-endian numbers of four bytes', () => {
  const many = Uint8Array.of(0, 0, 8, 1, 0, 1, 2, 3, ...new Uint8Array(0x010203))
  expect(readIdxLabels(many).length).toBe(66051)
})

describe('an error says what is wrong with', () => {
  test('another magic number, and one of the other kind of file', () => {
    expect(() => images([0, 0, 13, 3, ...imageFile.slice(4)])).toThrow(
      'a.idx begins with the number 3331; an IDX file of images in unsigned bytes begins with 2051. ' +
        'Give another file, or convert this one.',
    )
    expect(() => labels([255, 255, 255, 255])).toThrow('a.idx begins with the number 4294967295')
    expect(() => images(labelFile)).toThrow('a.idx holds labels (2049), not images (2051).')
    expect(() => labels(imageFile)).toThrow('a.idx holds images (2051), not labels (2049).')
  })

  test('a file that is cut off: in the number, in the header, in the values', () => {
    expect(() => images([])).toThrow('a.idx has 0 bytes: too few for an IDX file')
    expect(() => images([0, 0, 8])).toThrow('a.idx has 3 bytes: too few for an IDX file')
    expect(() => images(imageFile.slice(0, 15))).toThrow('a.idx ends after 15 bytes, within its header of 16')
    expect(() => images(imageFile.slice(0, -1))).toThrow(
      'a.idx ends early: its header (2051) says 2 images of 2 × 3 pixels, 28 bytes, and it has 27.',
    )
    expect(() => labels(labelFile.slice(0, -2))).toThrow('says 3 labels, 11 bytes, and it has 9. It was cut off')
  })

  test('a file with bytes behind its end', () => {
    expect(() => labels([...labelFile, 0])).toThrow(
      'a.idx goes on behind its end: its header (2049) says 3 labels, 11 bytes, and it has 12. It is damaged: fetch it again.',
    )
  })

  test('sizes that are nothing, or far beyond the file', () => {
    expect(() => images([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3])).toThrow(
      'a.idx says that it holds 2 images of 0 × 3 pixels: nothing.',
    )
    expect(() => labels([0, 0, 8, 1, 0, 0, 0, 0])).toThrow('a.idx says that it holds 0 labels: nothing.')
    const huge = [0, 0, 8, 3, ...Array.from({ length: 12 }, () => 255)]
    expect(() => images(huge)).toThrow('says 4,294,967,295 images of 4294967295 × 4294967295 pixels')
  })

  test('a file that is still gzipped', () => {
    expect(() => images([0x1f, 0x8b, 8, 0])).toThrow('a.idx is gzipped. Unpack it first')
  })

  test('a label above 9', () => {
    expect(() => labels([0, 0, 8, 1, 0, 0, 0, 3, 9, 10, 5])).toThrow(
      'Label 1 of a.idx, counted from 0, is 10; digits are from 0 to 9. Give labels of digits.',
    )
  })
})

test('images and labels go together if they are as many, and square', () => {
  const square = { images: Uint8Array.of(1, 2, 3, 4), count: 1, height: 2, width: 2 }
  expect(labelledImages(square, Uint8Array.of(8))).toEqual({
    images: square.images,
    labels: Uint8Array.of(8),
    size: 2,
  })
  expect(() => labelledImages(square, Uint8Array.of(8, 1), 'The set')).toThrow(
    'The set has 1 images and 2 labels. Give the two files that belong together.',
  )
  expect(() => labelledImages(images(imageFile), Uint8Array.of(8, 1), 'The set')).toThrow(
    'The images of The set have 2 × 3 pixels; give square ones, such as 28 × 28.',
  )
})
