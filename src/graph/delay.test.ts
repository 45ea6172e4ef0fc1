import { describe, expect, it } from 'vitest'
import { agreesWithDifferences, total, weights } from '../../test/differences.ts'
import { axis } from './axis.ts'
import * as g from './build.ts'
import { delay, openDelay, recur, setSource } from './delay.ts'
import * as f from './functions.ts'
import { gradients } from './gradient.ts'
import { interpret, interpretAll } from './interpret.ts'
import type { Node } from './node.ts'
import { simplify } from './simplify.ts'

const time = axis('time', 6)
const rows = axis('rows', 2)
const units = axis('units', 3)

const data = (count: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(i * 1.7))

describe('a delay', () => {
  const x = g.slot('x', [time])

  it('is the array one position earlier, and the initial value at the first', () => {
    expect([...interpret(delay(x, time, -1), { x: [1, 2, 3, 4, 5, 6] }).data]).toEqual([-1, 1, 2, 3, 4, 5])
    expect([...interpret(delay(x, time, -1, true), { x: [1, 2, 3, 4, 5, 6] }).data]).toEqual([2, 3, 4, 5, 6, -1])
  })

  it('repeats an array that is the same at all times, and spreads an initial value', () => {
    const y = openDelay(g.constant(7), time, [units])
    setSource(y, g.slot('u', [units]))
    const { axes, data: found } = interpret(y, { u: [1, 2, 3] })
    expect(axes).toEqual([time, units])
    expect([...found]).toEqual([7, 7, 7, ...Array.from({ length: 5 }, () => [1, 2, 3]).flat()])
  })

  it('without a source says so', () => {
    expect(() => interpret(openDelay(g.constant(0), time, []))).toThrow('A delay along "time" has no source')
  })

  it('takes one source, of its type and axes', () => {
    const open = openDelay(g.constant(0), time, [units])
    expect(() => setSource(open, g.index(units))).toThrow('The next state is int [units=3], the state along "time"')
    expect(() => setSource(open, g.slot('r', [rows]))).toThrow('is float [rows=2]')
    setSource(open, g.constant(1))
    expect(() => setSource(open, g.constant(1))).toThrow('has a source already')
    expect(() => openDelay(g.slot('r', [rows]), time, [units])).toThrow('axes of its own')
  })
})

const inner = axis('inner', 3)

/** A step over units that uses its position in time and an input over time. */
function cell(before: Node, x: Node, w: Node): Node {
  const mixed = g.sum(g.multiply(w, g.rename(before, units, inner)), inner)
  return g.tanh(g.add(g.add(mixed, x), g.multiply(0.1, g.toFloat(g.index(time)))))
}

