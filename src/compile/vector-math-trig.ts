// Sine and cosine in float32, built from the basic lane operations.

import type { Range } from '../graph/node.ts'
import type { Arithmetic } from './arithmetic.ts'
import { atLeast, atMost, polynomial, roundingMagic } from './vector-math-parts.ts'

/** Sine. Never outside [-1, 1]; beyond |x| = 65536 nothing more is promised, and infinities give NaN. */
export function sin<V>(m: Arithmetic<V>, x: V, range: Range): V {
  return wave(m, x, range, 0)
}

/** Cosine. Never outside [-1, 1]; beyond |x| = 65536 nothing more is promised, and infinities give NaN. */
export function cos<V>(m: Arithmetic<V>, x: V, range: Range): V {
  return wave(m, x, range, 1)
}

// π/2 in parts of 8 significant bits, so that k times each is exact for k < 2^16; the last has all 24. Together they
// miss π/2 by 2^-73. All are positive: 0 - 0·part keeps the sign of zero.
const halfPiParts = [
  1.5703125, 0.0004825592041015625, 1.2665987014770508e-6, 9.89530235528946e-10, 2.5579538487363607e-12,
  5.390302953474238e-15,
]

// |k·π/2 - x| stays below this up to |x| = 65536: k = round(x·2/π) misses by a little, as the product is rounded.
const largestRest = 0.8

// sin(r)/r and cos(r) as polynomials in r², |r| ≤ 0.8: minimax by linear programming, rounded to float32 one after
// the other, from the constant term up. Relative errors 2^-27.7 and 2^-32.6.
const sinCoefficients = [1, -0.16666653752326965, 0.008332095108926296, -0.00019505539967212826]
const cosCoefficients = [1, -0.5, 0.04166664183139801, -0.0013887130189687014, 2.4412085622316226e-5]

function wave<V>(m: Arithmetic<V>, x: V, range: Range, quarters: number): V {
  const magic = m.float(roundingMagic)
  const rounded = m.multiplyAdd(x, m.float(2 / Math.PI), magic)
  const k = m.subtract(rounded, magic)
  // Every step is exact until the rest is so near to k·π/2 that the steps after it are below its last place.
  let rest = x
  for (const part of halfPiParts) rest = m.multiplyAdd(k, m.float(-part), rest)
  const isNear = range.low >= -65536 && range.high <= 65536
  if (!isNear) rest = atMost(m, atLeast(m, rest, -largestRest), largestRest)
  const square = m.multiply(rest, rest)
  const sine = m.multiply(rest, polynomial(m, square, sinCoefficients))
  const cosine = polynomial(m, square, cosCoefficients)
  // The low two bits of k: which of the two, and which sign.
  const quadrant = quarters === 0 ? m.asInt(rounded) : m.addInt(m.asInt(rounded), m.int(quarters))
  const isCosine = m.shiftRightSigned(m.shiftLeft(quadrant, 31), 31)
  const sign = m.shiftLeft(m.shiftRight(quadrant, 1), 31)
  return m.asFloat(m.xor(m.asInt(m.select(isCosine, cosine, sine)), sign))
}
