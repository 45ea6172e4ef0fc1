// The moments and tails of random signs against all choices of signs, one by one.

import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { momentsOfGroups, momentsOfPairs, type Pairs, pairsAlong, pairsNearby, tailOfMoments } from './sign-test.ts'

const count = 14
const random = randomStream(2, 'values of a test')
const values = Float64Array.from({ length: count }, () => random.normal())
const column = () => Float64Array.from({ length: count }, () => random.uniform(0, 1))

/** The sums of all 2^rows choices of signs. */
function sumsOfAllSigns(sumOf: (signed: Float64Array) => number): number[] {
  return Array.from({ length: 2 ** count }, (_, choice) =>
    sumOf(values.map((value, row) => (choice & (1 << row) ? -value : value))),
  )
}

const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length

function sumOverPairs(pairs: Pairs, signed: Float64Array): number {
  return pairs.reduce(
    (sum, later, i) =>
      [...later].reduce((all, [j, weight]) => all + weight * (signed[i] as number) * (signed[j] as number), sum),
    0,
  )
}

const groups = ['a', 'a', 'b', 'c', 'b', 'a', 'd', 'b', 'c', 'b', 'b', 'a', 'c', 'c']

/** Pairs within groups, each with its weight, written out. */
function pairsOfGroups(): Pairs {
  return groups.map((group, i) => {
    const size = groups.filter((other) => other === group).length
    return new Map(groups.flatMap((other, j) => (j > i && other === group ? [[j, 1 / (size - 1)] as const] : [])))
  })
}

describe.each([
  ['along one column', pairsAlong(column(), 3), 2.5],
  ['near in two columns', pairsNearby([column(), column()], 3), 2.5],
  // The sum of a group of four cannot go as far out as a gamma distribution does.
  ['in small groups', pairsOfGroups(), 10],
])('pairs %s', (_, pairs, most) => {
  const sums = sumsOfAllSigns((signed) => sumOverPairs(pairs, signed))
  const moments = momentsOfPairs(values, pairs)

  test('have the moments of all choices of signs', () => {
    expect(moments.sum).toBeCloseTo(sumOverPairs(pairs, values), 10)
    expect(meanOf(sums)).toBeCloseTo(0, 10)
    expect(moments.variance).toBeCloseTo(meanOf(sums.map((sum) => sum ** 2)), 8)
    expect(moments.third).toBeCloseTo(meanOf(sums.map((sum) => sum ** 3)), 7)
  })

  test.each([0.3, 0.05, 0.01, 0.002])('have the tail of all choices at %f', (share) => {
    const sum = sums.toSorted((a, b) => b - a)[Math.round(share * sums.length)] as number
    const tail = tailOfMoments({ ...moments, sum })
    // Not below: a tail that is taken too small would be a false alarm.
    expect(tail).toBeGreaterThan(0.8 * share)
    expect(tail).toBeLessThan(most * share)
  })
})

test('sums of powers give what the pairs within groups give', () => {
  const { sum, variance, third } = momentsOfPairs(values, pairsOfGroups())
  const moments = momentsOfGroups(values, groups)
  expect(moments.sum).toBeCloseTo(sum, 10)
  expect(moments.variance).toBeCloseTo(variance, 10)
  expect(moments.third).toBeCloseTo(third, 10)
})

test('each row goes with the next ones along a column', () => {
  const pairs = pairsAlong(Float64Array.of(3, 1, 2, 0), 2)
  expect(pairs.map((later) => [...later.keys()].sort())).toEqual([[1, 2], [2, 3], [3], []])
})

test('rows that are near from both sides weigh twice', () => {
  const pairs = pairsNearby([Float64Array.of(0, 1, 10)], 1)
  expect(pairs.map((later) => [...later])).toEqual([[[1, 2]], [[2, 1]], []])
})

test('values that are all 0 have no tail', () => {
  expect(tailOfMoments(momentsOfPairs(new Float64Array(count), pairsAlong(column(), 3)))).toBe(1)
})
