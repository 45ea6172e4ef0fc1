// From a table to a formula: check, search, choose, hold constants, judge.

import { now } from '../base/platform.ts'
import { type Checked, checkTable } from '../data/check.ts'
import { timesOf } from '../data/dates.ts'
import { type Column, type TableInput, tableOf } from '../data/table.ts'
import { prepare, prepareRows } from '../search/prepare.ts'
import { screenColumns, screeningNote } from '../search/screen.ts'
import { type Attempt, type AttemptOptions, attemptFit, defaultTime, type SearchedTable } from './attempt.ts'
import { withoutOutliers } from './without-outliers.ts'

/** Options that decide what is found. */
export interface FitOptions extends AttemptOptions {
  /** The column to explain; without it the error says which there are. */
  readonly target: string | undefined
  /** The inputs, by name. Default: every column of numbers. */
  readonly columns?: readonly string[]
}

/** Everything that a fit learned, in plain values. */
export interface FitResult extends Attempt {
  readonly checked: Checked
  readonly names: readonly string[]
  /**
   * Places of rows in the checked table that do not fit the pick, rising; `checked.lines` says where they stand. They were
   * left out of all errors and constants.
   */
  readonly outliers: readonly number[]
  readonly seconds: number
}

/**
 * Searches a formula for a column of a table.
 * @throws NaluError if the table cannot be used: see `checkTable`; or if modules cannot make a formula: see `stacksOf`.
 */
export async function fitTable(input: TableInput, options: FitOptions): Promise<FitResult> {
  const began = now()
  const { target, columns, time = defaultTime } = options
  const whole = checkTable(tableOf(input), target, columns === undefined ? {} : { columns })
  const checked = searchedTable(whole)
  const counts = { all: whole.inputs.length, searched: checked.inputs.length }
  const end = began + 1000 * time
  const problem = { columns: checked.inputs, target: checked.target }
  const all = prepare(problem)
  const count = checked.rows.length
  const { attempt, outliers } = await withoutOutliers({
    rows: count,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    attempt: (rows, { share, tried }) => {
      const prepared = rows.length === count ? all : prepareRows(problem, rows)
      return attemptFit(
        checked,
        prepared,
        { ...options, time: (share * (end - now())) / 1000 },
        { tried, columns: counts },
      )
    },
    prepared: all,
    groups: checked.others.map(({ cells = [] }) => cells),
    times: checked.others.flatMap(({ kind, cells = [] }) => (kind === 'date' ? [timesOf(cells)] : [])),
    hasTime: () => now() < end,
  })
  const names = checked.inputs.map(({ name }) => name)
  return { checked, names, ...attempt, outliers, seconds: (now() - began) / 1000 }
}

/** With no more inputs than a search takes. */
function searchedTable(checked: Checked): SearchedTable {
  const { inputs: columns, target, notes } = checked
  const kept = screenColumns({ columns, target }).map((j) => columns[j] as Column)
  if (kept.length === columns.length) return { ...checked, screened: [] }
  const isKept = (column: Column) => kept.includes(column)
  return {
    ...checked,
    inputs: columns.filter(isKept),
    screened: columns.filter((column) => !isKept(column)),
    notes: [...notes, screeningNote(columns, kept, target.name)],
  }
}
