import { describe, expect, test } from 'vitest'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { linear } from '../modules/linear.ts'
import { nalu } from '../modules/nalu.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { type Model, stack } from '../train/model.ts'
import { recurrent } from '../train/recurrent.ts'
import { polish } from './polish.ts'
import { distanceFromSnap, nearest, snappedValues, snappingOf } from './snap.ts'
import { weightFitOf } from './weight-fit.ts'

const count = 40
const rows = axis('rows', count)
const draws = (inputs: number, low: number, high: number) =>
  Float64Array.from(
    { length: inputs * count },
    (_, i) => low + (high - low) * (0.5 + 0.5 * Math.sin(12.9898 * (i + 1))),
  )

function snapped(model: Model, parameters: Record<string, number[]>, x: Float64Array) {
  const input = slot('x', [model.input, rows])
  const snapping = snappingOf(model, input)
  const values = snappedValues(snapping, parameters, x)
  return { snapping, prediction: interpret(snapping.prediction, { ...values, x }).data }
}

test('the nearest of some values, the first of equals', () => {
  expect(nearest(0.4, [-1, 0, 1])).toBe(0)
  expect(nearest(-0.6, [-1, 0, 1])).toBe(-1)
  expect(nearest(0.5, [0, 1])).toBe(0)
})

describe('snapping', () => {
  test('puts weights that are near whole numbers on them, through two layers', () => {
    const model = stack(3, [
      { module: nau, outputs: 2 },
      { module: nmu, outputs: 1 },
    ])
    const parameters = { 'layer1.W': [0.98, 1, 0.04, 0, -0.97, 0.9], 'layer2.W': [0.93, 0.99] }
    const x = draws(3, -2, 2)
    const { prediction, snapping } = snapped(model, parameters, x)
    const [a, b, c] = [x.subarray(0, count), x.subarray(count, 2 * count), x.subarray(2 * count)]
    prediction.forEach((value, i) => {
      const [p = 0, q = 0, r = 0] = [a[i], b[i], c[i]]
      expect(value).toBeCloseTo((p + q) * (r - q), 12)
    })
    expect(distanceFromSnap(snapping, parameters)).toBeCloseTo(0.1, 12)
  })

  test('works on the weight that a module makes, and decides its gate by what it is on the rows', () => {
    const model = stack(2, [{ module: nalu, outputs: 1 }])
    // tanh(1.5)·σ(2) = 0.797: the product of both; the gate is small on positive inputs.
    const parameters = { 'layer1.W_hat': [1.5, 1.5], 'layer1.M_hat': [2, 2], 'layer1.G': [-1, -1] }
    const x = draws(2, 1, 3)
    const { prediction } = snapped(model, parameters, x)
    prediction.forEach((value, i) => expect(value / ((x[i] as number) * (x[count + i] as number))).toBeCloseTo(1, 6))
    const other = snapped(model, { ...parameters, 'layer1.G': [1, 1] }, x).prediction
    other.forEach((value, i) => expect(value).toBeCloseTo((x[i] as number) + (x[count + i] as number), 12))
  })

  test('leaves alone what has no values to approach', () => {
    const model = stack(2, [{ module: linear, outputs: 1 }])
    const { snapping } = snapped(model, { 'layer1.W': [0.3, 0.4], 'layer1.b': [0.1] }, draws(2, 0, 1))
    expect(snapping.weights).toEqual([])
    expect(snapping.free.map(({ name }) => name)).toEqual(['layer1.W', 'layer1.b'])
    expect(distanceFromSnap(snapping, {})).toBeNaN()
  })
})

describe('polishing', () => {
  test('fits a linear layer to the last digits', () => {
    const model = stack(2, [{ module: linear, outputs: 1 }])
    const x = draws(2, 1, 2)
    const target = Float64Array.from(
      { length: count },
      (_, i) => 3 * (x[i] as number) - 0.5 * (x[count + i] as number) + 7,
    )
    const found = polish(weightFitOf(model, count), { 'layer1.W': [2.9, -0.4], 'layer1.b': [6] }, x, target)
    expect(found?.fitted).toBe(3)
    ;[3, -0.5].forEach((value, i) => expect(found?.values['layer1.W']?.[i]).toBeCloseTo(value, 10))
    expect(found?.values['layer1.b']?.[0]).toBeCloseTo(7, 10)
  })

  test('holds weights near their values and fits the others', () => {
    const model = stack(2, [{ module: nau, outputs: 1 }])
    const x = draws(2, 1, 2)
    const target = Float64Array.from({ length: count }, (_, i) => (x[i] as number) - 0.5 * (x[count + i] as number))
    const polishing = weightFitOf(model, count)
    const found = polish(polishing, { 'layer1.W': [0.95, -0.4] }, x, target)
    expect(found?.fitted).toBe(1)
    expect(found?.values['snapped layer1.W']?.[0]).toBe(1)
    expect(found?.values['snapped layer1.W']?.[1]).toBeCloseTo(-0.5, 12)
  })

  test('gives up where a weight is not finite', () => {
    const model = stack(2, [{ module: nau, outputs: 1 }])
    const x = draws(2, 1, 2)
    expect(
      polish(weightFitOf(model, count), { 'layer1.W': [Number.NaN, 0.4] }, x, x.subarray(0, count)),
    ).toBeUndefined()
  })

  test('fits exponents of a product with its gate decided', () => {
    const model = stack(2, [{ module: nalu, outputs: 1 }])
    const x = draws(2, 1, 3)
    const target = Float64Array.from({ length: count }, (_, i) => Math.sqrt(x[i] as number))
    const parameters = { 'layer1.W_hat': [0.6, 0.01], 'layer1.M_hat': [3, 0], 'layer1.G': [-3, -3] }
    const found = polish(weightFitOf(model, count), parameters, x, target)
    expect(found?.values['snapped layer1.W']?.[0]).toBeCloseTo(0.5, 6)
    expect(found?.values['snapped layer1.W']?.[1]).toBe(0)
    expect(found?.values['decided layer1.g']).toEqual(Float64Array.of(0))
  })
})

describe('of a unit that goes over a sequence', () => {
  const model = recurrent(nalu, { length: 2, width: 1, hidden: 1 })
  // Near a sum of both steps, with the gate nearly open: G is large and inputs are positive.
  const parameters = {
    'layer1.W_hat': [2, 2],
    'layer1.M_hat': [3, 3],
    'layer1.G': [9, 9],
    'layer2.W_hat': [2],
    'layer2.M_hat': [3],
    'layer2.G': [9],
  }
  const x = draws(2, 1, 2)
  const sums = Array.from({ length: count }, (_, row) => (x[row] as number) + (x[count + row] as number))

  test('weights are shared by all steps, and gates are decided at each', () => {
    const { prediction, snapping } = snapped(model, parameters, x)
    expect(snapping.weights.map(({ name }) => name)).toEqual(['layer1.W', 'layer2.W'])
    expect(snapping.gates.map(({ name }) => name)).toEqual(['layer1.g at step 1', 'layer1.g at step 2', 'layer2.g'])
    sums.forEach((sum, row) => expect(prediction[row]).toBeCloseTo(sum, 12))
  })

  test('polishing leaves no error', () => {
    const polishing = weightFitOf(model, count)
    const polished = polish(polishing, parameters, x, sums)
    const { data } = interpret(polishing.snapping.prediction, { ...parameters, ...polished?.values, x })
    sums.forEach((sum, row) => expect(data[row]).toBeCloseTo(sum, 10))
  })
})
