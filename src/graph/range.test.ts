// Ranges are proofs: whatever a node computes, in float64 or in float32, lies within its range or is NaN.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawProgram, programSpec } from '../../test/random-programs.ts'
import { axis } from './axis.ts'
import * as g from './build.ts'
import { interpret, interpretAll } from './interpret.ts'
import type { BinaryOperation, ElementType, Node, Range, UnaryOperation } from './node.ts'
import { topologicalOrder } from './node.ts'
import { hull, range } from './range.ts'

const floatUnary: UnaryOperation[] = [
  ...(['negate', 'absolute', 'sign', 'floor', 'sqrt', 'exp', 'log', 'tanh', 'sigmoid', 'sin', 'cos'] as const),
  ...(['stopGradient', 'toInt'] as const),
]
const intUnary: UnaryOperation[] = ['negate', 'toFloat', 'stopGradient']
const floatBinary: BinaryOperation[] = ['add', 'subtract', 'multiply', 'divide', 'min', 'max', 'less', 'equal']
const intBinary: BinaryOperation[] = ['add', 'subtract', 'multiply', 'min', 'max', 'and', 'or', 'xor', 'lessEqual']

const someFloat = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.1, -0.1, 104.99999970197678, 88.7, -104, 2 ** 31, 1e-45, Infinity, -Infinity),
  fc.double({ min: -5, max: 5, noNaN: true }),
  fc.double({ noNaN: true }),
)
const someInt = fc.oneof(
  fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)),
  fc.integer({ min: -20, max: 20 }),
  fc.integer(),
)

/** A slot with bounds, and a number within them. */
function bounded(
  type: ElementType,
  number: fc.Arbitrary<number>,
): fc.Arbitrary<{ bounds: Range; value: number; type: ElementType }> {
  return fc.tuple(number, number, number).map((three) => {
    const [low, value, high] = three.toSorted((a, b) => a - b) as [number, number, number]
    return { bounds: { low, high }, value, type }
  })
}

/** What is wrong with the result of an operation, computed in float64 and, rounded before and after, in float32. */
function outside(
  build: (...slots: Node[]) => Node,
  given: readonly { bounds: Range; value: number; type: ElementType }[],
): string[] {
  const node = build(...given.map(({ bounds, type }, i) => g.slot(`${i}`, [], { type, range: bounds })))
  const compute = (round: (x: number) => number) => {
    const values = given.map(({ value, type }, i) => [`${i}`, type === 'float' ? round(value) : value])
    const result = interpret(node, Object.fromEntries(values)).data[0] as number
    return node.type === 'float' ? round(result) : result
  }
  const { low, high } = node.range
  // Where a bound was given in float64, float32 has what it is rounded to.
  const inside32 = range(Math.min(low, Math.fround(low)), Math.max(high, Math.fround(high)))
  return [
    ...faults(
      'float64',
      compute((x) => x),
      node.range,
    ),
    ...faults('float32', compute(Math.fround), node.type === 'float' ? inside32 : node.range),
  ]
}

const faults = (name: string, value: number, { low, high }: Range) =>
  value < low || value > high ? [`${name}: ${value} is not within ${low} … ${high}`] : []

const settings = { seed: 11, numRuns: 1000 }

