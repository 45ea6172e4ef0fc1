// Decides whether something holds all over a box of values: by proof, or by a point where it does not.

import { randomBits, randomKey, streamNumber, uniformFromBits } from '../base/random.ts'
import type { Range } from './node.ts'

export type Box = ReadonlyMap<string, Range>
export type Point = ReadonlyMap<string, number>

/** What is asked of a box. */
export interface Question {
  /** True only if the wanted property holds all over the box, which includes its ends. */
  readonly proves: (box: Box) => boolean
  /** True if the property fails at the point. */
  readonly fails: (point: Point) => boolean
  /** If the property fails where a continuous function is zero: that function. */
  readonly zero?: (point: Point) => number
}

export interface Answer {
  readonly kind: 'holds' | 'fails' | 'unknown'
  /** Where it fails; `exactly` is false if the point is only very close to the place. */
  readonly point: Point
  readonly exactly: boolean
}

/** How many boxes may still be looked at; all questions about one formula share it. */
export interface Effort {
  boxes: number
}

const holds: Answer = { kind: 'holds', point: new Map(), exactly: true }
const unknown: Answer = { kind: 'unknown', point: new Map(), exactly: false }

/** Proves by bounds over ever smaller boxes, and looks for points that fail: likely ones, drawn ones, zeros. */
export function decide(question: Question, box: Box, effort: Effort): Answer {
  if (question.proves(box)) return holds
  const points = [...candidates(box)]
  const failing = points.find(question.fails)
  if (failing !== undefined) return { kind: 'fails', point: plainest(question, box, failing), exactly: true }
  const crossing = crossingZero(question, points)
  if (crossing !== undefined) return nearby(question, box, crossing)
  const split = bySplitting(question, box, effort)
  if (split.kind === 'fails') return { ...split, point: plainest(question, box, split.point) }
  if (split.kind === 'holds') return holds
  const touching = touchingZero(question, box, points)
  return touching === undefined ? unknown : nearby(question, box, touching)
}

/** True if the property is proved all over the box; false says nothing. */
export function prove(question: Question, box: Box, effort: Effort): boolean {
  return bySplitting(question, box, effort).kind === 'holds'
}

function nearby(question: Question, box: Box, point: Point): Answer {
  const plain = plainest(question, box, point)
  if (question.fails(plain)) return { kind: 'fails', point: plain, exactly: true }
  return { kind: 'fails', point: tidied(box, plain), exactly: false }
}

/** Rounds away what is less than a millionth of the side, so that the middle of [-1, 1) is 0. */
function tidied(box: Box, point: Point): Point {
  return new Map(
    [...point].map(([name, value]) => {
      const { low, high } = box.get(name) as Range
      const decimals = 6 - Math.floor(Math.log10(high - low))
      const tidy = Number(value.toFixed(Math.max(0, Math.min(100, decimals)))) + 0
      return [name, tidy >= low && tidy <= high ? tidy : value]
    }),
  )
}

const allCornersUpTo = 6
const drawnPoints = 256
const stream = streamNumber('domain of a formula')

/** The middle, corners, and points drawn evenly; the same ones every time. */
function* candidates(box: Box): Generator<Point> {
  const place = (fraction: (i: number) => number): Point =>
    new Map([...box].map(([name, { low, high }], i) => [name, mix(low, high, fraction(i))]))
  yield tidied(
    box,
    place(() => 0.5),
  )
  yield place(() => 0)
  yield place(() => 1)
  const key = randomKey(0, stream, 0)
  const drawsCorners = box.size > allCornersUpTo
  for (let corner = 0; corner < 2 ** Math.min(box.size, allCornersUpTo); corner += 1) {
    yield place((i) => (drawsCorners ? randomBits(key, corner * box.size + i) >>> 31 : (corner >> i) & 1))
  }
  for (let drawn = 0; drawn < drawnPoints; drawn += 1) {
    const step = randomKey(0, stream, drawn + 1)
    yield place((i) => uniformFromBits(randomBits(step, i)))
  }
}

/** Between two numbers, never beyond them however it rounds. */
function mix(a: number, b: number, fraction: number): number {
  if (fraction === 0 || fraction === 1) return fraction === 0 ? a : b
  return Math.min(Math.max(a, b), Math.max(Math.min(a, b), a + (b - a) * fraction))
}

/** The point that lies at a share of the way. */
const between = (from: Point, to: Point, fraction: number): Point =>
  new Map([...from].map(([name, value]) => [name, mix(value, to.get(name) ?? value, fraction)]))

const fewDigits = 3
const mostDigits = 6

/** The failing point if it is plain already, else one near it that fails with as few digits as possible. */
function plainest(question: Question, box: Box, point: Point): Point {
  const isPlain = [...point.values()].every((value) => rounded(value, fewDigits) === value)
  for (let digits = 1; digits <= mostDigits && !isPlain; digits += 1) {
    for (const towardsZero of [false, true]) {
      const shorter = shortened(box, point, digits, towardsZero)
      if (shorter !== undefined && question.fails(shorter)) return shorter
    }
  }
  return point
}

