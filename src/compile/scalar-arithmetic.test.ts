import { describe, expect, it } from 'vitest'
import { randomBits, randomKey } from '../base/random.ts'
import { bitsOfFloat, floatOfBits, fusedArithmetic, strictArithmetic } from './scalar-arithmetic.ts'

// The oracle computes with whole numbers of any size: every finite float32 is a multiple of 2^-149.

function asMultiple(value: number): bigint {
  return BigInt(value * 2 ** 149)
}

/** The float32 nearest to `numerator`·2^-298, halves to even. */
function roundToFloat(numerator: bigint): number {
  const size = numerator < 0n ? -numerator : numerator
  // At most 24 digits may stay, and none below 2^-149.
  const dropped = BigInt(Math.max(149, size.toString(2).length - 24))
  const step = 1n << dropped
  const below = size / step
  const twice = 2n * (size - below * step)
  const isUp = twice > step || (twice === step && below % 2n === 1n)
  const magnitude = Number(below + (isUp ? 1n : 0n)) * 2 ** (Number(dropped) - 298)
  const rounded = magnitude >= 2 ** 128 ? Infinity : magnitude
  return numerator < 0n ? -rounded : rounded
}

describe('multiply-add in one rounding', () => {
  it('rounds the exact result once, also where float64 rounds it to a tie', () => {
    const key = randomKey(1, 0, 0)
    let index = 0
    const draw = () => randomBits(key, index++)
    let differsFromTwo = 0
    for (let trial = 0; trial < 40_000; trial++) {
      // Exponents near each other, short significands in half of the cases: ties and cancellation are frequent.
      const short = trial % 2 === 0 ? ~0 : ~0x7ff
      const around = (exponent: number) =>
        floatOfBits((draw() & 0x807fffff & short) | ((127 + exponent + ((draw() >>> 27) - 16)) << 23))
      const scale = trial % 5 === 0 ? -90 : 0
      const [a, b, c] = [around(scale), around(trial % 3 === 0 ? -40 : 0), around(scale)]
      const exact = asMultiple(a) * asMultiple(b) + asMultiple(c) * 2n ** 149n
      if (exact === 0n) continue
      const got = fusedArithmetic.multiplyAdd(a, b, c)
      expect(got, `${a}·${b} + ${c}`).toBe(roundToFloat(exact))
      if (got !== strictArithmetic.multiplyAdd(a, b, c)) differsFromTwo++
    }
    expect(differsFromTwo).toBeGreaterThan(1000)
  })

  it('is not fooled by rounding twice', () => {
    // 1 + 2^-24 + 2^-60 is above the tie that float64 would round it to.
    expect(fusedArithmetic.multiplyAdd(2 ** -30, 2 ** -30, Math.fround(2 ** -24))).toBe(2 ** -24)
    const a = 1 + 2 ** -12
    const product = a * a // 1 + 2^-11 + 2^-24: a tie
    expect(fusedArithmetic.multiplyAdd(a, a, 2 ** -60)).toBe(Math.fround(product) + 2 ** -23)
    expect(fusedArithmetic.multiplyAdd(a, a, -(2 ** -60))).toBe(1 + 2 ** -11)
  })

  it('follows IEEE 754 for infinities, NaN and zeros', () => {
    const { multiplyAdd } = fusedArithmetic
    expect(multiplyAdd(Infinity, 1, 1)).toBe(Infinity)
    expect(multiplyAdd(1, 1, -Infinity)).toBe(-Infinity)
    expect(multiplyAdd(Infinity, 1, -Infinity)).toBeNaN()
    expect(multiplyAdd(NaN, 1, 1)).toBeNaN()
    expect(multiplyAdd(-0, 1, -0)).toBe(-0)
    expect(multiplyAdd(0, 1, -0)).toBe(0)
    expect(multiplyAdd(2 ** 127, 2, 0)).toBe(Infinity)
  })
})

describe('one lane', () => {
  const m = strictArithmetic

  it('rounds every result to float32', () => {
    expect(m.float(0.1)).toBe(Math.fround(0.1))
    expect(m.add(1, 2 ** -24)).toBe(1)
    expect(m.divide(1, 3)).toBe(Math.fround(1 / 3))
    expect(m.toFloat(2 ** 24 + 1)).toBe(2 ** 24)
  })

  it('rounds halves to the even whole number and keeps the sign of zero', () => {
    const rounded = [0.5, 1.5, 2.5, -0.5, -1.5, 0.49999997, 8388607.5, -0, -0.2].map(m.nearest)
    expect(rounded).toEqual([0, 2, 2, -0, -2, 0, 8388608, -0, -0])
    expect(m.nearest(NaN)).toBeNaN()
    expect(m.nearest(Infinity)).toBe(Infinity)
  })

  it('wraps integers', () => {
    expect(m.addInt(2 ** 31 - 1, 1)).toBe(-(2 ** 31))
    expect(m.subtractInt(-(2 ** 31), 1)).toBe(2 ** 31 - 1)
    expect(m.multiplyInt(0x10001, 0x10001)).toBe(0x20001)
    expect(m.shiftRight(-1, 1)).toBe(2 ** 31 - 1)
    expect(m.shiftRightSigned(-2, 1)).toBe(-1)
    expect(m.int(0xffffffff)).toBe(-1)
  })

  it('converts towards zero and saturates', () => {
    expect([1.9, -1.9, NaN, 1e20, -1e20, Infinity, 2 ** 31].map(m.toInt)).toEqual([
      1,
      -1,
      0,
      2 ** 31 - 1,
      -(2 ** 31),
      2 ** 31 - 1,
      2 ** 31 - 1,
    ])
  })

  it('selects by comparisons, which are false for NaN', () => {
    expect(m.select(m.less(1, 2), 10, 20)).toBe(10)
    expect(m.select(m.less(NaN, 2), 10, 20)).toBe(20)
    expect(m.select(m.not(m.lessEqual(NaN, 2)), 10, 20)).toBe(10)
    expect(m.less(1, 2)).toBe(-1)
  })

  it('gives NaN from min and max if either side is NaN', () => {
    expect(m.min(NaN, 1)).toBeNaN()
    expect(m.max(1, NaN)).toBeNaN()
    expect(m.min(0, -0)).toBe(-0)
  })

  it('sees the same bits as a float and as an integer', () => {
    expect(m.asInt(1)).toBe(0x3f800000)
    expect(m.asInt(-0)).toBe(-(2 ** 31))
    expect(m.asFloat(0x3f800000)).toBe(1)
    expect(m.asFloat(-1)).toBeNaN()
    expect(bitsOfFloat(floatOfBits(-123456789))).toBe(-123456789)
  })
})
