// Where laws that are equally good inside the range would part: points of a box twice as wide, and how far two laws differ there.

import { randomStream } from '../base/normal.ts'
import { evaluateLaw, type Law } from '../formula/law.ts'
import type { Prepared } from '../search/prepare.ts'
import { median, quantile } from '../statistics/quantiles.ts'

/** Points of a box, one `[columns]` a point. */
export type BoxPoints = readonly Float64Array[]

/** Points with which a difference of 5 % is told from one of 4 or 6. */
export const boxPointCount = 1024

/**
 * Points drawn evenly from a box twice as wide as the table's rows, for rule 4 of the verdict: each end of a column moves out
 * by half its width, but never over 0 nor nearer to it than to half of itself, where powers below 0 would decide everything.
 * @param used places of the columns that the box has, those of the law and of its rivals; any other column stands at its
 *   median.
 */
export function boxPoints(used: readonly number[], { columns }: Prepared, count: number, seed: number): BoxPoints {
  const middle = Float64Array.from(columns, median)
  const points = Array.from({ length: count }, () => Float64Array.from(middle))
  for (const j of used) {
    const [low, high] = boxEnds(columns[j] as Float64Array)
    // A stream for each column: a further column does not move the points of the others.
    const random = randomStream(seed, `box of column ${j}`)
    for (const point of points) point[j] = random.uniform(low, high)
  }
  return points
}

function boxEnds(values: Float64Array): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const half = (high - low) / 2
  return [
    low >= 0 ? Math.max(low - half, low / 2) : low - half,
    high <= 0 ? Math.min(high + half, high / 2) : high + half,
  ]
}

// So small a share of the box may differ more: the points nearest to a pole.
const cornerShare = 0.05

/**
 * How far two laws differ on the box: |a − b| as a share of |a|, or of the median of |a| where that is more, at the point that
 * nineteen of twenty points are below. A root mean square would be decided by the points nearest to a pole, which a box
 * twice as wide often has. Points where `a` is not finite are left out; undefined where fewer than half are left, as `a` has
 * no answer on the box. Infinite where `b` has no answer at more than a twentieth of them.
 */
export function differenceOnBox(a: Law, b: Law, points: BoxPoints): number | undefined {
  const pairs = points.flatMap((point) => {
    const value = evaluateLaw(a, point)
    return Number.isFinite(value) ? [{ value, other: evaluateLaw(b, point) }] : []
  })
  if (pairs.length === 0 || pairs.length < points.length / 2) return undefined
  const typical = median(pairs.map(({ value }) => Math.abs(value)))
  const differences = pairs.map(({ value, other }) => {
    if (value === other) return 0
    return Number.isFinite(other)
      ? Math.abs(value - other) / Math.max(Math.abs(value), typical)
      : Number.POSITIVE_INFINITY
  })
  return quantile(differences, 1 - cornerShare)
}
