// Draws as graphs must be the draws of base/random.ts, bit for bit, for every reader; a shuffle must be one.

import { describe, expect, it } from 'vitest'
import { runExecutor, runKernel } from '../../test/agreement.ts'
import { chiSquareChance } from '../../test/statistics.ts'
import * as base from '../base/random.ts'
import { axis } from './axis.ts'
import * as g from './build.ts'
import { interpret } from './interpret.ts'
import type { Node } from './node.ts'
import { type RandomSource, randomBits, randomKey, shuffledPosition, uniform, uniform01 } from './random.ts'

const n = axis('n', 50)
const seeds = [0, 1, 12_345, 2 ** 31, 2 ** 32 + 7, Number.MAX_SAFE_INTEGER]
const streams = [0, base.streamNumber('data'), base.streamNumber('layer.1.W')]
const steps = [0, 1, 999_999, -5]
const positions = g.multiply(g.add(g.index(n), -10), 77_777_777)
const positionsInBase = Array.from({ length: 50 }, (_, i) => Math.imul(i - 10, 77_777_777))

function sourceOf(seed: number, stream: number, step: number): RandomSource {
  const { low, high } = base.splitSeed(seed)
  return { seedLow: g.constant(low, 'int'), seedHigh: g.constant(high, 'int'), stream, step }
}

const sources = seeds.flatMap((seed) => streams.flatMap((stream) => steps.map((step) => ({ seed, stream, step }))))

/** The values of a node from the interpreter, the executor and WebAssembly. */
function fromAll(node: Node): number[][] {
  const result = g.slot('result', node.axes, { type: node.type })
  const program = { states: [{ slot: result, next: node }], traces: {} }
  const outcomes = [runExecutor(program, {}, 1), runKernel(program, {}, 1), runKernel(program, {}, 1, true)]
  return [interpret(node).data, ...outcomes.map(({ slots }) => slots.result as Float64Array)].map((data) => [...data])
}

describe('draws as graphs are those of base/random.ts', () => {
  it('through the interpreter, for many seeds, streams and steps', () => {
    for (const { seed, stream, step } of sources) {
      const key = randomKey(sourceOf(seed, stream, step))
      const keyInBase = base.randomKey(seed, stream, step)
      expect(interpret(key.k0).data[0]).toBe(keyInBase.k0)
      expect(interpret(key.k1).data[0]).toBe(keyInBase.k1)
      const bits = positionsInBase.map((at) => base.randomBits(keyInBase, at))
      expect([...interpret(randomBits(key, positions)).data]).toEqual(bits)
      expect([...interpret(uniform01(key, positions)).data]).toEqual(bits.map(base.uniformFromBits))
    }
  })

  it('through the executor and WebAssembly, bit for bit', () => {
    for (const { seed, stream, step } of sources.filter((_, i) => i % 13 === 0)) {
      const key = randomKey(sourceOf(seed, stream, step))
      const bits = positionsInBase.map((at) => base.randomBits(base.randomKey(seed, stream, step), at))
      for (const values of fromAll(randomBits(key, positions))) expect(values).toEqual(bits)
      for (const values of fromAll(uniform01(key, positions))) expect(values).toEqual(bits.map(base.uniformFromBits))
    }
  })

  it('where seed, stream and step are slots that change', () => {
    const [low, high, step] = ['low', 'high', 'step'].map((name) => g.slot(name, [], { type: 'int' })) as [
      Node,
      Node,
      Node,
    ]
    const key = randomKey({ seedLow: low, seedHigh: high, stream: 3, step })
    const drawn = uniform01(key, 17)
    const states = [low, high, step].map((slot) => ({ slot: slot as Node & { op: 'slot' } }))
    const program = {
      states: states.map(({ slot }) => (slot === step ? { slot, next: g.add(step, 1) } : { slot })),
      traces: { drawn },
    }
    const seed = 2 ** 40 + 99
    const traces = runKernel(program, { ...base.splitSeed(seed), step: 5 }, 20).traces.drawn
    const expected = Array.from({ length: 20 }, (_, t) =>
      base.uniformFromBits(base.randomBits(base.randomKey(seed, 3, 5 + t), 17)),
    )
    expect([...(traces ?? [])]).toEqual(expected)
  })

  it('spread over an interval that holds all of them', () => {
    const key = randomKey(sourceOf(4, 2, 1))
    const inBase = base.randomKey(4, 2, 1)
    for (const [low, high] of [
      [-3, 5],
      [100, 105],
      [0, 1e-3],
    ] as const) {
      const node = uniform(key, g.index(n), low, high)
      const expected = Array.from(
        { length: 50 },
        (_, i) => low + (high - low) * base.uniformFromBits(base.randomBits(inBase, i)),
      )
      expect([...interpret(node).data]).toEqual(expected)
      expect(node.range.low).toBeLessThanOrEqual(low)
      expect(node.range.high).toBeGreaterThanOrEqual(Math.fround(high - (high - low) * 2 ** -24))
      const [, executed, compiled] = fromAll(node)
      expect(compiled).toEqual(executed)
      compiled?.forEach((value, i) => expect(Math.abs(value - (expected[i] as number))).toBeLessThan(high * 2 ** -22))
    }
  })
})

