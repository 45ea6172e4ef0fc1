// The quality of the generator. Seeds are fixed, so a test either always passes or always fails; every bound is set so
// that a perfect generator would miss it for less than one seed in a thousand.

import { describe, expect, test } from 'vitest'
import { chiSquareChance, chiSquareOfEqual, correlation } from '../../test/statistics.ts'
import { mix, randomBits, randomKey, splitSeed, streamNumber, uniformFromBits } from './random.ts'

const RAREST = 1e-3

interface Position {
  readonly seed: number
  readonly stream: number
  readonly step: number
  readonly index: number
}

function bitsAt({ seed, stream, step, index }: Position): number {
  return randomBits(randomKey(seed, stream, step), index)
}

/** Positions that have nothing to do with the generator under test: a linear congruence modulo 2^64 (Knuth's MMIX). */
function somePositions(count: number): Position[] {
  let state = 1n
  const next = (bits: bigint) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
    return Number(state >> (64n - bits))
  }
  return Array.from({ length: count }, () => ({
    seed: next(53n),
    stream: next(32n) | 0,
    step: next(32n),
    index: next(32n) | 0,
  }))
}

describe('avalanche: one input bit flips each output bit in half of all cases', () => {
  const positions = somePositions(2 ** 13)
  const flips: [string, number, (at: Position, bit: number) => Position][] = [
    ['index', 32, (at, bit) => ({ ...at, index: at.index ^ (1 << bit) })],
    ['step', 32, (at, bit) => ({ ...at, step: (at.step ^ (1 << bit)) >>> 0 })],
    ['stream', 32, (at, bit) => ({ ...at, stream: at.stream ^ (1 << bit) })],
    ['seed', 53, (at, bit) => ({ ...at, seed: Number(BigInt(at.seed) ^ (1n << BigInt(bit))) })],
  ]

  test.each(flips)('of the %s', (_, inputBits, flip) => {
    const plain = positions.map(bitsAt)
    const scores: number[] = []
    for (let bit = 0; bit < inputBits; bit += 1) {
      const counts = new Float64Array(32)
      positions.forEach((at, n) => {
        const changed = (plain[n] as number) ^ bitsAt(flip(at, bit))
        for (let out = 0; out < 32; out += 1) counts[out] = (counts[out] as number) + ((changed >>> out) & 1)
      })
      // The 24 high bits are those that become draws; the 8 low ones mix a little less and may be off by 3 %.
      counts.forEach((count, out) => {
        const share = count / positions.length
        if (out < 8) expect(Math.abs(share - 0.5)).toBeLessThan(0.03)
        else scores.push((share - 0.5) * 2 * Math.sqrt(positions.length))
      })
    }
    const chance = chiSquareChance(
      scores.reduce((sum, z) => sum + z * z, 0),
      scores.length,
    )
    expect(chance).toBeGreaterThan(RAREST)
    // A single pair of bits off by more than this has a chance of 6e-7; there are about 1,500 pairs.
    expect(Math.max(...scores.map(Math.abs))).toBeLessThan(5)
  })
})

/** How many draws follow each other in one tuple: along the index, the step, the stream or the seed. */
const walks: [string, (n: number) => Position][] = [
  ['indices', (n) => ({ seed: 7, stream: streamNumber('data'), step: 3, index: n })],
  ['steps', (n) => ({ seed: 7, stream: streamNumber('data'), step: n, index: 3 })],
  ['streams', (n) => ({ seed: 7, stream: n, step: 3, index: 3 })],
  ['seeds', (n) => ({ seed: n, stream: streamNumber('data'), step: 3, index: 3 })],
]

describe.each(walks)('draws at consecutive %s', (_, at) => {
  const draws = Float64Array.from({ length: 196_608 }, (_, n) => uniformFromBits(bitsAt(at(n))))

  test.each([
    [1, 1024],
    [2, 32],
    [3, 12],
  ])('fill %d dimensions evenly, %d cells each', (dimensions, cells) => {
    const counts = new Float64Array(cells ** dimensions)
    for (let n = 0; n + dimensions <= draws.length; n += dimensions) {
      let cell = 0
      for (let d = 0; d < dimensions; d += 1) cell = cell * cells + Math.floor((draws[n + d] as number) * cells)
      counts[cell] = (counts[cell] as number) + 1
    }
    const chance = chiSquareChance(chiSquareOfEqual(counts), counts.length - 1)
    expect(chance).toBeGreaterThan(RAREST)
    // Far too even is as wrong as uneven.
    expect(chance).toBeLessThan(1 - RAREST)
  })

  test.each([1, 2, 3, 4, 8, 16, 64])('have no correlation at a distance of %d', (lag) => {
    const pairs = draws.length - lag
    const score = correlation(draws.subarray(0, pairs), draws.subarray(lag)) * Math.sqrt(pairs)
    expect(Math.abs(score)).toBeLessThan(3.9)
  })
})

test('no two keys share a run of draws', () => {
  const runs: number[] = []
  const add = (seed: number, stream: string, step: number) => {
    const key = randomKey(seed, streamNumber(stream), step)
    // Two draws in a row, as one 53-bit number: among a million of them a chance collision is one in 18,000.
    for (let i = 0; i < 1000; i += 1) runs.push((randomBits(key, i) >>> 0) * 2 ** 21 + (randomBits(key, i + 1) >>> 11))
  }
  for (let n = 0; n < 300; n += 1) {
    add(n, 'data', 0)
    add(1000, `layer.${n}.W`, 0)
    add(1000, 'data', n)
  }
  expect(new Set(runs).size).toBe(runs.length)
})

test('mix is a bijection: a million inputs, spread over the whole range, have a million outputs', () => {
  const outputs = new Set<number>()
  for (let n = 0; n < 1_000_000; n += 1) outputs.add(mix(Math.imul(n, 4093)))
  expect(outputs.size).toBe(1_000_000)
})

test('all 53 bits of a seed matter, and what is no seed is refused', () => {
  expect(splitSeed(2 ** 32 + 5)).toEqual({ low: 5, high: 1 })
  expect(splitSeed(Number.MAX_SAFE_INTEGER)).toEqual({ low: -1, high: 2 ** 21 - 1 })
  for (const seed of [-1, 0.5, 2 ** 53, Number.NaN]) {
    expect(() => splitSeed(seed)).toThrow(`Seed ${seed} is not a whole number between 0 and 9007199254740991.`)
  }
})

test('uniform draws are multiples of 2^-24 in [0, 1), so that float32 holds them exactly', () => {
  expect(uniformFromBits(0)).toBe(0)
  expect(uniformFromBits(-1)).toBe(1 - 2 ** -24)
  expect(Math.fround(uniformFromBits(0x12345678))).toBe(uniformFromBits(0x12345678))
})

test('ten thousand stream names have ten thousand numbers', () => {
  const names = Array.from({ length: 10_000 }, (_, n) => `layer.${n % 100}.${Math.floor(n / 100)}`)
  expect(new Set(names.map(streamNumber)).size).toBe(names.length)
})
