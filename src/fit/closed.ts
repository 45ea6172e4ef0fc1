// The laws that need no training, of the rows that train, and whether parts of these rows give the same.

import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import type { Law } from '../formula/law.ts'
import { type LawRows, lawRows } from '../formula/law-fit.ts'
import type { Agreement } from './agreement.ts'
import type { Candidate } from './candidates.ts'
import { linearSums, products, squareForms } from './closed-forms.ts'
import { partRows } from './part-rows.ts'
import type { Prepared } from './prepare.ts'
import { everyFewRows, predictionsOf, rootMeanSquare } from './residuals.ts'
import type { SearchRows } from './shape-search.ts'
import { skeletonOf } from './skeleton.ts'

/** A law that was found without training, and by what. */
export interface ClosedForm {
  readonly law: Law
  readonly name: ClosedFormName
}

const forms = {
  'sum of columns': linearSums,
  'product of powers': products,
  'square form': squareForms,
} as const satisfies Record<string, (rows: SearchRows, fitRows: LawRows) => Law[]>

export type ClosedFormName = keyof typeof forms

const mostRows = 512

export function closedForms(prepared: Prepared): ClosedForm[] {
  const rows = partRows(prepared, everyFewRows(prepared.split.train, mostRows))
  const fitRows = lawRows(rows.columns, rows.target)
  return (Object.keys(forms) as ClosedFormName[]).flatMap((name) =>
    forms[name](rows, fitRows).map((law) => ({ law, name })),
  )
}

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
  const everywhere = everyFewRows(Int32Array.from(prepared.rows.keys()), mostRows)
  const predictions = predictionsOf(law, prepared, everywhere)
  const nearness = Math.max(near.target, near.error * errors.absolute.train)
  const isSame = (other: Law) =>
    skeletonOf(other) === expected ||
    rootMeanSquare(predictionsOf(other, prepared, everywhere).map((value, i) => value - (predictions[i] as number))) <=
      nearness
  const train = everyFewRows(prepared.split.train, mostRows)
  const random = randomStream(seed, 'draws of rows that train')
  let agreeing = 0
  for (let draw = 0; draw < draws.count; draw += 1) {
    const places = randomOrder(train.length, random).slice(0, Math.ceil(train.length * draws.share))
    const rows = partRows(prepared, Int32Array.from(places, (place) => train[place] as number).sort())
    const laws = forms[name](rows, lawRows(rows.columns, rows.target))
    // The first is the one that scores best.
    if (laws[0] !== undefined && isSame(laws[0])) agreeing += 1
  }
  return { of: 'draws', best: draws.count, agreeing }
}
