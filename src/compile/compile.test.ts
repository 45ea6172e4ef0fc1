// Every operation and every reduction, compiled: the executor and strict WebAssembly must have the same bits, and all of
// them what the float64 interpreter gives, as near as rounding to float32 allows.

import { describe, it } from 'vitest'
import { draw, expectAgreement, expectSame, filled } from '../../test/compiled.ts'
import { axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import * as f from '../graph/functions.ts'
import type { BinaryOperation, UnaryOperation } from '../graph/node.ts'

const columns = axis('columns', 3)
const rows37 = axis('rows', 37)
const seven = axis('seven', 7)
const five = axis('five', 5)

describe('elementwise operations over rows and columns', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 127, 128, 129, 257, 1000, 10_000])('agree for %i rows', (count) => {
    const rows = axis('rows', count)
    const x = filled('x', [rows, columns])
    const y = filled('state of rows', [rows])
    const w = filled('w', [columns])
    const hidden = g.tanh(g.add(g.multiply(x.slot, w.slot), y.slot))
    const states = [
      { slot: x.slot, next: g.add(g.multiply(0.9, x.slot), g.multiply(0.1, hidden)) },
      { slot: y.slot, next: g.sin(g.sum(hidden, columns)) },
      { slot: w.slot, next: g.subtract(w.slot, g.multiply(0.01, f.mean(hidden, rows))) },
    ]
    const traces = { total: f.mean(hidden, [rows, columns]), highest: g.maximum(hidden, [columns, rows]) }
    expectAgreement(states, traces, { ...x.values, ...y.values, ...w.values }, 2)
  })

  it.each([5, 129])('agree for %i rows that are the last axis, the first or the middle one of a slot', (count) => {
    const rows = axis('rows', count)
    for (const axes of [
      [columns, rows],
      [rows, columns],
      [columns, rows, five],
      [five, columns, rows],
    ]) {
      const x = filled('x', axes)
      const next = g.multiply(0.5, g.add(g.cos(x.slot), g.maximum(x.slot, columns)))
      expectAgreement([{ slot: x.slot, next }], { sum: g.sum(x.slot, axes) }, x.values)
    }
  })
})

const special = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-3, -1e-3, 3.25, 1e-30, -88, 88, 100, -150, 1e4, 16_777_217]
const extreme = [Infinity, -Infinity, Number.NaN]
const wholes = [0, 1, -1, 2, 7, -8, 1000, 65_537, -65_536, 2 ** 30, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1]

/** Every pair of the numbers, as two slots over two axes. */
function allPairs(numbers: readonly number[], type: 'float' | 'int' | 'bool') {
  const left = axis('left', numbers.length)
  const right = axis('right', numbers.length)
  return {
    a: g.slot('a', [left], { type }),
    b: g.slot('b', [right], { type }),
    values: { a: numbers, b: numbers },
  }
}

describe('every operation agrees', () => {
  const unary: UnaryOperation[] = ['negate', 'absolute', 'sign', 'floor', 'sqrt', 'exp', 'log', 'tanh', 'sigmoid']
  it.each<UnaryOperation>([...unary, 'stopGradient', 'toInt'])('%s of float', (op) => {
    const numbers = [...special, ...extreme, 3e9, -3e9, 2 ** 31]
    const x = g.slot('x', [axis('n', numbers.length)])
    expectSame(g.unary(op, x), [x], { x: numbers })
  })

  it.each<UnaryOperation>(['sin', 'cos'])('%s of float', (op) => {
    // Beyond 65,536 little is promised.
    const numbers = [...special.filter((x) => x < 1e5), Math.PI, -Math.PI / 2, ...draw(50, -100, 100)]
    const x = g.slot('x', [axis('n', numbers.length)])
    expectSame(g.unary(op, x), [x], { x: numbers })
  })

  it.each<UnaryOperation>(['negate', 'toFloat', 'stopGradient'])('%s of int', (op) => {
    const x = g.slot('x', [axis('n', wholes.length)], { type: 'int' })
    expectSame(g.unary(op, x), [x], { x: wholes })
  })

  it.each<UnaryOperation>(['not', 'toFloat', 'stopGradient'])('%s of bool', (op) => {
    const x = g.slot('x', [five], { type: 'bool' })
    expectSame(g.unary(op, x), [x], { x: [1, 0, 0, 1, 1] })
  })

  const arithmetic: BinaryOperation[] = ['add', 'subtract', 'multiply', 'min', 'max']
  const comparisons: BinaryOperation[] = ['less', 'lessEqual', 'equal']
  const bits: BinaryOperation[] = ['and', 'or', 'xor']
  it.each<BinaryOperation>([...arithmetic, 'divide', ...comparisons])('%s of float', (op) => {
    const { a, b, values } = allPairs([...special, ...extreme], 'float')
    expectSame(g.binary(op, a, b), [a, b], values)
  })

  it.each([...arithmetic, ...comparisons, ...bits])('%s of int', (op) => {
    const { a, b, values } = allPairs(wholes, 'int')
    expectSame(g.binary(op, a, b), [a, b], values)
  })

  it.each([1, 8, 31])('shiftRight by %i', (places) => {
    const x = g.slot('x', [axis('n', wholes.length)], { type: 'int' })
    expectSame(g.shiftRight(x, places), [x], { x: wholes })
  })

  it.each(bits)('%s of bool', (op) => {
    const { a, b, values } = allPairs([0, 1], 'bool')
    expectSame(g.binary(op, a, b), [a, b], values)
  })

  it.each(['float', 'int', 'bool'] as const)('select of %s', (type) => {
    const condition = g.slot('condition', [seven], { type: 'bool' })
    const a = g.slot('a', [seven, five], { type })
    const b = g.slot('b', [five], { type })
    const numbers = Array.from({ length: 35 }, (_, i) => (type === 'bool' ? i % 2 : i - 17))
    const values = { condition: [1, 0, 1, 1, 0, 0, 1], a: numbers, b: numbers.slice(7, 12) }
    expectSame(g.select(condition, a, b), [condition, a, b], values)
    expectSame(g.select(g.not(condition), b, a), [condition, a, b], values)
  })

  it('constants and positions', () => {
    const x = g.slot('x', [seven])
    const weight = g.add(g.toFloat(g.index(seven)), g.toFloat(g.multiply(3, g.index(five))))
    expectSame(g.multiply(x, g.add(weight, 0.1)), [x], { x: draw(7) })
    expectSame(g.subtract(g.multiply(g.index(five), 7), g.index(seven)), [], {})
    expectSame(g.divide(g.toFloat(g.index(five)), g.constant(0)), [], {})
  })
})

