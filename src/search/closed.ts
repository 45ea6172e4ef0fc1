// The laws that need no training, of the rows that train.

import type { Law } from '../formula/law.ts'
import { type LawRows, lawRows } from '../formula/law-fit.ts'
import { linearSums, products, squareForms } from './closed-forms.ts'
import { partRows } from './part-rows.ts'
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
  const rows = partRows(prepared, everyFewRows(prepared.split.train, mostClosedRows))
  return (Object.keys(forms) as ClosedFormName[]).flatMap((name) =>
    closedFormsBy(name, rows).map((law) => ({ law, name })),
  )
}

/** Those of one family, the one that scores best first. */
export const closedFormsBy = (name: ClosedFormName, rows: SearchRows): Law[] =>
  forms[name](rows, lawRows(rows.columns, rows.target))
