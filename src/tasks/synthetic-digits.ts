// Synthetic handwritten digits: strokes with the jitter of a hand, drawn into grey images, where no data set is at hand.

import { invalid } from '../base/errors.ts'
import type { ImageSet } from '../base/images.ts'
import { type RandomStream, randomStream } from '../base/normal.ts'
import { balancedSequence } from '../base/shuffle.ts'
import { type Points, type Stroke, strokesOfDigits } from './digit-strokes.ts'

/** Which digits to draw. */
export interface SyntheticDigitsOptions {
  readonly count: number
  /** Default 1. */
  readonly seed?: number
  /** Pixels of an edge, from 8 to 256. Default 28, as in MNIST. */
  readonly size?: number
  /**
   * Place of the first image in the endless sequence of this seed. A training set that begins at 0 and a test set that
   * begins behind it share no image. Default 0.
   */
  readonly first?: number
  /** The digits that are drawn, each equally often. Default: 0 to 9. */
  readonly digits?: readonly number[]
}

const SIZES = [8, 256] as const

/** The most images that one call draws: as many as fit the longest array of bytes that every engine has. */
const MOST_BYTES = 2 ** 31 - 1

// What varies from image to image. Two numbers are the ends of a range; one is the standard deviation of a normal draw that is
// cut at two of them. Chosen so that digits stay legible and are about as hard as MNIST's (docs/digits.md).

// Shares of an edge. MNIST scales digits to 20 of 28 pixels; its lines are about two to four pixels wide.
const HEIGHT = [0.6, 0.78] as const
const LINE_WIDTH = [0.055, 0.125] as const
const SHIFT = 0.025
/** So much stays free at each edge, and never less than one pixel. */
const FRAME = 1 / 14

// In units of the digit's own height.
const WIDTH_TO_HEIGHT = [0.7, 1.3] as const
const SLANT = { mean: 0.15, deviation: 0.25 } as const
const BEND = 0.25
const TAPER = 0.25
const WAIST = 0.35
const POINT_JITTER = 0.04
/** So much of its slip does a point hand on to the next. */
const SLIP_KEPT = 0.6
/** Of the tangent of half the angle: 9 degrees. */
const TURN = 0.08

/** Straight pieces between two control points of a smooth stroke. */
const PIECES = 5

/**
 * Draws digits with the variety of handwriting: several ways to write a digit, and for each image its own height, width,
 * slant, turn, bend, line width, place, and a slip of every control point.
 *
 * An image depends on its seed, its place in the sequence, the chosen digits and the size alone, with the same bits on
 * every engine, and it looks the same at every size. Labels are balanced: every run of ten images has each digit once.
 * A frame of 1/14 of the edge, one pixel at least, stays empty.
 * @throws NaluError if an option is not what it can be.
 */
export function syntheticDigits(options: SyntheticDigitsOptions): ImageSet {
  const { count, seed = 1, size = 28, first = 0, digits = strokesOfDigits.map((_, digit) => digit) } = options
  checkOptions({ count, size, first, digits })
  const labels = Uint8Array.from(balancedSequence(digits, { first, count, seed, name: 'labels of synthetic digits' }))
  const images = new Uint8Array(count * size * size)
  labels.forEach((label, i) => {
    const stream = randomStream(seed, 'synthetic digits', { step: first + i, index: 0 })
    drawDigit(images.subarray(i * size * size, (i + 1) * size * size), size, label, stream)
  })
  return { images, labels, size }
}

function checkOptions({ count, size, first, digits }: Required<Omit<SyntheticDigitsOptions, 'seed'>>): void {
  const [smallest, largest] = SIZES
  if (!Number.isInteger(size) || size < smallest || size > largest) {
    throw invalid(`Digits of ${size} pixels cannot be drawn; choose a size from ${smallest} to ${largest}.`)
  }
  const most = Math.floor(MOST_BYTES / size ** 2)
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw invalid(`Cannot draw ${count} images of ${size} × ${size} pixels; choose a count from 1 to ${most}.`)
  }
  if (!Number.isInteger(first) || first < 0 || first + count > 2 ** 32) {
    throw invalid(`Images cannot begin at place ${first}; choose a whole number from 0 to ${2 ** 32 - count}.`)
  }
  const wrong = digits.find((digit) => strokesOfDigits[digit] === undefined)
  if (wrong !== undefined || digits.length === 0) {
    throw invalid(`Digits [${digits.join(', ')}] cannot be drawn; give at least one whole number from 0 to 9.`)
  }
}

function drawDigit(image: Uint8Array, size: number, digit: number, stream: RandomStream): void {
  const ways = strokesOfDigits[digit] as readonly (readonly Stroke[])[]
  const strokes = ways[stream.integer(ways.length)] as readonly Stroke[]
  const radius = (size * stream.uniform(...LINE_WIDTH)) / 2
  const place = handOf(stream, size)
  const lines = strokes.map(({ points, smooth }) => {
    const jittered = jitter(points, stream)
    return place(smooth ? spline(jittered) : jittered)
  })
  for (const line of fitted(lines, Math.max(1, size * FRAME) + radius, size)) drawLine(image, size, line, radius)
}

