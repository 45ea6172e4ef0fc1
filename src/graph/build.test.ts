// What the builders refuse, and how they say so: the operation, the axes, the shapes of both sides.

import { describe, expect, it } from 'vitest'
import { axis, describeAxes } from './axis.ts'
import * as g from './build.ts'
import * as f from './functions.ts'

const rows = axis('rows', 5)
const input = axis('in', 10)
const output = axis('out', 2)
const otherRows = axis('rows', 7)

const x = g.slot('x', [rows, input])
const w = g.slot('w', [output, input])
const counts = g.slot('counts', [rows], { type: 'int' })
const flags = g.slot('flags', [output], { type: 'bool' })

describe('axes', () => {
  it.each([0, -1, 2.5, Number.NaN, Infinity])('of size %d are refused', (size) => {
    expect(() => axis('rows', size)).toThrow(`Axis "rows" has size ${size}; a size is a whole number of at least 1.`)
  })

  it('are described by name and size, in order', () => {
    expect(describeAxes([output, input])).toBe('[out=2, in=10]')
    expect(describeAxes([])).toBe('[]')
  })
})

describe('the axes of a result', () => {
  it('are those of the left side, then what only the right side has', () => {
    expect(g.multiply(x, w).axes).toEqual([rows, input, output])
    expect(g.add(1, w).axes).toEqual([output, input])
    expect(g.select(flags, x, 0).axes).toEqual([output, rows, input])
  })

  it('of a reduction are those that are not folded', () => {
    expect(g.sum(g.multiply(x, w), input).axes).toEqual([rows, output])
    expect(g.maximum(x, [input, rows]).axes).toEqual([])
  })

  it('of a gather are those of the value without the one read along, then those of the positions', () => {
    expect(g.gather(w, input, counts).axes).toEqual([output, rows])
    expect(f.slice(x, input, 4, output).axes).toEqual([rows, output])
    expect(g.rename(x, input, axis('other', 10)).axes.map((a) => a.name)).toEqual(['rows', 'other'])
  })

  it('differ by identity: equal names and sizes are still two axes', () => {
    const again = axis('other', 5)
    const renamed = g.rename(counts, rows, again)
    expect(g.add(counts, renamed).axes).toEqual([rows, again])
    expect(() => g.gather(g.slot('y', [axis('out', 2)]), output, 0)).toThrow(
      'gather along "out", which [out=2] does not have.',
    )
  })
})

describe('a wrong type is refused', () => {
  it('for one value, by the name of the operation, its types and the value', () => {
    expect(() => g.exp(counts)).toThrow('exp takes float, not int [rows=5].')
    expect(() => g.not(x)).toThrow('not takes bool, not float [rows=5, in=10].')
    expect(() => g.toFloat(x)).toThrow('toFloat takes int or bool, not float [rows=5, in=10].')
    expect(() => g.negate(flags)).toThrow('negate takes float or int, not bool [out=2].')
  })

  it('for two values, by both sides', () => {
    const wanted = 'add takes two values of one type (float or int), not'
    expect(() => g.add(x, counts)).toThrow(`${wanted} float [rows=5, in=10] and int [rows=5].`)
    expect(() => g.add(flags, flags)).toThrow(`${wanted} bool [out=2] and bool [out=2].`)
    expect(() => g.divide(counts, counts)).toThrow(
      'divide takes two values of one type (float), not int [rows=5] and int [rows=5].',
    )
    expect(() => g.and(x, flags)).toThrow(
      'and takes two values of one type (bool or int), not float [rows=5, in=10] and bool [out=2].',
    )
    expect(() => g.less(flags, 1)).toThrow(
      'less takes two values of one type (float or int), not bool [out=2] and float [].',
    )
  })

  it('for a choice, by all three', () => {
    const wanted = 'select takes a bool and two values of one type, not'
    expect(() => g.select(counts, x, w)).toThrow(
      `${wanted} int [rows=5], float [rows=5, in=10] and float [out=2, in=10].`,
    )
    expect(() => g.select(flags, x, counts)).toThrow(`${wanted} bool [out=2], float [rows=5, in=10] and int [rows=5].`)
  })

  it('for a reduction and for positions', () => {
    expect(() => g.sum(counts, rows)).toThrow('sum takes float, not int [rows=5].')
    expect(() => g.gather(w, input, x)).toThrow('gather takes int positions, not float')
  })

  it('for a whole number that is none', () => {
    expect(() => g.add(counts, 0.5)).toThrow('0.5 cannot be an integer constant: it takes whole numbers')
    expect(() => g.constant(Number.NaN, 'int')).toThrow('NaN cannot be an integer constant: it takes')
  })
})