describe('what an operation gives for numbers within the ranges of its inputs lies within its range', () => {
  it.each(floatUnary)('%s of float', (op) => {
    const property = fc.property(bounded('float', someFloat), (a) => {
      expect(outside((x) => g.unary(op, x as Node), [a])).toEqual([])
    })
    fc.assert(property, settings)
  })

  it.each(intUnary)('%s of int', (op) => {
    const property = fc.property(bounded('int', someInt), (a) => {
      expect(outside((x) => g.unary(op, x as Node), [a])).toEqual([])
    })
    fc.assert(property, settings)
  })

  it.each(floatBinary)('%s of float', (op) => {
    const property = fc.property(bounded('float', someFloat), bounded('float', someFloat), (a, b) => {
      expect(outside((x, y) => g.binary(op, x as Node, y as Node), [a, b])).toEqual([])
    })
    fc.assert(property, settings)
  })

  it.each(intBinary)('%s of int', (op) => {
    const property = fc.property(bounded('int', someInt), bounded('int', someInt), (a, b) => {
      expect(outside((x, y) => g.binary(op, x as Node, y as Node), [a, b])).toEqual([])
    })
    fc.assert(property, settings)
  })

  it('a shift', () => {
    const property = fc.property(bounded('int', someInt), fc.integer({ min: 0, max: 40 }), (a, bits) => {
      expect(outside((x) => g.shiftRight(x as Node, bits), [a])).toEqual([])
    })
    fc.assert(property, settings)
  })
})

describe('what any node of any graph computes lies within its range', () => {
  it('in float64', () => {
    const property = fc.property(programSpec, (spec) => {
      const { program, values } = drawProgram(spec)
      const nodes = topologicalOrder([
        ...program.states.flatMap(({ next }) => next ?? []),
        ...Object.values(program.traces),
      ])
      interpretAll(nodes, values).forEach(({ data }, i) => {
        const { low, high } = (nodes[i] as Node).range
        expect(data.filter((value) => value < low || value > high)).toEqual(new Float64Array(0))
      })
    })
    fc.assert(property, { seed: 5, numRuns: 150 })
  })
})

describe('ranges', () => {
  const unit = g.slot('unit', [], { range: { low: 0, high: 1 - 2 ** -24 } })

  it('hold what float32 arithmetic gives, which may lie beyond the bounds of exact arithmetic', () => {
    // 100 + 5·(1 − 2^-24) is 104.9999997; the nearest float32 is 105.
    expect(g.toInt(g.add(100, g.multiply(5, unit))).range.high).toBe(105)
    expect(g.multiply(0.1, g.constant(1)).range.high).toBeGreaterThanOrEqual(Math.fround(0.1))
    expect(g.exp(g.slot('x', [], { range: { low: -200, high: -150 } })).range.low).toBe(0)
  })

  it('of whole numbers are exact, and all of them where the sum may wrap', () => {
    const at = g.index(axis('n', 20_000_001))
    expect(g.add(at, 1).range).toEqual({ low: 1, high: 20_000_001 })
    expect(g.multiply(at, 1000).range).toEqual({ low: -(2 ** 31), high: 2 ** 31 - 1 })
    expect(g.negate(g.slot('i', [], { type: 'int' })).range.low).toBe(-(2 ** 31))
    expect(g.shiftRight(g.slot('i', [], { type: 'int' }), 8).range).toEqual({ low: 0, high: 2 ** 24 - 1 })
  })

  it('of a conversion to whole numbers hold 0, which NaN becomes', () => {
    expect(g.toInt(g.slot('x', [], { range: { low: 5, high: 9.5 } })).range).toEqual({ low: 0, high: 9 })
  })

  it('keep what makes vector math shorter: signs, unit intervals, clamps', () => {
    const any = g.slot('x')
    expect(g.sigmoid(any).range).toEqual({ low: 0, high: 1 })
    expect(g.tanh(any).range).toEqual({ low: -1, high: 1 })
    expect(g.absolute(any).range).toEqual({ low: 0, high: Infinity })
    expect(g.add(g.absolute(any), 2 ** -20).range.low).toBe(2 ** -20)
    expect(g.min(g.max(any, -3), 4).range).toEqual({ low: -3, high: 4 })
    expect(g.divide(1, any).range).toEqual({ low: -Infinity, high: Infinity })
  })

  it('that stand beside each other are joined, and what is not a number is no bound', () => {
    expect(hull({ low: -1, high: 2 }, { low: 0, high: 5 })).toEqual({ low: -1, high: 5 })
    expect(range(Number.NaN, 3)).toEqual({ low: -Infinity, high: 3 })
  })
})
