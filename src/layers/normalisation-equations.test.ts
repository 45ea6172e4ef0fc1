// Normalisations beside their equations in plain loops, written a second time from the papers.

import { test } from 'vitest'
import { evaluate, expectClose, get, numbers, range, rowCount, total } from '../../test/layer-equations.ts'
import { interpretAll, type Tensor } from '../graph/interpret.ts'
import type { Node, SlotNode } from '../graph/node.ts'
import { batchNorm } from './batch-norm.ts'
import { layerNorm } from './layer-norm.ts'
import { flat, image, sequence, vector } from './shape.ts'

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
