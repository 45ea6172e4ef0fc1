import { expect, test } from 'vitest'
import { axis, countElements } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import type { Node } from '../graph/node.ts'
import { applyModule } from './apply.ts'
import type { ArithmeticModule } from './module.ts'
import { snmu, snmuBatch } from './snmu.ts'

const input = axis('in', 3)
const output = axis('out', 1)
const rows = axis('rows', 4)
// [in, rows]
const x = [1, -2, 3, 0.5, 4, 5, -6, 0.25, 2, 2.5, -1, 3]
const n = [1.5, 2, 3, 4.5, 1, 1.25, 2.5, 3.5, 4, 1.1, 2.2, 3.3]

/** The outputs in training, with `n` for noise, and the bounds between which it was to be drawn. */
function inTraining(module: ArithmeticModule, W: readonly number[], inputs: readonly number[] = x) {
  const W_ = slot('W', [output, input])
  const bounds: Node[] = []
  const y = applyModule(module, {
    x: slot('x', [input, rows]),
    input,
    output,
    parameters: { W: W_ },
    training: {
      step: slot('step', [], { type: 'int' }),
      uniform: (_, axes, low, high) => {
        expect(low).toBe(1)
        expect(countElements(axes)).toBe(n.length)
        if (typeof high !== 'number') bounds.push(high)
        return slot('n', [input, rows])
      },
    },
  })
  const values = { x: inputs, W, n }
  const high = bounds.map((bound) => interpret(bound, values).data[0])
  return { y: Array.from(interpret(y, values).data), high: high[0] }
}

const product = (W: readonly number[], each: (i: number, row: number) => number, row: number) =>
  W.reduce((all, w, i) => all * (w * each(i, row) + 1 - w), 1)
const at = (values: readonly number[]) => (i: number, row: number) => values[i * rows.size + row] as number

test.each([snmu, snmuBatch])('$id gives NMU(n x) / NMU(n) in training', (module) => {
  const W = [0.3, 0.9, 0.5]
  const noisy = (i: number, row: number) => at(n)(i, row) * at(x)(i, row)
  inTraining(module, W).y.forEach((found, row) => {
    expect(found).toBeCloseTo(product(W, noisy, row) / product(W, at(n), row), 12)
  })
})

test.each([snmu, snmuBatch])('the noise of $id cancels where all weights are 0 or 1', (module) => {
  const W = [1, 0, 1]
  inTraining(module, W).y.forEach((found, row) => {
    expect(found).toBeCloseTo(product(W, at(x), row), 12)
  })
})

test('the noise of a batch reaches up to 1 + 1 / its deviation, over all of its inputs together', () => {
  const middle = x.reduce((a, b) => a + b, 0) / x.length
  const deviation = Math.sqrt(x.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (x.length - 1))
  expect(inTraining(snmuBatch, [1, 1, 1]).high).toBeCloseTo(1 + 1 / deviation, 12)
  expect(inTraining(snmu, [1, 1, 1]).high).toBeUndefined()
})

test('a batch of equal inputs, which has no deviation, keeps the noise finite', () => {
  expect(inTraining(snmuBatch, [1, 1, 1], new Array(12).fill(2)).high).toBe(1 + 1e7)
})
