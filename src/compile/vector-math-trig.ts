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

// π/2 in parts of at most 8 significant bits (each the nearest to what the parts before it leave), so that k times
// a part is exact for k < 2^16; the last part has all 24. Together they miss π/2 by 2^-73.
const halfPiParts = [
  1.5703125, 0.000484466552734375, -6.407499313354492e-7, 9.89530235528946e-10, 2.5579538487363607e-12,
  5.390302953474238e-15,
]

// sin(r)/r and cos(r) as polynomials in r² on |r| ≤ π/4: minimax by linear programming, coefficients rounded to
// float32 one after the other. Relative errors 2^-27.8 and 2^-33.
const sinCoefficients = [1, -0.16666653752326965, 0.008332106284797192, -0.00019507882825564593]
const cosCoefficients = [1, -0.5, 0.04166664555668831, -0.0013887308305129409, 2.4432101781712845e-5]

const quarterTurn = Math.PI / 4 + 0.001

function wave<V>(m: Arithmetic<V>, x: V, range: Range, quarters: number): V {
  const magic = m.float(roundingMagic)
  const rounded = m.multiplyAdd(x, m.float(2 / Math.PI), magic)
  const k = m.subtract(rounded, magic)
  // Every step is exact until the rest is so near to k·π/2 that the steps after it are below its last place.
  let rest = x
  for (const part of halfPiParts) rest = m.multiplyAdd(k, m.float(-part), rest)
  if (range.low < -65536 || range.high > 65536) rest = atMost(m, atLeast(m, rest, -quarterTurn), quarterTurn)
  const square = m.multiply(rest, rest)
  const sine = m.multiply(rest, polynomial(m, square, sinCoefficients))
  const cosine = polynomial(m, square, cosCoefficients)
  // The low two bits of k: which of the two, and which sign.
  const quadrant = quarters === 0 ? m.asInt(rounded) : m.addInt(m.asInt(rounded), m.int(quarters))
  const isCosine = m.shiftRightSigned(m.shiftLeft(quadrant, 31), 31)
  const sign = m.shiftLeft(m.shiftRight(quadrant, 1), 31)
  return m.asFloat(m.xor(m.asInt(m.select(isCosine, cosine, sine)), sign))
}
