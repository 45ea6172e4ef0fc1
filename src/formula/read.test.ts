import { describe, expect, test } from 'vitest'
import { handmade, worstOf } from '../../test/laws.ts'
import { randomStream } from '../base/normal.ts'
import { axis, countElements } from '../graph/axis.ts'
import { add, multiply, slot, subtract } from '../graph/build.ts'
import { at } from '../graph/functions.ts'
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

  const { a, b, law } = handmade([oneToTen, oneToTen])
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
