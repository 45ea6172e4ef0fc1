// Draws of a distribution as graphs: each value is a function of the bits at its position, with no draw made twice or thrown away.

import {
  checkDistribution,
  type Distribution,
  distributionsOf,
  type Evenly,
  isEven,
  type OneDistribution,
  type TruncatedNormal,
} from '../base/distribution.ts'
import { logarithm } from '../base/normal.ts'
import type { Axis } from './axis.ts'
import { add, and, exp, index, less, log, min, multiply, negate, select, shiftRight, toFloat, xor } from './build.ts'
import { clamp } from './functions.ts'
import type { Node } from './node.ts'
import { distanceOfTail, shareBelow } from './normal.ts'
import { type GraphKey, randomBits } from './random.ts'

/**
 * Draws at `position` (int, with the axis `input` among its axes), each input from its own distribution.
 * @throws NaluError if there is no such distribution, or another number of them than inputs.
 */
export function drawsFrom(distribution: Distribution, key: GraphKey, position: Node, input: Axis): Node {
  const bits = randomBits(key, position)
  const each = distributionsOf(distribution, input.size)
  // Neighbours that share a distribution share its graph.
  const starts = each.flatMap((own, i) => (i > 0 && isSame(own, each[i - 1] as OneDistribution) ? [] : [i]))
  return starts
    .map((start) => ({ start, drawn: drawn(each[start] as OneDistribution, bits) }))
    .reduce((before, { start, drawn: value }) => ({
      start,
      drawn: select(less(index(input), start), before.drawn, value),
    })).drawn
}

const isSame = (a: OneDistribution, b: OneDistribution): boolean => JSON.stringify(a) === JSON.stringify(b)

function drawn(distribution: OneDistribution, bits: Node): Node {
  if (isEven(distribution)) return drawnEvenly(distribution, bits)
  checkDistribution(distribution)
  switch (distribution.kind) {
    case 'normal':
      return drawnNormal(distribution, bits)
    case 'exponential':
      return refined(multiply(-distribution.scale, log(spread(bits, 0, 1))), bits, distribution.scale)
    case 'logUniform': {
      const [low, high] = distribution.bounds
      return clamp(exp(spread(bits, logarithm(low), logarithm(high) - logarithm(low))), low, high)
    }
    default:
      return distribution satisfies never
  }
}

/**
 * `start` and what a share of `width` adds to it: all 32 bits count, so that draws lie close to each other around zero,
 * and none is zero. First come the high bits, as in `uniform`, then the others and half of the smallest step.
 */
function spread(bits: Node, start: number, width: number): Node {
  return refined(add(start, multiply(toFloat(shiftRight(bits, 8)), width * 2 ** -24)), bits, width)
}

/** A draw of 24 bits and up to 2^-24 of `width`, by the other bits: what was exactly zero no longer is. */
const refined = (value: Node, bits: Node, width: number): Node =>
  add(value, multiply(add(toFloat(and(bits, 255)), 0.5), width * 2 ** -32))

function drawnEvenly(ranges: Evenly, bits: Node): Node {
  const widths = ranges.map(([low, high]) => high - low)
  const total = widths.reduce((sum, width) => sum + width, 0)
  let passed = 0
  return ranges
    .map(([low, high], i) => {
      // Within this interval: the whole line of all intervals, moved so that this one lies in its place.
      const moved = spread(bits, low - passed, total)
      passed += widths[i] as number
      return { until: passed, value: ranges.length === 1 ? moved : clamp(moved, low, high) }
    })
    .reduce((before, own) => ({
      until: own.until,
      value: select(less(spread(bits, 0, total), before.until), before.value, own.value),
    })).value
}

/** The normal's inverse distribution function at an even draw between its values at the bounds. */
function drawnNormal({ mean, deviation, bounds: [low, high] }: TruncatedNormal, bits: Node): Node {
  const [left, right] = [shareBelow((low - mean) / deviation), shareBelow((mean - high) / deviation)]
  const width = 1 - left - right
  // What lies below and what lies above: the smaller of the two has all its digits.
  const below = spread(bits, left, width)
  const above = spread(xor(bits, -1), right, width)
  const far = distanceOfTail(min(below, above))
  const value = add(mean, multiply(deviation, select(less(below, above), negate(far), far)))
  return clamp(refined(value, bits, high - low), low, high)
}
