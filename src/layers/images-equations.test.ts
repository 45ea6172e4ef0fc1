// Dense layers, convolutions and pooling beside their equations in plain loops, written a second time from the papers.

import { describe, test } from 'vitest'
import { evaluate, expectClose, get, numbers, range, rowCount, total } from '../../test/layer-equations.ts'
import { conv2d } from './conv2d.ts'
import { dense } from './dense.ts'
import { maxPool } from './max-pool.ts'
import { image, sequence } from './shape.ts'
import { transposedConv2d } from './transposed-conv2d.ts'

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
