import { describe, expect, test } from 'vitest'
import { linear } from '../modules/linear.ts'
import { formulaTask, type Metric } from '../tasks/task.ts'
import { evaluate, evaluationOf, metricOfMean, metricsOf, rootMeanSquareOfTarget } from './evaluation.ts'
import { stack } from './model.ts'

describe('metrics', () => {
  test('of a small case are those worked out by hand', () => {
    // Errors 1, −2, 0; squares 5 in all. Targets 1, 2, 2: squares 9 in all.
    expect(metricsOf([2, 0, 2], [1, 2, 2])).toEqual({
      relativeRmse: Math.sqrt(5) / 3,
      meanSquaredError: 5 / 3,
      halfSumOfSquares: 2.5,
    })
  })

  test('of several outputs compare each with the same targets', () => {
    const { meanSquaredError, halfSumOfSquares } = metricsOf([1, 2, 3, 4], [1, 2])
    expect(meanSquaredError).toBe(2)
    expect(halfSumOfSquares).toBe(4)
  })

  test('of a perfect prediction are zero, even where the target is zero', () => {
    for (const value of Object.values(metricsOf([0, 0], [0, 0]))) expect(value).toBe(0)
  })

  test('of a wrong prediction of zeros are infinite where they are relative', () => {
    expect(metricsOf([1, 0], [0, 0]).relativeRmse).toBe(Infinity)
  })

  test('are not finite where a prediction is not', () => {
    for (const value of Object.values(metricsOf([Number.NaN, 1], [1, 1]))) expect(value).toBeNaN()
  })
})

const model = stack(2, [{ module: linear, outputs: 1 }])
const task = formulaTask('a * b', { trainRange: [1, 2] })
const weights = { 'layer1.W': Float32Array.of(2, -1), 'layer1.b': Float32Array.of(0.5) }
const x = Float32Array.of(1, 2, 3, 4, 5, 6)

test('evaluation predicts in float64 and compares with the formula', () => {
  // Predictions 2a − b + 0.5: −1.5, −0.5, 0.5; targets 4, 10, 18.
  const { meanSquaredError } = evaluate(evaluationOf(model, task, 3), weights, x)
  expect(meanSquaredError).toBe((5.5 ** 2 + 10.5 ** 2 + 17.5 ** 2) / 3)
})

test('evaluation compares each output with its own formula, where there are several', () => {
  const two = stack(2, [{ module: linear, outputs: 2 }])
  const both = formulaTask('a * b', { trainRange: [1, 2], more: ['a - b'] })
  const values = { 'layer1.W': Float32Array.of(2, -1, 1, 0), 'layer1.b': Float32Array.of(0.5, 0) }
  // The first output as above; the second is a for a − b = −3, and errs by b.
  const { meanSquaredError } = evaluate(evaluationOf(two, both, 3), values, x)
  expect(meanSquaredError).toBeCloseTo((5.5 ** 2 + 10.5 ** 2 + 17.5 ** 2 + 4 ** 2 + 5 ** 2 + 6 ** 2) / 6, 10)
})

test('the size of the target is what a model that says 0 errs by', () => {
  const evaluation = evaluationOf(model, task, 3)
  const size = rootMeanSquareOfTarget(evaluation, weights, x)
  const silent = { 'layer1.W': new Float32Array(2), 'layer1.b': new Float32Array(1) }
  expect(size ** 2).toBeCloseTo(evaluate(evaluation, silent, x).meanSquaredError, 10)
})

test('a metric from the mean squared error is the metric of rows with that error', () => {
  const prediction = [1.5, 2.5, 4]
  const target = [1, 2, 4.5]
  const metrics = metricsOf(prediction, target)
  const size = Math.sqrt(target.reduce((sum, value) => sum + value ** 2, 0) / 3)
  for (const metric of Object.keys(metrics) as Metric[]) {
    expect(metricOfMean(metric, metrics.meanSquaredError, 3, size)).toBeCloseTo(metrics[metric], 12)
  }
  expect(metricOfMean('relativeRmse', 0, 3, 0)).toBe(0)
})
