import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { type Axis, axis, countElements } from '../graph/axis.ts'
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
  type Operand,
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
import { delay } from '../graph/delay.ts'
import { at, contract, power, square, stack as stackNodes } from '../graph/functions.ts'
import { type Bindings, interpret } from '../graph/interpret.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { modules } from '../modules/index.ts'
import { linear } from '../modules/linear.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { nacMul } from '../modules/nac-mul.ts'
import { nalu } from '../modules/nalu.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { realNaiveNpu, realNpu } from '../modules/real-npu.ts'
import { forward, type LayerSpec, parametersOf, stack } from '../train/model.ts'
import { evaluateLaw, type Law } from './law.ts'
import { readLaw } from './read.ts'
import type { ColumnRange } from './reading.ts'

const oneToTen = { low: 1, high: 10 }
const openSign = { low: -4, high: 5 }
const below0 = { low: -5, high: -2 }

/** The prediction of a stack with one output for the columns of one row. */
function stacked(columns: number, specs: readonly LayerSpec[]) {
  const model = stack(columns, specs)
  const x = slot('x', [model.input])
  return { model, x, y: at(forward(model, x), model.output, 0) }
}

/** The largest difference between a law and the graph it was read from, relative to the graph's values where they are above 1. */
function worstOf(law: Law, y: Node, values: Bindings, x: SlotNode, columns: readonly ColumnRange[], rows = 60): number {
  const draw = randomStream(3, 'rows to try a law on')
  const differences = Array.from({ length: rows }, () => {
    const row = columns.map(({ low, high }) => draw.uniform(low, high))
    const [wanted] = interpret(y, { ...values, [x.name]: row }).data as unknown as [number]
    return Math.abs(evaluateLaw(law, row) - wanted) / Math.max(1, Math.abs(wanted))
  })
  return Math.max(...differences)
}

const exactOf = (module: ArithmeticModule) =>
  module.exact.map(({ operation, weights }) => {
    const { model, x, y } = stacked(2, [{ module, outputs: 1 }])
    const values = Object.fromEntries(parametersOf(model).map(({ name }) => [name, weights[name.slice(7)] ?? []]))
    return { name: `${module.id} ${operation}`, x, y, values }
  })
const allExact = modules.flatMap(exactOf)

describe('the law of every module with exact weights', () => {
  test.each([
    ['of columns from 1 to 10', [oneToTen, oneToTen]],
    [
      'of columns that lie apart',
      [
        { low: 6, high: 10 },
        { low: 1, high: 4 },
      ],
    ],
    ['of columns below 0', [below0, below0]],
    ['of columns of open sign', [openSign, { low: -3, high: 4 }]],
  ] as const)('gives what the interpreter gives, %s', (_, columns) => {
    for (const { name, x, y, values } of allExact) {
      const law = readLaw(y, values, x, columns)
      // What units add to keep logarithms finite is some 1e-7 of the value.
      if (law !== undefined) expect([name, worstOf(law, y, values, x, columns)]).toEqual([name, expect.closeTo(0, 5)])
    }
  })

  const unread = (columns: readonly ColumnRange[]) =>
    allExact.filter(({ x, y, values }) => readLaw(y, values, x, columns) === undefined).map(({ name }) => name)

  test('is read unless the unit compares, or takes the sign of a difference that is open', () => {
    const comparisons = ['nsr greater', 'nsr equal']
    const apart = [
      { low: 6, high: 10 },
      { low: 1, high: 4 },
    ]
    expect(unread(apart)).toEqual(comparisons)
    expect(unread([oneToTen, oneToTen])).toEqual([...comparisons, 'dmu subtract', 'dmu-normalised subtract'])
  })

  test('is read below 0 unless the unit takes a root or a logarithm there', () => {
    const named = unread([below0, below0]).filter((name) => !/ root$/.test(name))
    expect(named).toEqual(['mcfc-mul multiply', 'nsr greater', 'nsr equal', 'dmu subtract', 'dmu-normalised subtract'])
  })
})

