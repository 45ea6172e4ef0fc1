// What the functions of vector-math promise: the exact function, and every range that has its own variant.

import type { Arithmetic } from '../../src/compile/arithmetic.ts'
import { cos, exp, log, sigmoid, sin, tanh, type vectorMathCost } from '../../src/compile/vector-math.ts'
import type { Range } from '../../src/graph/node.ts'

export interface MathCase {
  readonly name: keyof typeof vectorMathCost
  readonly call: <V>(m: Arithmetic<V>, x: V, range: Range) => V
  /** In float64. */
  readonly exact: (x: number) => number
  /** Bounds of the exact function, which every result must keep too. */
  readonly image: Range
  /** Where |x| is above this, only the bounds are promised. */
  readonly reach: number
  readonly variants: readonly Variant[]
}

export interface Variant {
  readonly name: string
  readonly range: Range
  /** Where it is narrower than that of the whole function. */
  readonly image?: Range
}

/** In units in the last place. */
export const allowedError = 4

const any: Variant = { name: 'any', range: { low: -Infinity, high: Infinity } }

export const mathCases: readonly MathCase[] = [
  {
    name: 'exp',
    call: exp,
    exact: Math.exp,
    image: { low: 0, high: Infinity },
    reach: Infinity,
    variants: [
      any,
      { name: 'no underflow', range: { low: -104, high: Infinity } },
      { name: 'no overflow', range: { low: -Infinity, high: 71 } },
      { name: 'up to 0', range: { low: -Infinity, high: 0 }, image: { low: 0, high: 1 } },
      { name: 'normal', range: { low: -87.6, high: 88.3 } },
    ],
  },
  {
    name: 'log',
    call: log,
    exact: Math.log,
    image: { low: -Infinity, high: Infinity },
    reach: Infinity,
    variants: [
      any,
      { name: 'not negative', range: { low: 0, high: Infinity } },
      { name: 'normal', range: { low: 2 ** -125, high: Infinity } },
    ],
  },
  {
    name: 'tanh',
    call: tanh,
    exact: Math.tanh,
    image: { low: -1, high: 1 },
    reach: Infinity,
    variants: [any, { name: 'within 40', range: { low: -40, high: 40 } }],
  },
  {
    name: 'sigmoid',
    call: sigmoid,
    exact: (x) => 1 / (1 + Math.exp(-x)),
    image: { low: 0, high: 1 },
    reach: Infinity,
    variants: [any, { name: '-109 to 64', range: { low: -109, high: 64 } }],
  },
  {
    name: 'sin',
    call: sin,
    exact: Math.sin,
    image: { low: -1, high: 1 },
    reach: 65536,
    variants: [any, { name: 'within 65536', range: { low: -65536, high: 65536 } }],
  },
  {
    name: 'cos',
    call: cos,
    exact: Math.cos,
    image: { low: -1, high: 1 },
    reach: 65536,
    variants: [any, { name: 'within 65536', range: { low: -65536, high: 65536 } }],
  },
]

/** One step of float32 at this size: the unit in the last place of the float32 numbers around it. */
export function unitInLastPlace(value: number): number {
  const size = Math.abs(value)
  if (!(size >= 2 ** -126)) return 2 ** -149
  return exponentUnits[Math.min(127, exponentOf(size)) + 126] as number
}

const doubles = new Float64Array(1)
const words = new Int32Array(doubles.buffer)
const exponentUnits = Float64Array.from({ length: 254 }, (_, i) => 2 ** (i - 149))

function exponentOf(size: number): number {
  doubles[0] = size
  return ((words[1] as number) >>> 20) - 1023
}

/**
 * How far a float32 is from the exact value, in units in its last place; Infinity counts as 2^128.
 * Infinite where one is NaN and the other is not, or where zeros differ in sign.
 */
export function errorInUnits(got: number, exact: number): number {
  if (Number.isNaN(got) || Number.isNaN(exact)) return Number.isNaN(got) && Number.isNaN(exact) ? 0 : Infinity
  if (exact === 0 && got === 0) return Object.is(got, exact) ? 0 : Infinity
  // Half a step beyond the largest float32 is where rounding gives Infinity.
  if (Math.abs(exact) >= overflowsFrom && got === Math.sign(exact) * Infinity) return 0
  return Math.abs(limited(got) - limited(exact)) / unitInLastPlace(exact)
}

const overflowsFrom = 2 ** 128 - 2 ** 103

function limited(value: number): number {
  return Math.max(-(2 ** 128), Math.min(2 ** 128, value))
}