const source = (seed: Node): RandomSource => ({ seedLow: seed, seedHigh: g.constant(0, 'int'), stream: 9, step: 2 })

/** The shuffled positions of every seed from 0 on: [seeds, size]. */
function shuffles(size: number, count: number): Int32Array {
  const [each, at] = [axis('seeds', count), axis('at', size)]
  const result = g.slot('result', [each, at], { type: 'int' })
  const next = shuffledPosition(source(g.index(each)), g.index(at), size)
  return Int32Array.from(
    runKernel({ states: [{ slot: result, next }], traces: {} }, {}, 1).slots.result as Float64Array,
  )
}

describe('a shuffle', () => {
  const sizes = [
    ...Array.from({ length: 20 }, (_, i) => i + 2),
    ...[63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 500, 511, 512, 513, 777, 1000, 1023, 1024, 1025],
    ...[2000, 2047, 2048, 2049, 3000, 3001, 4095, 4096, 4097, 4999, 5000],
  ]

  it.each(sizes)('of %i positions has each of them once, for every seed', (size) => {
    const count = 3
    const drawn = shuffles(size, count)
    for (let seed = 0; seed < count; seed += 1) {
      expect(new Set(drawn.subarray(seed * size, (seed + 1) * size)).size).toBe(size)
    }
    expect(Math.min(...drawn)).toBe(0)
    expect(Math.max(...drawn)).toBe(size - 1)
  })

  it('is the same through the interpreter, the executor and WebAssembly', () => {
    for (const size of [2, 37, 1000]) {
      const node = shuffledPosition(source(g.constant(5, 'int')), g.index(axis('at', size)), size)
      const [exact, ...others] = fromAll(node)
      for (const values of others) expect(values).toEqual(exact)
    }
  })

  it.each([2, 7, 20, 100, 1000])('of %i positions takes each anywhere, equally often', (size) => {
    const count = Math.max(400, Math.ceil(200_000 / size))
    const drawn = shuffles(size, count)
    const bins = Math.min(size, 20)
    // By where a position starts and where it goes; each start has its own counts.
    for (const at of [0, 1, Math.floor(size / 2), size - 1]) {
      const counts = new Float64Array(bins)
      for (let seed = 0; seed < count; seed += 1) {
        const bin = Math.floor(((drawn[seed * size + at] as number) * bins) / size)
        counts[bin] = (counts[bin] as number) + 1
      }
      expectEven(counts)
    }
  })

  it.each([5, 30, 1000])('of %i positions parts neighbours: how far apart they land is as chance has it', (size) => {
    const count = Math.ceil(60_000 / size) + 2000
    const drawn = shuffles(size, count)
    const counts = new Float64Array(Math.min(size - 1, 20))
    for (let seed = 0; seed < count; seed += 1) {
      const [first = 0, second = 0] = drawn.subarray(seed * size, seed * size + 2)
      const apart = (second - first + size) % size
      const bin = Math.floor(((apart - 1) * counts.length) / (size - 1))
      counts[bin] = (counts[bin] as number) + 1
    }
    expectEven(
      counts,
      Array.from(counts, (_, bin) => countIn(bin, size - 1, counts.length)),
    )
  })

  it('of 4 positions gives all 24 orders equally often', () => {
    const count = 24_000
    const drawn = shuffles(4, count)
    const counts = new Map<string, number>()
    for (let seed = 0; seed < count; seed += 1) {
      const order = drawn.subarray(seed * 4, seed * 4 + 4).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    expectEven(Float64Array.from(counts.values()))
  })

  it('takes 2 to 16,777,216 positions', () => {
    const at = g.index(n)
    expect(() => shuffledPosition(source(g.constant(1, 'int')), at, 1)).toThrow(
      'A shuffle takes 2 to 16777216 rows, not 1.',
    )
    expect(() => shuffledPosition(source(g.constant(1, 'int')), at, 2 ** 24 + 1)).toThrow('not 16777217.')
    const largest = interpret(shuffledPosition(source(g.constant(1, 'int')), at, 2 ** 24)).data
    expect(largest.every((position) => position >= 0 && position < 2 ** 24)).toBe(true)
  })
})

/** How many of `count` things fall into a bin, where `bins` share them as equally as whole numbers can. */
function countIn(bin: number, count: number, bins: number): number {
  let found = 0
  for (let i = 0; i < count; i += 1) if (Math.floor((i * bins) / count) === bin) found += 1
  return found
}

/** A perfect shuffle would miss this bound for one set of seeds in a thousand. */
function expectEven(counts: Float64Array, shares: readonly number[] = Array.from(counts, () => 1)): void {
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, x) => total + x, 0)
  const each = sum(counts) / sum(shares)
  const chiSquare = sum(shares.map((share, i) => ((counts[i] as number) - share * each) ** 2 / (share * each)))
  expect(chiSquareChance(chiSquare, counts.length - 1)).toBeGreaterThan(1e-3)
}