describe('products of powers', () => {
  test.each([1, 2, 3, 4])(
    'of random weights, then summed, are those that the interpreter computes (seed %d)',
    (seed) => {
      const draw = randomStream(seed, 'weights to read')
      const columns = [0, 1, 2, 3].map(() => ({ low: 1, high: 3 }))
      const { model, x, y } = stacked(4, [
        { module: realNaiveNpu, outputs: 3 },
        { module: linear, outputs: 1 },
      ])
      const values = Object.fromEntries(
        parametersOf(model).map(({ name, axes }) => [
          name,
          Float32Array.from({ length: countElements(axes) }, () => draw.normal(0, 1)),
        ]),
      )
      const law = readLaw(y, values, x, columns) as Law
      expect(law.sums.map(({ terms }) => terms.length)).toEqual([4])
      expect(worstOf(law, y, values, x, columns)).toBeLessThan(1e-6)
    },
  )

  test('keep the exponents of a unit without rounding them', () => {
    const { x, y } = stacked(2, [{ module: realNaiveNpu, outputs: 1 }])
    expect(readLaw(y, { 'layer1.W': [1.25, -0.3333] }, x, [oneToTen, oneToTen])).toEqual({
      coefficient: 1,
      exponents: [1.25, -0.3333],
      sums: [],
    })
  })

  test('of a column below 0 have its sign where the exponent is whole or nearly so', () => {
    const { x, y } = stacked(2, [{ module: realNpu, outputs: 1 }])
    const read = (W: readonly number[], first: ColumnRange) =>
      readLaw(y, { 'layer1.W': W, 'layer1.g': [1, 1] }, x, [first, oneToTen])
    for (const first of [below0, openSign]) {
      expect(read([3, -1], first)?.exponents).toEqual([3, -1])
      expect(read([1.99995, 0.5], first)).toEqual({ coefficient: expect.closeTo(1, 6), exponents: [2, 0.5], sums: [] })
      expect(read([1.5, 1], first)).toBeUndefined()
    }
  })

  test('lose a column whose gate is shut, whatever its exponent', () => {
    const { x, y } = stacked(2, [{ module: realNpu, outputs: 1 }])
    const law = readLaw(y, { 'layer1.W': [1.5, 2.7], 'layer1.g': [1, 0.00002] }, x, [oneToTen, openSign])
    expect(law).toEqual({ coefficient: 1, exponents: [1.5, 0], sums: [] })
  })
})

describe('stacks', () => {
  test('a product of sums is read as one', () => {
    const { x, y } = stacked(3, [
      { module: nau, outputs: 2 },
      { module: nmu, outputs: 1 },
    ])
    const values = { 'layer1.W': [1, 1, 0, 0, -1, 1], 'layer2.W': [1, 1] }
    const columns = [oneToTen, openSign, below0]
    const law = readLaw(y, values, x, columns) as Law
    expect(law.sums.map(({ power }) => power)).toEqual([1, 1])
    expect(worstOf(law, y, values, x, columns)).toBeLessThan(1e-12)
  })

  test('a root of a quotient of sums is read as one', () => {
    const { model, x, y } = stacked(2, [
      { module: nau, outputs: 2 },
      { module: nacMul, outputs: 1 },
    ])
    expect(model.layers).toHaveLength(2)
    const half = Math.atanh(0.5)
    const values = { 'layer1.W': [1, 0.5, 1, 0], 'layer2.W_hat': [half, -half], 'layer2.M_hat': [40, 40] }
    const law = readLaw(y, values, x, [oneToTen, oneToTen]) as Law
    expect(law.exponents[0]).toBeCloseTo(-0.5, 12)
    expect(law.sums[0]?.power).toBeCloseTo(0.5, 12)
    expect(worstOf(law, y, values, x, [oneToTen, oneToTen])).toBeLessThan(1e-6)
  })
})

describe('a gate', () => {
  const { x, y } = stacked(2, [{ module: nalu, outputs: 1 }])
  const values = { 'layer1.W_hat': [20, 20], 'layer1.M_hat': [40, 40] }

  test('that reads its inputs is decided where it is at one end for all of them', () => {
    const read = (gate: number, columns: readonly ColumnRange[]) =>
      readLaw(y, { ...values, 'layer1.G': [gate, gate] }, x, columns)
    expect(read(5, [oneToTen, oneToTen])?.sums).toHaveLength(1)
    expect(read(-5, [oneToTen, oneToTen])).toEqual({ coefficient: 1, exponents: [1, 1], sums: [] })
    expect(read(0.5, [oneToTen, oneToTen])).toBeUndefined()
    expect(read(5, [openSign, openSign])).toBeUndefined()
  })

  const { a, b, law } = handmade(2, [oneToTen, oneToTen])
  test.each([
    [0.99995, { coefficient: 1, exponents: [1, 0], sums: [] }],
    [0.00005, { coefficient: 1, exponents: [0, 1], sums: [] }],
  ])('that is a number, %d, is decided within 1e-4 of its ends', (value, expected) => {
    const g = slot('g')
    const mix = add(multiply(g, a), multiply(b, subtract(1, g)))
    expect(law(mix, { g: value })).toEqual(expected)
    expect(law(add(multiply(b, subtract(1, g)), multiply(g, a)), { g: value })).toEqual(expected)
  })

  test('further from its ends stays the mixture that it is', () => {
    const g = slot('g')
    const mixed = law(add(multiply(g, a), multiply(subtract(1, g), b)), { g: 0.75 }) as Law
    expect(evaluateLaw(mixed, [3, 5])).toBeCloseTo(0.75 * 3 + 0.25 * 5, 12)
  })
})

