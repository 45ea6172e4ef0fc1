// Compiled programs that read arrays at other positions: renamed axes, gathers, slices, minibatches.

import { describe, expect, it } from 'vitest'
import { runExecutor, runKernel } from '../../test/agreement.ts'
import { expectAgreement, expectSame, expectTraining, filled } from '../../test/compiled.ts'
import { axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import * as f from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { randomKey, shuffledPosition, uniform } from '../graph/random.ts'

const columns = axis('columns', 3)
const rows37 = axis('rows', 37)
const seven = axis('seven', 7)
const five = axis('five', 5)

describe('access to other positions', () => {
  const rows = axis('rows', 300)
  const table = axis('table', 41)

  it('by another name agrees', () => {
    const rows = axis('rows', 130)
    const other = axis('other rows', 130)
    const x = filled('x', [rows, five], -0.1, 0.1)
    const scores = g.sum(g.multiply(x.slot, g.rename(x.slot, rows, other)), five)
    const weights = g.exp(g.multiply(scores, 0.1))
    const mixed = g.divide(g.sum(g.multiply(weights, g.rename(x.slot, rows, other)), other), g.sum(weights, other))
    expectAgreement([{ slot: x.slot, next: mixed }], {}, x.values, 2)
  })

  it('at constant positions agrees, of rows and of other axes', () => {
    const x = filled('x', [rows, seven])
    const next = g.add(g.multiply(0.5, x.slot), g.multiply(f.at(x.slot, rows, 299), f.at(x.slot, seven, 3)))
    expectAgreement([{ slot: x.slot, next }], { corner: f.at(f.at(x.slot, rows, 123), seven, 6) }, x.values)
  })

  it('at positions given by data and by random draws agrees', () => {
    const values = filled('values', [table, five])
    const picks = g.slot('picks', [rows], { type: 'int' })
    const step = g.slot('step', [], { type: 'int' })
    const key = randomKey({ seedLow: g.constant(7, 'int'), seedHigh: g.constant(0, 'int'), stream: 3, step })
    const drawn = g.toInt(uniform(key, g.index(rows), 0, 41))
    const read = g.add(g.gather(values.slot, table, picks), g.multiply(0.5, g.gather(values.slot, table, drawn)))
    const states = [
      { slot: values.slot, next: g.multiply(0.9, values.slot) },
      // Positions outside are moved to the nearest end.
      { slot: picks, next: g.add(picks, 1) },
      { slot: step, next: g.add(step, 1) },
    ]
    const given = Array.from({ length: 300 }, (_, i) => ((i * 17) % 60) - 9)
    expectAgreement(
      states,
      { sum: g.sum(read, [rows, five]), first: f.at(f.at(read, rows, 0), five, 0) },
      { ...values.values, picks: given },
    )
  })

  it('at positions that rounding to float32 carries beyond their bounds in float64 stays inside the axis', () => {
    const longer = axis('longer', 105)
    const x = filled('x', [longer], 1, 2)
    // The largest draw below 1 gives 104.9999997; the float32 nearest to that is 105.
    const largest = 1 - 2 ** -24
    const u = g.slot('u', [rows37], { range: { low: 0, high: largest } })
    const next = g.gather(x.slot, longer, g.toInt(g.add(100, g.multiply(5, u))))
    const result = g.slot('result', [rows37])
    const program = { states: [{ slot: x.slot }, { slot: u }, { slot: result, next }], traces: {} }
    const values = { ...x.values, u: new Array(37).fill(largest) }
    const last = Math.fround(x.values.x?.at(-1) as number)
    expect(runKernel(program, values, 1).slots.result).toEqual(new Float64Array(37).fill(last))
    expect(runExecutor(program, values, 1).slots.result).toEqual(new Float64Array(37).fill(last))
  })

  it('at positions from memory, which lanes may have read beyond the end of their array, does no harm', () => {
    const [two, across, joined] = [axis('two', 2), axis('across', 2), axis('joined', 4)]
    const x = filled('x', [two])
    const table = g.slot('table', [two, across], { type: 'int' })
    const parts = [
      { value: table, axis: two },
      { value: table, axis: two },
    ]
    const read = g.gather(g.toInt(x.slot), two, f.concatenate(parts, joined))
    const states = [
      { slot: x.slot, next: g.negate(x.slot) },
      { slot: table, next: f.at(read, joined, 0) },
    ]
    expectAgreement(states, { highest: g.maximum(g.negate(x.slot), two) }, { ...x.values, table: [1, 0, 0, 1] })
  })

  it('on a diagonal agrees, in blocks of rows', () => {
    const rows = axis('rows', 130)
    const across = axis('across', 130)
    const x = filled('x', [rows])
    const y = filled('y', [across])
    const plane = g.exp(g.multiply(0.1, g.add(x.slot, y.slot)))
    const states = [{ slot: x.slot, next: g.gather(plane, across, g.index(rows)) }, { slot: y.slot }]
    expectAgreement(states, { sum: g.sum(plane, [rows, across]) }, { ...x.values, ...y.values }, 2)
  })

  it('in slices, strides and reverse order agrees', () => {
    const part = axis('part', 31)
    const few = axis('few', 13)
    const x = filled('x', [table, five])
    const sliced = f.slice(x.slot, table, 7, part)
    const strided = g.gather(x.slot, table, g.add(g.multiply(g.index(few), 3), 2))
    const reversed = g.gather(x.slot, table, g.subtract(40, g.index(axis('reversed', 41))))
    expectSame(g.exp(sliced), [x.slot], x.values)
    expectSame(g.multiply(strided, g.sum(sliced, part)), [x.slot], x.values)
    expectSame(g.add(reversed, 1), [x.slot], x.values)
  })

  it('in concatenations and stacks agrees', () => {
    const x = filled('x', [rows37, five])
    const y = filled('y', [rows37, seven])
    const joined = f.concatenate(
      [
        { value: g.tanh(x.slot), axis: five },
        { value: y.slot, axis: seven },
      ],
      axis('joined', 12),
    )
    expectSame(joined, [x.slot, y.slot], { ...x.values, ...y.values })
    const stacked = f.stack([g.sum(x.slot, five), g.maximum(y.slot, seven), g.constant(2)], columns)
    expectSame(stacked, [x.slot, y.slot], { ...x.values, ...y.values })
    const longer = f.concatenate(
      [
        { value: f.at(x.slot, five, 0), axis: rows37 },
        { value: f.at(y.slot, seven, 1), axis: rows37 },
      ],
      axis('both', 74),
    )
    expectSame(g.exp(longer), [x.slot, y.slot], { ...x.values, ...y.values })
  })

  it('beyond the end of memory, by lanes that stand for no row, does no harm', () => {
    const many = axis('many rows', 1001)
    const source = axis('source', 1001)
    const far = axis('far', 1000 * 90 + 1)
    const heavy = (x: Node) => Array.from({ length: 2 }).reduce<Node>((y) => g.sin(g.add(y, 0.1)), x)
    const [x, y, z] = [filled('x', [many]), filled('y', [source, five, seven]), filled('z', [far])]
    const renamed = g.rename(g.exp(y.slot), source, many)
    const sliced = g.gather(g.cos(y.slot), source, g.index(many))
    const strided = g.gather(z.slot, far, g.multiply(g.index(many), 90))
    const next = f.mean(heavy(g.add(g.add(x.slot, strided), g.add(renamed, sliced))), [five, seven])
    const states = [{ slot: x.slot, next }, { slot: y.slot, next: g.negate(y.slot) }, { slot: z.slot }]
    const values = { ...x.values, ...y.values, ...z.values }
    expectAgreement(states, {}, values, 1)
    // Wherever the last array ends within a page of memory.
    const { slots } = runKernel({ states, traces: {} }, values, 1)
    for (let size = 800; size < 16_384; size += 800) {
      const spare = { slot: g.slot('spare', [axis('spare', size)]) }
      expect(runKernel({ states: [spare, ...states], traces: {} }, values, 1).slots.x).toEqual(slots.x)
    }
  })
})

describe('minibatches', () => {
  it('in the order of a shuffle, without and with an epoch, agree', () => {
    const all = axis('all', 1000)
    const batch = axis('batch', 64)
    const data = filled('data', [all, five])
    const w = filled('w', [five])
    const step = g.slot('step', [], { type: 'int' })
    const at = g.add(g.multiply(step, 64), g.index(batch))
    const source = {
      seedLow: g.constant(99, 'int'),
      seedHigh: g.constant(1, 'int'),
      stream: 5,
      step: g.constant(0, 'int'),
    }
    const rows = g.gather(data.slot, all, shuffledPosition(source, at, 1000))
    const error = g.subtract(g.sum(g.multiply(rows, w.slot), five), 1)
    const loss = f.mean(f.square(error), batch)
    const states = [{ slot: data.slot }, { slot: step, next: g.add(step, 1) }]
    expectTraining(loss, [w.slot], states, { ...data.values, ...w.values })
  })
})
