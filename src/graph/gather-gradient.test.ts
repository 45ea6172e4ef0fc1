import { describe, expect, it } from 'vitest'
import { agreesWithDifferences, total, weights } from '../../test/differences.ts'
import { affineOf } from './affine.ts'
import { axis, countElements } from './axis.ts'
import * as g from './build.ts'
import * as f from './functions.ts'
import { gradients } from './gradient.ts'
import type { Node } from './node.ts'
import { topologicalOrder } from './node.ts'

const length = axis('length', 11)
const rows = axis('rows', 2)

describe('a position', () => {
  const [a, b] = [axis('a', 3), axis('b', 4)]

  it('of indices times numbers is read as such', () => {
    const position = g.subtract(g.add(g.multiply(g.index(a), 2), 5), g.add(g.index(b), g.negate(g.index(a))))
    expect(affineOf(position)).toEqual({
      offset: 5,
      factors: new Map([
        [a, 3],
        [b, -1],
      ]),
    })
    expect(affineOf(g.subtract(g.index(a), g.index(a)))).toEqual({ offset: 0, factors: new Map() })
  })

  it('of anything else is not', () => {
    expect(affineOf(g.multiply(g.index(a), g.index(b)))).toBeUndefined()
    expect(affineOf(g.min(g.index(a), 1))).toBeUndefined()
    expect(affineOf(g.slot('s', [], { type: 'int' }))).toBeUndefined()
  })
})

describe('gradients of windows agree with finite differences', () => {
  const shapes = [
    { output: 9, within: 3, stride: 1 },
    { output: 4, within: 3, stride: 1 },
    { output: 3, within: 5, stride: 1 },
    { output: 5, within: 3, stride: 2 },
    { output: 5, within: 2, stride: 2 },
    { output: 3, within: 3, stride: 3 },
    { output: 3, within: 5, stride: 3 },
    { output: 3, within: 2, stride: 4 },
    { output: 1, within: 3, stride: 1 },
    { output: 6, within: 1, stride: 2 },
  ]
  for (const { output: count, within: size, stride } of shapes) {
    it(`that are ${count} of ${size}, ${stride} apart`, () => {
      const output = axis('output', count)
      const within = axis('within', size)
      const read = (x: Node) => f.windows(x, length, output, within, stride)
      agreesWithDifferences((x) => total(f.square(read(x))), [length, rows])
      agreesWithDifferences((x) => total(f.square(f.contract(read(x), weights([within]), within))), [length])
      agreesWithDifferences((x) => total(f.square(g.maximum(read(x), within))), [rows, length])
      // The adjoint is the same at every window, at every place, or at both.
      agreesWithDifferences((x) => total(g.sum(read(g.exp(x)), output)), [length])
      agreesWithDifferences((x) => total(g.sum(read(g.exp(x)), within)), [length])
      agreesWithDifferences((x) => g.sum(read(g.exp(x)), [within, output]), [length])
    })
  }

  it('that begin later, and that go backwards', () => {
    const output = axis('output', 6)
    const within = axis('within', 3)
    const later = g.add(g.add(g.index(output), g.index(within)), 2)
    const back = g.add(g.subtract(g.index(output), g.multiply(2, g.index(within))), 4)
    for (const position of [later, back]) {
      agreesWithDifferences((x) => total(f.square(g.gather(x, length, position))), [length, rows])
      agreesWithDifferences(
        (x) => total(f.square(g.sum(g.multiply(weights([within]), g.gather(x, length, position)), within))),
        [length],
      )
    }
  })
})

describe('a convolution', () => {
  const channels = axis('channels', 2)
  const [height, width] = [axis('height', 5), axis('width', 4)]
  const out = axis('out', 3)
  const [oh, ow] = [axis('oh', 4), axis('ow', 2)]
  const [kh, kw] = [axis('kh', 2), axis('kw', 3)]
  const patches = (x: Node) => f.windows(f.windows(x, height, oh, kh), width, ow, kw)
  const kernel = weights([out, channels, kh, kw])
  const convolve = (x: Node, w: Node) => g.sum(g.multiply(patches(x), w), [channels, kh, kw])

  it('has gradients that are finite differences', () => {
    agreesWithDifferences(
      (x) => total(f.square(convolve(x, g.tanh(g.multiply(0.1, kernel))))),
      [channels, height, width, rows],
    )
    agreesWithDifferences(
      (w) => total(f.square(convolve(weights([channels, height, width, rows]), w))),
      [out, channels, kh, kw],
    )
  })

  it('has a gradient to its inputs that is one contraction, without an array of all windows', () => {
    const x = g.slot('x', [channels, height, width, rows])
    const w = g.slot('w', [out, channels, kh, kw])
    const [gradient] = gradients(total(f.square(g.tanh(convolve(g.exp(x), w)))), [x])
    const sums = topologicalOrder([gradient as Node]).filter(({ op }) => op === 'sum')
    const sizes = sums.map(({ axes }) => countElements(axes))
    expect(Math.max(...sizes)).toBe(Math.max(countElements(x.axes), countElements([out, oh, ow, rows])))
  })
})
