// The conformance suite of layers finds mistakes: each broken layer fails the check that is about it.

import { expect, test } from 'vitest'
import type { Axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import * as f from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { type Layer, type LayerExample, makeLayer, newAxis, parameter } from '../layers/layer.ts'
import { vector } from '../layers/shape.ts'
import { constantInitial, glorotUniformInitial, type Initializer } from '../modules/initializers.ts'
import { checkLayer } from './index.ts'

const input = vector(3)
const [features] = input.axes as [Axis]

/** A dense layer without a bias, whose parts a test replaces. */
function layerWith(
  apply: (x: Node, W: Node, rows: Axis) => Node,
  initial: Initializer = glorotUniformInitial(),
): Layer {
  return makeLayer('broken', '', (given, place) => {
    const out = newAxis(place, 'out', 2)
    const W = parameter(place, 'W', [out, ...given.axes], { initial, fan: { in: 3, out: 2 }, description: 'weights' })
    return {
      output: { axes: [out] },
      parameters: [W],
      apply: (x, { rows }) => apply(x, W.slot, rows),
    }
  })
}

const found = (example: LayerExample) => checkLayer(example).map(({ check }) => check)
const sums = (x: Node, W: Node) => f.contract(W, x, features)

test('a sound layer has no findings', () => {
  expect(found({ input, layer: layerWith(sums) })).toEqual([])
})

let calls = 0

test.each([
  ['a wrong shape', 'gives what its shape says', layerWith((x) => x)],
  ['a slot of its own', 'gives what its shape says', layerWith((x, W) => g.add(sums(x, W), g.slot('stray')))],
  ['an unused parameter', 'gives what its shape says', layerWith((x, W) => f.slice(x, features, 0, W.axes[0] as Axis))],
  [
    'another graph each time',
    'builds the same graph every time',
    layerWith((x, W) => {
      calls += 1
      return g.multiply(sums(x, W), calls)
    }),
  ],
  ['rows that touch', 'own row of inputs', layerWith((x, W, rows) => g.add(sums(x, W), f.mean(sums(x, W), rows)))],
  [
    'a gradient that is stopped',
    'finite differences',
    layerWith((x, W) => g.multiply(sums(x, W), g.stopGradient(sums(x, W)))),
  ],
  ['weights without effect', 'every weight a gradient', layerWith((x, W) => g.max(g.subtract(sums(x, W), 1e6), 0))],
  ['a start that is not finite', 'starts from finite values', layerWith(sums, constantInitial(Number.NaN))],
])('%s is found', (_, check, layer) => {
  expect(found({ input, layer }).join('\n')).toContain(check)
})
