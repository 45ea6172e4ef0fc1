// Reads images and labels in the IDX format, in which MNIST and its relatives are handed out.

import { invalid } from '../base/errors.ts'
import type { ImageSet } from '../base/images.ts'
import { formatCount } from '../base/numbers.ts'

/** Images as a file holds them. */
export interface IdxImages {
  /** `[count, height, width]` */
  readonly images: Uint8Array
  readonly count: number
  readonly height: number
  readonly width: number
}

/**
 * What a file of unsigned bytes begins with: a magic number (two zeros, the element type 8, the number of axes), then the
 * extent of each axis. All are big-endian and of four bytes.
 * Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", section on file formats.
 */
const kinds = {
  images: { magic: 2051, axes: 3 },
  labels: { magic: 2049, axes: 1 },
} as const

const LARGEST_LABEL = 9

/**
 * Images of a file that begins with 2051. The bytes are shared with the file's, not copied.
 * @param source how messages call the file.
 * @throws NaluError if the file is gzipped, holds something else, or is shorter or longer than its header says.
 */
export function readIdxImages(bytes: Uint8Array, source = 'The file'): IdxImages {
  const { extents, values } = readIdx(bytes, source, 'images')
  const [count, height, width] = extents as [number, number, number]
  return { images: values, count, height, width }
}

/**
 * Labels from 0 to 9 of a file that begins with 2049: `[count]`. The bytes are shared with the file's, not copied.
 * @param source how messages call the file.
 * @throws NaluError as `readIdxImages` does, or if a label is above 9.
 */
export function readIdxLabels(bytes: Uint8Array, source = 'The file'): Uint8Array {
  const { values } = readIdx(bytes, source, 'labels')
  const wrong = values.findIndex((label) => label > LARGEST_LABEL)
  if (wrong < 0) return values
  throw invalid(
    `Label ${wrong} of ${source}, counted from 0, is ${values[wrong]}; digits are from 0 to ${LARGEST_LABEL}. ` +
      'Give labels of digits.',
  )
}

/**
 * Images with their labels.
 * @param source how messages call the files.
 * @throws NaluError if there are not as many of both, or the images are not square.
 */
export function labelledImages(
  { images, count, height, width }: IdxImages,
  labels: Uint8Array,
  source = 'The data set',
): ImageSet {
  if (count !== labels.length) {
    throw invalid(
      `${source} has ${formatCount(count)} images and ${formatCount(labels.length)} labels. ` +
        'Give the two files that belong together.',
    )
  }
  if (height !== width) {
    throw invalid(`The images of ${source} have ${height} × ${width} pixels; give square ones, such as 28 × 28.`)
  }
  return { images, labels, size: height }
}

/** Extents of the axes, and the bytes behind them. */
function readIdx(
  bytes: Uint8Array,
  source: string,
  kind: keyof typeof kinds,
): { extents: readonly number[]; values: Uint8Array } {
  const { magic, axes } = kinds[kind]
  const start = 4 * (1 + axes)
  checkMagic(bytes, source, kind)
  if (bytes.length < start) {
    throw invalid(
      `${source} ends after ${bytes.length} bytes, within its header of ${start}: it was cut off. Fetch it again.`,
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const extents = Array.from({ length: axes }, (_, axis) => view.getUint32(4 * (1 + axis)))
  const shape = kind === 'images' ? `images of ${extents.slice(1).join(' × ')} pixels` : 'labels'
  if (extents.includes(0)) {
    throw invalid(`${source} says that it holds ${extents[0]} ${shape}: nothing. Fetch it again, or give another file.`)
  }
  const size = extents.reduce((product, extent) => product * extent, 1)
  const says = `its header (${magic}) says ${formatCount(extents[0] as number)} ${shape}, ${formatCount(start + size)} bytes`
  const has = formatCount(bytes.length)
  if (bytes.length < start + size) {
    throw invalid(`${source} ends early: ${says}, and it has ${has}. It was cut off: fetch it again.`)
  }
  if (bytes.length > start + size) {
    throw invalid(`${source} goes on behind its end: ${says}, and it has ${has}. It is damaged: fetch it again.`)
  }
  return { extents, values: new Uint8Array(bytes.buffer, bytes.byteOffset + start, size) }
}

function checkMagic(bytes: Uint8Array, source: string, kind: keyof typeof kinds): void {
  const [a, b, c, d] = bytes
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    throw invalid(`${source} has ${bytes.length} bytes: too few for an IDX file, whose header tells what it holds.`)
  }
  if (a === 0x1f && b === 0x8b) throw invalid(`${source} is gzipped. Unpack it first, for example with gunzip.`)
  const found = ((a * 256 + b) * 256 + c) * 256 + d
  const { magic } = kinds[kind]
  if (found === magic) return
  const other = kind === 'images' ? 'labels' : 'images'
  if (found === kinds[other].magic) {
    throw invalid(`${source} holds ${other} (${found}), not ${kind} (${magic}). Give the file of ${kind} in its place.`)
  }
  throw invalid(
    `${source} begins with the number ${found}; an IDX file of ${kind} in unsigned bytes begins with ${magic}. ` +
      'Give another file, or convert this one.',
  )
}