describe('two axes of one name that meet are refused, with both shapes', () => {
  const advice = 'Use one axis for both, or rename one of them.'

  it('by an operation', () => {
    const y = g.slot('y', [otherRows])
    const message = `meets two different axes called "rows" (sizes 5 and 7): [rows=5, in=10] and [rows=7]. ${advice}`
    expect(() => g.multiply(x, y)).toThrow(`multiply ${message}`)
    expect(() => g.less(x, y)).toThrow(`less ${message}`)
    expect(() => g.select(flags, x, y)).toThrow(`select ${message}`)
  })

  it('even where their sizes are equal', () => {
    const y = g.slot('y', [axis('rows', 5)])
    expect(() => g.add(counts, g.toInt(y))).toThrow(
      `add meets two different axes called "rows" (sizes 5 and 5): [rows=5] and [rows=5]. ${advice}`,
    )
  })
})

describe('an axis that is not there is refused', () => {
  it('by reductions', () => {
    expect(() => g.sum(x, output)).toThrow('sum over "out" (size 2), which [rows=5, in=10] does not have.')
    expect(() => g.product(x, [rows, output])).toThrow(
      'product over "out" (size 2), which [rows=5, in=10] does not have.',
    )
    expect(() => g.maximum(counts, otherRows)).toThrow('maximum over "rows" (size 7), which [rows=5] does not have.')
  })

  it('by rename, which also wants equal sizes and a new axis', () => {
    expect(() => g.rename(x, output, rows)).toThrow('rename of "out", which [rows=5, in=10] does not have.')
    expect(() => g.rename(x, rows, otherRows)).toThrow(
      'rename from [rows=5] to [rows=7] on [rows=5, in=10]: the sizes must be equal and the new axis must not be there yet.',
    )
    const square = axis('square', 5)
    const pairs = g.slot('pairs', [rows, square])
    expect(() => g.rename(pairs, square, rows)).toThrow('rename from [square=5] to [rows=5] on [rows=5, square=5]')
  })

  it('by gather, which also wants positions inside and another axis', () => {
    expect(() => g.gather(x, output, 0)).toThrow('gather along "out", which [rows=5, in=10] does not have.')
    expect(() => g.gather(x, input, 10)).toThrow('gather at 10 of [in=10], whose positions end at 9.')
    expect(() => g.gather(x, input, -1)).toThrow('gather at -1 of [in=10], whose positions end at 9.')
    expect(() => g.gather(x, rows, g.index(rows))).toThrow('which have this axis themselves: rename it first.')
  })
})

describe('functions that do not fit are refused', () => {
  it('slices, stacks, concatenations and windows', () => {
    expect(() => f.slice(x, input, 9, output)).toThrow('slice from 9 of 2 positions out of [in=10].')
    expect(() => f.slice(x, input, -1, output)).toThrow('slice from -1 of 2 positions out of [in=10].')
    expect(() => f.stack([counts], output)).toThrow('stack of 1 values along [out=2].')
    expect(() =>
      f.concatenate(
        [
          { value: x, axis: input },
          { value: w, axis: output },
        ],
        rows,
      ),
    ).toThrow('concatenate of [in=10, out=2] into [rows=5]: 12 in all.')
    expect(() => f.windows(x, input, output, rows, 6)).toThrow(
      'windows [out=2, rows=5] with stride 6 reach beyond [in=10].',
    )
  })
})

describe('numbers beside nodes', () => {
  it('are constants of the type that stands beside them', () => {
    expect(g.add(counts, 2).inputs[1]).toMatchObject({ op: 'constant', type: 'int', value: 2 })
    expect(g.add(2, x).inputs[0]).toMatchObject({ op: 'constant', type: 'float', value: 2 })
    expect(g.select(flags, 1, counts).inputs[1]).toMatchObject({ op: 'constant', type: 'int', value: 1 })
  })

  it('and nodes stay as they were made', () => {
    expect(Object.isFrozen(g.add(x, 1))).toBe(true)
    expect(Object.isFrozen(x)).toBe(true)
  })
})
