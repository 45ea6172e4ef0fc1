import { expect, test } from 'vitest'
import { nalu } from '../modules/nalu.ts'
import { formulaTask } from '../tasks/task.ts'
import { score } from '../train/learn.ts'
import { stackOf } from '../train/model.ts'
import { drawRows } from '../train/rows.ts'
import { float32Score } from './float32.ts'

const task = formulaTask('a + b', { trainRange: [0, 10] })
const model = stackOf(nalu, 2, [])
const range = [[0, 100]] as const
const rows = 100

function scores(mHat: number) {
  const parameters = {
    'layer1.W_hat': Float32Array.of(20, 20),
    'layer1.M_hat': Float32Array.of(mHat, mHat),
    'layer1.G': Float32Array.of(40, 40),
  }
  const trained = { seed: 3, parameters }
  const x = drawRows(3, 'test', range, 2, rows)
  return { rounded: float32Score(model, task, trained, x), exact: score({ model, task }, trained, () => range, rows) }
}

test('where errors are large, float32 agrees with the float64 interpreter', () => {
  const { rounded, exact } = scores(2)
  expect(rounded.halfSumOfSquares / exact.halfSumOfSquares).toBeCloseTo(1, 4)
  expect(rounded.relativeRmse / exact.relativeRmse).toBeCloseTo(1, 4)
})

test('a weight that is one to the last bit of float32 is one there, and not in float64', () => {
  const { rounded, exact } = scores(17.5)
  // 1 − σ(17.5) = 2.5e-8, less than half a unit in the last place of one.
  expect(rounded.halfSumOfSquares).toBe(0)
  expect(exact.relativeRmse).toBeCloseTo(2.5e-8, 9)
})
