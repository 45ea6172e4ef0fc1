// Columns of a table that are no inputs of a formula, each with a sentence that says why, and columns that go together.

import { formatCount, formatNumber } from '../base/numbers.ts'
import { isMissingText, textAdvice } from './cells.ts'
import { firstText, isNearNumber } from './check-target.ts'
import { listNames } from './csv.ts'
import { equalColumns, factorBetween, powerOfTenBetween } from './relations.ts'
import type { Column, Table } from './table.ts'

/** A column that is passed over, with the sentence that says why. */
export interface Ignored {
  readonly name: string
  readonly kind: 'text' | 'date' | 'missing' | 'constant' | 'size' | 'equal' | 'target'
  readonly reason: string
}

/** A column that lacks more than this share of its cells is passed over, rather than costing the rows. */
const MISSING_SHARE = 0.5

/** Sizes whose squares float64 still holds. */
const LARGEST = 1e150
const SMALLEST = 1e-150

/** Why a column is no input by itself, or undefined if it is one. A column that was asked for may have gaps. */
export function judgeColumn(table: Table, column: Column, isChosen: boolean): Ignored | undefined {
  const { name, kind, values, missing } = column
  const ignore = (why: Ignored['kind'], text: string): Ignored => ({
    name,
    kind: why,
    reason: `Column ${name} ${text}`,
  })
  if (kind === 'text') return ignore('text', textReason(table, column))
  if (kind === 'date') return ignore('date', 'holds dates — ignored. Give numbers, such as days since the first.')
  if (missing === values.length) return ignore('missing', 'is empty — ignored.')
  if (!isChosen && missing > MISSING_SHARE * values.length) {
    const share = `${formatCount(missing)} of ${formatCount(values.length)} values`
    return ignore('missing', `lacks ${share} — ignored; --columns ${name},… keeps it.`)
  }
  const numbers = values.filter(Number.isFinite)
  if (numbers.every((value) => value === numbers[0])) {
    return ignore(
      'constant',
      numbers.length === 0 ? 'has no finite number — ignored.' : `is constant (${numbers[0]}) — ignored.`,
    )
  }
  const size = sizeFault(numbers)
  return size === undefined ? undefined : ignore('size', `${size.fault} — ignored. ${size.advice(name)}.`)
}

/** What is wrong with the sizes of numbers, and what to do about it; undefined if nothing is. */
export function sizeFault(
  numbers: Float64Array,
): { readonly fault: string; readonly advice: (name: string) => string } | undefined {
  const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest <= LARGEST && largest >= SMALLEST) return undefined
  return {
    fault: `has values up to ${formatNumber(largest)} in size`,
    advice: (name) => `Scale column ${name}: its largest must lie between ${SMALLEST} and ${LARGEST}`,
  }
}

function textReason(table: Table, column: Column): string {
  const filled = (column.cells ?? []).filter((cell) => !isMissingText(cell))
  const values = new Set(filled).size
  const cell = firstText(table, column)
  const count = `${formatCount(values)} value${values === 1 ? '' : 's'}`
  if (!isNearNumber(cell.text)) return `is text — ignored; ${count}.`
  return `is text (first: ${cell.place}) — ignored; ${count}. To use it, ${textAdvice(cell.text)}.`
}

/**
 * Why a column is no input beside the target and the others: it is the target in other units of ten, or equals a column
 * before it. Any other relation may be the law that is searched. Columns that were asked for are all kept.
 */
export function judgeRelations(columns: readonly Column[], target: Column, isChosen: boolean): (Ignored | undefined)[] {
  if (isChosen) return columns.map(() => undefined)
  const equal = equalColumns(columns)
  return columns.map((column, i) => {
    const { name } = column
    const disguise = powerOfTenBetween(column, target)
    if (disguise !== undefined) {
      const what = disguiseText(disguise, target.name)
      return { name, kind: 'target', reason: `Column ${name} ${what} — ignored; --columns ${name},… keeps it.` }
    }
    const first = equal.get(i)
    if (first === undefined) return undefined
    return { name, kind: 'equal', reason: `Column ${name} equals ${columns[first]?.name} — ignored.` }
  })
}

function disguiseText({ sign, power }: { readonly sign: 1 | -1; readonly power: number }, target: string): string {
  if (power === 0) return sign === 1 ? `equals ${target}, the target` : `is −${target}`
  const factor = String(Number(`1e${Math.abs(power)}`))
  return `is ${sign === 1 ? '' : '−'}${target} ${power > 0 ? '×' : '/'} ${factor}`
}

/** So many columns of one kind have a sentence each; more are put together in one. */
const mostSentences = 5

const inCommon: Readonly<Record<Ignored['kind'], string>> = {
  text: 'are text',
  date: 'hold dates',
  missing: 'lack more than half of their values',
  constant: 'are constant',
  size: `have values beyond ${LARGEST} or none above ${SMALLEST}`,
  equal: 'equal another one',
  target: 'are the target times a power of ten',
}

/** The reasons, a sentence each; many of one kind in one sentence. */
export function ignoredNotes(ignored: readonly Ignored[]): string[] {
  const kinds = [...new Set(ignored.map(({ kind }) => kind))]
  return kinds.flatMap((kind) => {
    const alike = ignored.filter((each) => each.kind === kind)
    if (alike.length <= mostSentences) return alike.map(({ reason }) => reason)
    return [
      `${formatCount(alike.length)} columns ${inCommon[kind]} — ignored: ${listNames(alike.map(({ name }) => name))}.`,
    ]
  })
}

/** Beyond so many columns their pairs are not compared, which would take longer than it tells. */
const MOST_COMPARED = 300

/** Which inputs are multiples of others, so that a formula may have either. */
export function proportionNotes(inputs: readonly Column[]): string[] {
  if (inputs.length > MOST_COMPARED) return []
  const notes = inputs.flatMap((column, i) => {
    for (const other of inputs.slice(0, i)) {
      const factor = factorBetween(column, other)
      if (factor !== undefined) {
        return [`${column.name} is ${formatNumber(factor, 4)} · ${other.name}: the formula may use either.`]
      }
    }
    return []
  })
  const more = notes.length - mostSentences
  return more > 1 ? [...notes.slice(0, mostSentences), `${more} more columns are multiples of others.`] : notes
}

// Fewer copies change no test by much.
const mostRepeated = 0.1

/** That rows repeat others in every column that is used, if they are more than a tenth. */
export function repeatNotes(columns: readonly Column[]): string[] {
  const rows = columns[0]?.values.length ?? 0
  if (columns.some(({ values }) => new Set(values).size === rows)) return []
  const texts = Array.from({ length: rows }, (_, row) => columns.map(({ values }) => values[row]).join(' '))
  const repeated = rows - new Set(texts).size
  if (repeated <= mostRepeated * rows) return []
  return [
    `${formatCount(repeated)} of ${formatCount(rows)} rows repeat others: each counts as one more measurement. Leave out copies.`,
  ]
}
