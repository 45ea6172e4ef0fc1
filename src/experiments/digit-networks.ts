// Networks that see digits: the convolutions that all applications on images of digits share, and images for them.

import { invalid } from '../base/errors.ts'
import { halved, type ImageSet, takeImages } from '../base/images.ts'
import { formatCount } from '../base/numbers.ts'
import { type Mnist, type SplitImages, splitMnist } from '../data/mnist.ts'
import { conv2d } from '../layers/conv2d.ts'
import { dense } from '../layers/dense.ts'
import { flatten } from '../layers/flatten.ts'
import { maxPool } from '../layers/max-pool.ts'
import { stack } from '../layers/stack.ts'
import { syntheticDigits } from '../tasks/synthetic-digits.ts'
import type { Study } from './study.ts'

/** How large images and the network that sees them are: as published, or small enough for an hour or two. */
export type DigitScale = 'reduced' | 'full'

/** Pixels of an edge: images of 28 × 28 are halved where the network is reduced. */
export const digitSizes: Readonly<Record<DigitScale, number>> = { reduced: 14, full: 28 }

/**
 * `[1, size, size]` to `[features]`. In full it is the network of PyTorch's MNIST example as Madsen & Johansen 2020 use it;
 * reduced it sees a quarter of the pixels through fewer filters.
 */
export const digitNetwork = (features: number, scale: DigitScale) =>
  scale === 'full' ? publishedNetwork(features) : reducedNetwork(features)

const publishedNetwork = (features: number) =>
  stack(
    conv2d(20, 5, { activation: 'relu' }),
    maxPool(2),
    conv2d(50, 5, { activation: 'relu' }),
    maxPool(2),
    flatten(),
    dense(500, { activation: 'relu' }),
    dense(features),
  )

const reducedNetwork = (features: number) =>
  stack(
    conv2d(8, 5, { activation: 'relu' }),
    maxPool(2),
    conv2d(16, 3, { activation: 'relu' }),
    flatten(),
    dense(32, { activation: 'relu' }),
    dense(features),
  )

// Of the whole training set (Madsen & Johansen 2020).
const [meanInk, deviationOfInk] = [0.1307, 0.3081]

/** Bytes as numbers of mean 0 and deviation 1 over MNIST. */
export const normalisedInk = (bytes: Uint8Array): Float32Array =>
  Float32Array.from(bytes, (byte) => (byte / 255 - meanInk) / deviationOfInk)

const syntheticSizes = { training: 7000, validation: 1500, test: 1500 }
// For trials: with the option `fewImages`.
const fewSizes = { training: 100, validation: 50, test: 50 }

/** Where images come from: drawn, all of MNIST, or its 10,000 test images alone. */
export type DigitImages = 'synthetic' | 'mnist' | 'mnist-test'

/** The id of an experiment on such images. */
export const idOn = (id: string, images: DigitImages): string => (images === 'synthetic' ? id : `${id}-${images}`)

/** For titles. */
export const describeImages = (images: DigitImages): string =>
  images === 'synthetic' ? 'synthetic digits' : 'handwritten digits'

/** For protocols: what was there, and how it was split. */
export function imagesNote(images: DigitImages): string {
  const { training, validation, test } = syntheticSizes
  if (images === 'synthetic') {
    return `Synthetic digits, drawn with the jitter of a hand: ${formatCount(training)} for training, ${formatCount(validation)} for validation, ${formatCount(test)} for the test, new ones for each seed. Give MNIST’s folder with --data for handwritten ones.`
  }
  return images === 'mnist'
    ? 'MNIST: the first 55,000 images of the training set, its last 5,000 for validation, and the 10,000 of the test set.'
    : 'MNIST, of which only the 10,000 test images were there: split 7,000/1,500/1,500 by seed. Errors cannot be compared with the papers’ as they are.'
}

/** What a folder of MNIST is, by what is in it. */
export const imagesIn = ({ train }: Mnist): DigitImages => (train === undefined ? 'mnist-test' : 'mnist')

/** A study's images in three parts, by its option `images` and the seed. */
export function digitsOf({ options, given }: Study, seed: number, scale: DigitScale = 'reduced'): SplitImages {
  const split =
    options['images'] !== 'synthetic'
      ? splitMnist(mnistFrom(options['images'], given), seed)
      : syntheticSplit(seed, options['fewImages'] === true)
  if (scale === 'full') return split
  const small = (set: ImageSet) => halved(set)
  const { training, validation, test } = split
  return { ...split, training: small(training), validation: small(validation), test: small(test) }
}

function syntheticSplit(seed: number, few: boolean): SplitImages {
  const { training, validation, test } = few ? fewSizes : syntheticSizes
  return {
    training: syntheticDigits({ count: training, seed }),
    validation: syntheticDigits({ count: validation, seed, first: training }),
    test: syntheticDigits({ count: test, seed, first: training + validation }),
    notes: [],
  }
}

/** MNIST as bytes that go to a worker. */
export const mnistBytes = ({ train, test }: Mnist): Readonly<Record<string, Uint8Array>> => ({
  testImages: test.images,
  testLabels: test.labels,
  ...(train === undefined ? {} : { trainImages: train.images, trainLabels: train.labels }),
})

/** @throws NaluError if the images were not given. */
function mnistFrom(images: Study['options'][string] | undefined, given: Study['given'] = {}): Mnist {
  const { testImages, testLabels, trainImages, trainLabels } = given
  if (testImages === undefined || testLabels === undefined) {
    throw invalid('This line is on MNIST, whose images were not given. Give their folder with --data.')
  }
  if ((images === 'mnist') !== (trainImages !== undefined)) {
    throw invalid(
      `This line is on ${images}, and other images were given. Give all four files of MNIST, or the two of its test.`,
    )
  }
  const facts = { size: 28, verified: true, notes: [] }
  const test = { images: testImages, labels: testLabels, origin: 'test' as const, ...facts }
  if (trainImages === undefined || trainLabels === undefined) return { test }
  return { test, train: { images: trainImages, labels: trainLabels, origin: 'train' as const, ...facts } }
}

/** Those of a set whose digit is among some. */
export function digitsAmong(set: ImageSet, wanted: (digit: number) => boolean): ImageSet {
  const places = [...set.labels.keys()].filter((place) => wanted(set.labels[place] as number))
  return takeImages(set, places)
}
