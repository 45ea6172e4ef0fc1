// Scattered rows: those drawn at random are, those beyond a point or of one group are not.

import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { areScattered } from './scattered.ts'

const rows = 200
const none = new Int32Array(0)
const columnsBy = (seed: number) => {
  const random = randomStream(seed, 'columns')
  return [0, 1, 2].map(() => Float64Array.from({ length: rows }, () => random.uniform(1, 5)))
}

test('rows drawn at random are scattered, in 200 of 200 tables but one', () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed)
  const scattered = seeds.filter((seed) => {
    const drawn = randomOrder(rows, randomStream(seed, 'drawn rows')).slice(0, 10)
    return areScattered([...drawn], columnsBy(seed), [], none)
  })
  expect(scattered.length).toBeGreaterThanOrEqual(199)
})

test('rows beyond a point of a column are not', () => {
  const columns = columnsBy(1)
  const [, second] = columns as [Float64Array, Float64Array]
  const beyond = [...second.keys()].filter((row) => (second[row] as number) > 4.75)
  expect(beyond.length).toBeGreaterThan(5)
  expect(areScattered(beyond, columns, [], none)).toBe(false)
})

test('rows of one text are not, rows of any text are', () => {
  const texts = Array.from({ length: rows }, (_, row) => `city ${row % 20}`)
  const ofOne = [...texts.keys()].filter((row) => texts[row] === 'city 3')
  expect(areScattered(ofOne, [], [texts], none)).toBe(false)
  const ofAll = Array.from({ length: 10 }, (_, i) => i * 19)
  expect(areScattered(ofAll, [], [texts], none)).toBe(true)
})

test('one row is scattered, and so are equal values of a column that has only two', () => {
  const columns = columnsBy(1)
  expect(areScattered([17], columns, [], none)).toBe(true)
  const ofTwo = Float64Array.from({ length: rows }, (_, row) => row % 2)
  expect(areScattered([3, 8, 20, 41, 67, 90, 133, 150, 171, 198], [ofTwo], [], none)).toBe(true)
})

test('rows that are all there is at an end of a column are not', () => {
  const counting = Float64Array.from({ length: 60 }, (_, row) => row)
  const [random] = columnsBy(1) as [Float64Array, ...Float64Array[]]
  const columns = [counting, random.subarray(0, 60)]
  for (const end of [
    [57, 58, 59],
    [58, 59],
    [0, 1],
    [20, 58, 59],
  ])
    expect(areScattered(end, columns, [], none)).toBe(false)
  for (const scattered of [[59], [0], [30, 59], [0, 59], [12, 40]])
    expect(areScattered(scattered, columns, [], none)).toBe(true)
})

test('one row at an end of one of a thousand is, as the slip of an input', () => {
  const counting = Float64Array.from({ length: 1000 }, (_, row) => row)
  expect(areScattered([999], [counting], [], none)).toBe(true)
  expect(areScattered([3, 999], [counting], [], none)).toBe(true)
})

test('rows at an end that others share are', () => {
  const levels = Float64Array.from({ length: 60 }, (_, row) => row % 4)
  expect(areScattered([0, 4], [levels], [], none)).toBe(true)
})

test('rows that all certify are not, from three of a fifth on', () => {
  const [first] = columnsBy(2) as [Float64Array, ...Float64Array[]]
  const outermost = Int32Array.from({ length: 40 }, (_, i) => 5 * i)
  expect(areScattered([5, 50, 105], [first], [], outermost)).toBe(false)
  expect(areScattered([5, 50, 106], [first], [], outermost)).toBe(true)
  expect(areScattered([5, 50], [first], [], outermost)).toBe(true)
})
