// MNIST's digits once they are read: where they came from, and their parts for training, validation and test.

import { invalid } from '../base/errors.ts'
import { countImages, type ImageSet, takeImages } from '../base/images.ts'
import { randomStream } from '../base/normal.ts'
import { formatCount } from '../base/numbers.ts'
import { randomOrder } from '../base/shuffle.ts'

/** One of the two sets of a data set like MNIST. */
export interface MnistSet extends ImageSet {
  readonly origin: 'train' | 'test'
  /** True if images and labels are MNIST's own, byte for byte. */
  readonly verified: boolean
  /** What every report on these images has to say about them. */
  readonly notes: readonly string[]
}

/** Both sets, or the test set alone. */
export interface Mnist {
  readonly train?: MnistSet
  readonly test: MnistSet
}

/** Images in three parts that share none. */
export interface SplitImages {
  readonly training: ImageSet
  readonly validation: ImageSet
  readonly test: ImageSet
  /** What every report on these parts has to say about them. */
  readonly notes: readonly string[]
}

/** Of the training set: the papers take the last 5,000 of 60,000 for validation. */
const VALIDATION_SHARE = 1 / 12
/** Of a test set alone, for each of validation and test: 1,500 of 10,000. */
const SHARE_WITHOUT_TRAIN = 0.15

/**
 * The parts in which experiments use the digits. With both sets it is the papers' split, whatever the seed: the first
 * 55,000 images of the training set, its last 5,000 for validation, and the 10,000 of the test set (Madsen & Johansen
 * 2020, in their published code). With the test set alone its images are shuffled by the seed: 7,000, 1,500 and 1,500, and
 * a note says so. Sets of other sizes are split in the same shares.
 * @throws NaluError if a set is too small, or the two have images of different sizes.
 */
export function splitMnist({ train, test }: Mnist, seed = 1): SplitImages {
  if (train === undefined) return splitTest(test, seed)
  const count = countImages(train)
  const validation = Math.round(count * VALIDATION_SHARE)
  if (validation < 1 || validation === count) throw tooFew(count, 'training')
  if (countImages(test) < 1) throw tooFew(0, 'test')
  if (train.size !== test.size) {
    throw invalid(
      `Images for training have ${train.size} × ${train.size} pixels and those for the test ${test.size} × ${test.size}. ` +
        'Give two sets of one size.',
    )
  }
  const places = Array.from({ length: count }, (_, i) => i)
  return {
    training: takeImages(train, places.slice(0, count - validation)),
    validation: takeImages(train, places.slice(count - validation)),
    test,
    notes: [...train.notes, ...test.notes],
  }
}

function splitTest(set: MnistSet, seed: number): SplitImages {
  const count = countImages(set)
  const held = Math.round(count * SHARE_WITHOUT_TRAIN)
  if (held < 1) throw tooFew(count, 'test')
  const order = randomOrder(count, randomStream(seed, 'split of digits'))
  const parts = [order.slice(2 * held), order.slice(held, 2 * held), order.slice(0, held)] as const
  const [training, validation, test] = parts.map((places) => takeImages(set, places)) as [ImageSet, ImageSet, ImageSet]
  const sizes = parts.map(({ length }) => formatCount(length)).join('/')
  const note = `only the ${formatCount(count)} test images were there: split ${sizes} by seed ${seed}`
  return { training, validation, test, notes: [...set.notes, note] }
}

function tooFew(count: number, part: string) {
  return invalid(`The ${part} set has ${count} images: too few to split. Give a whole data set, such as MNIST.`)
}