/** The point in so many digits, or undefined if that leads out of the box. */
function shortened(box: Box, point: Point, digits: number, towardsZero: boolean): Point | undefined {
  const result = new Map<string, number>()
  for (const [name, value] of point) {
    const { low, high } = box.get(name) as Range
    const choices = [...(towardsZero ? [] : [rounded(value, digits)]), cut(value, digits)]
    const short = choices.find((each) => each >= low && each <= high)
    if (short === undefined) return undefined
    result.set(name, short)
  }
  return result
}

const rounded = (value: number, digits: number) => Number(value.toPrecision(digits))

/** Rounded towards zero. */
function cut(value: number, digits: number): number {
  const near = rounded(value, digits)
  if (Math.abs(near) <= Math.abs(value)) return near
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - digits + 1)
  return rounded(near - Math.sign(value) * unit, digits)
}

// A zero is told from a jump, and from a function that is merely small, by what it is at this share of the way off.
const vicinity = 1e-3

/** Where the line between two points of different signs meets zero; a jump over zero is not a zero. */
function crossingZero({ zero }: Question, points: readonly Point[]): Point | undefined {
  if (zero === undefined) return undefined
  const above = points.filter((point) => zero(point) > 0).slice(0, 4)
  const below = points.filter((point) => zero(point) < 0).slice(0, 4)
  for (const from of below) {
    for (const to of above) {
      let low = 0
      let high = 1
      for (let i = 0; i < 100; i += 1) {
        const middle = (low + high) / 2
        if (zero(between(from, to, middle)) < 0) low = middle
        else high = middle
      }
      const height = (share: number) => Math.abs(zero(between(from, to, share)))
      const around = Math.max(height(Math.max(0, low - vicinity)), height(Math.min(1, high + vicinity)))
      if (around < Infinity && Math.max(height(low), height(high)) <= 1e-6 * around) return between(from, to, high)
    }
  }
  return undefined
}

const smallestShare = 1e-9
const mostBoxes = 4096

/** Halves the box along its longest side until every piece is proved, one fails, or the effort is spent. */
function bySplitting(question: Question, box: Box, effort: Effort): Answer {
  const pieces: Box[] = [box]
  for (let looked = 0; looked < mostBoxes && effort.boxes > 0; looked += 1) {
    const piece = pieces.pop()
    if (piece === undefined) return holds
    effort.boxes -= 1
    if (question.proves(piece)) continue
    const middle = new Map([...piece].map(([name, { low, high }]) => [name, mix(low, high, 0.5)]))
    if (question.fails(middle)) return { kind: 'fails', point: middle, exactly: true }
    const longest = longestSide(piece, box)
    if (longest === undefined) return unknown
    const { low, high } = piece.get(longest) as Range
    const cutAt = middle.get(longest) as number
    pieces.push(new Map(piece).set(longest, { low: cutAt, high }), new Map(piece).set(longest, { low, high: cutAt }))
  }
  return pieces.length === 0 ? holds : unknown
}

/** The side that is longest as a share of the whole box, unless all are too short to go on. */
function longestSide(piece: Box, whole: Box): string | undefined {
  let longest: string | undefined
  let largest = smallestShare
  for (const [name, { low, high }] of piece) {
    const full = whole.get(name) as Range
    const share = (high - low) / (full.high - full.low)
    if (share > largest) {
      largest = share
      longest = name
    }
  }
  return longest
}

// The descent looks along one variable at a time, which takes too long where there are many.
const mostDescents = 8

/** Where the function touches zero without crossing it: the lowest point near the lowest candidates. */
function touchingZero({ zero }: Question, box: Box, points: readonly Point[]): Point | undefined {
  if (zero === undefined || box.size > mostDescents) return undefined
  const size = (point: Point) => {
    const value = Math.abs(zero(point))
    return Number.isFinite(value) ? value : Infinity
  }
  const lowest = points.toSorted((a, b) => size(a) - size(b)).slice(0, 4)
  for (const start of lowest) {
    let point = start
    for (let sweep = 0; sweep < 10; sweep += 1) {
      for (const [name, { low, high }] of box) point = descend(point, name, low, high, size)
    }
    const around = [...box].map(([name, { low, high }]) => {
      const step = vicinity * (high - low)
      const value = point.get(name) as number
      return size(new Map(point).set(name, value + step > high ? value - step : value + step))
    })
    const scale = Math.max(...around)
    if (scale < Infinity && size(point) <= 1e-8 * scale) return point
  }
  return undefined
}

/** The lowest point along one coordinate, by golden section. */
function descend(point: Point, name: string, low: number, high: number, size: (point: Point) => number): Point {
  const along = (value: number) => new Map(point).set(name, value)
  const golden = (Math.sqrt(5) - 1) / 2
  let [from, to] = [low, high]
  for (let i = 0; i < 80; i += 1) {
    const left = to - (to - from) * golden
    const right = from + (to - from) * golden
    if (size(along(left)) <= size(along(right))) to = right
    else from = left
  }
  const best = along((from + to) / 2)
  return size(best) < size(point) ? best : point
}
