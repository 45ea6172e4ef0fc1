// The laws that need no training, of the rows that train, and whether parts of these rows give the same.

import { randomStream } from '../base/normal.ts'
import { randomOrder } from '../base/shuffle.ts'
import type { Law } from '../formula/law.ts'
import { type LawRows, lawRows } from '../formula/law-fit.ts'
import { type Agreement, skeletonOf } from './agreement.ts'
import { linearSums, products, squareForms } from './closed-forms.ts'
import type { Prepared } from './prepare.ts'
import { everyFewRows } from './residuals.ts'
import type { SearchRows } from './shape-search.ts'

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
  const rows = rowsAt(prepared, everyFewRows(prepared.split.train, mostRows))
  const fitRows = lawRows(rows.columns, rows.target)
  return (Object.keys(forms) as ClosedFormName[]).flatMap((name) =>
    forms[name](rows, fitRows).map((law) => ({ law, name })),
  )
}

// Drawn halves of the rows stand for restarts, which a closed form has not.
const halves = 9

/** How many of nine halves of the rows that train give a law with the same exponents by the same form. */
export function closedAgreement(law: Law, name: ClosedFormName, prepared: Prepared, seed: number): Agreement {
  const expected = skeletonOf(law)
  const train = everyFewRows(prepared.split.train, mostRows)
  const random = randomStream(seed, 'halves of the rows that train')
  let agreeing = 0
  for (let half = 0; half < halves; half += 1) {
    const places = randomOrder(train.length, random).slice(0, Math.ceil(train.length / 2))
    const rows = rowsAt(prepared, Int32Array.from(places, (place) => train[place] as number).sort())
    const laws = forms[name](rows, lawRows(rows.columns, rows.target))
    if (laws.some((each) => skeletonOf(each) === expected)) agreeing += 1
  }
  return { best: halves, agreeing }
}

function rowsAt({ columns, target }: Prepared, rows: Int32Array): SearchRows {
  const take = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] as number)
  return { columns: columns.map(take), target: take(target) }
}
