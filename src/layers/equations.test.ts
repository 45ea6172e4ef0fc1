// Every layer beside its equation in plain loops, written a second time from its paper.

import { describe, expect, test } from 'vitest'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret, interpretAll, spreadOver, type Tensor } from '../graph/interpret.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { attention } from './attention.ts'
import { batchNorm } from './batch-norm.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { embedding } from './embedding.ts'
import { gru } from './gru.ts'
import type { Layer } from './layer.ts'
import { layerNorm } from './layer-norm.ts'
import { lstm } from './lstm.ts'
import { maxPool } from './max-pool.ts'
import { applyNetwork, initialNetwork, network } from './network.ts'
import { flat, image, type Shape, sequence, slotOptions, tokens, vector } from './shape.ts'
import { transposedConv2d } from './transposed-conv2d.ts'

const rowCount = 2

/** Numbers without a pattern that a mistake could share. */
const numbers = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(1.7 * i + phase))

/** A layer's outputs `[rows, …]` on made-up inputs and weights. */
function evaluate(layer: Layer, input: Shape, x: ArrayLike<number>, training?: Map<SlotNode, Node>) {
  const made = network(input, layer)
  const rows = axis('rows', rowCount)
  const given = slot('x', [rows, ...input.axes], slotOptions(input))
  const pass =
    training === undefined
      ? { rows }
      : {
          rows,
          training: {
            step: slot('step', [], { type: 'int' as const }),
            uniform: () => given,
            remember: (state: SlotNode, next: Node) => training.set(state, next),
          },
        }
  const starts = initialNetwork(made, 1)
  const values = Object.fromEntries(
    Object.entries(starts).map(([name, { length }], i) => [
      name.replace('layer1.', ''),
      name.includes('running variance') ? numbers(length, i).map((v) => v + 2) : numbers(length, i + 0.5),
    ]),
  )
  const bound = { x, ...Object.fromEntries(Object.entries(values).map(([name, data]) => [`layer1.${name}`, data])) }
  const y = applyNetwork(made, given, pass)
  return { y: spreadOver(interpret(y, bound), [rows, ...made.output.axes]), w: values, bound }
}

/** An element that is there; NaN fails every comparison. */
const get = (values: ArrayLike<number> | undefined, i: number): number => values?.[i] ?? Number.NaN

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z))
const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const total = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0)

function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length)
  wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 10))
}

test('dense: W x + b at every position', () => {
  const x = numbers(rowCount * 2 * 3, 0)
  const { y, w } = evaluate(dense(2, { activation: 'tanh' }), sequence(2, 3), x)
  const wanted = range(rowCount * 2).flatMap((at) =>
    range(2).map((o) =>
      Math.tanh(total(range(3).map((i) => get(w['W'], o * 3 + i) * get(x, at * 3 + i))) + get(w['b'], o)),
    ),
  )
  expectClose(y, wanted)
})

describe('conv2d', () => {
  test.each([
    { height: 5, width: 6, kernel: [3, 2], stride: [1, 1], padding: 'valid', sizes: [3, 5], before: [0, 0] },
    { height: 7, width: 5, kernel: [2, 3], stride: [2, 2], padding: 'valid', sizes: [3, 2], before: [0, 0] },
    // ⌈5/2⌉ windows of 3 every 2: 7 places, one zero before and one behind; ⌈4/1⌉ of 2: 5 places, the zero behind.
    { height: 5, width: 4, kernel: [3, 2], stride: [2, 1], padding: 'same', sizes: [3, 4], before: [1, 0] },
    // A kernel smaller than the stride leaves places out and needs no zeros.
    { height: 6, width: 6, kernel: [1, 2], stride: [3, 3], padding: 'same', sizes: [2, 2], before: [0, 0] },
  ] as const)('$height × $width with $kernel every $stride, $padding', (c) => {
    const { height, width, kernel, stride, padding, sizes, before } = c
    const [channels, filters] = [2, 3]
    const x = numbers(rowCount * channels * height * width, 0)
    const { y, w } = evaluate(conv2d(filters, kernel, { stride, padding }), image(channels, height, width), x)
    const at = (row: number, channel: number, h: number, v: number) =>
      h < 0 || v < 0 || h >= height || v >= width ? 0 : get(x, ((row * channels + channel) * height + h) * width + v)
    const wanted = range(rowCount).flatMap((row) =>
      range(filters).flatMap((f) =>
        range(sizes[0]).flatMap((p) =>
          range(sizes[1]).map((q) => {
            let sum = get(w['b'], f)
            for (const channel of range(channels))
              for (const i of range(kernel[0]))
                for (const j of range(kernel[1]))
                  sum +=
                    get(w['W'], ((f * channels + channel) * kernel[0] + i) * kernel[1] + j) *
                    at(row, channel, p * stride[0] + i - before[0], q * stride[1] + j - before[1])
            return sum
          }),
        ),
      ),
    )
    expectClose(y, wanted)
  })
})

