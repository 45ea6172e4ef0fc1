// Compiled training: gradients of whole layers, and the state that a step changes.

import { describe, it } from 'vitest'
import { draw, expectAgreement, expectTraining, filled } from '../../test/compiled.ts'
import { axis } from '../graph/axis.ts'
import * as g from '../graph/build.ts'
import * as f from '../graph/functions.ts'
import { gradients } from '../graph/gradient.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { randomKey, uniform } from '../graph/random.ts'

const columns = axis('columns', 3)
const rows37 = axis('rows', 37)
const seven = axis('seven', 7)

describe('gradients of whole layers', () => {
  const rows = axis('rows', 150)
  const both = { ...filled('x', [rows, seven]).values }
  const x = g.slot('x', [rows, seven])

  it('of a convolution agree', () => {
    const signal = axis('signal', 20)
    const output = axis('output', 9)
    const within = axis('within', 4)
    const input = filled('input', [axis('batch', 33), signal])
    const kernel = filled('kernel', [within, columns])
    const convolved = g.sum(g.multiply(f.windows(input.slot, signal, output, within, 2), kernel.slot), within)
    const loss = f.mean(f.square(g.tanh(convolved)), convolved.axes)
    expectTraining(loss, [kernel.slot, input.slot], [], { ...input.values, ...kernel.values })
  })

  it('of a recurrence agree', () => {
    const w = g.slot('w')
    const u = g.slot('u', [columns])
    const step = (state: Node, input: Node) => g.tanh(g.add(g.multiply(w, state), g.multiply(u, input)))
    const states = f.scan(x, seven, g.constant(0.1), step)
    const loss = f.mean(f.square(g.subtract(f.stack(states, seven), 0.3)), [rows, columns, seven])
    expectTraining(loss, [w, u], [{ slot: x }], { ...both, w: 0.7, u: [0.5, -0.4, 0.2] })
  })

  it.each([300, 1000])('of a recurrence of %i steps agree', (steps) => {
    const time = axis('time', steps)
    const sequences = axis('sequences', 8)
    const input = filled('input', [time, sequences])
    const first = filled('first', [sequences])
    const w = g.slot('w')
    const states = f.scan(input.slot, time, first.slot, (state, u) => g.tanh(g.add(g.multiply(w, state), u)))
    const loss = f.mean(f.square(states.at(-1) as Node), sequences)
    const values = { ...input.values, ...first.values, w: 0.7 }
    expectTraining(loss, [w, first.slot], [{ slot: input.slot }], values)
  })

  it('of what is centred on the mean of the rows agree', () => {
    const centred = g.subtract(x, f.mean(x, rows))
    expectTraining(f.mean(f.square(g.sin(centred)), [rows, seven]), [x], [], both, 5)
  })

  it('of what is normalised by the deviation of the rows agree', () => {
    const centred = g.subtract(x, f.mean(x, rows))
    const normal = g.divide(centred, g.sqrt(g.add(f.mean(f.square(centred), rows), 1e-3)))
    const scale = filled('scale', [seven])
    const loss = f.mean(f.square(g.subtract(g.tanh(g.multiply(normal, scale.slot)), 0.2)), [rows, seven])
    expectTraining(loss, [scale.slot, x], [], { ...both, ...scale.values })
  })

  it('of a softmax over the columns agree', () => {
    const exps = g.exp(g.subtract(x, g.stopGradient(g.maximum(x, seven))))
    const share = g.divide(exps, g.sum(exps, seven))
    expectTraining(f.mean(g.negate(g.log(f.at(share, seven, 2))), rows), [x], [], both, 2)
    expectTraining(f.mean(g.maximum(g.multiply(share, x), seven), rows), [x], [], both, 2)
  })

  it('of square weights, and of layers whose output axis is the input axis of the next, agree', () => {
    const hidden = axis('hidden', 6)
    const hiddenBefore = f.twin(hidden)
    const w1 = filled('w1', [seven, hidden])
    const w2 = filled('w22', [hidden, hiddenBefore])
    const w3 = filled('w333', [hidden, columns])
    const first = g.tanh(f.contract(x, w1.slot, seven))
    const second = g.tanh(f.contract(g.rename(first, hidden, hiddenBefore), w2.slot, hiddenBefore))
    const third = f.contract(g.add(first, second), w3.slot, hidden)
    const loss = f.mean(f.square(g.subtract(third, f.at(x, seven, 1))), [rows, columns])
    expectTraining(loss, [w1.slot, w2.slot, w3.slot], [{ slot: x }], {
      ...both,
      ...w1.values,
      ...w2.values,
      ...w3.values,
    })
  })

  it.each([3, 11])('of a product of %i factors with zeros among them agree', (count) => {
    const factors = axis('factors', count)
    const w = g.slot('w', [rows37, factors])
    const values = draw(37 * count, 0.5, 1.5).map((v, i) => (i % 23 === 4 || i % 37 === 5 ? 0 : v))
    expectTraining(g.sum(f.square(g.subtract(g.product(w, factors), 1)), rows37), [w], [], { w: values }, 0.01)
  })

  it('of products over the rows agree', () => {
    const w = g.slot('w', [rows, columns])
    const values = draw(450, 0.97, 1.03).map((v, i) => (i === 100 ? 0 : v))
    expectTraining(g.sum(f.square(g.subtract(g.product(w, rows), 0.5)), columns), [w], [], { w: values }, 0.1)
  })

  it('of a NALU with Adam agree', () => {
    const [input, output] = [axis('in', 2), axis('out', 1)]
    const batch = axis('batch', 64)
    const step = g.slot('step', [], { type: 'int' })
    const key = randomKey({ seedLow: g.constant(3, 'int'), seedHigh: g.constant(0, 'int'), stream: 1, step })
    const at = g.add(g.multiply(g.index(batch), 2), g.index(input))
    const drawn = uniform(key, at, 1, 2)
    const [W_hat, M_hat, G] = ['W_hat', 'M_hat', 'G'].map((name) => g.slot(name, [input, output])) as [
      SlotNode,
      SlotNode,
      SlotNode,
    ]
    const W = g.multiply(g.tanh(W_hat), g.sigmoid(M_hat))
    const gate = g.sigmoid(f.contract(drawn, G, input))
    const sums = f.contract(drawn, W, input)
    const products = g.exp(f.contract(g.log(g.add(g.absolute(drawn), 1e-7)), W, input))
    const y = g.add(g.multiply(gate, sums), g.multiply(g.subtract(1, gate), products))
    const loss = f.mean(f.square(g.subtract(y, g.product(drawn, input))), [batch, output])
    const parameters = [W_hat, M_hat, G]
    const states = gradients(loss, parameters).flatMap((gradient, i) => {
      const slot = parameters[i] as SlotNode
      const [m, v] = [g.slot(`m ${slot.name}`, slot.axes), g.slot(`v ${slot.name}`, slot.axes)]
      const [mNext, vNext] = [
        g.add(g.multiply(0.9, m), g.multiply(0.1, gradient)),
        g.add(g.multiply(0.999, v), g.multiply(0.001, f.square(gradient))),
      ]
      const t = g.toFloat(g.add(step, 1))
      const rate = g.divide(
        g.sqrt(g.subtract(1, g.exp(g.multiply(t, Math.log(0.999))))),
        g.subtract(1, g.exp(g.multiply(t, Math.log(0.9)))),
      )
      const next = g.subtract(slot, g.divide(g.multiply(g.multiply(0.01, rate), mNext), g.add(g.sqrt(vNext), 1e-6)))
      return [
        { slot, next },
        { slot: m, next: mNext },
        { slot: v, next: vNext },
      ]
    })
    const values = { W_hat: [0.3, -0.2], M_hat: [0.1, 0.4], G: [-0.1, 0.2] }
    expectAgreement([...states, { slot: step, next: g.add(step, 1) }], { loss }, values, 10)
  })
})
