// The chance that near rows share their signs so often where signs are random: moments over all signs, and a tail with them.

import { shareBelow } from '../graph/normal.ts'

/** Σ w_ij r_i r_j over pairs of near rows, and its moments where each r has a random sign; its mean is then 0. */
export interface SignMoments {
  readonly sum: number
  readonly variance: number
  /** The third central moment. */
  readonly third: number
}

/** Weights of pairs of rows, each pair once: those of row i with later rows. */
export type Pairs = readonly ReadonlyMap<number, number>[]

/**
 * Each row with the next `count` along the values; equal values in the order of the rows.
 * @param within rows are paired only with those of the same text.
 */
export function pairsAlong(values: Float64Array, count: number, within?: readonly string[]): Pairs {
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
  const pairs = emptyPairs(values.length)
  for (const rows of Map.groupBy(order, (row) => within?.[row]).values()) {
    rows.forEach((row, place) => {
      for (const other of rows.slice(place + 1, place + 1 + count)) addPair(pairs, row, other, 1)
    })
  }
  return pairs
}

/** Each row with the `count` rows nearest to it in all columns, one `[rows]` a column; of equally near ones the first. */
export function pairsNearby(columns: readonly Float64Array[], count: number): Pairs {
  const rows = columns[0]?.length ?? 0
  const pairs = emptyPairs(rows)
  const nearest = new Int32Array(count)
  const distances = new Float64Array(count)
  for (let row = 0; row < rows; row += 1) {
    distances.fill(Number.POSITIVE_INFINITY)
    for (let other = 0; other < rows; other += 1) {
      if (other === row) continue
      const farthest = distances[count - 1] as number
      let distance = 0
      for (let j = 0; j < columns.length && distance < farthest; j += 1) {
        const column = columns[j] as Float64Array
        distance += ((column[row] as number) - (column[other] as number)) ** 2
      }
      if (distance >= farthest) continue
      let place = count - 1
      for (; place > 0 && distance < (distances[place - 1] as number); place -= 1) {
        distances[place] = distances[place - 1] as number
        nearest[place] = nearest[place - 1] as number
      }
      distances[place] = distance
      nearest[place] = other
    }
    nearest.forEach((other, place) => {
      if (Number.isFinite(distances[place])) addPair(pairs, row, other, 1)
    })
  }
  return pairs
}

const emptyPairs = (rows: number): Map<number, number>[] =>
  Array.from({ length: rows }, () => new Map<number, number>())

/** Pairs that are near from both sides weigh twice. */
function addPair(pairs: readonly Map<number, number>[], a: number, b: number, weight: number): void {
  const later = pairs[Math.min(a, b)] as Map<number, number>
  const key = Math.max(a, b)
  later.set(key, (later.get(key) ?? 0) + weight)
}

/**
 * The variance is the sum of the squared parts, each of one pair; of products of three parts only those around a triangle of
 * rows have a mean, and each triangle comes in six orders.
 */
export function momentsOfPairs(values: Float64Array, pairs: Pairs): SignMoments {
  let sum = 0
  let variance = 0
  let triangles = 0
  pairs.forEach((later, i) => {
    for (const [j, weight] of later) {
      const part = weight * (values[i] as number) * (values[j] as number)
      sum += part
      variance += part * part
      for (const [k, second] of later) {
        const third = k > j ? pairs[j]?.get(k) : undefined
        if (third !== undefined) triangles += weight * second * third * squares(values, i, j, k)
      }
    }
  })
  return { sum, variance, third: 6 * triangles }
}

const squares = (values: Float64Array, i: number, j: number, k: number): number =>
  ((values[i] as number) * (values[j] as number) * (values[k] as number)) ** 2

/** All pairs within a group, which weigh less in a large one, so that each of its rows counts as much as any other. */
export function momentsOfGroups(values: Float64Array, groups: readonly string[]): SignMoments {
  const powers = new Map<string, { count: number; first: number; second: number; fourth: number; sixth: number }>()
  groups.forEach((group, row) => {
    const value = values[row] as number
    const known = powers.get(group) ?? { count: 0, first: 0, second: 0, fourth: 0, sixth: 0 }
    const square = value * value
    powers.set(group, {
      count: known.count + 1,
      first: known.first + value,
      second: known.second + square,
      fourth: known.fourth + square * square,
      sixth: known.sixth + square * square * square,
    })
  })
  let sum = 0
  let variance = 0
  let third = 0
  for (const { count, first, second, fourth, sixth } of powers.values()) {
    if (count < 2) continue
    const weight = 1 / (count - 1)
    // Sums over pairs and triples of different rows, from sums of powers.
    sum += (weight * (first * first - second)) / 2
    variance += (weight ** 2 * (second * second - fourth)) / 2
    third += weight ** 3 * (second ** 3 - 3 * second * fourth + 2 * sixth)
  }
  return { sum, variance, third }
}

// Below this the cube root loses more digits than skewness matters.
const leastSkewness = 1e-4

/**
 * The chance of a sum at least as large as it is: the tail of a Pearson III (shifted gamma) distribution with the same three
 * moments, by the cube root that makes it normal (Wilson & Hilferty 1931).
 */
export function tailOfMoments({ sum, variance, third }: SignMoments): number {
  if (!(variance > 0)) return 1
  const skewness = third / variance ** 1.5
  const deviation = sum / Math.sqrt(variance)
  if (skewness < leastSkewness) return shareBelow(-deviation)
  const root = Math.cbrt(Math.max(0, 1 + (skewness * deviation) / 2))
  return shareBelow(-((6 / skewness) * (root - 1) + skewness / 6))
}
