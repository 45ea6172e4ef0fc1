// Canvases with any number of digits for counting: whole digits at random places, none touching another.

import { invalid } from '../base/errors.ts'
import { countImages, type ImageSet } from '../base/images.ts'
import { type RandomStream, randomStream } from '../base/normal.ts'
import { balancedSequence, randomOrder } from '../base/shuffle.ts'

/** What to put on canvases. */
export interface DigitCanvasesOptions {
  /** The digits to choose from: synthetic ones, or a part of a data set. */
  readonly digits: ImageSet
  readonly count: number
  /** The fewest and the most digits on a canvas, both included. Default 0 to 9. */
  readonly between?: readonly [number, number]
  /** Pixels of an edge of a canvas, up to 4096. Default 64. */
  readonly size?: number
  /** Default 1. */
  readonly seed?: number
  /** Place of the first canvas in the endless sequence of this seed. Default 0. */
  readonly first?: number
}

/** One digit on a canvas. */
export interface PlacedDigit {
  /** Its place in the set of digits. */
  readonly digit: number
  /** Pixels that its image is moved to the right and down. Negative where its empty frame stands over the edge. */
  readonly x: number
  readonly y: number
}

/** Canvases, and what is on them. */
export interface DigitCanvases {
  /** Bytes from 0 (paper) to 255 (ink): `[count, size, size]`. */
  readonly images: Uint8Array
  /** How many digits each has: `[count]`. */
  readonly counts: Uint8Array
  /** The digits of each canvas. */
  readonly placed: readonly (readonly PlacedDigit[])[]
  readonly size: number
}

/** The ink of an image: its corner, and the pixels that it takes. */
interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Corner {
  readonly x: number
  readonly y: number
}

/** So many places are tried for one digit before the canvas is begun anew. */
const TRIES = 100
/** So often is a canvas begun before it is laid out in rows. */
const BEGINNINGS = 50

const MOST_DIGITS = 255
const MOST_PIXELS = 4096
const MOST_BYTES = 2 ** 31 - 1

/**
 * Canvases of size × size pixels, each with as many digits as its count says, drawn from the set with repetition. The ink of
 * every digit is on the canvas as a whole, and at least one empty column or row is between any two.
 *
 * Places are drawn evenly, and again where a digit would touch one that is there. Where that goes on for too long, the
 * canvas is laid out in rows with random gaps. Rows always fit if ⌊(size + 1) / (ink + 1)⌋² is as much as the most digits,
 * `ink` being the widest or highest ink of the set: 20 digits of 14 × 14 pixels, whose ink takes 12 at most, fit on 64 × 64.
 *
 * A canvas depends on digits, seed, size, range and its place in the sequence alone. Counts are balanced: every run of
 * canvases as long as the range has each count once.
 * @throws NaluError if the digits do not fit on the canvas, one of them has no ink, or an option is not what it can be.
 */
export function digitCanvases(options: DigitCanvasesOptions): DigitCanvases {
  const { digits, count, between = [0, 9], size = 64, seed = 1, first = 0 } = options
  const available = countImages(digits)
  checkOptions(count, between, size, first)
  if (available === 0) throw invalid('There are no digits to put on canvases. Give a set with at least one.')
  const boxes = Array.from({ length: available }, (_, digit) => inkOf(digits, digit))
  checkRoom(boxes, between[1], size)
  const numbers = Array.from({ length: between[1] - between[0] + 1 }, (_, i) => between[0] + i)
  const counts = Uint8Array.from(balancedSequence(numbers, { first, count, seed, name: 'counts of canvases' }))
  const images = new Uint8Array(count * size * size)
  const placed = Array.from(counts, (wanted, i) => {
    const stream = randomStream(seed, 'digit canvases', { step: first + i, index: 0 })
    const chosen = Array.from({ length: wanted }, () => stream.integer(available))
    const inks = chosen.map((digit) => boxes[digit] as Box)
    const corners = cornersOf(inks, boxes, size, stream)
    return chosen.map((digit, k) => {
      const [{ left, top }, { x, y }] = [inks[k] as Box, corners[k] as Corner]
      const place = { digit, x: x - left, y: y - top }
      copyInk(images.subarray(i * size * size, (i + 1) * size * size), size, digits, inks[k] as Box, place)
      return place
    })
  })
  return { images, counts, placed, size }
}

function checkOptions(count: number, [fewest, most]: readonly [number, number], size: number, first: number): void {
  if (!Number.isInteger(fewest) || !Number.isInteger(most) || fewest < 0 || most < fewest || most > MOST_DIGITS) {
    throw invalid(
      `A canvas cannot have between ${fewest} and ${most} digits; give two whole numbers from 0 to ${MOST_DIGITS}, ` +
        'the lower one first.',
    )
  }
  if (!Number.isInteger(size) || size < 1 || size > MOST_PIXELS) {
    throw invalid(`Canvases of ${size} pixels cannot be made; choose a size from 1 to ${MOST_PIXELS}, such as 64.`)
  }
  const largest = Math.floor(MOST_BYTES / size ** 2)
  if (!Number.isInteger(count) || count < 1 || count > largest) {
    throw invalid(`Cannot make ${count} canvases of ${size} × ${size} pixels; choose a count from 1 to ${largest}.`)
  }
  if (!Number.isInteger(first) || first < 0 || first + count > 2 ** 32) {
    throw invalid(`Canvases cannot begin at place ${first}; choose a whole number from 0 to ${2 ** 32 - count}.`)
  }
}

