// The laws that need no training, of the rows that train.

import type { Law } from '../formula/law.ts'
import { fitLaw, freeNumbers, type LawRows, lawRows } from '../formula/law-fit.ts'
import { linearSums, products, squareForms } from './closed-forms.ts'
import { partLawRows, partRows } from './part-rows.ts'
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

/** Of so many rows closed forms are as sure as of more. */
export const mostClosedRows = 512

export function closedForms(prepared: Prepared): ClosedForm[] {
  const { train } = prepared.split
  const rows = partRows(prepared, everyFewRows(train, mostClosedRows))
  // Of more rows coefficients are fitted to as many as those of shapes are, or the same law would score worse.
  const all = train.length > mostClosedRows ? partLawRows(prepared, everyFewRows(train)) : undefined
  const refitted = (law: Law): Law =>
    (all === undefined ? undefined : fitLaw(law, all, { free: freeNumbers(law, 'coefficients') })?.law) ?? law
  return (Object.keys(forms) as ClosedFormName[]).flatMap((name) =>
    closedFormsBy(name, rows).map((law) => ({ law: refitted(law), name })),
  )
}

/** Those of one family, the one that scores best first. */
export const closedFormsBy = (name: ClosedFormName, rows: SearchRows): Law[] =>
  forms[name](rows, lawRows(rows.columns, rows.target))
