// Embeddings, recurrences and attention beside their equations in plain loops, written a second time from the papers.

import { test } from 'vitest'
import { evaluate, expectClose, get, numbers, range, rowCount, sigmoid, total } from '../../test/layer-equations.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { alongTime } from './along-time.ts'
import { attention } from './attention.ts'
import { dense } from './dense.ts'
import { eachTime } from './each-time.ts'
import { embedding } from './embedding.ts'
import { gru } from './gru.ts'
import { lstm } from './lstm.ts'
import { sequence, tokens } from './shape.ts'
import { unit } from './unit.ts'

test('embedding: rows of the table', () => {
  const x = [3, 0, 4, 4]
  const { y, w } = evaluate(embedding(3), tokens(2, 5), x)
  expectClose(
    y,
    x.flatMap((word) => range(3).map((k) => get(w['table'], word * 3 + k))),
  )
})

const steps = 4
const features = 2
const units = 3

/** Σ of the weights of a gate with inputs and with a state. */
function sumsOf(w: Readonly<Record<string, Float64Array>>, gate: number, u: number, x: number[], h: number[]): number {
  const at = gate * units + u
  const inputs = total(x.map((value, i) => get(w['W'], at * features + i) * value))
  return inputs + total(h.map((value, i) => get(w['U'], at * units + i) * value)) + get(w['b'], at)
}

const inputAt = (x: Float64Array, row: number, t: number) =>
  range(features).map((i) => get(x, (row * steps + t) * features + i))

test('lstm: gates in, forget, candidate, out', () => {
  const x = numbers(rowCount * steps * features, 0)
  const every = evaluate(lstm(units, { everyTime: true }), sequence(steps, features), x)
  const wanted = range(rowCount).flatMap((row) => {
    let [h, c] = [range(units).map(() => 0), range(units).map(() => 0)]
    return range(steps).flatMap((t) => {
      const z = (gate: number) => range(units).map((u) => sumsOf(every.w, gate, u, inputAt(x, row, t), h))
      const [i, f, candidate, o] = [z(0), z(1), z(2), z(3)]
      c = c.map((old, u) => sigmoid(get(f, u)) * old + sigmoid(get(i, u)) * Math.tanh(get(candidate, u)))
      h = c.map((cell, u) => sigmoid(get(o, u)) * Math.tanh(cell))
      return h
    })
  })
  expectClose(every.y, wanted)
  const last = evaluate(lstm(units), sequence(steps, features), x)
  const lasts = range(rowCount).flatMap((row) =>
    wanted.slice((row * steps + steps - 1) * units, (row + 1) * steps * units),
  )
  expectClose(last.y, lasts)
})

test('gru: reset acts on the state before the product', () => {
  const x = numbers(rowCount * steps * features, 0)
  const { y, w } = evaluate(gru(units), sequence(steps, features), x)
  const wanted = range(rowCount).flatMap((row) => {
    let h = range(units).map(() => 0)
    for (const t of range(steps)) {
      const given = inputAt(x, row, t)
      const reset = range(units).map((u) => sigmoid(sumsOf(w, 0, u, given, h)))
      const update = range(units).map((u) => sigmoid(sumsOf(w, 1, u, given, h)))
      const damped = h.map((value, u) => get(reset, u) * value)
      const candidate = range(units).map((u) => Math.tanh(sumsOf(w, 2, u, given, damped)))
      h = h.map((value, u) => get(update, u) * value + (1 - get(update, u)) * get(candidate, u))
    }
    return h
  })
  expectClose(y, wanted)
})

test('eachTime: the same dense layer at every time', () => {
  const x = numbers(rowCount * steps * features, 0)
  const { y, w } = evaluate(eachTime(dense(units, { activation: 'tanh' })), sequence(steps, features), x)
  const [W, b] = [w['each.layer1.W'], w['each.layer1.b']]
  const wanted = range(rowCount).flatMap((row) =>
    range(steps).flatMap((t) =>
      range(units).map((u) =>
        Math.tanh(get(b, u) + total(inputAt(x, row, t).map((value, i) => get(W, u * features + i) * value))),
      ),
    ),
  )
  expectClose(y, wanted)
})

test.each([
  // Madsen & Johansen 2020, eq. 4 and 9: Σ W x, and Π (W x + 1 − W), here with the inputs and then the state.
  { module: nau, start: 0, apply: (w: number[], z: number[]) => total(z.map((value, i) => get(w, i) * value)) },
  {
    module: nmu,
    start: 1,
    apply: (w: number[], z: number[]) =>
      z.map((value, i) => get(w, i) * value + 1 - get(w, i)).reduce((a, b) => a * b, 1),
  },
])(
  'alongTime: $module.id is given the inputs and its own last outputs, $start at first',
  ({ module, start, apply }) => {
    const x = numbers(rowCount * steps * features, 0)
    const cell = unit(module, units)
    const every = evaluate(alongTime(cell, units, { start, everyTime: true }), sequence(steps, features), x)
    const W = every.w['cell.W']
    const given = features + units
    const wanted = range(rowCount).flatMap((row) => {
      let h = range(units).map(() => start)
      return range(steps).flatMap((t) => {
        const z = [...inputAt(x, row, t), ...h]
        h = range(units).map((u) =>
          apply(
            range(given).map((i) => get(W, u * given + i)),
            z,
          ),
        )
        return h
      })
    })
    expectClose(every.y, wanted)
    const last = evaluate(alongTime(cell, units, { start }), sequence(steps, features), x)
    expectClose(
      last.y,
      range(rowCount).flatMap((row) => wanted.slice((row * steps + steps - 1) * units, (row + 1) * steps * units)),
    )
  },
)

test.each([false, true])('attention: two heads, causal %s', (isCausal) => {
  const [size, heads] = [4, 2]
  const inner = size / heads
  const x = numbers(rowCount * steps * features, 0)
  const { y, w } = evaluate(attention(size, { heads, isCausal }), sequence(steps, features), x)
  const project = (name: string, head: number, row: number, t: number) =>
    range(inner).map((k) =>
      total(inputAt(x, row, t).map((value, i) => get(w[name], (head * inner + k) * features + i) * value)),
    )
  const dot = (a: number[], b: number[]) => total(a.map((value, i) => value * get(b, i)))
  const wanted = range(rowCount).flatMap((row) =>
    range(steps).flatMap((t) => {
      const read = range(heads).flatMap((head) => {
        const times = range(steps).filter((s) => !isCausal || s <= t)
        const raised = times.map((s) =>
          Math.exp(dot(project('W_Q', head, row, t), project('W_K', head, row, s)) / Math.sqrt(inner)),
        )
        return range(inner).map((k) =>
          total(times.map((s, n) => (get(raised, n) / total(raised)) * get(project('W_V', head, row, s), k))),
        )
      })
      return range(size).map((o) => total(read.map((value, i) => get(w['W_O'], o * size + i) * value)))
    }),
  )
  expectClose(y, wanted)
})
