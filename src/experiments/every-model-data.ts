// The data of the eight tasks of "every model": a row of each by the draws of a stream, inside and outside of training.

import { invalid } from '../base/errors.ts'
import { type RandomStream, randomStream } from '../base/normal.ts'
import { shuffled } from '../base/shuffle.ts'
import type { DataRows } from '../train/data.ts'

/** `inside`: as training rows are drawn. `outside`: what training never shows, such as larger numbers. */
export type Where = 'inside' | 'outside'

interface Row {
  readonly inputs: readonly number[]
  readonly targets: readonly number[]
}

/** A row by the draws of a stream. */
export type DrawRow = (stream: RandomStream, where: Where) => Row

/**
 * So many rows, one after another. Rows of one name are the same whatever their number: more only follow.
 * @throws NaluError if the number is not a whole number of at least 1.
 */
export function drawRows(draw: DrawRow, name: string, seed: number, where: Where, count: number): DataRows {
  if (!Number.isInteger(count) || count < 1) {
    throw invalid(`${count} rows of "${name}" were asked for; expected a whole number of at least 1.`)
  }
  const stream = randomStream(seed, `every model ${name} ${where}`)
  const rows = Array.from({ length: count }, () => draw(stream, where))
  return { inputs: rows.flatMap(({ inputs }) => inputs), targets: rows.flatMap(({ targets }) => targets) }
}

const draws = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw)

/** (a + b) · c of numbers from 0 to 2; outside from 2 to 6. `[3]` to `[1]`. */
export const productRow: DrawRow = (stream, where) => {
  const [low, high] = where === 'inside' ? [0, 2] : [2, 6]
  const [a, b, c] = draws(3, () => stream.uniform(low, high)) as [number, number, number]
  return { inputs: [a, b, c], targets: [(a + b) * c] }
}

const moonNoise = 0.2
const moonCentre = [0.5, 0.25] as const
const moonScale = 2

/**
 * Two half circles of radius 1 that reach into each other, with noise: the class says which. Outside, all points are
 * twice as far from the middle between both. `[2]` to one of 2.
 */
export const moonsRow: DrawRow = (stream, where) => {
  const moon = stream.integer(2)
  const [x, y] = pointOnCircle(stream)
  const place = moon === 0 ? [x, Math.abs(y)] : [1 - x, 0.5 - Math.abs(y)]
  const scale = where === 'inside' ? 1 : moonScale
  const inputs = moonCentre.map(
    (centre, i) => centre + scale * ((place[i] as number) + stream.normal(0, moonNoise) - centre),
  )
  return { inputs, targets: [moon] }
}

/** A direction by square roots alone, which have the same bits on every machine. */
function pointOnCircle(stream: RandomStream): readonly [x: number, y: number] {
  for (;;) {
    const [x, y] = [stream.uniform(-1, 1), stream.uniform(-1, 1)]
    const radius = Math.sqrt(x * x + y * y)
    if (radius > 0 && radius < 1) return [x / radius, y / radius]
  }
}

/** Shapes of 3 × 3 pixels. */
const shapes = { cross: '010111010', box: '111101111', corner: '100100111', stairs: '110011001' } as const

/** Images have this many rows and columns. */
export const imageSide = 12
const shapeSide = 3
const cellsAcross = imageSide / shapeSide

/** An image of zeros. */
const emptyImage = () => new Array<number>(imageSide * imageSide).fill(0)

function drawShape(pixels: number[], shape: keyof typeof shapes, top: number, left: number): void {
  ;[...shapes[shape]].forEach((pixel, i) => {
    const at = (top + Math.floor(i / shapeSide)) * imageSide + left + (i % shapeSide)
    pixels[at] = (pixels[at] as number) + Number(pixel)
  })
}

/**
 * The number of crosses among boxes on a grid of 4 × 4 places: 0 to 4 of each, outside 5 to 8 of each.
 * `[1, 12, 12]` to `[1]`.
 */
export const countRow: DrawRow = (stream, where) => {
  const count = () => (where === 'inside' ? stream.integer(5) : 5 + stream.integer(4))
  const [crosses, boxes] = [count(), count()]
  const places = shuffled([...Array(cellsAcross * cellsAcross).keys()], stream)
  const pixels = emptyImage()
  places.slice(0, crosses + boxes).forEach((cell, i) => {
    const [top, left] = [Math.floor(cell / cellsAcross), cell % cellsAcross].map((each) => shapeSide * each)
    drawShape(pixels, i < crosses ? 'cross' : 'box', top as number, left as number)
  })
  return { inputs: pixels, targets: [crosses] }
}