/** The smallest box around the ink of an image. */
function inkOf({ images, size }: ImageSet, digit: number): Box {
  let [left, top, right, bottom] = [size, size, -1, -1]
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (images[(digit * size + row) * size + column] === 0) continue
      left = Math.min(left, column)
      right = Math.max(right, column)
      top = Math.min(top, row)
      bottom = row
    }
  }
  if (bottom < 0)
    throw invalid(`Digit ${digit} of the set has no ink, so it cannot be counted. Take it out of the set.`)
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** The pixels of the edge of a square that the ink of any of these fits in. */
const widestInk = (boxes: readonly Box[]) => boxes.reduce((most, { width, height }) => Math.max(most, width, height), 0)

/** How many squares with one empty pixel between them stand along an edge. */
const cellsAlong = (size: number, ink: number) => Math.floor((size + 1) / (ink + 1))

function checkRoom(boxes: readonly Box[], most: number, size: number): void {
  const ink = widestInk(boxes)
  if (cellsAlong(size, ink) ** 2 >= most) return
  const needed = Math.ceil(Math.sqrt(most)) * (ink + 1) - 1
  throw invalid(
    `${most} digits whose ink takes up to ${ink} × ${ink} pixels do not surely fit on ${size} × ${size}. ` +
      `Choose a size from ${needed} up, smaller digits, or fewer.`,
  )
}

function cornersOf(inks: readonly Box[], all: readonly Box[], size: number, stream: RandomStream): readonly Corner[] {
  for (let beginning = 0; beginning < BEGINNINGS; beginning += 1) {
    const corners = scattered(inks, size, stream)
    if (corners !== undefined) return corners
  }
  return inRows(inks, all, size, stream)
}

/** Places drawn one after another, each again while it touches an earlier one; undefined if one has none after many tries. */
function scattered(inks: readonly Box[], size: number, stream: RandomStream): Corner[] | undefined {
  const taken: (Corner & Box)[] = []
  for (const ink of inks) {
    const { width, height } = ink
    const isFree = (x: number, y: number) =>
      taken.every((t) => x > t.x + t.width || x + width < t.x || y > t.y + t.height || y + height < t.y)
    for (let tries = 0; ; tries += 1) {
      if (tries === TRIES) return undefined
      const [x, y] = [stream.integer(size - width + 1), stream.integer(size - height + 1)]
      if (!isFree(x, y)) continue
      taken.push({ ...ink, x, y })
      break
    }
  }
  return taken
}

/** Places in rows of cells that any digit fits in, with what is left over spread at random between and within them. */
function inRows(inks: readonly Box[], all: readonly Box[], size: number, stream: RandomStream): Corner[] {
  const cell = widestInk(all) + 1
  const along = cellsAlong(size, cell - 1)
  const rows = Math.ceil(inks.length / along)
  const perRow = Math.ceil(inks.length / rows)
  const tops = cellStarts(rows, cell, size, stream)
  const starts = tops.flatMap(({ start: y, room: high }) =>
    cellStarts(perRow, cell, size, stream).map(({ start: x, room: wide }) => ({ x, y, wide, high })),
  )
  const order = randomOrder(starts.length, stream)
  return inks.map(({ width, height }, i) => {
    const { x, y, wide, high } = starts[order[i] as number] as (typeof starts)[number]
    return { x: x + stream.integer(wide - width + 1), y: y + stream.integer(high - height + 1) }
  })
}

/** Cuts an edge into `count` pieces of at least `cell − 1` pixels with one pixel between them, at random where it has more. */
function cellStarts(
  count: number,
  cell: number,
  size: number,
  stream: RandomStream,
): { start: number; room: number }[] {
  const spare = size + 1 - count * cell
  const cuts = Array.from({ length: count - 1 }, () => stream.integer(spare + 1)).sort((a, b) => a - b)
  return Array.from({ length: count }, (_, i) => {
    const [before, after] = [i === 0 ? 0 : (cuts[i - 1] as number), i === count - 1 ? spare : (cuts[i] as number)]
    return { start: i * cell + before, room: cell - 1 + after - before }
  })
}

function copyInk(
  canvas: Uint8Array,
  size: number,
  { images, size: edge }: ImageSet,
  { left, top, width, height }: Box,
  { digit, x, y }: PlacedDigit,
): void {
  for (let row = top; row < top + height; row += 1) {
    const from = (digit * edge + row) * edge + left
    canvas.set(images.subarray(from, from + width), (y + row) * size + x + left)
  }
}
