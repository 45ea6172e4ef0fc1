// Whether a law is off to one side where a column ends: the part of rule 5 that looks at the outermost rows.

import { probit } from 'simple-statistics'
import { columnsOf, type Law } from '../formula/law.ts'
import type { Prepared } from '../search/prepare.ts'
import { type ErrorKind, residualsOf, rootMeanSquare, roundingFloor, withExactColumns } from '../search/residuals.ts'
import { ranksOf } from '../search/split.ts'
import { momentsOfGroups, tailOfMoments } from './sign-test.ts'
import type { Structure } from './structure.ts'

/**
 * A law that stops to hold near an end of a column is off to one side there, by less than the noise at each row. The rows that
 * certify are grouped by the column of the law and the end that they lie nearest to; where signs are random no group has many
 * alike. The law is one that was fitted to all rows: one of the inner rows alone is off outside by what its numbers are not
 * known.
 * @param law fitted to all rows, scaled.
 * @param names of the scaled columns.
 */
export function endsOf(law: Law, prepared: Prepared, kind: ErrorKind, names: readonly string[]): Structure {
  const rows = Int32Array.from(prepared.rows.keys())
  const residuals = residualsOf(law, prepared, rows, kind)
  const used = columnsOf(law)
  const isRounding = rootMeanSquare(residuals) <= roundingFloor(law, withExactColumns(prepared), rows, kind)
  if (used.length === 0 || isRounding || !residuals.every(Number.isFinite)) return { p: 1, where: undefined }
  const scores = ranksOf(residuals).map((rank) => probit((rank + 0.5) / rows.length))
  const ranks = used.map((j) => ranksOf(prepared.columns[j] as Float64Array))
  const groups = Array.from(rows, (row) => `row ${row}`)
  for (const row of prepared.split.certify) {
    // Twice the distance from the middle rank, below it or above.
    const depths = ranks.map((own) => 2 * (own[row] as number) + 1 - rows.length)
    const sizes = depths.map(Math.abs)
    const place = sizes.indexOf(Math.max(...sizes))
    groups[row] = `the ${(depths[place] as number) < 0 ? 'lower' : 'upper'} end of ${names[used[place] as number]}`
  }
  return { p: tailOfMoments(momentsOfGroups(scores, groups)), where: mostOneSided(scores, groups) }
}

/** The group whose sum of scores is the largest beside what chance gives a group of its size. */
function mostOneSided(scores: Float64Array, groups: readonly string[]): string | undefined {
  const rowsOf = [...Map.groupBy(groups.keys(), (row) => groups[row] as string)].filter(([, rows]) => rows.length > 1)
  const sizeOf = (rows: readonly number[]) =>
    Math.abs(rows.reduce((sum, row) => sum + (scores[row] as number), 0)) / Math.sqrt(rows.length)
  return rowsOf.toSorted(([, a], [, b]) => sizeOf(b) - sizeOf(a))[0]?.[0]
}