describe('reductions', () => {
  const subsets = <T>(list: readonly T[]) =>
    Array.from({ length: 2 ** list.length }, (_, bits) => list.filter((_each, i) => (bits >> i) & 1))

  for (const count of [1, 6, 37, 300]) {
    const rows = axis('rows', count)
    // Zeros in the padding would show in every one of these.
    for (const [op, low, high] of [
      ['sum', 0.5, 2],
      ['product', 0.95, 1.05],
      ['maximum', -2, -0.5],
    ] as const) {
      it.each(
        subsets([rows, five, seven]).map((over) => [over.map((a) => a.name).join(' and ') || 'nothing', over] as const),
      )(`${op} of [rows=${count}, five, seven] over %s agrees`, (_, over) => {
        const x = filled('x', [rows, five, seven], low, high)
        expectSame(g.reduce(op, x.slot, over), [x.slot], x.values)
        expectSame(g.reduce(op, g.multiply(x.slot, g.add(1, g.multiply(0, g.exp(x.slot)))), over), [x.slot], x.values)
      })
    }
  }

  it('without any axis that could be cut into rows agree', () => {
    const x = filled('x', [five, seven, columns])
    const scaled = g.multiply(x.slot, 0.5)
    const states = [{ slot: x.slot, next: g.subtract(x.slot, g.sum(scaled, [columns, five])) }]
    expectAgreement(
      states,
      { a: g.sum(g.product(scaled, five), [columns, seven]), b: g.maximum(x.slot, [seven, columns, five]) },
      x.values,
    )
  })

  it('of reductions, in one program, agree', () => {
    const rows = axis('rows', 300)
    const x = filled('x', [rows, five, seven], -1, 1)
    const inner = g.maximum(x.slot, seven)
    const middle = g.product(g.add(1.5, inner), five)
    const highest = g.maximum(middle, rows)
    const share = g.divide(middle, highest)
    expectAgreement(
      [{ slot: x.slot, next: g.multiply(x.slot, g.subtract(1, g.multiply(0.5, share))) }],
      {
        highest,
        sum: g.sum(share, rows),
        mixed: g.sum(g.multiply(g.sum(g.multiply(x.slot, share), rows), 0.1), [five, seven]),
      },
      x.values,
    )
  })

  it('of bare slots that replace scalars agree, also where a later block of rows reads the scalar again', () => {
    const rows = axis('rows', 1000)
    const x = filled('x', [rows], -0.03, 0.05)
    const w = g.slot('w')
    const b = g.slot('b', [five])
    const states = [
      { slot: x.slot },
      { slot: w, next: g.sum(g.multiply(x.slot, g.add(w, 1)), rows) },
      { slot: b, next: g.sum(g.multiply(x.slot, b), rows) },
    ]
    expectAgreement(states, {}, { ...x.values, w: 1.5, b: [1, 2, 3, 4, 5] })
  })

  it('beside values that meet again and again agree, in no time', () => {
    const x = filled('x', [rows37])
    const y = filled('y of rows', [rows37, five])
    // 2^40 paths lead from the last of these to the first.
    let [a, b] = [g.tanh(x.slot), g.sin(x.slot)]
    for (let i = 0; i < 40; i += 1) [a, b] = [g.tanh(g.add(a, b)), g.sin(g.multiply(a, b))]
    const states = [
      { slot: x.slot, next: g.add(g.sum(g.multiply(y.slot, 2), five), g.sum(g.multiply(y.slot, g.add(a, b)), five)) },
      { slot: y.slot, next: g.multiply(0.5, y.slot) },
    ]
    expectAgreement(states, {}, { ...x.values, ...y.values })
  })

  it('of a sum that appears in itself at other places agree', () => {
    const x = filled('x', [rows37])
    const total = g.sum(x.slot, rows37)
    const again = g.sum(g.exp(g.multiply(-0.1, g.add(x.slot, total))), rows37)
    const third = g.sum(g.tanh(g.multiply(x.slot, again)), rows37)
    expectAgreement([{ slot: x.slot, next: g.multiply(0.1, g.add(x.slot, third)) }], { total, again, third }, x.values)
  })
})