describe('a recurrence', () => {
  it('takes the states that its unrolled form takes', () => {
    const x = g.slot('x', [time, rows])
    const [states] = recur(time, [{ initial: 0.5, axes: [rows] }], ([h]) => [
      g.tanh(g.add(g.multiply(0.9, h as Node), x)),
    ]) as [Node]
    const unrolled = f.scan(x, time, g.constant(0.5), (h, u) => g.tanh(g.add(g.multiply(0.9, h), u)))
    const values = { x: data(12) }
    const { axes, data: found } = interpret(states, values)
    expect(axes).toEqual([time, rows])
    expect([...found]).toEqual(unrolled.flatMap((node) => [...interpret(node, values).data]))
  })

  it('of two states that feed each other goes on: Fibonacci', () => {
    const [a, b] = recur(
      time,
      [
        { initial: 0, axes: [] },
        { initial: 1, axes: [] },
      ],
      ([p, q]) => [q as Node, g.add(p as Node, q as Node)],
    ) as [Node, Node]
    const [first, second] = interpretAll([a, b])
    expect([...(first?.data ?? [])]).toEqual([1, 1, 2, 3, 5, 8])
    expect([...(second?.data ?? [])]).toEqual([1, 2, 3, 5, 8, 13])
    const backwards = recur(time, [{ initial: 1, axes: [] }], ([p]) => [g.multiply(2, p as Node)], true)
    expect([...interpret(backwards[0] as Node).data]).toEqual([64, 32, 16, 8, 4, 2])
  })

  it('keeps what it means when it is simplified, also where only one of its states is asked for', () => {
    const x = g.slot('x', [time, rows])
    const [, b] = recur(
      time,
      [
        { initial: 0, axes: [rows] },
        { initial: 1, axes: [rows] },
      ],
      ([p, q]) => [g.add(g.multiply(q as Node, 1), 0), g.sin(g.add(p as Node, g.add(q as Node, x)))],
    ) as [Node, Node]
    const [smaller] = simplify([b]) as [Node]
    const values = { x: data(12) }
    expect([...interpret(smaller, values).data]).toEqual([...interpret(b, values).data])
  })

  it('that sees all times at once is refused', () => {
    const [states] = recur(time, [{ initial: 0, axes: [] }], ([h]) => [g.add(g.sum(h as Node, time), 1)]) as [Node]
    expect(() => interpret(states)).toThrow('sees all of its positions at once')
  })

  it('in two directions at once is refused', () => {
    const a = openDelay(g.constant(0), time, [])
    const b = openDelay(g.constant(0), time, [], true)
    setSource(a, g.add(b, 1))
    setSource(b, g.add(a, 1))
    expect(() => interpret(a)).toThrow('in more than one way')
  })
})

describe('gradients of delays and recurrences agree with finite differences', () => {
  for (const reversed of [false, true]) {
    const states = (x: Node, w: Node, initial: Node | number) =>
      recur(time, [{ initial, axes: [units, rows] }], ([h]) => [cell(h as Node, x, w)], reversed)[0] as Node
    const matrix = g.multiply(0.2, g.cos(weights([units, inner])))

    it(`with respect to inputs, weights and initial values, ${reversed ? 'backwards' : 'forwards'}`, () => {
      const inputs = g.sin(weights([time, rows]))
      agreesWithDifferences((x) => total(f.square(states(x, matrix, 0.3))), [time, rows])
      agreesWithDifferences((m) => total(f.square(states(inputs, m, 0.3))), [units, inner], -0.7, 0.7)
      agreesWithDifferences((i) => total(f.square(states(inputs, matrix, i))), [units])
      // Only the last state is used, or only what a delay of the states gives.
      agreesWithDifferences((x) => total(f.at(states(x, matrix, 0.3), time, reversed ? 0 : 5)), [time, rows])
      agreesWithDifferences((x) => total(g.exp(delay(states(x, matrix, 0.3), time, 2))), [time, rows])
    })

    it(`with two states, one of which is not used, ${reversed ? 'backwards' : 'forwards'}`, () => {
      const both = (x: Node) =>
        recur(
          time,
          [
            { initial: 0.1, axes: [rows] },
            { initial: x, axes: [rows] },
          ],
          ([p, q]) => [g.sin(g.add(p as Node, q as Node)), g.cos(g.multiply(p as Node, g.add(q as Node, x)))],
          reversed,
        )
      agreesWithDifferences((x) => total(both(x)[0] as Node), [rows])
      agreesWithDifferences((x) => total(both(x)[1] as Node), [rows])
      agreesWithDifferences((x) => total(g.multiply(both(x)[0] as Node, both(x)[1] as Node)), [rows])
    })

    it(`twice: of a gradient, ${reversed ? 'backwards' : 'forwards'}`, () => {
      agreesWithDifferences(
        (x) => {
          const loss = total(f.square(states(x, matrix, 0.3)))
          return total(f.square(gradients(loss, [x])[0] as Node))
        },
        [time, rows],
      )
    })
  }

  it('through a plain delay', () => {
    agreesWithDifferences((x) => total(g.exp(g.subtract(x, delay(x, time, 0.5)))), [time, rows])
    agreesWithDifferences((x) => total(g.exp(delay(f.square(x), time, g.sum(x, time)))), [time, rows])
  })
})
