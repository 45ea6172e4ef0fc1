// The interpreter is the oracle of all else, so its own numbers are worked out by hand.

import { describe, expect, it } from 'vitest'
import { axis } from './axis.ts'
import * as g from './build.ts'
import { type Bindings, interpret, interpretAll } from './interpret.ts'
import type { BinaryOperation, Node, UnaryOperation } from './node.ts'

const two = axis('two', 2)
const three = axis('three', 3)
const numbersOf = (node: Node, bindings: Bindings = {}) => [...interpret(node, bindings).data]

describe('arrays', () => {
  it('vary fastest along their last axis', () => {
    const x = g.slot('x', [two, three])
    const positions = g.add(g.multiply(10, g.index(two)), g.index(three))
    expect(numbersOf(positions)).toEqual([0, 1, 2, 10, 11, 12])
    expect(numbersOf(g.add(x, g.toFloat(positions)), { x: [0.5, 0, 0, 0, 0, 0.25] })).toEqual([
      0.5, 1, 2, 10, 11, 12.25,
    ])
  })

  it('are spread over the axes that they lack, whatever the order of their own', () => {
    const x = g.slot('x', [two, three])
    const y = g.slot('y', [three, two])
    const z = g.slot('z', [three])
    const bindings = { x: [1, 2, 3, 4, 5, 6], y: [10, 40, 20, 50, 30, 60], z: [100, 200, 300] }
    expect(numbersOf(g.add(x, y), bindings)).toEqual([11, 22, 33, 44, 55, 66])
    expect(numbersOf(g.add(y, x), bindings)).toEqual([11, 44, 22, 55, 33, 66])
    expect(numbersOf(g.add(z, x), bindings)).toEqual([101, 104, 202, 205, 303, 306])
    expect(numbersOf(g.add(x, 1000), bindings)).toEqual([1001, 1002, 1003, 1004, 1005, 1006])
  })

  it('are not confused by axes of the same size', () => {
    const [left, right] = [axis('left', 2), axis('right', 2)]
    expect(numbersOf(g.multiply(g.slot('x', [left]), g.slot('y', [right])), { x: [2, 3], y: [5, 7] })).toEqual([
      10, 14, 15, 21,
    ])
  })
})

describe('operations on one number', () => {
  const cases: [UnaryOperation, number, number][] = [
    ['negate', 2.5, -2.5],
    ['absolute', -2.5, 2.5],
    ['sign', -7, -1],
    ['sign', 0, 0],
    ['floor', -2.5, -3],
    ['sqrt', 6.25, 2.5],
    ['exp', 0, 1],
    ['exp', 1, Math.E],
    ['log', Math.E, 1],
    ['log', 0, -Infinity],
    ['tanh', Math.log(2), 0.6],
    ['sigmoid', Math.log(3), 0.75],
    ['sigmoid', -800, 0],
    ['sigmoid', 800, 1],
    ['sin', Math.PI / 6, 0.5],
    ['cos', Math.PI / 3, 0.5],
    ['toInt', 2.9, 2],
    ['toInt', -2.9, -2],
    ['toInt', 1e20, 2 ** 31 - 1],
    ['toInt', -1e20, -(2 ** 31)],
    ['toInt', Number.NaN, 0],
    ['stopGradient', 1.5, 1.5],
  ]
  it.each(cases)('%s of %d is %d', (op, x, expected) => {
    expect(numbersOf(g.unary(op, g.slot('x')), { x })[0]).toBeCloseTo(expected, 14)
  })

  it('without a value are NaN', () => {
    expect(numbersOf(g.sqrt(-1))).toEqual([Number.NaN])
    expect(numbersOf(g.log(-1))).toEqual([Number.NaN])
    expect(numbersOf(g.sign(g.slot('x')), { x: Number.NaN })).toEqual([Number.NaN])
  })

  it('of integers wrap, and of truth values are 0 and 1', () => {
    const i = g.slot('i', [], { type: 'int' })
    expect(numbersOf(g.negate(i), { i: -(2 ** 31) })).toEqual([-(2 ** 31)])
    expect(numbersOf(g.toFloat(i), { i: -3 })).toEqual([-3])
    expect(numbersOf(g.not(g.less(g.index(three), 1)))).toEqual([0, 1, 1])
    expect(numbersOf(g.toFloat(g.less(g.index(three), 1)))).toEqual([1, 0, 0])
  })
})

