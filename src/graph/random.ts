// Random draws as graphs: the same function of (seed, stream, step, index) as `base/random.ts`, written once more in integer operations.

import { failure } from '../base/errors.ts'
import { KEY_START_0, KEY_START_1, MIX_1, MIX_2, MIX_3 } from '../base/random.ts'
import type { Axis } from './axis.ts'
import {
  add,
  constant,
  index,
  less,
  max,
  multiply,
  type Operand,
  select,
  shiftRight,
  subtract,
  toFloat,
  xor,
} from './build.ts'
import type { Node } from './node.ts'

const asNode = (a: Operand): Node => (typeof a === 'number' ? constant(a, 'int') : a)

/** Where draws come from: all `int`. The seed is two words; `stream` keeps uses of one seed apart. */
export interface RandomSource {
  readonly seedLow: Node
  readonly seedHigh: Node
  readonly stream: Operand
  readonly step: Operand
}

/** The two words that all draws of one (seed, stream, step) share. */
export interface GraphKey {
  readonly k0: Node
  readonly k1: Node
}

const foldShift = (h: Node, bits: number): Node => xor(h, shiftRight(h, bits))

function mix(value: Node): Node {
  let h: Node = multiply(foldShift(value, 17), MIX_1)
  h = multiply(foldShift(h, 11), MIX_2)
  h = multiply(foldShift(h, 15), MIX_3)
  return foldShift(h, 14)
}

/** No draw's index enters here, so a compiler computes keys once a step. */
export function randomKey(source: RandomSource): GraphKey {
  const chain = (start: number) => {
    const seeded = mix(add(mix(xor(source.seedLow, start)), source.seedHigh))
    return mix(add(mix(add(seeded, asNode(source.stream))), asNode(source.step)))
  }
  return { k0: chain(KEY_START_0), k1: chain(KEY_START_1) }
}

/** 32 random bits for every position of `at` (int). */
export function randomBits({ k0, k1 }: GraphKey, at: Operand): Node {
  let h: Node = add(asNode(at), k0)
  h = xor(multiply(foldShift(h, 17), MIX_1), k1)
  h = multiply(foldShift(h, 11), MIX_2)
  return multiply(foldShift(h, 15), MIX_3)
}

/** Uniform draws in [0, 1), multiples of 2^-24. */
export const uniform01 = (key: GraphKey, at: Operand): Node => multiply(wholeDraw(key, at), 2 ** -24)

/** Whole numbers below 2^24, as float. */
const wholeDraw = (key: GraphKey, at: Operand): Node => toFloat(shiftRight(randomBits(key, at), 8))

/** Uniform draws in [low, high). */
export const uniform = (key: GraphKey, at: Operand, low: Operand, high: Operand): Node =>
  // Scaling by a power of two is exact, so it may as well be done to the width, once.
  add(low, multiply(wholeDraw(key, at), multiply(2 ** -24, subtract(high, low))))

/** Numbers 0, 1, … for the positions over some axes, the last varying fastest: where draws over them begin (int). */
export function positionOver(axes: readonly Axis[]): Node {
  return axes.reduce<Node>((position, axis) => add(multiply(position, axis.size), index(axis)), constant(0, 'int'))
}

// About 2·log2(n) rounds mix n rows well (Hoang, Morris & Rogaway 2012, "swap-or-not shuffle"); 10^4 rows need 27.
const shuffleRounds = 28
const largestShuffle = 2 ** 24

/**
 * Position `at` of a random order of 0 … size − 1: a bijection computed for each position on its own, so that
 * a shuffled minibatch needs no stored order. `size` is at most 2^24.
 */
export function shuffledPosition(source: RandomSource, at: Node, size: number): Node {
  if (size < 2 || size > largestShuffle) throw failure(`A shuffle takes 2 to ${largestShuffle} rows, not ${size}.`)
  let x: Node = at
  for (let round = 0; round < shuffleRounds; round += 1) {
    const key = randomKey({ ...source, stream: add(asNode(source.stream), round) })
    const difference = subtract(positionBelow(size, key), x)
    const partner = select(less(difference, 0), add(difference, size), difference)
    const coin = shiftRight(randomBits(key, max(x, partner)), 31)
    x = select(less(0, coin), partner, x)
  }
  return x
}

/** A draw from 0 … size − 1 by whole-number arithmetic alone, so that every reader draws the same. */
function positionBelow(size: number, { k0, k1 }: GraphKey): Node {
  const bits = 32 - Math.ceil(Math.log2(size + 1))
  const scaled = (word: Node, limit: number) => shiftRight(multiply(shiftRight(word, 32 - bits), limit), bits)
  const coarse = scaled(k0, size)
  const sum = add(coarse, scaled(k1, Math.ceil(size / 2 ** bits)))
  return select(less(sum, size), sum, subtract(sum, size))
}
