import { describe, expect, test } from 'vitest'
import { handmade } from '../../test/laws.ts'
import { type Axis, axis } from '../graph/axis.ts'
import {
  absolute,
  add,
  constant,
  divide,
  exp,
  floor,
  less,
  log,
  max,
  min,
  multiply,
  negate,
  product,
  rename,
  select,
  sigmoid,
  sign,
  sin,
  slot,
  sqrt,
  subtract,
  sum,
  tanh,
} from '../graph/build.ts'
import { recur } from '../graph/delay.ts'
import { at, contract, power, square, stack } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'

const oneToTen = { low: 1, high: 10 }
const openSign = { low: -4, high: 5 }
const pair: Axis = axis('pair', 2)

describe('graphs of one’s own', () => {
  const positive = handmade([oneToTen, oneToTen])
  const open = handmade([openSign, oneToTen])

  test.each<[string, (a: Node, b: Node) => Node]>([
    ['a root of squares', (a, b) => sqrt(add(square(a), square(b)))],
    ['a quotient of sums', (a, b) => divide(add(a, multiply(2, b)), add(1, multiply(a, b)))],
    ['a sum of two quotients by the same sum', (a, b) => add(divide(a, add(a, b)), divide(3, add(a, b)))],
    ['a square of a sum in a sum', (a, b) => add(square(add(a, b)), power(b, -2))],
    ['a number over a root', (a, b) => divide(2, sqrt(subtract(add(a, 20), b)))],
    ['a sum that leaves something out', (a, b) => subtract(add(a, multiply(3, b)), a)],
    ['sizes and logarithms', (a, b) => exp(subtract(log(a), multiply(0.5, log(absolute(negate(b))))))],
    ['values that no column reaches', (a, b) => min(max(multiply(a, b), 0.5), 200)],
    ['what a gate lets through', (a, b) => multiply(a, select(less(b, 0), 7, 2))],
    ['a saturated tanh', (a, b) => multiply(a, tanh(multiply(9, b)))],
    ['a rounded part', (a, b) => multiply(b, floor(divide(a, 20)))],
    ['a row put together again', (a, b) => sum(stack([a, multiply(a, b)], pair), pair)],
  ])('%s', (_, build) => {
    expect(positive.checked(build(positive.a, positive.b))).toBeDefined()
  })

  test.each<[string, (a: Node, b: Node) => Node]>([
    ['a size by its sign', (a, b) => multiply(multiply(absolute(a), sign(a)), b)],
    ['a size squared', (a, b) => multiply(square(absolute(a)), b)],
    ['a sign squared', (a, b) => add(multiply(square(sign(a)), b), a)],
    ['a root of a square of a square', (a) => sqrt(square(square(a)))],
    ['a reciprocal', (a, b) => divide(b, a)],
  ])('where a column may be below 0: %s', (_, build) => {
    expect(open.checked(build(open.a, open.b))).toBeDefined()
  })

  test.each<[string, (a: Node, b: Node) => Node]>([
    ['a size', (a) => absolute(a)],
    ['a root', (a) => sqrt(a)],
    ['a logarithm', (_, b) => log(b)],
    ['a power of e', (_, b) => exp(b)],
    ['a wave', (_, b) => sin(b)],
    ['a soft gate', (_, b) => sigmoid(multiply(0.1, b))],
    ['a step', (a) => select(less(a, 0), 1, 2)],
    ['a clipped value', (_, b) => min(b, 3)],
    ['the larger of two', (a, b) => max(a, b)],
    ['a product of a column and its logarithm', (_, b) => multiply(b, log(b))],
    ['a sum with an open size in it', (a, b) => add(absolute(a), b)],
    ['a sum of roots of different sums', (_, b) => add(sqrt(add(b, 1)), sqrt(add(b, 2)))],
    ['nothing finite', (a) => divide(a, 0)],
  ])('that compute no law have none: %s', (_, build) => {
    expect(open.law(build(open.a, open.b))).toBeUndefined()
  })

  test('that remember have none', () => {
    const time = axis('time', 2)
    const { a, law } = positive
    const [total] = recur(time, [{ initial: 0, axes: [] }], ([before]) => [add(before as Node, a)])
    expect(law(at(total as Node, time, 1))).toBeUndefined()
  })

  test('read what is multiplied by 0 as 0, whatever it is', () => {
    const { a, b, law } = positive
    expect(law(add(multiply(0, sin(a)), b))).toEqual({ coefficient: 1, exponents: [0, 1], sums: [] })
    expect(law(multiply(0, a))).toEqual({ coefficient: 0, exponents: [0, 0], sums: [] })
  })

  test('leave out what is added to keep a logarithm finite, and nothing larger', () => {
    const { a, checked } = positive
    expect(checked(exp(log(add(a, 1e-7))))).toEqual({ coefficient: 1, exponents: [1, 0], sums: [] })
    expect(checked(exp(log(add(a, 1e-4))))?.sums).toHaveLength(1)
  })

  test('keep a small constant beside small columns', () => {
    const { a, law } = handmade([{ low: 1e-8, high: 1e-7 }, oneToTen])
    expect(law(add(a, 1e-7))?.sums).toHaveLength(1)
  })

  test('may call an axis by another name and fold it', () => {
    const { columns, x, checked } = positive
    const other = axis('other', 2)
    const renamed = rename(x, columns, other)
    expect(checked(product(add(renamed, 1), other))?.sums).toHaveLength(2)
    expect(checked(contract(x, slot('w', [columns]), columns), { w: [2, -3] })?.sums).toHaveLength(1)
  })
})

test('a graph that is a number is a law without columns', () => {
  const { law } = handmade([oneToTen, oneToTen])
  expect(law(constant(2.5))).toEqual({ coefficient: 2.5, exponents: [0, 0], sums: [] })
})
