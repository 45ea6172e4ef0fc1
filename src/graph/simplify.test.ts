// Simplified graphs compute the same with fewer nodes.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spreadOver } from '../../test/agreement.ts'
import { drawProgram, programSpec } from '../../test/random-programs.ts'
import { axis } from './axis.ts'
import * as g from './build.ts'
import * as f from './functions.ts'
import { gradients } from './gradient.ts'
import { type Bindings, interpretAll } from './interpret.ts'
import { type Node, topologicalOrder } from './node.ts'
import { simplify } from './simplify.ts'

const rows = axis('rows', 4)
const columns = axis('columns', 3)
const x = g.slot('x', [rows, columns])
const y = g.slot('y', [rows, columns])
const w = g.slot('w', [columns])
const values: Bindings = {
  x: [0.5, -1.5, 2, 3.25, -0.25, 1, 4, -2, 0.125, 7, -8, 9],
  y: [1, 2, -3, 0.5, 0.25, -4, 1.5, 6, -7, 2, 0.75, -1],
  w: [2, -0.5, 3],
}

const simplified = (node: Node) => simplify([node])[0] as Node
const countNodes = (roots: readonly Node[]) => topologicalOrder(roots).length

/** The values of both lists of roots, in the order of the axes of the first. */
function bothValues(roots: readonly Node[], smaller: readonly Node[], bindings: Bindings): [number[], number[]] {
  const before = interpretAll(roots, bindings)
  const after = interpretAll(smaller, bindings)
  return [
    before.flatMap(({ data }) => [...data]),
    after.flatMap((tensor, i) => [...spreadOver(tensor, roots[i]?.axes ?? [])]),
  ]
}

describe('shared subexpressions', () => {
  it('that are built twice become one node', () => {
    const build = () => g.tanh(g.add(g.multiply(x, w), 0.5))
    const [a, b] = simplify([g.exp(build()), g.sum(build(), rows)]) as [Node, Node]
    expect(a.inputs[0]).toBe(b.inputs[0])
    const [c, d] = simplify([build(), build()])
    expect(c).toBe(d)
  })

  it('differ where any part differs: the operation, the axes, the order of inputs, the constant and its type', () => {
    const other = axis('columns', 3)
    const pairs: [Node, Node][] = [
      [g.add(x, y), g.subtract(x, y)],
      [g.subtract(x, y), g.subtract(y, x)],
      [g.sum(x, rows), g.sum(x, columns)],
      [g.sum(x, rows), g.maximum(x, rows)],
      [g.index(columns), g.index(other)],
      [g.rename(w, columns, other), g.rename(w, columns, axis('columns', 3))],
      [f.at(x, rows, 0), f.at(x, columns, 0)],
      [f.at(x, rows, 0), f.at(x, rows, 1)],
      [g.constant(1), g.constant(1, 'int')],
      [g.constant(0), g.constant(-0)],
    ]
    for (const [a, b] of pairs) {
      const [p, q] = simplify([a, b])
      expect(p).not.toBe(q)
    }
  })

  it('leave slots and roots that are already small as the same objects', () => {
    const node = g.multiply(x, y)
    expect(simplify([node, x])).toEqual([node, x])
    expect(simplified(node)).toBe(node)
    expect(simplified(x)).toBe(x)
  })
})

describe('neutral elements disappear', () => {
  const same: [string, Node, Node][] = [
    ['x + 0', g.add(x, 0), x],
    ['0 + x', g.add(0, x), x],
    ['x − 0', g.subtract(x, 0), x],
    ['x · 1', g.multiply(x, 1), x],
    ['1 · x', g.multiply(1, x), x],
    ['−(−x)', g.negate(g.negate(x)), x],
    ['((x + 0) · 1) − (2 − 2)', g.subtract(g.multiply(g.add(x, 0), 1), g.subtract(2, 2)), x],
  ]
  it.each(same)('%s is x', (_, node, expected) => expect(simplified(node)).toBe(expected))

  it('and signs are absorbed: a + (−b), (−a) + b, a − (−b)', () => {
    expect(simplified(g.add(x, g.negate(y)))).toMatchObject({ op: 'subtract', inputs: [x, y] })
    expect(simplified(g.add(g.negate(x), y))).toMatchObject({ op: 'subtract', inputs: [y, x] })
    expect(simplified(g.subtract(x, g.negate(y)))).toMatchObject({ op: 'add', inputs: [x, y] })
  })

  it('but not in other places', () => {
    expect(simplified(g.subtract(0, x))).toMatchObject({ op: 'subtract' })
    expect(simplified(g.divide(1, x))).toMatchObject({ op: 'divide' })
    expect(simplified(g.multiply(x, 0))).toMatchObject({ op: 'multiply' })
  })
})

