import { describe, expect, test } from 'vitest'
import { leastSquares } from './least-squares.ts'

const columns = (slopes: (value: number) => readonly number[], at: readonly number[]): Float64Array[] =>
  Array.from({ length: slopes(0).length }, (_, k) => Float64Array.from(at, (value) => slopes(value)[k] as number))

test('reaches the certified values of NIST’s problem Misra1a from its far start', () => {
  const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0]
  const y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78]
  const found = leastSquares(
    {
      predict: ([size = 0, rate = 0]) => Float64Array.from(x, (at) => size * (1 - Math.exp(-rate * at))),
      slopes: ([size = 0, rate = 0]) =>
        columns((at) => [1 - Math.exp(-rate * at), size * at * Math.exp(-rate * at)], x),
      target: y,
    },
    [500, 0.0001],
    { iterations: 100, goal: 0 },
  )
  expect((found?.values[0] as number) / 2.3894212918e2).toBeCloseTo(1, 8)
  expect((found?.values[1] as number) / 5.5015643181e-4).toBeCloseTo(1, 8)
  expect((x.length * (found?.error as number)) / 1.2455138894e-1).toBeCloseTo(1, 9)
})

test('follows Rosenbrock’s valley to its end', () => {
  const found = leastSquares(
    {
      predict: ([a = 0, b = 0]) => Float64Array.of(10 * (b - a * a), 1 - a),
      slopes: ([a = 0]) => [Float64Array.of(-20 * a, -1), Float64Array.of(10, 0)],
      target: [0, 0],
    },
    [-1.2, 1],
    { iterations: 100, goal: 1e-24 },
  )
  expect(found?.error).toBeLessThan(1e-24)
  found?.values.forEach((value) => expect(value).toBeCloseTo(1, 10))
})

describe('a value that changes nothing', () => {
  test('stays where it is', () => {
    const found = leastSquares(
      {
        predict: ([a = 0]) => Float64Array.of(a, 2 * a),
        slopes: () => [Float64Array.of(1, 2), Float64Array.of(0, 0)],
        target: [3, 6],
      },
      [0, 7],
      { iterations: 50, goal: 1e-28 },
    )
    expect(found?.values[0]).toBeCloseTo(3, 12)
    expect(found?.values[1]).toBe(7)
  })
})

test('no step makes the error larger, and three values are paired as two are', () => {
  const x = Array.from({ length: 12 }, (_, i) => i / 4)
  const errors: number[] = []
  const target = x.map((at) => 2 + 0.5 * at - at ** 2)
  const found = leastSquares(
    {
      predict: ([a = 0, b = 0, c = 0]) => Float64Array.from(x, (at) => a + b * at + c * at ** 2),
      slopes: ([a = 0, b = 0, c = 0]) => {
        errors.push(x.reduce((sum, at, i) => sum + (a + b * at + c * at ** 2 - (target[i] as number)) ** 2, 0))
        return columns((at) => [1, at, at ** 2], x)
      },
      target,
    },
    [0, 0, 0],
    { iterations: 40, goal: 1e-26 },
  )
  ;[2, 0.5, -1].forEach((value, i) => expect(found?.values[i]).toBeCloseTo(value, 11))
  expect(errors.length).toBeGreaterThan(1)
  errors.slice(1).forEach((error, i) => expect(error).toBeLessThan(errors[i] as number))
})

test('a start without a finite error has no fit', () => {
  const problem = { predict: () => Float64Array.of(Number.NaN), slopes: () => [Float64Array.of(1)], target: [1] }
  expect(leastSquares(problem, [0], { iterations: 5, goal: 0 })).toBeUndefined()
})

// √a at 0: the prediction is finite, and its slope is not.
test('a slope that is not finite ends the fit where it stands', () => {
  const found = leastSquares(
    {
      predict: ([a = 0, b = 0]) => Float64Array.of(Math.sqrt(a), b),
      slopes: ([a = 0]) => [Float64Array.of(0.5 / Math.sqrt(a), 0), Float64Array.of(0, 1)],
      target: [2, 1],
    },
    [0, 1],
    { iterations: 10, goal: 0 },
  )
  expect(found?.values).toEqual(Float64Array.of(0, 1))
  expect(found?.error).toBe(2)
})