const shapeNames = Object.keys(shapes) as (keyof typeof shapes)[]
const imageNoise = 0.15

/**
 * One of four shapes anywhere in an image with noise, 0.5 to 1 times as bright; outside 2 to 3 times, noise included.
 * `[1, 12, 12]` to one of 4.
 */
export const shapeRow: DrawRow = (stream, where) => {
  const shape = stream.integer(shapeNames.length)
  const pixels = emptyImage()
  const place = () => stream.integer(imageSide - shapeSide + 1)
  drawShape(pixels, shapeNames[shape] as keyof typeof shapes, place(), place())
  const brightness = where === 'inside' ? stream.uniform(0.5, 1) : stream.uniform(2, 3)
  const inputs = pixels.map((pixel) => brightness * (pixel + stream.normal(0, imageNoise)))
  return { inputs, targets: [shape] }
}

/** Steps of sequences of sums. */
export const sumSteps: Readonly<Record<Where, number>> = { inside: 10, outside: 20 }

/**
 * The sum of 1 to 10 numbers from 0 to 1, of 11 to 20 outside, with zeros before them. `[10, 1]` or `[20, 1]` to `[1]`.
 */
export const sumRow: DrawRow = (stream, where) => {
  const length = where === 'inside' ? 1 + stream.integer(10) : 11 + stream.integer(10)
  const numbers = draws(length, () => stream.uniform())
  const zeros = new Array<number>(sumSteps[where] - length).fill(0)
  return { inputs: [...zeros, ...numbers], targets: [numbers.reduce((sum, each) => sum + each, 0)] }
}

/** Steps of sequences of waves. */
export const waveSteps: Readonly<Record<Where, number>> = { inside: 12, outside: 24 }

const waveNoise = 0.3

/** Heights from −1 to 1 by the phase, 0 to 1. */
const waves: readonly ((phase: number) => number)[] = [
  (phase) => (phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase),
  (phase) => (phase < 0.5 ? 1 : -1),
  (phase) => 2 * phase - 1,
  (phase) => 1 - 2 * phase,
]

/**
 * Which wave a noisy sequence is: a triangle, a square, a rising or a falling saw, of any phase, with 4 to 8 steps a
 * period; outside twice as long. `[12, 1]` or `[24, 1]` to one of 4.
 */
export const waveRow: DrawRow = (stream, where) => {
  const which = stream.integer(waves.length)
  const [period, start] = [stream.uniform(4, 8), stream.uniform()]
  const wave = waves[which] as (phase: number) => number
  const inputs = Array.from({ length: waveSteps[where] }, (_, step) => {
    return wave((start + step / period) % 1) + stream.normal(0, waveNoise)
  })
  return { inputs, targets: [which] }
}

/**
 * Numbers with sums and differences of them, a, b, c, a + b, b + c, a − c, to be given back: a, b and c from −1 to 1,
 * outside of size 1 to 5. `[6]` to the same.
 */
export const numbersRow: DrawRow = (stream, where) => {
  const draw = () => (where === 'inside' ? stream.uniform(-1, 1) : (2 * stream.integer(2) - 1) * stream.uniform(1, 5))
  const [a, b, c] = draws(3, draw) as [number, number, number]
  const values = [a, b, c, a + b, b + c, a - c]
  return { inputs: values, targets: values }
}

/** Points of a curve. */
export const curvePoints = 16

/**
 * A smooth bump A / (1 + ((t − m) / s)²) over t from 0 to 1, to be given back: m from 0.2 to 0.8, s from 0.1 to 0.3, A
 * from 0.5 to 1, outside from 2 to 3. `[16]` to the same.
 */
export const curveRow: DrawRow = (stream, where) => {
  const [middle, width] = [stream.uniform(0.2, 0.8), stream.uniform(0.1, 0.3)]
  const height = where === 'inside' ? stream.uniform(0.5, 1) : stream.uniform(2, 3)
  const values = Array.from({ length: curvePoints }, (_, i) => {
    const distance = (i / (curvePoints - 1) - middle) / width
    return height / (1 + distance * distance)
  })
  return { inputs: values, targets: values }
}