describe('constants', () => {
  it('are computed, with their type', () => {
    expect(simplified(g.multiply(g.add(1, 2), 4))).toMatchObject({ op: 'constant', value: 12, type: 'float' })
    const wrapped = g.add(g.constant(2 ** 31 - 1, 'int'), g.constant(1, 'int'))
    expect(simplified(wrapped)).toMatchObject({ op: 'constant', value: -(2 ** 31), type: 'int' })
    expect(simplified(g.less(1, 2))).toMatchObject({ op: 'constant', value: 1, type: 'bool' })
    expect(simplified(g.log(g.constant(-1)))).toMatchObject({ op: 'constant', value: Number.NaN })
  })

  it('over axes are left to be computed', () => {
    expect(simplified(g.multiply(g.index(rows), 2)).op).toBe('multiply')
  })
})

describe('positions read from positions', () => {
  it('are the positions', () => {
    const at = g.slot('at', [columns], { type: 'int', range: { low: 0, high: 3 } })
    expect(simplified(g.gather(g.index(rows), rows, at))).toBe(at)
  })
})

describe('two sums over the same axes', () => {
  it('become one, if neither is needed alone', () => {
    const node = g.add(g.sum(x, rows), g.sum(y, rows))
    expect(simplified(node)).toMatchObject({ op: 'sum', inputs: [{ op: 'add', inputs: [x, y] }] })
    const used = g.sum(x, rows)
    expect(simplify([g.add(used, g.sum(y, rows)), used])[0]).toMatchObject({ op: 'add' })
  })

  it('stay two where one is spread over more axes than the other, or folds others', () => {
    expect(simplified(g.add(g.sum(x, rows), g.sum(w, [])))).toMatchObject({ op: 'add' })
    expect(simplified(g.add(g.sum(x, [rows, columns]), g.sum(w, columns)))).toMatchObject({ op: 'add' })
  })
})

describe('what a graph computes', () => {
  it('stays the same for gradients, with fewer nodes', () => {
    const hidden = g.tanh(g.add(g.multiply(x, w), g.negate(g.multiply(y, 1))))
    const loss = g.sum(
      f.square(g.subtract(g.product(g.add(hidden, 0), columns), g.sum(g.negate(g.negate(y)), columns))),
      rows,
    )
    const roots = [loss, ...gradients(loss, [x, y, w])]
    const smaller = simplify(roots)
    const [before, after] = bothValues(roots, smaller, values)
    after.forEach((value, i) => expect(value).toBeCloseTo(before[i] as number, 11))
    expect(countNodes(smaller)).toBeLessThan(countNodes(roots))
  })

  it('stays the same for any graph, which never grows', () => {
    const property = fc.property(programSpec, (spec) => {
      const { program, values: slots } = drawProgram(spec)
      const roots = [...program.states.flatMap(({ next }) => next ?? []), ...Object.values(program.traces)]
      const smaller = simplify(roots)
      const [before, after] = bothValues(roots, smaller, slots)
      const wrong = after.filter((value, i) => {
        const other = before[i] as number
        // The order of additions may change where sums are joined.
        return !Object.is(value, other) && !(Math.abs(value - other) <= 1e-9 * (1 + Math.abs(other)))
      })
      expect(wrong).toEqual([])
      expect(countNodes(smaller)).toBeLessThanOrEqual(countNodes(roots))
      expect(simplify(smaller)).toEqual(smaller)
    })
    fc.assert(property, { seed: 3, numRuns: 150 })
  })

  it('may be 20,000 operations deep', () => {
    let node: Node = x
    for (let i = 0; i < 10_000; i += 1) node = g.sin(g.add(node, i % 2))
    expect(countNodes(simplify([node]))).toBe(10_000 + 5000 + 2)
  })
})