/** Columns by name, and the law of a graph of them. */
function handmade(count: number, ranges: readonly ColumnRange[]) {
  const columns = axis('in', count)
  const x = slot('x', [columns])
  const [a, b] = [at(x, columns, 0), at(x, columns, 1)]
  const law = (y: Node, values: Bindings = {}) => readLaw(y, values, x, ranges)
  /** The law if it gives what the interpreter gives. */
  const checked = (y: Node, values: Bindings = {}): Law | undefined => {
    const found = law(y, values)
    if (found !== undefined) expect(worstOf(found, y, values, x, ranges)).toBeLessThan(1e-6)
    return found
  }
  return { columns, x, a, b, law, checked }
}

describe('graphs of one’s own', () => {
  const positive = handmade(2, [oneToTen, oneToTen])
  const open = handmade(2, [openSign, oneToTen])

  test.each<[string, (a: Node, b: Node) => Node]>([
    ['a root of squares', (a, b) => sqrt(add(square(a), square(b)))],
    ['a quotient of sums', (a, b) => divide(add(a, multiply(2, b)), add(1, multiply(a, b)))],
    ['a sum of two quotients by the same sum', (a, b) => add(divide(a, add(a, b)), divide(3, add(a, b)))],
    ['a square of a sum in a sum', (a, b) => add(square(add(a, b)), power(b, -2))],
    ['a number over a root', (a, b) => divide(2, sqrt(subtract(add(a, 20), b)))],
    ['a sum that leaves something out', (a, b) => subtract(add(a, multiply(3, b)), a)],
    ['sizes and logarithms', (a, b) => exp(subtract(log(a), multiply(0.5, log(absolute(negate1(b))))))],
    ['values that no column reaches', (a, b) => min(max(multiply(a, b), 0.5), 200)],
    ['what a gate lets through', (a, b) => multiply(a, select(less(b, 0), 7, 2))],
    ['a saturated tanh', (a, b) => multiply(a, tanh(multiply(9, b)))],
    ['a rounded part', (a, b) => multiply(b, floor(divide(a, 20)))],
    ['a row put together again', (a, b) => sum(stackNodes([a, multiply(a, b)], pair), pair)],
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
    const before = delay(multiply(a, 0), time)
    expect(law(sum(before.node, time))).toBeUndefined()
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
    const { a, law } = handmade(2, [{ low: 1e-8, high: 1e-7 }, oneToTen])
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

const pair: Axis = axis('pair', 2)
const negate1 = (a: Operand): Node => multiply(-1, a)

test('a graph that is a number is a law without columns', () => {
  const { law } = handmade(2, [oneToTen, oneToTen])
  expect(law(constant(2.5))).toEqual({ coefficient: 2.5, exponents: [0, 0], sums: [] })
})

describe('what cannot be read is said', () => {
  const { model, x, y } = stacked(2, [{ module: linear, outputs: 1 }])
  const columns = [oneToTen, oneToTen]
  const values = { 'layer1.W': [1, 1], 'layer1.b': [0] }

  test('several outputs', () => {
    const two = stack(2, [{ module: linear, outputs: 2 }])
    const input = slot('x', [two.input])
    expect(() => readLaw(forward(two, input), {}, input, columns)).toThrow(
      'A law is one number a row, not [out=2]. Read each output alone.',
    )
  })

  test('columns that do not fit their ranges', () => {
    expect(() => readLaw(y, values, x, [oneToTen])).toThrow(
      'A law is read from columns [in=2]; expected one axis of 1, as many as there are ranges.',
    )
    const rows = slot('x', [model.input, axis('rows', 1)])
    expect(() => readLaw(forward(model, rows), values, rows, columns)).toThrow(
      'columns [in=2, rows=1]; expected one axis',
    )
    expect(() => readLaw(y, values, x, [oneToTen, { low: 3, high: 2 }])).toThrow(
      'Column 2 goes from 3 to 2; expected two finite numbers, the lower one first.',
    )
  })

  test('weights that are missing or too few', () => {
    expect(() => readLaw(y, { 'layer1.b': [0] }, x, columns)).toThrow(
      'Slot "layer1.W" [out=1, in=2] has no value to read a law with.',
    )
    expect(() => readLaw(y, { ...values, 'layer1.W': [1] }, x, columns)).toThrow(
      'Slot "layer1.W" [out=1, in=2] takes 2 values, not 1.',
    )
  })
})
