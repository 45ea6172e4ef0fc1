import { describe, expect, it } from 'vitest'
import { allowedError, errorInUnits, type MathCase, mathCases, type Variant } from '../../scripts/verify-math/cases.ts'
import type { Range } from '../graph/node.ts'
import type { Arithmetic } from './arithmetic.ts'
import { bitsOfFloat, floatOfBits, fusedArithmetic, strictArithmetic } from './scalar-arithmetic.ts'
import { exp, log, sigmoid, sin, tanh, vectorMathCost } from './vector-math.ts'

const any: Range = { low: -Infinity, high: Infinity }

const modes = [
  { mode: 'rounding multiply-add twice', m: strictArithmetic },
  { mode: 'rounding multiply-add once', m: fusedArithmetic },
]

for (const mathCase of mathCases) {
  describe(mathCase.name, () => {
    // The exact values once, for all variants.
    const inputs = Float32Array.from([...throughAll(8191), ...hardInputs(mathCase.name)])
    const exact = Float64Array.from(inputs, mathCase.exact)

    for (const variant of mathCase.variants) {
      for (const { mode, m } of modes) {
        it(`is near the exact value and within its bounds: ${variant.name}, ${mode}`, () => {
          const found = worst(mathCase, variant, m, inputs, exact)
          expect(found.outOfBounds).toEqual([])
          expect(found.error, `at ${found.at}`).toBeLessThanOrEqual(allowedError)
        })
      }
    }

    it('costs what the table says', () => {
      expect(costOf((m, x) => mathCase.call(m, x, any))).toBe(vectorMathCost[mathCase.name])
    })
  })
}

describe.each(modes)('special values, $mode', ({ m }) => {
  const nans = [NaN, -NaN, floatOfBits(0x7f800001), floatOfBits(-1)]

  it('keeps NaN in every variant', () => {
    for (const { call, variants } of mathCases) {
      for (const { range } of variants) {
        for (const x of nans) expect(call(m, x, range)).toBeNaN()
      }
    }
  })

  it('keeps the sign of zero', () => {
    for (const f of [tanh, sin]) {
      expect(f(m, -0, any)).toBe(-0)
      expect(f(m, 0, any)).toBe(0)
    }
  })

  it('gives exactly the values that identities ask for', () => {
    expect(exp(m, 0, any)).toBe(1)
    expect(log(m, 1, any)).toBe(0)
    expect(sigmoid(m, 0, any)).toBe(0.5)
    for (const x of [10, 20, 1e30, Infinity]) {
      expect(tanh(m, x, any)).toBe(1)
      expect(tanh(m, -x, any)).toBe(-1)
      expect(sigmoid(m, x + 10, any)).toBe(1)
    }
    expect(sigmoid(m, -Infinity, any)).toBe(0)
  })

  it('is -Infinity for the logarithm of both zeros and NaN for that of negative numbers', () => {
    for (const zero of [0, -0]) expect(log(m, zero, any)).toBe(-Infinity)
    for (const x of [-(2 ** -149), -1, -Infinity]) expect(log(m, x, any)).toBeNaN()
  })

  it('overflows where rounding the exponential to float32 does', () => {
    expect(exp(m, 88.72283172607422, any)).toBeLessThan(Infinity)
    expect(exp(m, 88.72283935546875, any)).toBe(Infinity)
  })
})

interface Worst {
  error: number
  at: number
  outOfBounds: number[]
}

function worst(
  { call, image, reach }: MathCase,
  variant: Variant,
  m: Arithmetic<number>,
  inputs: Float32Array,
  exact: Float64Array,
): Worst {
  const { range } = variant
  const { low, high } = variant.image ?? image
  const found: Worst = { error: 0, at: 0, outOfBounds: [] }
  for (let i = 0; i < inputs.length; i++) {
    const x = inputs[i] as number
    if (x < range.low || x > range.high) continue
    const got = call(m, x, range)
    if (got < low || got > high) found.outOfBounds.push(x)
    if (Math.abs(x) > reach && Number.isFinite(x)) {
      if (Number.isNaN(got)) found.outOfBounds.push(x)
      continue
    }
    const error = errorInUnits(got, exact[i] as number)
    if (error > found.error) {
      found.error = error
      found.at = x
    }
  }
  return found
}

function* throughAll(stride: number): Generator<number> {
  for (let bits = 0; bits < 2 ** 32; bits += stride) yield floatOfBits(bits | 0)
}

function* hardInputs(name: string): Generator<number> {
  for (const x of [0, 2 ** -149, 2 ** -126, 2 ** -125, 2 ** -100, 2 ** 127, 65536, Infinity, NaN]) {
    yield* [x, -x]
    yield* neighbours(x, 8)
    yield* neighbours(-x, 8)
  }
  if (name === 'sin' || name === 'cos') {
    for (let k = 1; k <= 41721; k++) {
      yield* neighbours((k * Math.PI) / 2, 1)
      yield* neighbours((-k * Math.PI) / 2, 1)
    }
  }
  // Where a logarithm or a power of two changes, and the limits of the exponential and of its parts.
  for (const x of [2 / 3, 1, 4 / 3, 71, 88.3, 30, 40, 10, 17.32]) {
    yield* neighbours(x, 500)
    yield* neighbours(-x, 500)
  }
  for (const x of [-103.97208, -103.27893, -87.33654, -87.6, -104, -109, 88.02969, 88.376, 88.72284]) {
    yield* neighbours(x, 500)
  }
  for (let n = -151; n <= 129; n++) yield* neighbours((n + 0.5) * Math.LN2, 5)
}

function* neighbours(x: number, reach: number): Generator<number> {
  if (!Number.isFinite(x)) return
  const bits = bitsOfFloat(x)
  for (let i = -reach; i <= reach; i++) yield floatOfBits(bits + i)
}

/** Counts what `f` does, with a division as 5. */
function costOf(f: (m: Arithmetic<number>, x: number) => number): number {
  const free = new Set(['float', 'int', 'asFloat', 'asInt'])
  let cost = 0
  const counting = new Proxy(strictArithmetic, {
    get(target, operation: keyof Arithmetic<number>) {
      if (!free.has(operation)) cost += operation === 'divide' ? 5 : 1
      return target[operation]
    },
  })
  f(counting, 1)
  return cost
}
