// The check of a table before a formula is searched: which columns and rows can be used, what was left out, and why.

import { invalid, type NaluError } from '../base/errors.ts'
import { formatCount } from '../base/numbers.ts'
import { valuesAt } from '../base/values-at.ts'
import { textAdvice } from './cells.ts'
import { type Dropped, dropRows } from './check-rows.ts'
import { askedInputs, checkNames, firstText, targetOf } from './check-target.ts'
import { listNames } from './csv.ts'
import {
  type Ignored,
  ignoredNotes,
  judgeColumn,
  judgeRelations,
  proportionNotes,
  repeatNotes,
  sizeFault,
} from './ignored.ts'
import type { Column, Table } from './table.ts'

export type { Dropped } from './check-rows.ts'

/** Fewer rows have no formula to be found. */
const LEAST_ROWS = 3

/** Fewer rows cannot be tested outside of their range. */
const LEAST_TESTED_ROWS = 6

/** What can be used of a table. Columns hold the kept rows alone. */
export interface Checked {
  readonly target: Column
  /** Columns of numbers, none of them missing or infinite, none constant. */
  readonly inputs: readonly Column[]
  /** The places of the kept rows in the table. */
  readonly rows: readonly number[]
  /** Where the kept rows stand in the source. */
  readonly lines: readonly number[]
  /** Columns of text and dates, which are no inputs. */
  readonly others: readonly Column[]
  readonly dropped: readonly Dropped[]
  /** What is to be said about the table and its columns, a sentence each; the notes of the table come first. */
  readonly notes: readonly string[]
}

export interface CheckOptions {
  /** The inputs, by name. Default: every column of numbers that can be one. */
  readonly columns?: readonly string[]
}

/**
 * Finds the target and what it may be explained by. A row is left out only for a cell of the target or of an input.
 * @throws NaluError if there is no such target, it holds no numbers or one and the same, no input is left, or fewer than
 * three rows are.
 */
export function checkTable(table: Table, target: string | undefined, { columns }: CheckOptions = {}): Checked {
  const goal = targetOf(table, target)
  const isChosen = columns !== undefined
  const offered = isChosen ? askedInputs(table, columns, goal) : table.columns.filter((column) => column !== goal)
  const judged = offered.map((column) => judgeColumn(table, column, isChosen))
  const usable = offered.filter((_, i) => judged[i] === undefined)
  checkNames(table, usable)
  const related = judgeRelations(usable, goal, isChosen)
  const candidates = usable.filter((_, i) => related[i] === undefined)
  const ignored = [...judged, ...related].filter((each) => each !== undefined)
  checkTarget(table, goal)
  if (candidates.length === 0) throw noInput(table, goal, offered, ignored)

  const { rows, dropped } = dropRows(table, goal, candidates)
  if (rows.length < LEAST_ROWS) throw tooFewRows(table, [goal, ...candidates], rows.length)
  const keep = (column: Column) => keptRows(column, rows)
  const kept = { goal: keep(goal), inputs: candidates.map(keep) }
  if (isConstant(kept.goal.values)) throw constantTarget(kept.goal)
  const flat = kept.inputs.filter(({ values }) => isConstant(values))
  const inputs = kept.inputs.filter((column) => !flat.includes(column))
  for (const { name, values } of flat) {
    const reason = `Column ${name} is constant (${values[0]}) in the rows that are left — ignored.`
    ignored.push({ name, kind: 'constant', reason })
  }
  if (inputs.length === 0) throw noInput(table, goal, offered, ignored)
  const notes = [
    ...table.notes,
    ...ignoredNotes(ignored),
    ...proportionNotes(inputs),
    ...repeatNotes([kept.goal, ...inputs]),
  ]
  if (rows.length < LEAST_TESTED_ROWS) {
    notes.push(`${rows.length} rows are too few to test a formula outside its range.`)
  }
  return {
    target: kept.goal,
    inputs,
    rows,
    lines: rows.map((row) => table.lines[row] as number),
    others: table.columns.filter((column) => column !== goal && column.kind !== 'number').map(keep),
    dropped,
    notes,
  }
}

function keptRows({ cells, missing: _, ...column }: Column, rows: readonly number[]): Column {
  const values = valuesAt(column.values, rows)
  if (column.kind === 'number') return { ...column, values, missing: 0 }
  const kept = rows.map((row) => cells?.[row] ?? '')
  return { ...column, values, missing: kept.filter((cell) => cell === '').length, cells: kept }
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0])
}

/** @throws NaluError if too few rows have a target, it is the same in all of them, or too large or small to compute with. */
function checkTarget(table: Table, goal: Column): void {
  const { name } = goal
  const numbers = goal.values.filter(Number.isFinite)
  if (numbers.length < LEAST_ROWS) {
    const count = numbers.length === 0 ? 'no row' : numbers.length === 1 ? '1 row' : `${numbers.length} rows`
    throw invalid(`${table.source} has ${count} with a number in ${name}; ${needs}`)
  }
  if (isConstant(numbers)) {
    const rows = table.lines.length
    const isSame = ({ kind, values, cells }: Column) =>
      kind === 'number' ? isConstant(values) : cells?.every((cell) => cell === cells[0]) === true
    if (numbers.length === rows && table.columns.every(isSame)) {
      throw invalid(`All ${formatCount(rows)} rows are equal. Add rows that differ.`)
    }
    throw constantTarget({ ...goal, values: numbers })
  }
  const size = sizeFault(numbers)
  if (size !== undefined) throw invalid(`Column ${name}, the target, ${size.fault}. ${size.advice(name)}.`)
}

function constantTarget({ name, values }: Column): NaluError {
  const rows = `all ${formatCount(values.length)} rows`
  return invalid(
    `Column ${name} is ${values[0]} in ${rows}: there is nothing to explain. Add rows in which it differs.`,
  )
}

// So many columns are named with what is wrong with them.
const mostReasons = 3

function noInput(table: Table, goal: Column, offered: readonly Column[], ignored: readonly Ignored[]): NaluError {
  if (offered.length === 0) {
    return invalid(`${table.source} has no column beside ${goal.name}. Add the columns that it may depend on.`)
  }
  const reasons = ignored.slice(0, mostReasons).map(({ name, kind, reason }) => {
    const column = offered.find((each) => each.name === name)
    if (column === undefined || (kind !== 'text' && kind !== 'date')) return reason
    const cell = firstText(table, column)
    return kind === 'text'
      ? `${name} is text (first: ${cell.place}): ${textAdvice(cell.text)}.`
      : `${name} holds dates (first: ${cell.place}): give numbers, such as days since the first.`
  })
  const hasNumbers = offered.some(({ kind }) => kind === 'number')
  const what = `${hasNumbers ? 'no usable column' : 'no column'} of numbers beside ${goal.name}`
  return invalid(`${table.source} has ${what}. ${reasons.join(' ')}`)
}

const needs = `a formula needs at least ${LEAST_ROWS}, and ${LEAST_TESTED_ROWS} to be tested.`

function tooFewRows({ source, lines }: Table, columns: readonly Column[], rows: number): NaluError {
  const all = listNames(columns.map(({ name }) => name))
  const have = rows === 0 ? 'none has' : `only ${rows} ${rows === 1 ? 'has' : 'have'}`
  return invalid(
    `Of ${formatCount(lines.length)} rows of ${source} ${have} a number in each of ${all}; ${needs} ` +
      'Choose columns with fewer gaps with --columns.',
  )
}
