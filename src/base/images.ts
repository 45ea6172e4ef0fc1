// Grey images as bytes: sets of them with a class each, parts of such sets, and images of half the size.

import { invalid } from './errors.ts'

/** Square grey images, each with the number that it shows. */
export interface ImageSet {
  /** From 0 (paper) to 255 (ink), each image row by row from its top: `[count, size, size]`. */
  readonly images: Uint8Array
  /** `[count]` */
  readonly labels: Uint8Array
  /** Pixels of an edge. */
  readonly size: number
}

/**
 * The number of images of a set.
 * @throws NaluError if its arrays do not have the lengths that its size and its labels say.
 */
export function countImages({ images, labels, size }: ImageSet): number {
  if (!Number.isInteger(size) || size < 1 || images.length !== labels.length * size * size) {
    throw invalid(
      `${images.length} bytes are not ${labels.length} images of ${size} × ${size} pixels, which there are labels for. ` +
        'Give size × size bytes for each label, one image after another.',
    )
  }
  return labels.length
}

/**
 * The images at these places, in this order.
 * @throws NaluError if the set is none, or has no image at such a place.
 */
export function takeImages(set: ImageSet, places: readonly number[]): ImageSet {
  const count = countImages(set)
  const wrong = places.find((place) => !(Number.isInteger(place) && place >= 0 && place < count))
  if (wrong !== undefined) {
    throw invalid(`There is no image ${wrong}: the set has ${count}, counted from 0. Choose other places.`)
  }
  const area = set.size * set.size
  const images = new Uint8Array(places.length * area)
  places.forEach((place, i) => {
    images.set(set.images.subarray(place * area, (place + 1) * area), i * area)
  })
  return { images, labels: Uint8Array.from(places, (place) => set.labels[place] as number), size: set.size }
}

/**
 * Images of half the width and height: each pixel is the rounded mean of 2 × 2, so that 28 × 28 becomes 14 × 14 and
 * a training on them costs a quarter.
 * @throws NaluError if the set is none, or its images have an odd number of pixels at an edge.
 */
export function halved(set: ImageSet): ImageSet {
  const count = countImages(set)
  if (set.size % 2 !== 0) {
    throw invalid(
      `Images of ${set.size} × ${set.size} pixels have no half: give images with an even number at an edge.`,
    )
  }
  const { images, size: width } = set
  const size = width / 2
  const smaller = new Uint8Array(count * size * size)
  for (let row = 0; row < count * size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const corner = 2 * row * width + 2 * column
      const [a, b] = [images[corner] as number, images[corner + 1] as number]
      const [c, d] = [images[corner + width] as number, images[corner + width + 1] as number]
      smaller[row * size + column] = Math.round((a + b + c + d) / 4)
    }
  }
  return { images: smaller, labels: set.labels, size }
}
