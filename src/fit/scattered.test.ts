// Scattered rows: those drawn at random are, those beyond a point or of one group are not.

import { expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { areScattered } from './scattered.ts'

const rows = 200
const columnsBy = (seed: number) => {
  const random = randomStream(seed, 'columns')
  return [0, 1, 2].map(() => Float64Array.from({ length: rows }, () => random.uniform(1, 5)))
}

test('rows drawn at random are scattered, in 200 of 200 tables but one', () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed)
  const scattered = seeds.filter((seed) => {
    const drawn = randomOrder(rows, randomStream(seed, 'drawn rows')).slice(0, 10)
    return areScattered([...drawn], columnsBy(seed), [])
  })
  expect(scattered.length).toBeGreaterThanOrEqual(199)
})

test('rows beyond a point of a column are not', () => {
  const columns = columnsBy(1)
  const [, second] = columns as [Float64Array, Float64Array]
  const beyond = [...second.keys()].filter((row) => (second[row] as number) > 4.75)
  expect(beyond.length).toBeGreaterThan(5)
  expect(areScattered(beyond, columns, [])).toBe(false)
})

test('rows of one text are not, rows of any text are', () => {
  const texts = Array.from({ length: rows }, (_, row) => `city ${row % 20}`)
  const ofOne = [...texts.keys()].filter((row) => texts[row] === 'city 3')
  expect(areScattered(ofOne, [], [texts])).toBe(false)
  const ofAll = Array.from({ length: 10 }, (_, i) => i * 19)
  expect(areScattered(ofAll, [], [texts])).toBe(true)
})

test('one row is scattered, and so are equal values of a column that has only two', () => {
  const columns = columnsBy(1)
  expect(areScattered([17], columns, [])).toBe(true)
  const ofTwo = Float64Array.from({ length: rows }, (_, row) => row % 2)
  expect(areScattered([3, 8, 20, 41, 67, 90, 133, 150, 171, 198], [ofTwo], [])).toBe(true)
})
