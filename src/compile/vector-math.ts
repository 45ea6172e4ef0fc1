// Exponential, logarithm, hyperbolic tangent and sigmoid in float32, built from the basic lane operations.

import type { Range } from '../graph/node.ts'
import type { Arithmetic } from './arithmetic.ts'
import { atLeast, atMost, polynomial, roundingMagic } from './vector-math-parts.ts'

// Every function here is within 4 units in the last place of the exact value for every float32, subnormal numbers
// and infinities included, and NaN gives NaN, whether `multiplyAdd` rounds once or twice. `scripts/verify-math.ts`
// tries all 2^32 inputs. A `range` that is known to be narrower leaves out the steps that it makes needless.
//
// Coefficients: weighted minimax fits by linear programming in float64, then rounded to float32 one after the
// other, from the constant term up, each time fitting the remaining ones again. A constant term is always exactly 1.

export { cos, sin } from './vector-math-trig.ts'

/** Operations over an unknown range, where a division counts as 5 (its throughput in cycles) and the rest as 1. */
export const vectorMathCost: Readonly<Record<'exp' | 'log' | 'tanh' | 'sigmoid' | 'sin' | 'cos', number>> = {
  exp: 16,
  log: 24,
  tanh: 22,
  sigmoid: 21,
  sin: 27,
  cos: 28,
}

// ln 2 in two parts. The first has 15 significant bits, so that n times it is exact for |n| < 512.
const ln2High = 0.693145751953125
const ln2Low = Math.LN2 - ln2High

// e^r on |r| ≤ ln2/2. Relative error 1.5·2^-24.
const expCoefficients = [
  1, 0.9999997019767761, 0.4999914765357971, 0.16667653620243073, 0.041898179799318314, 0.00828920491039753,
]

// The same, with an error of 0.04·2^-24: good enough to be squared.
const expHalfCoefficients = [
  1, 1, 0.5, 0.1666652113199234, 0.0416659414768219, 0.008368679322302341, 0.0013983439421281219,
]

/** e^x. Never negative, and not above 1 for x ≤ 0. */
export function exp<V>(m: Arithmetic<V>, x: V, range: Range): V {
  // n = round(x/ln2) from -126 to 127: one multiplication by 2^n, which may round into the subnormal numbers.
  if (range.low >= -87.6 && range.high <= 88.3) {
    const { power, rest } = reduce(m, x, [ln2High, ln2Low], 0)
    return m.multiply(polynomial(m, rest, expCoefficients), power)
  }
  // e^-104 rounds to 0.
  const clamped = range.low >= -104 ? x : atLeast(m, x, -104)
  // n from -150 to 102: multiply by 2^(n+25), which is normal, and then by 2^-25.
  if (range.high <= 71) {
    const { power, rest } = reduce(m, clamped, [ln2High, ln2Low], 25)
    return m.multiply(m.multiply(polynomial(m, rest, expCoefficients), power), m.float(2 ** -25))
  }
  // (e^(x/2))², where x = n·2·ln2 + rest: the half is normal, and its square overflows and underflows as it should.
  // From n = 64 on it overflows however large the rest is.
  const { power, rest } = reduce(m, clamped, [2 * ln2High, 2 * ln2Low], 0, 64)
  const coefficients = expHalfCoefficients.map((coefficient, i) => coefficient * 2 ** -i)
  const half = m.multiply(polynomial(m, rest, coefficients), power)
  return m.multiply(half, half)
}

// log(1+f)/f on |f| ≤ 1/3, relative to the unit in the last place of log(1+f), of which the error is at most 0.34.
// With nine of them f times the polynomial goes to +Infinity as f does.
const logCoefficients = [
  1, -0.4999994933605194, 0.33333221077919006, -0.2500703036785126, 0.20010486245155334, -0.16428609192371368,
  0.13995811343193054, -0.1532905399799347, 0.14068125188350677,
]

/** Natural logarithm: -Infinity at ±0, NaN below. */
export function log<V>(m: Arithmetic<V>, x: V, range: Range): V {
  if (range.low >= 2 ** -125) return logOfNormal(m, x)
  const isSmall = m.less(x, m.float(2 ** -100))
  const enlarged = m.select(isSmall, m.multiply(x, m.float(2 ** 25)), x)
  const correction = m.asFloat(m.and(isSmall, m.asInt(m.float(-25 * 2 ** 23))))
  const result = logOfNormal(m, enlarged, correction)
  // Below zero the comparison sets all bits, which makes a NaN of -Infinity.
  const minusInfinity = m.float(-Infinity)
  const special = range.low >= 0 ? minusInfinity : m.asFloat(m.or(m.asInt(minusInfinity), m.less(x, m.float(0))))
  return m.select(m.lessEqual(x, m.float(0)), special, result)
}

