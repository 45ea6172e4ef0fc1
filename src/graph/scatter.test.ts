import { describe, expect, it } from 'vitest'
import { agreesWithDifferences, total, weights } from '../../test/differences.ts'
import { axis } from './axis.ts'
import * as g from './build.ts'
import * as f from './functions.ts'
import { gradients } from './gradient.ts'
import { interpret } from './interpret.ts'
import { type Node, topologicalOrder } from './node.ts'
import { scatter } from './scatter.ts'

const words = axis('words', 6)
const time = axis('time', 4)
const rows = axis('rows', 2)
const features = axis('features', 3)
const tokens = g.slot('tokens', [time, rows], { type: 'int', range: { low: 0, high: 5 } })
const values = { tokens: [0, 3, 3, 3, 5, 0, 1, 1] }

describe('a scatter', () => {
  it('adds up what its positions say, and leaves 0 elsewhere', () => {
    const x = g.slot('x', [time])
    const at = g.slot('at', [time], { type: 'int' })
    const { axes, data } = interpret(scatter(x, words, at, [time]), { x: [1, 2, 4, 8], at: [2, -7, 2, 99] })
    expect(axes).toEqual([words])
    expect([...data]).toEqual([2, 0, 5, 0, 0, 8])
  })

  it('keeps the axes that it does not sum, and counts with a constant', () => {
    const { axes, data } = interpret(scatter(g.constant(1), words, tokens, [time]), values)
    expect(axes).toEqual([words, rows])
    expect([...data]).toEqual([1, 1, 1, 1, 0, 0, 1, 2, 0, 0, 1, 0])
  })

  it('refuses an axis that its inputs have, other types and strange sums', () => {
    expect(() => scatter(g.slot('x', [words]), words, tokens, [])).toThrow('along [words=6]')
    expect(() => scatter(g.constant(1), words, g.slot('p', [time]), [])).toThrow('at float [time=4]')
    expect(() => scatter(g.constant(1), words, tokens, [features])).toThrow('over [features=3]')
  })
})

describe('gradients agree with finite differences', () => {
  it('of a scatter', () => {
    agreesWithDifferences(
      (x) => total(f.square(scatter(x, words, tokens, [time, rows]))),
      [features, time, rows],
      -2,
      2,
      values,
    )
    agreesWithDifferences((x) => total(f.square(scatter(x, words, tokens, [time]))), [time], -2, 2, values)
    agreesWithDifferences((x) => g.sum(g.exp(scatter(x, words, tokens, [rows])), [words, time]), [], -1, 1, values)
  })

  it('of a gather at positions from data, as a scatter that does not compare positions', () => {
    const read = (x: Node) => total(f.square(g.gather(x, words, tokens)))
    agreesWithDifferences(read, [words, features], -2, 2, values)
    agreesWithDifferences((x) => total(g.exp(g.gather(x, words, g.add(tokens, 2)))), [words], -1, 1, values)
    const x = g.slot('x', [words, features])
    const ops = topologicalOrder(gradients(read(x), [x])).map(({ op }) => op)
    expect(ops).toContain('scatter')
    expect(ops).not.toContain('equal')
  })

  it('of a pick for every row, which stays a comparison', () => {
    const label = g.slot('label', [rows], { type: 'int', range: { low: 0, high: 5 } })
    const pick = { label: [4, 1] }
    agreesWithDifferences((x) => total(g.exp(g.gather(x, words, label))), [words, rows], -1, 1, pick)
    agreesWithDifferences(
      (x) => total(g.exp(g.gather(g.multiply(weights([rows]), x), words, label))),
      [words],
      -1,
      1,
      pick,
    )
  })
})
