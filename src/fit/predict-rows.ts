// The columns of a table that a formula needs, and how well predictions go with a target.

import { suggest } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { listNames } from '../data/csv.ts'
import type { Column, Table } from '../data/table.ts'

/**
 * The columns with these names, `[rows]` each.
 * @throws NaluError if one is absent (with a guess), there twice, or holds text, or the table is a sample.
 */
export function inputColumns(table: Table, names: readonly string[]) {
  const { source, columns, lines } = table
  if (table.isSampled) {
    throw invalid(`${source} is a sample of ${table.rows} rows; predictions are for whole tables. Read all rows of it.`)
  }
  const absent = names.filter((name) => !columns.some((column) => column.name === name))
  if (absent.length > 0) throw absentColumns(table, absent)
  const found = names.map((name) => [name, numbersOf(table, name)] as const)
  return { columns: new Map(found), rows: lines.length }
}

function absentColumns({ source, columns }: Table, absent: readonly string[]) {
  const known = columns.map(({ name }) => name)
  const needs = `The formula needs column${absent.length > 1 ? 's' : ''} ${listNames(absent)}; ${source} has ${listNames(known)}.`
  const guesses = absent.flatMap((name) => suggest(name, known) ?? [])
  return invalid(
    `${needs} ${guesses.length === 0 ? 'Rename a column, or add it.' : `Did you mean ${listNames(guesses)}?`}`,
  )
}

function numbersOf(table: Table, name: string): Float64Array {
  const [column, another] = table.columns.filter((each) => each.name === name) as [Column, ...Column[]]
  if (another !== undefined) throw invalid(`${table.source} has two columns called ${name}. Rename one of them.`)
  const row = column.cells?.findIndex((cell, i) => cell !== '' && Number.isNaN(column.values[i])) ?? -1
  if (column.kind === 'number' || row < 0) return column.values
  const where = `${table.place ?? 'line'} ${table.lines[row]}`
  throw invalid(
    `Column ${name} of ${table.source} is ${column.kind === 'date' ? 'a date' : 'text'} ` +
      `(first: ${JSON.stringify(column.cells?.[row])}, ${where}); the formula needs numbers.`,
  )
}

/**
 * The coefficient of determination R², 1 − Σ(y − ŷ)² / Σ(y − mean y)², as `r2_score` of scikit-learn gives it: of a constant
 * target 1 if it is met and else 0, of fewer than two rows NaN. Rows in which either is NaN are left out.
 */
export function determination(target: Float64Array, predictions: Float64Array): number {
  const known = [...target.keys()].filter((row) => !Number.isNaN(target[row]) && !Number.isNaN(predictions[row]))
  if (known.length < 2) return Number.NaN
  const mean = known.reduce((sum, row) => sum + (target[row] as number), 0) / known.length
  let [left, spread] = [0, 0]
  for (const row of known) {
    left += ((target[row] as number) - (predictions[row] as number)) ** 2
    spread += ((target[row] as number) - mean) ** 2
  }
  if (spread === 0) return left === 0 ? 1 : 0
  return 1 - left / spread
}
