// Compiled scatters: embeddings and their gradients, along the lanes and beside them.

import { describe, it } from 'vitest'
import { draw, expectAgreement, expectSame, expectTraining, filled } from '../../test/compiled.ts'
import { type Axis, axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import { recur } from '../graph/delay.ts'
import * as f from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import { scatter } from '../graph/scatter.ts'

const words = axis('words', 11)
const features = axis('features', 5)
const time = axis('time', 4)

const tokens = (axes: readonly Axis[]) => {
  const slot = g.slot('tokens', axes, { type: 'int', range: { low: 0, high: words.size - 1 } })
  const count = axes.reduce((n, a) => n * a.size, 1)
  return { slot, values: { tokens: draw(count, 0, words.size, 5).map(Math.floor) } }
}

describe('a scatter', () => {
  // From 513 rows on they are cut into blocks.
  it.each([3, 8, 37, 1030])('of %i rows agrees, summed over any of its axes', (count) => {
    const rows = axis('rows', count)
    const at = tokens([time, rows])
    const x = filled('x', [features, time, rows])
    for (const over of [[time, rows], [rows], [time], []]) {
      expectSame(scatter(x.slot, words, at.slot, over), [at.slot, x.slot], { ...at.values, ...x.values })
    }
  })

  it('along the rows, of what lacks an axis, and of a position that all lanes share, agrees', () => {
    const rows = axis('rows', 30)
    const picks = g.slot('picks', [features], { type: 'int', range: { low: 0, high: 29 } })
    const x = filled('x', [rows])
    const values = { picks: [3, 3, 29, 0, 7], ...x.values }
    const added = scatter(g.multiply(2, g.toFloat(g.index(features))), rows, picks, [features])
    expectSame(g.tanh(g.add(added, x.slot)), [picks, x.slot], values)
    expectSame(scatter(x.slot, words, g.min(picks, 10), [features]), [picks, x.slot], values)
    expectSame(scatter(g.sin(x.slot), words, g.constant(4, 'int'), []), [x.slot], x.values)
  })

  it('into a slot that the step reads agrees', () => {
    const rows = axis('rows', 40)
    const at = tokens([rows])
    const counts = filled('counts', [words])
    const share = g.gather(counts.slot, words, at.slot)
    const states = [{ slot: counts.slot, next: scatter(g.tanh(share), words, at.slot, [rows]) }, { slot: at.slot }]
    expectAgreement(states, { sum: g.sum(share, rows) }, { ...counts.values, ...at.values })
  })

  it('in a recurrence agrees', () => {
    const rows = axis('rows', 9)
    const at = tokens([time, rows])
    const [states] = recur(time, [{ initial: 1, axes: [words] }], ([h]) => {
      const read = g.gather(h as Node, words, at.slot) // [time, rows]
      return [g.sin(g.add(h as Node, scatter(read, words, at.slot, [rows])))]
    }) as [Node]
    expectSame(states, [at.slot], at.values)
  })
})

describe('an embedding', () => {
  it.each([6, 600])('of sequences in %i rows trains', (count) => {
    const rows = axis('rows', count)
    const at = tokens([time, rows])
    const table = filled('table', [words, features])
    const read = g.gather(table.slot, words, at.slot) // [features, time, rows]
    const loss = f.mean(f.square(g.subtract(g.tanh(read), 0.3)), [features, time, rows])
    expectTraining(loss, [table.slot], [{ slot: at.slot }], { ...table.values, ...at.values }, 2)
  })
})
