// Which rows of a table can be used, and why the others cannot.

import { quote } from '../base/decode.ts'
import { formatCount } from '../base/numbers.ts'
import { isMissingText } from './cells.ts'
import type { Column, Table } from './table.ts'

/** Rows that were left out for one reason. */
export interface Dropped {
  /** A whole sentence: `Dropped 2 rows with missing km (lines 4, 9).` */
  readonly reason: string
  readonly rows: number
  /** Where the first few of them stand in the source. */
  readonly lines: readonly number[]
}

/** So many lines are named before the rest is only counted. */
const mostLines = 5

type Fault = 'missing' | 'text' | 'infinite'

/**
 * The places of the rows in which the target and all inputs have finite numbers. A row that is wrong in several columns
 * counts for the first, the target before the inputs.
 */
export function dropRows(
  table: Table,
  target: Column,
  inputs: readonly Column[],
): { readonly rows: readonly number[]; readonly dropped: readonly Dropped[] } {
  const isDropped = new Uint8Array(table.lines.length)
  const dropped: Dropped[] = []
  for (const column of [target, ...inputs]) {
    const found: Readonly<Record<Fault, number[]>> = { missing: [], text: [], infinite: [] }
    for (let row = 0; row < isDropped.length; row += 1) {
      if (Number.isFinite(column.values[row]) || isDropped[row] === 1) continue
      found[faultOf(column, row)].push(row)
      isDropped[row] = 1
    }
    for (const fault of ['missing', 'text', 'infinite'] as const) {
      if (found[fault].length > 0) dropped.push(droppedRows(table, column, fault, found[fault]))
    }
  }
  return { rows: [...isDropped.keys()].filter((row) => isDropped[row] === 0), dropped }
}

function faultOf({ values, cells }: Column, row: number): Fault {
  if (!Number.isNaN(values[row])) return 'infinite'
  return cells === undefined || isMissingText(cells[row] ?? '') ? 'missing' : 'text'
}

function droppedRows(table: Table, { name, cells }: Column, fault: Fault, rows: readonly number[]): Dropped {
  const lines = rows.slice(0, mostLines).map((row) => table.lines[row] as number)
  const word = `${table.place ?? 'line'}${rows.length === 1 ? '' : 's'}`
  const where = `${word} ${lines.join(', ')}${rows.length > lines.length ? ', …' : ''}`
  const count = `${formatCount(rows.length)} row${rows.length === 1 ? '' : 's'}`
  const reasons = {
    missing: () => `Dropped ${count} with missing ${name} (${where}).`,
    text: () => `Dropped ${count} with text in ${name} (first: ${quote(cells?.[rows[0] as number])}; ${where}).`,
    infinite: () => `Dropped ${count} with an infinite ${name} (${where}).`,
  }
  return { reason: reasons[fault](), rows: rows.length, lines }
}
