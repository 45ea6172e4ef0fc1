import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { orthogonalInitial, unitVectorInitial } from './orthogonal.ts'

/** The products of every two rows of a matrix `[out, in]`, or of its columns if there are more rows. */
function products(outputs: number, inputs: number): number[] {
  const W = orthogonalInitial.draw(randomStream(1, 'W'), outputs * inputs, { in: inputs, out: outputs })
  const isWide = inputs >= outputs
  const [short, long] = isWide ? [outputs, inputs] : [inputs, outputs]
  const at = (v: number, i: number) => (isWide ? W[v * inputs + i] : W[i * inputs + v]) as number
  const indices = (size: number) => Array.from({ length: size }, (_, i) => i)
  return indices(short).flatMap((a) =>
    indices(short).map((b) => indices(long).reduce((sum, i) => sum + at(a, i) * at(b, i), 0)),
  )
}

test.each([
  [1, 2],
  [2, 5],
  [5, 2],
  [4, 4],
])('%i outputs and %i inputs start orthonormal', (outputs, inputs) => {
  const short = Math.min(outputs, inputs)
  products(outputs, inputs).forEach((value, i) => expect(value).toBeCloseTo(i % (short + 1) === 0 ? 1 : 0, 12))
})

test('as many inputs as outputs start with the identity', () => {
  const W = orthogonalInitial.draw(randomStream(1, 'W'), 4, { in: 2, out: 2 })
  expect(Array.from(W)).toEqual([1, 0, 0, 1])
})

test('a vector starts with length 1', () => {
  const w = unitVectorInitial.draw(randomStream(1, 'w'), 3, { in: 2, out: 3 })
  expect(w.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12)
})
