// The column that is to be explained, and the others by their names: found in a table, or an error that helps.

import { quote } from '../base/decode.ts'
import { suggest } from '../base/did-you-mean.ts'
import { invalid, type NaluError } from '../base/errors.ts'
import { isMissingText, parseCell, textAdvice } from './cells.ts'
import { listNames } from './csv.ts'
import type { Column, Table } from './table.ts'

/**
 * The target.
 * @throws NaluError if no name is given, no column or two have it, or it holds no numbers.
 */
export function targetOf(table: Table, name: string | undefined): Column {
  if (name === undefined) {
    const numbers = table.columns.filter(({ kind }) => kind === 'number')
    const choices = listNames((numbers.length > 0 ? numbers : table.columns).map((column) => column.name))
    throw invalid(`nalu fit needs the column to explain. Give --target, one of: ${choices}.`)
  }
  const target = columnOf(table, name, '--target ')
  if (target.kind === 'number') return target
  const cell = firstText(table, target)
  const advice = target.kind === 'text' && isNearNumber(cell.text) ? `: ${textAdvice(cell.text)}` : ''
  const what = target.kind === 'date' ? 'holds dates' : 'is text'
  throw invalid(`Column ${name}, the target, ${what} (first: ${cell.place}). nalu fit explains numbers${advice}.`)
}

/**
 * The inputs that were asked for by name.
 * @throws NaluError if one is not there, is there twice, is the target, or holds no numbers.
 */
export function askedInputs(table: Table, names: readonly string[], target: Column): Column[] {
  if (names.length === 0) throw invalid('Option --columns names no column. Name at least one, or leave it out.')
  return [...new Set(names)].map((name) => {
    const column = columnOf(table, name, '')
    if (column === target) {
      throw invalid(`Column ${name} is the target and cannot be an input too. Take it out of --columns.`)
    }
    if (column.kind === 'number') return column
    const what = column.kind === 'date' ? 'holds dates' : 'is text'
    const cell = firstText(table, column)
    const advice = column.kind === 'date' ? 'give numbers, such as days since the first' : textAdvice(cell.text)
    throw invalid(`Column ${name} of --columns ${what} (first: ${cell.place}): ${advice}, or take it out.`)
  })
}

/** The column of this name; `flag` stands before the name that may have been meant. */
function columnOf(table: Table, name: string, flag: string): Column {
  const column = table.columns.find((each) => each.name === name)
  if (column === undefined) throw unknownColumn(table, name, flag)
  checkNames(table, [column])
  return column
}

function unknownColumn({ source, columns, notes }: Table, name: string, flag: string): NaluError {
  const names = columns.map((column) => column.name)
  const guess = suggest(name, names)
  const question =
    guess === undefined ? '' : ` Did you mean ${flag}${flag !== '' && /\s/.test(guess) ? `"${guess}"` : guess}?`
  // Where there was no line of names, that is why.
  const areCounted = names.every((each, i) => each === `c${i + 1}`)
  const reason = areCounted ? notes.map((note) => ` ${note}`).join('') : ''
  return invalid(`No column ${quote(name)} in ${source}. Columns: ${listNames(names)}.${question}${reason}`)
}

/**
 * Sees that each of these columns is the only one of its name.
 * @throws NaluError if there are two.
 */
export function checkNames(table: Table, columns: readonly Column[]): void {
  const places = new Map<string, number[]>()
  for (const [i, { name }] of table.columns.entries()) places.set(name, [...(places.get(name) ?? []), i + 1])
  for (const { name } of columns) {
    const found = places.get(name) ?? []
    if (found.length < 2) continue
    const numbers = found.join(' and ')
    throw invalid(`${table.source} has ${found.length} columns called ${name} (number ${numbers}). Rename all but one.`)
  }
}

/** The first cell of a column that is no number, and how a message shows it: `"12 km", line 2`. */
export function firstText(
  table: Table,
  { kind, cells = [] }: Column,
): { readonly text: string; readonly place: string } {
  const isMeant = (cell: string) =>
    kind === 'date' ? !isMissingText(cell) : ['text', 'date'].includes(parseCell(cell).kind)
  const row = cells.findIndex(isMeant)
  const text = cells[row] ?? ''
  return { text, place: `${quote(text)}, ${table.place ?? 'line'} ${table.lines[row]}` }
}

/** True for a cell that begins as a number does, such as `12 km` or `$5`: a column of such was probably meant as numbers. */
export function isNearNumber(cell: string): boolean {
  return /^[^\p{L}]*\d/u.test(cell)
}
