// What a printed style has to say: how it writes numbers, names and calls, and where it needs brackets.

import { unknownName } from '../../base/did-you-mean.ts'
import { invalid } from '../../base/errors.ts'
import type { CallFormula, Formula } from '../formula.ts'

/**
 * How tightly a formula holds together; a part that holds less than its place needs is put in brackets.
 * The order is that of the grammar: sums, products, signs, powers, and what never needs a bracket.
 */
export type Tightness = number
export const sum: Tightness = 1
export const product: Tightness = 2
export const signed: Tightness = 3
export const power: Tightness = 4
export const whole: Tightness = 5

export interface Printed {
  readonly text: string
  readonly tightness: Tightness
}

/** Prints a part for a place that needs this much, in brackets if the part holds less. */
export type Place = (part: Formula, needs: Tightness) => string

/** What one style writes. */
export interface Style {
  /** A number from its digits, such as `2`, `-0.5` or `1.5e-7`. */
  readonly number: (digits: string) => Printed
  readonly pi: string
  readonly name: (name: string) => string
  readonly brackets: (inside: string) => string
  readonly times: string
  /** What the operand of a sign needs: where a sign binds tighter than a power, or may not stand before one, `whole`. */
  readonly operandNeeds: Tightness
  /** True if a sign after an operator stands in brackets: `a - (-b)`. */
  readonly bracketsSigns: boolean
  readonly call: (formula: CallFormula, place: Place) => Printed
  readonly power: (base: Formula, exponent: Formula, place: Place) => Printed
  /** Left out: `a / b`. */
  readonly divide?: (left: Formula, right: Formula, place: Place) => Printed
}

/** The names that a formula is printed with. */
export interface Scope {
  /** The variables of the formula, in the order of the table's columns. */
  readonly variables: readonly string[]
  /** All columns of the table, in their order. */
  readonly columns: readonly string[]
}

/** A formula that is printed as something to be run. */
export interface Program extends Scope {
  readonly target: string
  /** The formula in the same style. */
  readonly expression: string
}

/** One style. Where an equation is all there is to print, `program` is left out. */
export interface Notation {
  readonly style: (scope: Scope) => Style
  readonly program?: (program: Program) => string
}

/** A number as it is, on one line. */
export function plainNumber(digits: string): Printed {
  return { text: digits, tightness: digits.startsWith('-') ? signed : whole }
}

/** A number that can only be read as floating point: `2.0`, where `2` would be a whole number and `1 / 2` nothing. */
export function floatNumber(digits: string): Printed {
  return plainNumber(/^-?[0-9]+$/.test(digits) ? `${digits}.0` : digits)
}

/** A function that is called by name. */
export function callOf(name: string, formula: CallFormula, place: Place): Printed {
  return { text: `${name}(${formula.arguments.map((value) => place(value, sum)).join(', ')})`, tightness: whole }
}

/** In brackets if it starts with a sign, for a place after an operator. */
export function unsigned(text: string): string {
  return text.startsWith('-') ? `(${text})` : text
}

/** The argument of a function that takes one. */
export function argumentOf(formula: CallFormula): Formula {
  return formula.arguments[0] as Formula
}

/**
 * Names and columns that a formula is printed with.
 * @throws NaluError if a variable is not among the columns, or two columns have one name.
 */
export function scopeOf(variables: readonly string[], columns: readonly string[] = variables): Scope {
  const known = new Set<string>()
  for (const name of columns) {
    if (known.has(name)) throw invalid(`Two columns are called ${quoted(name)}. Give every column a name of its own.`)
    known.add(name)
  }
  const absent = variables.find((name) => !known.has(name))
  if (absent !== undefined) throw unknownName('column', absent, columns)
  const used = new Set(variables)
  return { variables: columns.filter((name) => used.has(name)), columns }
}

/**
 * A name between quotation marks for a comment or a string of JavaScript: on one line, and without characters that
 * cannot be seen or that turn the direction of the text.
 */
export function quoted(name: string): string {
  const escaped = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(name).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => c.split('').map(escaped).join(''))
}
