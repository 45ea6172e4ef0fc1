// Compiled delays and recurrences: loops over time, forward and backward, with and without rows across the lanes.

import { describe, expect, it } from 'vitest'
import { expectAgreement, expectSame, expectTraining, filled } from '../../test/compiled.ts'
import { axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import { delay, recur } from '../graph/delay.ts'
import * as f from '../graph/functions.ts'
import { gradients } from '../graph/gradient.ts'
import type { Node } from '../graph/node.ts'
import { compileProgram } from './compile.ts'
import { planKernel } from './plan-kernel.ts'

const time = axis('time', 7)
const units = axis('units', 5)
const inner = axis('inner', 5)
const inputs = axis('in', 3)

describe('delays', () => {
  it.each([1, 3, 33])('of an array over time and %i rows agree', (count) => {
    const rows = axis('rows', count)
    const x = filled('x', [rows, time])
    const first = filled('first', [rows])
    expectSame(delay(x.slot, time, first.slot), [x.slot, first.slot], { ...x.values, ...first.values })
    expectSame(g.exp(delay(g.sin(x.slot), time, 2, true)), [x.slot], x.values)
    const change = g.subtract(x.slot, delay(g.tanh(x.slot), time, g.multiply(first.slot, 0.5)))
    expectTraining(f.mean(f.square(change), [rows, time]), [x.slot, first.slot], [], { ...x.values, ...first.values })
  })

  it('of an array over time alone agree, and of integers and truth values', () => {
    const x = filled('x', [time])
    expectSame(delay(x.slot, time, 0.25), [x.slot], x.values)
    const whole = g.add(g.index(time), 3)
    expectSame(delay(whole, time, g.constant(-1, 'int')), [], {})
    expectSame(delay(g.less(x.slot, 0), time, g.constant(1, 'bool'), true), [x.slot], x.values)
  })
})

/** An LSTM: states `[time, units, rows]` from inputs `[time, in, rows]`. */
function lstm(x: Node, rows: ReturnType<typeof axis>, reversed = false) {
  const gates = axis('gates', 4)
  const w = filled('w', [gates, units, inputs], -0.5, 0.5)
  const u = filled('u', [gates, units, inner], -0.5, 0.5)
  const b = filled('b', [gates, units], -0.5, 0.5)
  const given = g.add(f.contract(w.slot, x, inputs), b.slot) // [time, gates, units, rows]
  const none = { initial: 0, axes: [units, rows] }
  const [h, c] = recur(
    time,
    [none, none],
    ([before, cell]) => {
      const z = g.add(f.contract(u.slot, g.rename(before as Node, units, inner), inner), given)
      const [i, o, forget, candidate] = [0, 1, 2, 3].map((gate) => f.at(z, gates, gate)) as [Node, Node, Node, Node]
      const next = g.add(g.multiply(g.sigmoid(forget), cell as Node), g.multiply(g.sigmoid(i), g.tanh(candidate)))
      return [g.multiply(g.sigmoid(o), g.tanh(next)), next]
    },
    reversed,
  ) as [Node, Node]
  return { h, c, parameters: [w.slot, u.slot, b.slot], values: { ...w.values, ...u.values, ...b.values } }
}

describe('recurrences', () => {
  it.each([1, 9])('over %i rows agree, and so do their gradients', (count) => {
    const rows = axis('rows', count)
    const x = filled('x', [time, rows])
    const w = g.slot('w')
    const first = filled('first', [rows])
    const [states] = recur(time, [{ initial: first.slot, axes: [rows] }], ([h]) => [
      g.tanh(g.add(g.multiply(w, h as Node), x.slot)),
    ]) as [Node]
    const values = { ...x.values, ...first.values, w: 0.7 }
    expectSame(states, [x.slot, first.slot, w], values)
    expectTraining(f.mean(f.square(states), [time, rows]), [w, x.slot, first.slot], [], values)
    expectTraining(f.mean(f.at(states, time, 6), rows), [w, first.slot], [{ slot: x.slot }], values)
  })

  it.each([
    { count: 4, reversed: false },
    { count: 37, reversed: true },
  ])('of an LSTM over $count rows agree, reversed $reversed', ({ count, reversed }) => {
    const rows = axis('rows', count)
    const x = filled('x', [time, inputs, rows])
    const { h, c, parameters, values } = lstm(x.slot, rows, reversed)
    const all = { ...values, ...x.values }
    expectSame(h, [x.slot, ...parameters], all)
    const loss = g.add(
      f.mean(f.square(g.subtract(h, 0.2)), h.axes),
      f.mean(f.at(c, time, reversed ? 0 : 6), [units, rows]),
    )
    expectTraining(loss, [...parameters, x.slot], [], all, 0.2)
  })

  it('above recurrences, in both directions, agree', () => {
    const rows = axis('rows', 10)
    const x = filled('x', [time, rows])
    const w = filled('w', [units])
    const state = [{ initial: 0.1, axes: [units, rows] }]
    const up = recur(time, state, ([h]) => [g.sin(g.add(g.multiply(w.slot, h as Node), x.slot))])[0] as Node
    const down = recur(time, state, ([h]) => [g.tanh(g.subtract(up, g.multiply(0.5, h as Node)))], true)[0] as Node
    const across = recur(time, state, ([h]) => [g.cos(g.add(g.multiply(down, up), h as Node))])[0] as Node
    expectTraining(f.mean(across, across.axes), [w.slot, x.slot], [], { ...x.values, ...w.values })
  })

  it('of integers, of truth values, and without rows agree', () => {
    const x = filled('x', [time])
    const [count, seen] = recur(
      time,
      [
        { initial: g.constant(5, 'int'), axes: [] },
        { initial: g.constant(0, 'bool'), axes: [] },
      ],
      ([n, any]) => [
        g.add(g.multiply(n as Node, 3), g.index(time)),
        g.or(any as Node, g.and(g.less(1, x.slot), g.less(n as Node, 2 ** 20))),
      ],
    ) as [Node, Node]
    expectSame(count, [x.slot], x.values)
    expectSame(seen, [x.slot], x.values)
  })

  it('that fold and move rows in every turn agree, in blocks of rows', () => {
    const rows = axis('rows', 700)
    const x = filled('x', [time, rows])
    const [states] = recur(time, [{ initial: 0.1, axes: [rows] }], ([h]) => {
      const centred = g.subtract(h as Node, f.mean(h as Node, rows))
      return [g.tanh(g.add(g.multiply(3, centred), x.slot))]
    }) as [Node]
    expectAgreement([{ slot: x.slot, next: g.multiply(0.9, states) }], { last: f.mean(states, [time, rows]) }, x.values)
    expectTraining(f.mean(f.square(states), [time, rows]), [x.slot], [], x.values)
  })

  it('whose states are kept from step to step agree', () => {
    const rows = axis('rows', 12)
    const x = filled('x', [time, rows])
    const memory = filled('memory', [time, rows])
    const [states] = recur(time, [{ initial: f.at(memory.slot, time, 6), axes: [rows] }], ([h]) => [
      g.tanh(g.add(g.multiply(0.9, h as Node), g.add(x.slot, g.multiply(0.1, memory.slot)))),
    ]) as [Node]
    const all = { ...x.values, ...memory.values }
    expectAgreement(
      [{ slot: x.slot }, { slot: memory.slot, next: states }],
      { mean: f.mean(states, [time, rows]) },
      all,
    )
  })

  it('of what never changes are computed once', () => {
    const rows = axis('rows', 12)
    const x = filled('x', [time, rows])
    const y = filled('y', [time, rows])
    const [states] = recur(time, [{ initial: 0, axes: [rows] }], ([h]) => [g.tanh(g.add(h as Node, x.slot))]) as [Node]
    const next = g.add(y.slot, states)
    const { loops } = compileProgram({ states: [{ slot: x.slot }, { slot: y.slot, next }], traces: {} })
    expect(loops.prepare.some(({ turns }) => turns !== undefined)).toBe(true)
    expect(loops.step.some(({ turns }) => turns !== undefined)).toBe(false)
    expectAgreement([{ slot: x.slot }, { slot: y.slot, next }], {}, { ...x.values, ...y.values })
  })

  it('of one position are none', () => {
    const rows = axis('rows', 6)
    const once = axis('once', 1)
    const x = filled('x', [once, rows])
    const [states] = recur(once, [{ initial: 0.5, axes: [rows] }], ([h]) => [g.sin(g.add(h as Node, x.slot))]) as [Node]
    expectTraining(f.mean(states, [once, rows]), [x.slot], [], x.values)
  })

  it('take as much code for ten thousand positions as for a hundred', () => {
    const sizes = [100, 10_000].map((length) => {
      const long = axis('time', length)
      const rows = axis('rows', 8)
      const [x, w] = [g.slot('x', [long, rows]), g.slot('w')]
      const [states] = recur(long, [{ initial: 0, axes: [rows] }], ([h]) => [
        g.tanh(g.add(g.multiply(w, h as Node), x)),
      ]) as [Node]
      const loss = f.mean(f.square(states), [long, rows])
      const next = g.subtract(w, g.multiply(0.01, gradients(loss, [w])[0] as Node))
      return planKernel({ states: [{ slot: x }, { slot: w, next }], traces: { loss } }).bytes
    }) as [number, number]
    expect(Math.abs(sizes[1] - sizes[0])).toBeLessThan(100)
  })
})
