import { describe, expect, it } from 'vitest'
import { agreesWithDifferences, total, weights } from '../../test/differences.ts'
import { axis } from './axis.ts'
import * as g from './build.ts'
import * as f from './functions.ts'
import { gradients } from './gradient.ts'
import { interpret, interpretAll } from './interpret.ts'
import type { Node } from './node.ts'

const rows = axis('rows', 5)
const columns = axis('columns', 3)
const many = axis('many', 11)

describe('gradients agree with finite differences', () => {
  const unary = ['negate', 'absolute', 'exp', 'tanh', 'sigmoid', 'sin', 'cos'] as const
  it.each(unary)('of %s', (op) => agreesWithDifferences((x) => total(g.unary(op, x)), [rows, columns]))
  it.each(['log', 'sqrt'] as const)('of %s', (op) =>
    agreesWithDifferences((x) => total(g.unary(op, x)), [rows], 0.5, 3),
  )

  it('of the four operations and min and max', () => {
    agreesWithDifferences((x) => total(g.add(g.multiply(x, x), g.divide(1, g.add(3, x)))), [rows, columns])
    agreesWithDifferences((x) => total(g.subtract(g.min(x, 0.3), g.max(g.multiply(2, x), -0.4))), [rows, columns])
  })

  it('of sums, products and maxima over axes', () => {
    agreesWithDifferences((x) => total(g.sum(g.multiply(x, x), columns)), [rows, columns])
    agreesWithDifferences((x) => total(g.product(x, columns)), [rows, columns])
    agreesWithDifferences((x) => total(g.product(x, many)), [rows, many])
    agreesWithDifferences((x) => g.product(x, [rows, columns]), [rows, columns])
    agreesWithDifferences((x) => total(g.maximum(x, columns)), [rows, columns])
  })

  it('of select, rename, gather and slices', () => {
    const renamed = axis('renamed', 3)
    const part = axis('part', 2)
    agreesWithDifferences((x) => total(g.select(g.less(x, 0), g.multiply(x, x), g.exp(x))), [rows, columns])
    agreesWithDifferences((x) => total(g.multiply(g.rename(x, columns, renamed), x)), [rows, columns])
    agreesWithDifferences((x) => total(f.slice(x, columns, 1, part)), [rows, columns])
    agreesWithDifferences((x) => total(g.multiply(f.at(x, columns, 2), f.at(x, columns, 0))), [rows, columns])
    const picks = g.toInt(g.multiply(g.toFloat(g.index(rows)), 0.5))
    agreesWithDifferences((x) => total(g.exp(g.gather(x, columns, picks))), [rows, columns])
    agreesWithDifferences((x) => total(g.exp(g.gather(x, columns, g.index(part)))), [columns])
  })

  it('of concatenations, windows and sequences', () => {
    const joined = axis('joined', 8)
    const output = axis('output', 9)
    const within = axis('within', 3)
    const join = (x: Node) =>
      f.concatenate(
        [
          { value: f.square(g.sum(x, columns)), axis: rows },
          { value: g.sum(x, rows), axis: columns },
        ],
        joined,
      )
    agreesWithDifferences((x) => total(g.exp(g.multiply(0.1, join(x)))), [rows, columns])
    agreesWithDifferences(
      (x) => total(f.square(g.sum(g.multiply(f.windows(x, many, output, within), weights([within])), within))),
      [many],
    )
    const step = (state: Node, input: Node) => g.tanh(g.add(g.multiply(0.9, state), input))
    agreesWithDifferences((x) => total(f.stack(f.scan(x, many, g.constant(0.1), step), many)), [many])
  })

  it('where a value is broadcast before it is summed', () => {
    agreesWithDifferences((x) => total(g.exp(g.add(g.sum(x, rows), g.multiply(x, 0.2)))), [rows, columns])
    const ones = g.toFloat(g.lessEqual(0, g.index(many)))
    agreesWithDifferences((x) => g.sum(g.sum(g.multiply(x, ones), many), rows), [rows])
    agreesWithDifferences((x) => g.sum(f.square(g.subtract(x, f.mean(x, rows))), [rows, columns]), [rows, columns])
  })
})

describe('the gradient of a product', () => {
  it.each([3, 11])('is exact where one factor of %i is zero, and zero where two are', (size) => {
    const factors = axis('factors', size)
    const x = g.slot('x', [factors])
    const [gradient] = gradients(g.product(x, factors), [x])
    const data = Float64Array.from({ length: size }, (_, i) => i + 2)
    data[1] = 0
    const others = data.reduce((p, v, i) => (i === 1 ? p : p * v), 1)
    const one = interpret(gradient as Node, { x: data })
    expect([...one.data]).toEqual([...data].map((_, i) => (i === 1 ? others : 0)))
    data[2] = 0
    expect([...interpret(gradient as Node, { x: data }).data]).toEqual(Array.from(data, () => 0))
  })
})

describe('stop-gradient', () => {
  it('passes the value and no gradient', () => {
    const x = g.slot('x', [columns])
    const y = g.sum(g.multiply(x, g.stopGradient(x)), columns)
    const [value, gradient] = interpretAll([y, ...gradients(y, [x])], { x: [1, 2, 3] })
    expect(value?.data[0]).toBe(14)
    expect([...(gradient?.data ?? [])]).toEqual([1, 2, 3])
  })
})
