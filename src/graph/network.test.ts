import { describe, expect, it } from 'vitest'
import { agreesWithDifferences, total, weights } from '../../test/differences.ts'
import { axis, countElements } from './axis.ts'
import * as g from './build.ts'
import * as f from './functions.ts'
import { gradients } from './gradient.ts'
import { interpret } from './interpret.ts'
import * as n from './network.ts'
import { topologicalOrder } from './node.ts'

const classes = axis('classes', 4)
const rows = axis('rows', 3)
const label = g.slot('label', [rows], { type: 'int', range: { low: 0, high: 3 } })
const given = { label: [2, 0, 3] }

describe('softmax and cross-entropy', () => {
  const x = g.slot('x', [classes, rows])
  const data = [1, -2, 0.5, 2, 0, 3, -1, 1, 0.25, 0, 5, -4]
  // Plain JavaScript, row by row.
  const column = (row: number) => [0, 1, 2, 3].map((i) => data[i * 3 + row] as number)
  const shares = (row: number) => {
    const raised = column(row).map(Math.exp)
    return raised.map((each) => each / raised.reduce((a, b) => a + b))
  }

  it('are what their formulas say', () => {
    const found = interpret(n.softmax(x, classes), { x: data })
    for (const row of [0, 1, 2]) {
      shares(row).forEach((share, i) => expect(found.data[i * 3 + row]).toBeCloseTo(share, 12))
    }
    const losses = interpret(n.crossEntropy(x, classes, label), { ...given, x: data })
    given.label.forEach((each, row) => expect(losses.data[row]).toBeCloseTo(-Math.log(shares(row)[each] as number), 12))
  })

  it('stay finite for numbers of any size', () => {
    const large = data.map((each) => each * 1e4)
    expect([...interpret(n.softmax(x, classes), { x: large }).data].every(Number.isFinite)).toBe(true)
    expect([...interpret(n.crossEntropy(x, classes, label), { ...given, x: large }).data].every(Number.isFinite)).toBe(
      true,
    )
  })

  it('have gradients that are finite differences', () => {
    agreesWithDifferences((y) => total(f.square(n.softmax(y, classes))), [classes, rows])
    agreesWithDifferences((y) => total(n.logSumExp(y, [classes, rows])), [classes, rows])
    agreesWithDifferences((y) => total(n.crossEntropy(y, classes, label)), [classes, rows], -2, 2, given)
  })
})

describe('normalisation', () => {
  const places = axis('places', 5)

  it('leaves mean 0 and variance 1', () => {
    const x = g.slot('x', [places, rows])
    const data = Float64Array.from({ length: 15 }, (_, i) => Math.sin(i * 2.3) * (i + 1))
    const { data: found } = interpret(n.normalised(x, places, 0), { x: data })
    for (const row of [0, 1, 2]) {
      const own = [0, 1, 2, 3, 4].map((i) => found[i * 3 + row] as number)
      expect(own.reduce((a, b) => a + b)).toBeCloseTo(0, 12)
      expect(own.reduce((a, b) => a + b * b, 0) / 5).toBeCloseTo(1, 12)
    }
  })

  it('has gradients that are finite differences, over features and over rows', () => {
    agreesWithDifferences((x) => total(f.square(n.normalised(x, places, 1e-3))), [places, rows])
    agreesWithDifferences((x) => total(f.square(n.normalised(x, [rows, places], 1e-3))), [places, rows])
  })
})

describe('dropout', () => {
  it('drops what its draws say and enlarges the rest, gradient included', () => {
    const draws = g.slot('draws', [rows])
    const values = { draws: [0.1, 0.25, 0.9] }
    const x = g.slot('x', [rows])
    expect([...interpret(n.dropout(x, draws, 0.25), { ...values, x: [3, 6, 9] }).data]).toEqual([0, 8, 12])
    agreesWithDifferences((y) => total(f.square(n.dropout(y, draws, 0.25))), [rows], -2, 2, values)
  })
})