/** One person's hand for one digit: from points in the square to points in pixels. */
function handOf(stream: RandomStream, size: number): (points: Points) => number[] {
  const height = size * stream.uniform(...HEIGHT)
  const width = height * stream.uniform(...WIDTH_TO_HEIGHT)
  const slant = SLANT.mean + stream.truncatedNormal(SLANT.deviation)
  const bend = stream.truncatedNormal(BEND)
  const taper = stream.truncatedNormal(TAPER)
  const waist = stream.truncatedNormal(WAIST)
  // Sine and cosine of an angle from half its tangent: engines disagree on the last bits of Math.sin.
  const tangent = stream.truncatedNormal(TURN)
  const square = tangent * tangent
  const [sine, cosine] = [(2 * tangent) / (1 + square), (1 - square) / (1 + square)]
  const shiftX = size * stream.truncatedNormal(SHIFT)
  const shiftY = size * stream.truncatedNormal(SHIFT)
  return (points) => {
    const placed: number[] = []
    for (let i = 0; i < points.length; i += 2) {
      const v = (points[i + 1] as number) - 0.5
      const x = ((points[i] as number) - 0.5) * (1 + taper * v) - slant * v + bend * (v * v - 1 / 12)
      const y = v + waist * (1 / 4 - v * v)
      placed.push(size / 2 + shiftX + cosine * width * x - sine * height * y)
      placed.push(size / 2 + shiftY + sine * width * x + cosine * height * y)
    }
    return placed
  }
}

/** The points, each a little off: neighbours slip together, so that a curve stays a curve. */
function jitter(points: Points, stream: RandomStream): number[] {
  const jittered: number[] = []
  const slip = [0, 0]
  points.forEach((value, i) => {
    const kept = i < 2 ? 0 : SLIP_KEPT
    const moved = kept * (slip[i % 2] as number) + Math.sqrt(1 - kept * kept) * stream.truncatedNormal(POINT_JITTER)
    slip[i % 2] = moved
    jittered.push(value + moved)
  })
  return jittered
}

/** A polyline along the Catmull–Rom spline through the points; its ends continue straight. */
function spline(points: Points): number[] {
  const last = points.length / 2 - 1
  const at = (i: number, axis: number): number => {
    const value = (k: number) => points[2 * k + axis] as number
    if (i < 0) return 2 * value(0) - value(1)
    return i > last ? 2 * value(last) - value(last - 1) : value(i)
  }
  const line = [at(0, 0), at(0, 1)]
  for (let i = 0; i < last; i += 1) {
    for (let piece = 1; piece <= PIECES; piece += 1) {
      const t = piece / PIECES
      for (const axis of [0, 1]) {
        const [a, b, c, d] = [at(i - 1, axis), at(i, axis), at(i + 1, axis), at(i + 2, axis)]
        line.push(b + (t / 2) * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))))
      }
    }
  }
  return line
}

/** Lines with at least `margin` pixels to every edge: moved inside, and made smaller where there is not enough room. */
function fitted(lines: readonly Points[], margin: number, size: number): Points[] {
  const [moveX, moveY] = [0, 1].map((axis) => {
    const values = lines.flatMap((line) => line.filter((_, i) => i % 2 === axis))
    const [low, high] = [Math.min(...values), Math.max(...values)]
    const scale = Math.min(1, (size - 2 * margin) / (high - low))
    const start = Math.min(Math.max(low, margin), size - margin - scale * (high - low))
    return (value: number) => start + scale * (value - low)
  }) as [(value: number) => number, (value: number) => number]
  return lines.map((line) => line.map((value, i) => (i % 2 === 0 ? moveX(value) : moveY(value))))
}

/** Inks every pixel by its distance from the line: full within the radius, fading over one pixel around it. */
function drawLine(image: Uint8Array, size: number, line: Points, radius: number): void {
  const reach = radius + 0.5
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [x0, y0, x1, y1] = line.slice(i, i + 4) as [number, number, number, number]
    const [dx, dy] = [x1 - x0, y1 - y0]
    const square = dx * dx + dy * dy
    const [left, right] = [
      Math.max(0, Math.floor(Math.min(x0, x1) - reach)),
      Math.min(size - 1, Math.max(x0, x1) + reach),
    ]
    const [top, bottom] = [
      Math.max(0, Math.floor(Math.min(y0, y1) - reach)),
      Math.min(size - 1, Math.max(y0, y1) + reach),
    ]
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        const [x, y] = [column + 0.5 - x0, row + 0.5 - y0]
        const along = square === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / square))
        const [offX, offY] = [x - along * dx, y - along * dy]
        const ink = 255 * Math.min(1, reach - Math.sqrt(offX * offX + offY * offY))
        const pixel = row * size + column
        if (ink > (image[pixel] as number)) image[pixel] = Math.round(ink)
      }
    }
  }
}
