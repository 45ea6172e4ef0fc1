// One lane of the arithmetic, computed at once in JavaScript: for tests and for the slow executor.

import type { Arithmetic } from './arithmetic.ts'

// Floats are numbers that float32 holds, integers are numbers from -2^31 to 2^31 - 1, booleans are -1 and 0.
// `asFloat` of the bits of a NaN keeps none of its payload.

const floats = new Float32Array(1)
const bits = new Int32Array(floats.buffer)

/** The bits of a float32, as a signed integer. */
export function bitsOfFloat(value: number): number {
  floats[0] = value
  return bits[0] as number
}

/** The float32 that has these bits. */
export function floatOfBits(value: number): number {
  bits[0] = value
  return floats[0] as number
}

/** Rounds `a·b + c` twice. */
export const strictArithmetic: Arithmetic<number> = arithmetic((a, b, c) => Math.fround(Math.fround(a * b) + c))

/** Rounds `a·b + c` once. */
export const fusedArithmetic: Arithmetic<number> = arithmetic(fusedMultiplyAdd)

function arithmetic(multiplyAdd: (a: number, b: number, c: number) => number): Arithmetic<number> {
  return {
    float: Math.fround,
    int: (value) => value | 0,

    // In float64 the sum, difference, product, quotient and root of float32 numbers have enough digits
    // that rounding them once more to float32 gives what rounding once would.
    add: (a, b) => Math.fround(a + b),
    subtract: (a, b) => Math.fround(a - b),
    multiply: (a, b) => Math.fround(a * b),
    divide: (a, b) => Math.fround(a / b),
    min: Math.min,
    max: Math.max,
    negate: (a) => -a,
    absolute: Math.abs,
    sqrt: (a) => Math.fround(Math.sqrt(a)),
    floor: Math.floor,
    nearest: roundHalfToEven,
    multiplyAdd,
    less: (a, b) => (a < b ? -1 : 0),
    lessEqual: (a, b) => (a <= b ? -1 : 0),
    equal: (a, b) => (a === b ? -1 : 0),

    addInt: (a, b) => (a + b) | 0,
    subtractInt: (a, b) => (a - b) | 0,
    multiplyInt: Math.imul,
    minInt: Math.min,
    maxInt: Math.max,
    lessInt: (a, b) => (a < b ? -1 : 0),
    equalInt: (a, b) => (a === b ? -1 : 0),
    shiftLeft: (a, count) => a << count,
    shiftRight: (a, count) => (a >>> count) | 0,
    shiftRightSigned: (a, count) => a >> count,

    and: (a, b) => a & b,
    or: (a, b) => a | b,
    xor: (a, b) => a ^ b,
    not: (a) => ~a,
    select: (condition, a, b) => (condition === 0 ? b : a),

    toFloat: Math.fround,
    toInt: (a) => (Number.isNaN(a) ? 0 : Math.trunc(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, a))) | 0),
    asFloat: floatOfBits,
    asInt: bitsOfFloat,
  }
}

function roundHalfToEven(a: number): number {
  // From 2^23 on every float32 is whole. Below, adding 1.5·2^52 in float64 rounds at the units.
  if (!(Math.abs(a) < 2 ** 23)) return a
  const rounded = a + 1.5 * 2 ** 52 - 1.5 * 2 ** 52
  return rounded === 0 && (a < 0 || Object.is(a, -0)) ? -0 : rounded
}

const doubles = new Float64Array(1)
const words = new BigInt64Array(doubles.buffer)

function fusedMultiplyAdd(a: number, b: number, c: number): number {
  // Exact in float64: 48 significant bits.
  const product = a * b
  const sum = product + c
  // What the sum lost to rounding, exactly (Knuth's two-sum).
  const back = sum - product
  const lost = product - (sum - back) + (c - back)
  if (lost === 0 || Number.isNaN(lost)) return Math.fround(sum)
  // Rounding to odd: of the two float64 numbers around the exact sum the one whose last bit is set.
  // Rounding that to float32 gives what rounding the exact sum would (Boldo and Melquiond 2008).
  doubles[0] = sum
  const sumBits = words[0] as bigint
  if ((sumBits & 1n) === 0n) {
    words[0] = lost > 0 === sum > 0 ? sumBits + 1n : sumBits - 1n
  }
  return Math.fround(doubles[0] as number)
}
