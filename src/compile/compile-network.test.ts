// Compiled pieces of networks: cross-entropy, normalisation, dropout, transposed convolution, attention.

import { describe, it } from 'vitest'
import { draw, expectTraining, filled } from '../../test/compiled.ts'
import { type Axis, axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import * as f from '../graph/functions.ts'
import * as n from '../graph/network.ts'
import type { Node } from '../graph/node.ts'
import { positionOver, randomKey, uniform01 } from '../graph/random.ts'

const features = axis('features', 6)

describe.each([5, 40])('with %i rows', (count) => {
  const rows = axis('rows', count)
  const x = filled('x', [features, rows])

  it('cross-entropy trains', () => {
    const classes = axis('classes', 4)
    const label = g.slot('label', [rows], { type: 'int', range: { low: 0, high: 3 } })
    const w = filled('w', [classes, features])
    const loss = f.mean(n.crossEntropy(f.contract(w.slot, x.slot, features), classes, label), rows)
    const values = { ...x.values, ...w.values, label: draw(count, 0, 4).map(Math.floor) }
    expectTraining(loss, [w.slot], [{ slot: x.slot }, { slot: label }], values)
  })

  it('layer and batch normalisation train', () => {
    const [scale, shift] = [filled('scale', [features]), filled('the shift', [features])]
    const layer = g.add(g.multiply(n.normalised(x.slot, features, 1e-5), scale.slot), shift.slot)
    const batch = n.normalised(g.tanh(layer), rows, 1e-5)
    const loss = f.mean(f.square(g.subtract(g.multiply(batch, scale.slot), 0.3)), [features, rows])
    expectTraining(loss, [scale.slot, shift.slot, x.slot], [], { ...x.values, ...scale.values, ...shift.values })
  })

  it('dropout trains, with new draws in every step', () => {
    const step = g.slot('step', [], { type: 'int' })
    const key = randomKey({ seedLow: g.constant(1, 'int'), seedHigh: g.constant(2, 'int'), stream: 3, step })
    const w = filled('w', [features])
    const kept = n.dropout(g.multiply(x.slot, w.slot), uniform01(key, positionOver([features, rows])), 0.4)
    const loss = f.mean(f.square(g.subtract(g.sum(kept, features), 1)), rows)
    const others = [{ slot: x.slot }, { slot: step, next: g.add(step, 1) }]
    expectTraining(loss, [w.slot], others, { ...x.values, ...w.values, step: 0 })
  })

  it('an autoencoder with a convolution and its transpose trains', () => {
    const [length, short, within] = [axis('length', 9), axis('short', 4), axis('within', 3)]
    const channels = axis('channels', 3)
    const line = filled('line', [length, rows])
    const [w, v] = [filled('w', [channels, within]), filled('the other', [channels, within])]
    const code = g.tanh(g.sum(g.multiply(f.windows(line.slot, length, short, within, 2), w.slot), within))
    const spread = g.sum(g.multiply(code, v.slot), channels) // [short, within, rows]
    const loss = f.mean(f.square(g.subtract(n.overlapped(spread, short, within, length, 2), line.slot)), [length, rows])
    expectTraining(loss, [w.slot, v.slot], [{ slot: line.slot }], { ...line.values, ...w.values, ...v.values })
  })

  it('attention over time, with a residual sum, trains', () => {
    const [time, other] = [axis('time', 5), axis('other', 5)]
    const inner = axis('inner', 6)
    const sequence = filled('sequence', [time, features, rows])
    const matrices = ['query', 'key', 'value'].map((name) => filled(name, [inner, features], -0.5, 0.5))
    const [q, k, v] = matrices.map(({ slot }) => f.contract(slot, sequence.slot, features)) as [Node, Node, Node]
    const scores = f.contract(q, g.rename(k, time, other), inner) // [time, rows, other]
    const read = f.contract(n.softmax(g.multiply(scores, 6 ** -0.5), other), g.rename(v, time, other), other)
    const y = g.add(sequence.slot, g.rename(read, inner, features))
    const loss = f.mean(f.square(g.sin(y)), [time, features, rows] as Axis[])
    const values = Object.assign({}, sequence.values, ...matrices.map((each) => each.values))
    expectTraining(
      loss,
      matrices.map(({ slot }) => slot),
      [{ slot: sequence.slot }],
      values,
    )
  })
})