describe('operations on two numbers', () => {
  const cases: [BinaryOperation, 'float' | 'int' | 'bool', number, number, number][] = [
    ['add', 'float', 1.5, 2, 3.5],
    ['subtract', 'float', 1.5, 2, -0.5],
    ['multiply', 'float', 1.5, -2, -3],
    ['divide', 'float', 1, -8, -0.125],
    ['divide', 'float', 1, 0, Infinity],
    ['min', 'float', 1.5, -2, -2],
    ['max', 'float', 1.5, -2, 1.5],
    ['max', 'float', 1.5, Number.NaN, Number.NaN],
    ['less', 'float', 1, 1, 0],
    ['lessEqual', 'float', 1, 1, 1],
    ['equal', 'float', 1, 1, 1],
    ['equal', 'float', Number.NaN, Number.NaN, 0],
    ['less', 'int', -1, 0, 1],
    ['add', 'int', 2 ** 31 - 1, 1, -(2 ** 31)],
    ['subtract', 'int', -(2 ** 31), 1, 2 ** 31 - 1],
    // 65537² = 2^32 + 131073.
    ['multiply', 'int', 65_537, 65_537, 131_073],
    ['min', 'int', -5, 3, -5],
    ['and', 'int', 0b1100, 0b1010, 0b1000],
    ['or', 'int', 0b1100, 0b1010, 0b1110],
    ['xor', 'int', 0b1100, 0b1010, 0b0110],
    ['and', 'bool', 1, 0, 0],
    ['or', 'bool', 1, 0, 1],
    ['xor', 'bool', 1, 1, 0],
  ]
  it.each(cases)('%s of two %s, %d and %d, is %d', (op, type, a, b, expected) => {
    const node = g.binary(op, g.slot('a', [], { type }), g.slot('b', [], { type }))
    expect(numbersOf(node, { a, b })).toEqual([expected])
  })

  it('a shift fills with zeros', () => {
    const i = g.slot('i', [], { type: 'int' })
    expect(numbersOf(g.shiftRight(i, 28), { i: -1 })).toEqual([15])
    expect(numbersOf(g.shiftRight(i, 1), { i: -2 })).toEqual([2 ** 31 - 1])
  })

  it('select takes one side or the other', () => {
    const node = g.select(g.less(g.index(three), 2), g.toFloat(g.index(two)), g.slot('x', [three]))
    expect(numbersOf(node, { x: [7, 8, 9] })).toEqual([0, 1, 0, 1, 9, 9])
  })
})

describe('reductions', () => {
  const x = g.slot('x', [two, three])
  const bindings = { x: [1, 2, 3, -4, 5, 6] }

  it('fold the axes they name, in any number', () => {
    expect(numbersOf(g.sum(x, three), bindings)).toEqual([6, 7])
    expect(numbersOf(g.sum(x, two), bindings)).toEqual([-3, 7, 9])
    expect(numbersOf(g.sum(x, [three, two]), bindings)).toEqual([13])
    expect(numbersOf(g.sum(x, []), bindings)).toEqual(bindings.x)
    expect(numbersOf(g.product(x, two), bindings)).toEqual([-4, 10, 18])
    expect(numbersOf(g.maximum(x, three), bindings)).toEqual([3, 6])
  })

  it('of numbers below zero have no zero in them', () => {
    expect(numbersOf(g.maximum(g.negate(x), two), { x: [1, 2, 3, 4, 5, 6] })).toEqual([-1, -2, -3])
  })
})

describe('other positions', () => {
  const x = g.slot('x', [two, three])
  const bindings = { x: [1, 2, 3, 4, 5, 6] }

  it('rename keeps the numbers and their order', () => {
    const other = axis('other', 2)
    const renamed = interpret(g.rename(x, two, other), bindings)
    expect(renamed.axes).toEqual([other, three])
    expect([...renamed.data]).toEqual(bindings.x)
    expect(numbersOf(g.multiply(f2(x), g.rename(f2(x), two, other)), bindings)).toEqual([1, 4, 4, 16])
  })

  it('gather puts the axes of the positions in the place of the one it reads along', () => {
    const four = axis('four', 4)
    const at = g.slot('at', [four], { type: 'int' })
    const gathered = interpret(g.gather(x, three, at), { ...bindings, at: [2, 0, 0, 1] })
    expect(gathered.axes).toEqual([two, four])
    expect([...gathered.data]).toEqual([3, 1, 1, 2, 6, 4, 4, 5])
    expect(numbersOf(g.gather(x, two, 1), bindings)).toEqual([4, 5, 6])
  })

  it('gather at positions that share an axis with the value picks one for each', () => {
    expect(numbersOf(g.gather(x, three, g.index(two)), bindings)).toEqual([1, 5])
  })

  it('gather outside moves to the nearest end', () => {
    const at = g.slot('at', [], { type: 'int' })
    expect(numbersOf(g.gather(x, three, at), { ...bindings, at: -5 })).toEqual([1, 4])
    expect(numbersOf(g.gather(x, three, at), { ...bindings, at: 2 ** 31 - 1 })).toEqual([3, 6])
  })

  const f2 = (node: Node) => g.gather(node, three, 0)
})

describe('bindings', () => {
  const x = g.slot('x', [two, three])

  it('that are missing or of another size are named, with the axes', () => {
    expect(() => interpret(x)).toThrow('Slot "x" [two=2, three=3] has no value.')
    expect(() => interpret(x, { x: [1, 2, 3] })).toThrow('Slot "x" [two=2, three=3] takes 6 values, not 3.')
    expect(() => interpret(g.slot('x', [two]), { x: 1 })).toThrow('Slot "x" [two=2] takes 2 values, not 1.')
  })

  it('are left as they are', () => {
    const data = Float64Array.of(1, 2, 3, 4, 5, 6)
    const [same, doubled] = interpretAll([g.stopGradient(x), g.multiply(x, 2)], { x: data })
    expect(same?.data).not.toBe(data)
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6])
    expect([...(doubled?.data ?? [])]).toEqual([2, 4, 6, 8, 10, 12])
  })
})

it('a chain of 20,000 operations needs no deep stack, and what is shared is computed once', () => {
  let node: Node = g.slot('x')
  for (let i = 0; i < 20_000; i += 1) node = g.subtract(g.multiply(2, node), node)
  expect(numbersOf(node, { x: 3 })).toEqual([3])
})
