// Predictors without arithmetic that every law has to beat outside the range: one constant, and the nearest rows.

import { valuesAt } from '../base/values-at.ts'
import type { Law } from '../formula/law.ts'
import type { Prepared } from '../search/prepare.ts'
import { type ErrorKind, everyFewRows, predictionsOf, sumOfSquares } from '../search/residuals.ts'
import { ranksOf } from '../search/split.ts'
import { median } from '../statistics/quantiles.ts'

/** What they predict for the certifying rows, `[certify]`. */
export interface Baselines {
  readonly constant: Float64Array
  readonly neighbour: Float64Array
}

// Rows of a large table among which neighbours are looked for, and rows by which the kind of mean is chosen.
const most = { known: 2000, asked: 500 } as const

/** How the targets of neighbours make a prediction: of so many, by a mean of themselves or of their logarithms. */
interface Neighbours {
  readonly count: number
  readonly mean: (targets: readonly number[]) => number
}

const arithmeticMean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const geometricMean = (values: readonly number[]): number =>
  Math.sign(values[0] as number) * Math.exp(arithmeticMean(values.map((value) => Math.log(Math.abs(value)))))

/**
 * The constant is the median of the target on the rows that train and choose. Neighbours are near in the ranks of all
 * columns, so that units do not matter: the nearest one, or the mean of three, also of their logarithms where the target
 * has one sign. Which of these predicts the choosing rows best from the training rows is the one to beat.
 */
export function baselinesOf(prepared: Prepared): Baselines {
  const { target, split } = prepared
  const inside = Int32Array.from([...split.train, ...split.choose]).sort()
  const targetsInside = valuesAt(target, inside)
  const ranks = prepared.columns.map(ranksOf)
  const hasOneSign = targetsInside.every((value) => value > 0) || targetsInside.every((value) => value < 0)
  const kinds: readonly Neighbours[] = [
    { count: 1, mean: arithmeticMean },
    { count: 3, mean: arithmeticMean },
    ...(hasOneSign ? [{ count: 3, mean: geometricMean }] : []),
  ]
  const chosen = everyFewRows(split.choose, most.asked)
  const neighboursOfChosen = nearestRows(ranks, everyFewRows(split.train, most.known), chosen)
  const squaresOf = (kind: Neighbours) =>
    sumOfSquares(
      predict(kind, neighboursOfChosen, target).map((value, i) => value - (target[chosen[i] as number] as number)),
    )
  const best = kinds.reduce((least, kind) => (squaresOf(kind) < squaresOf(least) ? kind : least))
  return {
    constant: new Float64Array(split.certify.length).fill(median(targetsInside)),
    neighbour: predict(best, nearestRows(ranks, everyFewRows(inside, most.known), split.certify), target),
  }
}

const predict = ({ count, mean }: Neighbours, neighbours: readonly Int32Array[], target: Float64Array): Float64Array =>
  Float64Array.from(neighbours, (rows) => mean(Array.from(rows.subarray(0, count), (row) => target[row] as number)))

/** The three nearest known rows of each row that is asked for, the nearest first; of equally near ones the first. */
function nearestRows(ranks: readonly Float64Array[], known: Int32Array, asked: Int32Array): Int32Array[] {
  // Row after row, as they are read.
  const ofKnown = Float64Array.from({ length: known.length * ranks.length }, (_, i) => {
    const rank = ranks[i % ranks.length] as Float64Array
    return rank[known[Math.floor(i / ranks.length)] as number] as number
  })
  return Array.from(asked, (row) => {
    const own = Float64Array.from(ranks, (rank) => rank[row] as number)
    const nearest: { row: number; distance: number }[] = []
    for (let k = 0; k < known.length; k += 1) {
      const limit = nearest.length < 3 ? Number.POSITIVE_INFINITY : (nearest[2] as { distance: number }).distance
      const distance = squaredDistance(own, ofKnown, k * own.length, limit)
      if (distance >= limit) continue
      const place = nearest.findIndex((each) => distance < each.distance)
      nearest.splice(place < 0 ? nearest.length : place, 0, { row: known[k] as number, distance })
      if (nearest.length > 3) nearest.pop()
    }
    return Int32Array.from(nearest, (each) => each.row)
  })
}

/** Of ranks, which are halves: exact, whatever the order of the columns. Ends early once it is at the limit. */
function squaredDistance(own: Float64Array, others: Float64Array, from: number, limit: number): number {
  let sum = 0
  for (let j = 0; j < own.length && sum < limit; j += 1) sum += ((own[j] as number) - (others[from + j] as number)) ** 2
  return sum
}

/**
 * The sum of squared errors on the certifying rows of predictions that are not a law's. Relative errors are shares of what
 * the law predicts, as its own are: one row weighs the same for both. A prediction of 0 has no share, and says nothing.
 * @param predictions `[certify]`.
 */
export function squaresOfPredictions(predictions: Float64Array, law: Law, prepared: Prepared, kind: ErrorKind): number {
  const { certify } = prepared.split
  const sizes = predictionsOf(law, prepared, certify).map(Math.abs)
  return sumOfSquares(
    predictions.map((prediction, i) => {
      const error = (prepared.target[certify[i] as number] as number) - prediction
      if (kind === 'absolute') return error
      return sizes[i] === 0 ? 0 : error / (sizes[i] as number)
    }),
  )
}
