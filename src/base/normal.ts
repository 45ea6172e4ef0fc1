// Named streams of draws (uniform, normal, truncated normal, whole numbers) with the same bits on every JavaScript engine.

import { invalid } from './errors.ts'
import { type Key, randomBits, randomKey, streamNumber } from './random.ts'

// ln 2 in two parts: the first has 32 significant bits, so that its product with any exponent of a double is exact.
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const EXPONENT_BIAS = 1023

/** 2/3, 2/5, …, 2/23: enough of the series of atanh for |s| ≤ 0.172, whose next term is below 1e-17 of the first. */
const ATANH_TERMS = Array.from({ length: 11 }, (_, i) => 2 / (2 * i + 3))

const bits = new DataView(new ArrayBuffer(8))

/**
 * The natural logarithm from additions, multiplications and divisions alone, within 2 units in the last place.
 * `Math.log` differs between engines; this has the same bits everywhere.
 * Reduction to x = 2^e·(1 + f) with 1 + f in [√½, √2), then ln(1 + f) = 2·atanh(s), s = f/(2 + f).
 */
export function logarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  const scaled = x < 2 ** -1022 ? x * 2 ** 54 : x
  bits.setFloat64(0, scaled)
  let exponent = (bits.getUint16(0) >>> 4) - EXPONENT_BIAS
  bits.setUint16(0, (bits.getUint16(0) & 0x000f) | (EXPONENT_BIAS << 4))
  let fraction = bits.getFloat64(0)
  if (fraction > Math.SQRT2) {
    fraction /= 2
    exponent += 1
  }
  if (scaled !== x) exponent -= 54
  const f = fraction - 1
  const s = f / (2 + f)
  const square = s * s
  let rest = 0
  for (let i = ATANH_TERMS.length - 1; i >= 0; i -= 1) rest = square * (rest + (ATANH_TERMS[i] as number))
  // 2s = f − s·f: written so, the large part f stays exact.
  return exponent * LN2_HIGH - (s * (f - rest) - exponent * LN2_LOW - f)
}

/** A position in a stream; saved with a checkpoint, it lets the stream go on where it was. */
export interface StreamPosition {
  readonly step: number
  readonly index: number
}

/** Draws one after another. Two streams of different seeds or names are independent of each other. */
export interface RandomStream {
  /** A double in [low, high), by default in [0, 1), with 53 random bits. */
  uniform(low?: number, high?: number): number
  /** A draw from the normal distribution. */
  normal(mean?: number, standardDeviation?: number): number
  /** A normal draw around 0 that is drawn again while it is beyond two standard deviations. */
  truncatedNormal(standardDeviation: number): number
  /** A whole number in [0, count), each equally likely; count up to 2^32. */
  integer(count: number): number
  /** Where the next draw begins. */
  position(): StreamPosition
}

/** Indices that one step of the generator has. */
const INDICES = 2 ** 32

/**
 * Starts the stream that `seed` and `name` determine, or goes on at a position that it had before.
 * @throws NaluError if the seed is not a whole number from 0 to 2^53 − 1.
 */
export function randomStream(seed: number, name: string, start: StreamPosition = { step: 0, index: 0 }): RandomStream {
  const stream = streamNumber(name)
  let { step, index } = start
  let key: Key = randomKey(seed, stream, step)

  /** 32 random bits as a whole number in [0, 2^32). */
  const next = (): number => {
    if (index === INDICES) {
      step += 1
      index = 0
      key = randomKey(seed, stream, step)
    }
    const value = randomBits(key, index | 0) >>> 0
    index += 1
    return value
  }

  const uniform = (low = 0, high = 1): number => {
    if (!(low <= high && Number.isFinite(high - low))) {
      throw invalid(`Cannot draw between ${low} and ${high}; expected two finite numbers, the lower one first.`)
    }
    // The high bits are the better mixed ones.
    const unit = ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) * 2 ** -53
    const value = low + (high - low) * unit
    return value < high ? value : low
  }

  const standardNormal = (): number => {
    // G. Marsaglia's polar method. Its second normal is dropped, so that a position says all about the stream.
    for (;;) {
      const u = uniform(-1, 1)
      const v = uniform(-1, 1)
      const s = u * u + v * v
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * logarithm(s)) / s)
    }
  }

  return {
    uniform,
    normal: (mean = 0, standardDeviation = 1) => mean + standardDeviation * standardNormal(),
    truncatedNormal: (standardDeviation) => {
      for (;;) {
        const value = standardNormal()
        if (value >= -2 && value <= 2) return standardDeviation * value
      }
    },
    integer: (count) => {
      if (!Number.isInteger(count) || count < 1 || count > INDICES) {
        throw invalid(`Cannot draw one of ${count} whole numbers; expected a count from 1 to 2^32.`)
      }
      // Equal shares of the 2^32 values, in order, so that the high bits decide; what is left over is drawn again.
      const share = Math.floor(INDICES / count)
      for (;;) {
        const value = Math.floor(next() / share)
        if (value < count) return value
      }
    },
    position: () => ({ step, index }),
  }
}