describe('windows put back where they were', () => {
  const to = axis('to', 9)

  it.each([
    { count: 7, size: 3, stride: 1 },
    { count: 4, size: 3, stride: 2 },
    { count: 3, size: 3, stride: 3 },
    { count: 3, size: 2, stride: 3 },
  ])('are the transpose of windows: $count of $size, $stride apart', ({ count, size, stride }) => {
    const [output, within] = [axis('output', count), axis('within', size)]
    const read = g.sin(weights([output, within]))
    const line = g.cos(weights([to]))
    // <A x, y> = <x, A' y>.
    const there = g.sum(g.multiply(f.windows(line, to, output, within, stride), read), [output, within])
    const back = g.sum(g.multiply(line, n.overlapped(read, output, within, to, stride)), to)
    expect(interpret(back).data[0]).toBeCloseTo(interpret(there).data[0] as number, 12)
    const kernel = weights([within])
    agreesWithDifferences(
      (x) => total(f.square(n.overlapped(g.multiply(x, kernel), output, within, to, stride))),
      [output, rows],
    )
  })

  it('have a gradient that compares no positions', () => {
    const [output, within] = [axis('output', 7), axis('within', 3)]
    const [x, w] = [g.slot('x', [output, rows]), g.slot('w', [within])]
    const loss = total(f.square(n.overlapped(g.multiply(x, w), output, within, to)))
    const sums = topologicalOrder(gradients(loss, [x, w])).filter(({ op }) => op === 'sum')
    // The longest goes over the padded axis, the window and the rows: over no pairs of positions.
    const sizes = sums.map(({ inputs }) => countElements(inputs[0]?.axes ?? []))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(11 * 3 * 3)
  })

  it('that do not fit are refused', () => {
    const [output, within] = [axis('output', 8), axis('within', 3)]
    expect(() => n.overlapped(weights([output, within]), output, within, to)).toThrow('windows must fit')
  })
})

describe('padding', () => {
  const [line, wide] = [axis('line', 4), axis('wide', 7)]

  it('puts zeros before and behind, and its gradient is the part inside', () => {
    const x = g.slot('x', [line, rows])
    const data = Float64Array.from({ length: 12 }, (_, i) => i + 1)
    const { data: found } = interpret(n.padded(x, line, 2, wide), { x: data })
    expect([...found]).toEqual([...new Array<number>(6).fill(0), ...data, 0, 0, 0])
    agreesWithDifferences((y) => total(f.square(n.padded(g.sin(y), line, 2, wide))), [line, rows])
  })

  it('that does not fit is refused', () => {
    expect(() => n.padded(weights([line]), line, 4, wide)).toThrow('does not fit')
    expect(() => n.padded(weights([line]), line, -1, wide)).toThrow('does not fit')
  })
})

describe('flattening', () => {
  const [outer, inner, one] = [axis('outer', 2), axis('inner', 4), axis('one', 8)]

  it('keeps the order, the last axis fastest, and its gradient', () => {
    const x = g.slot('x', [outer, inner])
    const data = [1, 2, 3, 4, 5, 6, 7, 8]
    expect([...interpret(n.flattened(x, [outer, inner], one), { x: data }).data]).toEqual(data)
    const turned = interpret(n.flattened(x, [inner, outer], one), { x: data })
    expect([...turned.data]).toEqual([1, 5, 2, 6, 3, 7, 4, 8])
    const weighted = (y: g.Operand) => g.multiply(y, weights([one]))
    agreesWithDifferences(
      (y) => total(f.square(weighted(n.flattened(g.sin(y), [outer, inner], one)))),
      [outer, inner, rows],
    )
  })

  it('into an axis of another size is refused', () => {
    expect(() => n.flattened(weights([outer, inner]), [outer, inner], axis('seven', 7))).toThrow('have that product')
  })
})