test('transposedConv2d: every place puts its window, and they add up', () => {
  const [channels, filters, height, width, stride] = [2, 2, 3, 2, 2]
  const [kh, kw] = [3, 2]
  const x = numbers(rowCount * channels * height * width, 0)
  const layer = transposedConv2d(filters, [kh, kw], { stride })
  const { y, w } = evaluate(layer, image(channels, height, width), x)
  const [toHeight, toWidth] = [(height - 1) * stride + kh, (width - 1) * stride + kw]
  const wanted = range(rowCount * filters * toHeight * toWidth).map((i) => {
    return get(w['b'], Math.floor(i / (toHeight * toWidth)) % filters)
  })
  for (const row of range(rowCount))
    for (const c of range(channels))
      for (const f of range(filters))
        for (const p of range(height))
          for (const q of range(width))
            for (const i of range(kh))
              for (const j of range(kw)) {
                const to = ((row * filters + f) * toHeight + p * stride + i) * toWidth + q * stride + j
                wanted[to] =
                  get(wanted, to) +
                  get(w['W'], ((c * filters + f) * kh + i) * kw + j) *
                    get(x, ((row * channels + c) * height + p) * width + q)
              }
  expectClose(y, wanted)
})

test('maxPool: the largest of each window', () => {
  const x = numbers(rowCount * 2 * 5 * 4, 0)
  const { y } = evaluate(maxPool([2, 3], [2, 1]), image(2, 5, 4), x)
  const wanted = range(rowCount * 2).flatMap((c) =>
    range(2).flatMap((p) =>
      range(2).map((q) =>
        Math.max(...range(2).flatMap((i) => range(3).map((j) => get(x, (c * 5 + 2 * p + i) * 4 + q + j)))),
      ),
    ),
  )
  expectClose(y, wanted)
})

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

const mean = (values: readonly number[]) => total(values) / values.length
const variance = (values: readonly number[]) => mean(values.map((value) => (value - mean(values)) ** 2))

test('layerNorm: over the last axis, or over all of a flat shape', () => {
  for (const [input, size] of [
    [sequence(2, 3), 3],
    [flat(sequence(2, 3)), 6],
  ] as const) {
    const x = numbers(rowCount * 6, 0)
    const { y, w } = evaluate(layerNorm(), input, x)
    const wanted = range(rowCount * 6).map((i) => {
      const group = [...x.slice(i - (i % size), i - (i % size) + size)]
      const k = i % size
      return ((get(x, i) - mean(group)) / Math.sqrt(variance(group) + 1e-5)) * get(w['scale'], k) + get(w['shift'], k)
    })
    expectClose(y, wanted)
  }
})

test('batchNorm: by the batch in training, which the running means follow, and by these outside of it', () => {
  const input = image(2, 2, 2)
  const x = numbers(rowCount * 8, 0)
  const group = (channel: number) =>
    range(rowCount).flatMap((row) => [...x.slice(row * 8 + channel * 4, row * 8 + channel * 4 + 4)])
  const layer = batchNorm({ momentum: 0.75 })
  const next = new Map<SlotNode, Node>()
  const trained = evaluate(layer, input, x, next)
  const outside = evaluate(layer, input, x)
  const normal = (centre: (c: number) => number, spread: (c: number) => number, w: typeof trained.w) =>
    range(rowCount * 8).map((i) => {
      const c = Math.floor(i / 4) % 2
      return ((get(x, i) - centre(c)) / Math.sqrt(spread(c) + 1e-5)) * get(w['scale'], c) + get(w['shift'], c)
    })
  expectClose(
    trained.y,
    normal(
      (c) => mean(group(c)),
      (c) => variance(group(c)),
      trained.w,
    ),
  )
  const { w } = outside
  expectClose(
    outside.y,
    normal(
      (c) => get(w['running mean'], c),
      (c) => get(w['running variance'], c),
      w,
    ),
  )
  const [means, variances] = interpretAll([...next.values()], trained.bound)
  const count = rowCount * 4
  expectClose(
    (means as Tensor).data,
    range(2).map((c) => 0.75 * get(w['running mean'], c) + 0.25 * mean(group(c))),
  )
  expectClose(
    (variances as Tensor).data,
    range(2).map((c) => 0.75 * get(w['running variance'], c) + (0.25 * variance(group(c)) * count) / (count - 1)),
  )
})

test('vectors of one number are normalised to their shift', () => {
  const { y, w } = evaluate(layerNorm(), vector(1), [3, -4])
  expectClose(y, [get(w['shift'], 0), get(w['shift'], 0)])
})
