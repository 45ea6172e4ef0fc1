// Some rows of a prepared table, as searches take them and as fits of laws do.

import { valuesAt } from '../base/values-at.ts'
import type { Law } from '../formula/law.ts'
import { type LawRows, lawRows } from '../formula/law-fit.ts'
import type { Prepared } from './prepare.ts'
import { byShare, type ErrorKind } from './residuals.ts'
import type { SearchRows } from './shape-search.ts'

/** Columns and target at these places, in their order. */
export function partRows({ columns, target }: Prepared, places: ArrayLike<number>): SearchRows {
  const take = (values: Float64Array) => valuesAt(values, places)
  return { columns: columns.map(take), target: take(target) }
}

/** The same for a fit of a law. */
export function partLawRows(prepared: Prepared, places: ArrayLike<number>): LawRows {
  const { columns, target } = partRows(prepared, places)
  return lawRows(columns, target)
}

/** Rows whose errors count as this kind of error of the law. */
export const weighedBy = (rows: LawRows, law: Law, kind: ErrorKind): LawRows =>
  kind === 'absolute' ? rows : byShare(rows, law)
