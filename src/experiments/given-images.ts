// Experiments on images from files: their variants by what a folder has, and the images for every cell.

import { invalid } from '../base/errors.ts'
import type { Mnist } from '../data/mnist.ts'
import { digitCanvasesOn } from './digit-canvases.ts'
import { type DigitImages, idOn, imagesIn, mnistBytes } from './digit-networks.ts'
import { digitSequencesOn } from './digit-sequences.ts'
import type { Experiment, StudyCell } from './experiment.ts'

const onImages: readonly ((images: DigitImages) => Experiment<StudyCell>)[] = [
  digitSequencesOn,
  (images) => digitSequencesOn(images, 'full'),
  digitCanvasesOn,
]

/** Ids of experiments that may be run on images from files. */
const withImages: readonly string[] = onImages.map((make) => make('synthetic').id)

/**
 * The variant of an experiment on MNIST, with the images in its cells.
 * @throws NaluError if it has none, or if the images are not MNIST's own.
 */
export function onMnist(id: string, mnist: Mnist): Experiment<StudyCell> {
  const images = imagesIn(mnist)
  const base = id.replace(/-mnist(-test)?$/, '')
  const made = onImages.map((make) => make(images)).find((each) => each.id === idOn(base, images))
  if (made === undefined) {
    throw invalid(`Option --data: ${id} is not on images. Those that are: ${withImages.join(', ')}.`)
  }
  const { train, test } = mnist
  if (!test.verified || train?.verified === false) {
    throw invalid('Option --data: these are not the files of MNIST, and experiments on them would carry its name.')
  }
  const given = mnistBytes(mnist)
  return { ...made, cells: made.cells.map((cell) => ({ ...cell, study: { ...cell.study, given } })) }
}
