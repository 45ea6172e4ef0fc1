import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { axis } from '../graph/axis.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { nacMul } from '../modules/nac-mul.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { stack } from '../train/model.ts'
import { refine } from './refine.ts'
import { snappingOf } from './snap.ts'
import { weightFitOf } from './weight-fit.ts'

const [inputs, count] = [6, 120]
const options = { iterations: 200, goal: 1e-7 }

const behindSums = (module: ArithmeticModule) =>
  stack(inputs, [
    { module: nau, outputs: 2 },
    { module, outputs: 1 },
  ])

const draws = (seed: number, low: number, high: number, rows = count) => {
  const { uniform } = randomStream(seed, 'refined rows')
  return Float64Array.from({ length: inputs * rows }, () => uniform(low, high))
}

/** Sums of the first three inputs and of the third to the last, in each row. */
const sumsOf = (x: Float64Array, rows = count) =>
  Array.from({ length: rows }, (_, row) => {
    const at = (i: number) => x[i * rows + row] as number
    return { a: at(0) + at(1) + at(2), b: at(2) + at(3) + at(4) + at(5) }
  })

const weights = (seed: number) => {
  const { uniform } = randomStream(seed, 'refined weights')
  return Float64Array.from({ length: 2 * inputs }, () => uniform(0, 0.5))
}

/** Weights off by up to 0.3 from those of both sums, in the order of the layer. */
const near = (seed: number) => {
  const { uniform } = randomStream(seed, 'refined weights')
  return Float64Array.from([...a, ...b], (value) => value + uniform(-0.3, 0.3))
}

const [a, b] = [
  [1, 1, 1, 0, 0, 0],
  [0, 0, 1, 1, 1, 1],
]

/** Sizes of the weights of both sums. */
const sumsIn = (array: ArrayLike<number>) =>
  [0, 1].map((out) => Array.from({ length: inputs }, (_, i) => Math.abs(array[out * inputs + i] as number)))

describe('all weights of two layers', () => {
  test('a product of sums that was seen on a narrow range: known up to a factor, put on whole weights', () => {
    const model = behindSums(nmu)
    const fit = weightFitOf(model, count)
    const x = draws(1, 1.1, 1.2)
    const target = sumsOf(x).map(({ a, b }) => a * b)
    const parameters = { 'layer1.W': weights(2), 'layer2.W': [0.8, 0.7] }
    const found = refine(fit, parameters, x, target, { ...options, held: ['layer2.W'] })
    expect(found?.fitted).toBe(2 * inputs)
    expect(found?.error).toBeLessThan(1e-24)
    expect(Array.from(found?.values['snapped layer2.W'] as Float64Array)).toEqual([1, 1])
    expect(sumsIn(found?.values['snapped layer1.W'] as Float64Array).toSorted()).toEqual([b, a])
  })

  test('a quotient of sums, with its exponents, holds outside', () => {
    const model = behindSums(nacMul)
    const fit = weightFitOf(model, count)
    const x = draws(3, 1, 2)
    const parameters = {
      'layer1.W': near(4),
      'layer2.W_hat': [0.5, -0.5],
      'layer2.M_hat': [0, 0],
    }
    const target = sumsOf(x).map(({ a, b }) => a / b)
    const found = refine(fit, parameters, x, target, options)
    const far = draws(5, 20, 60)
    const rows = axis('rows', count)
    const snapping = snappingOf(model, slot('x', [model.input, rows]))
    const predicted = interpret(snapping.prediction, { ...parameters, ...found?.values, x: far }).data
    sumsOf(far).forEach(({ a, b }, row) => expect((predicted[row] as number) / (a / b)).toBeCloseTo(1, 8))
  })

  test('weights that are not whole stay as they are fitted', () => {
    const model = stack(inputs, [{ module: nau, outputs: 1 }])
    const x = draws(6, 1, 2)
    const target = sumsOf(x).map(({ a, b }) => a + 0.5 * b)
    const found = refine(weightFitOf(model, count), { 'layer1.W': new Float64Array(inputs) }, x, target, options)
    ;[1, 1, 1.5, 0.5, 0.5, 0.5].forEach((value, i) =>
      expect(found?.values['snapped layer1.W']?.[i]).toBeCloseTo(value, 10),
    )
  })

  test('nothing comes of weights that are not finite', () => {
    const model = stack(inputs, [{ module: nau, outputs: 1 }])
    const x = draws(6, 1, 2)
    const broken = { 'layer1.W': [Number.NaN, 0, 0, 0, 0, 0] }
    expect(refine(weightFitOf(model, count), broken, x, x.subarray(0, count), options)).toBeUndefined()
  })
})
