// Whether parts of the rows give the same law, where it needs no training: what stands for restarts in rule 3 of the verdict.

import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import { valuesAt } from '../base/values-at.ts'
import type { Law } from '../formula/law.ts'
import type { Candidate } from '../search/candidates.ts'
import { type ClosedFormName, closedFormsBy, mostClosedRows } from '../search/closed.ts'
import { partRows } from '../search/part-rows.ts'
import type { Prepared } from '../search/prepare.ts'
import { everyFewRows, predictionsOf, rootMeanSquare } from '../search/residuals.ts'
import { skeletonOf } from '../search/skeleton.ts'
import type { Agreement } from './agreement.ts'

// Drawn parts of the rows stand for restarts, which a closed form has not.
const draws = { count: 9, share: 3 / 4 } as const
// Laws whose predictions are so near, as a share of the target or of the law's error, are the same.
const near = { target: 1e-7, error: 0.5 } as const

/**
 * How many of nine draws of three quarters of the rows that train give the law by the same form: with the same exponents, or
 * with the same predictions at all rows of the table.
 */
export function closedAgreement(
  { law, errors }: Pick<Candidate, 'law' | 'errors'>,
  name: ClosedFormName,
  prepared: Prepared,
  seed: number,
): Agreement {
  const expected = skeletonOf(law)
  const everywhere = everyFewRows(Int32Array.from(prepared.rows.keys()), mostClosedRows)
  const predictions = predictionsOf(law, prepared, everywhere)
  const nearness = Math.max(near.target, near.error * errors.absolute.train)
  const isSame = (other: Law) =>
    skeletonOf(other) === expected ||
    rootMeanSquare(predictionsOf(other, prepared, everywhere).map((value, i) => value - (predictions[i] as number))) <=
      nearness
  const train = everyFewRows(prepared.split.train, mostClosedRows)
  const random = randomStream(seed, 'draws of rows that train')
  let agreeing = 0
  for (let draw = 0; draw < draws.count; draw += 1) {
    const places = randomOrder(train.length, random).slice(0, Math.ceil(train.length * draws.share))
    const rows = partRows(prepared, valuesAt(train, places).sort())
    const [best] = closedFormsBy(name, rows)
    if (best !== undefined && isSame(best)) agreeing += 1
  }
  return { of: 'draws', best: draws.count, agreeing }
}