/** log x + 2^-23·ln2·`correction` for x ≥ 2^-125. Infinity and NaN pass through the arithmetic. */
function logOfNormal<V>(m: Arithmetic<V>, x: V, correction?: V): V {
  // x = 2^k·(1+f) with 2/3 ≤ 1+f < 4/3; `exponent` is the integer k·2^23, found by looking at x/(2/3).
  const exponent = m.and(m.subtractInt(m.asInt(x), m.int(0x3f2aaaab)), m.int(-0x800000))
  // 4·2^-k, because 2^-128 is not normal; hence 4·f, exactly.
  const scale = m.asFloat(m.subtractInt(m.int(129 << 23), exponent))
  const f4 = m.multiplyAdd(x, scale, m.float(-4))
  const ratio = polynomial(
    m,
    f4,
    logCoefficients.map((coefficient, i) => coefficient * 4 ** -(i + 1)),
  )
  const power = correction === undefined ? m.toFloat(exponent) : m.add(m.toFloat(exponent), correction)
  return m.multiplyAdd(f4, ratio, m.multiply(power, m.float(Math.LN2 * 2 ** -23)))
}

// tanh(y)/y as a polynomial in y², |y| ≤ ln2/4. Relative error 0.93·2^-24.
const tanhCoefficients = [1, -0.33331266045570374, 0.13110281527042389]

/** Hyperbolic tangent. Never outside [-1, 1], and ±1 from |x| = 10 on. */
export function tanh<V>(m: Arithmetic<V>, x: V, range: Range): V {
  const upper = range.high <= 40 ? x : atMost(m, x, 10)
  const clamped = range.low >= -40 ? upper : atLeast(m, upper, -10)
  // x = n·ln2/2 + y. With w = tanh y and s = 2^n the addition theorem is (w·(s+1) + (s-1)) / (w·(s-1) + (s+1)).
  // One part of ln2/2 is enough: where n times it is not exact, tanh is flat.
  const { power, rest } = reduce(m, clamped, [Math.LN2 / 2], 0)
  const w = m.multiply(rest, polynomial(m, m.multiply(rest, rest), tanhCoefficients))
  const one = m.float(1)
  const plus = m.add(power, one)
  // s-1 as -(1-s): it has to be -0 at n = 0, or tanh(-0) would be +0.
  const minus = m.negate(m.subtract(one, power))
  return m.divide(m.multiplyAdd(w, plus, minus), m.multiplyAdd(w, minus, plus))
}

/** 1/(1 + e^-x). Never outside [0, 1], and 1 from x = 30 on. */
export function sigmoid<V>(m: Arithmetic<V>, x: V, range: Range): V {
  // 2^-32 · 1/(2^-32 + 2^-32·e^-x): like this e^-x is finite until the result rounds to 0, and the quotient
  // is never subnormal, which would make the division take twice as long.
  const upper = range.high <= 64 ? x : atMost(m, x, 30)
  const clamped = range.low >= -109 ? upper : atLeast(m, upper, -104)
  // -x = n·ln2 - rest.
  const { power, rest } = reduce(m, clamped, [-ln2High, -ln2Low], -32)
  const coefficients = expCoefficients.map((coefficient, i) => coefficient * (-1) ** i)
  const unit = m.float(2 ** -32)
  return m.multiply(unit, m.divide(m.float(1), m.multiplyAdd(polynomial(m, rest, coefficients), power, unit)))
}

/**
 * Splits x into n·period + rest, where n is whole and `parts` add up to the period; `power` is 2^(n + shift).
 * A given `limit` holds n down, whatever x is; without it n + shift must stay within -127 … 127.
 */
function reduce<V>(
  m: Arithmetic<V>,
  x: V,
  parts: readonly number[],
  shift: number,
  limit?: number,
): { power: V; rest: V } {
  const period = parts.reduce((sum, part) => sum + part, 0)
  // Leaves n + shift, biased as in the exponent of a float32, in the lowest bits.
  const magic = m.float(roundingMagic + shift + 127)
  let rounded = m.multiplyAdd(x, m.float(1 / period), magic)
  if (limit !== undefined) {
    // As integers, floats keep their order; a NaN may become the limit, but it is still in the rest.
    const bound = m.float(roundingMagic + shift + 127 + limit)
    rounded = m.asFloat(m.minInt(m.asInt(rounded), m.asInt(bound)))
  }
  const n = m.subtract(rounded, magic)
  let rest = x
  for (const part of parts) rest = m.multiplyAdd(n, m.float(-part), rest)
  return { power: m.asFloat(m.shiftLeft(m.asInt(rounded), 23)), rest }
}
