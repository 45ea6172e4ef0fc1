// Prints formulas in seven styles, with few brackets. What `text` prints reads back as the same formula.

import { unknownName } from '../base/did-you-mean.ts'
import { invalid } from '../base/errors.ts'
import { formatNumber } from '../base/numbers.ts'
import { type Equation, type Formula, variablesOf } from './formula.ts'
import { excel } from './print/excel.ts'
import { javascript } from './print/javascript.ts'
import { latex } from './print/latex.ts'
import { python } from './print/python.ts'
import { sql } from './print/sql.ts'
import {
  type Notation,
  type Printed,
  product,
  type Scope,
  type Style,
  scopeOf,
  signed,
  sum,
  whole,
} from './print/style.ts'
import { pretty, text } from './print/text.ts'

const notations = { text, pretty, latex, javascript, python, excel, sql } as const satisfies Record<string, Notation>

/**
 * The styles in which a formula is printed:
 *
 * - `text` is the grammar that `parseFormula` reads;
 * - `pretty` is for people in a terminal: `2·distance²`, `√(a + b)`, `a^(2/3)`;
 * - `latex` is for the mathematics mode of LaTeX, with amsmath;
 * - `javascript` and `python` call columns by identifiers;
 * - `excel` calls them by cells (`A2`, `B2`), with English names of functions, and points and commas as in English;
 * - `sql` quotes them, and is for SQLite and PostgreSQL.
 */
export type FormulaStyle = keyof typeof notations

/** The styles in which an equation is an equation, and not a program. */
export type EquationStyle = 'text' | 'pretty' | 'latex'

/** The names of all styles. */
export const formulaStyles = Object.freeze(Object.keys(notations) as FormulaStyle[])

/** How a formula is printed. */
export interface FormulaFormat {
  /**
   * Significant digits of numbers, 1 to 17, as `formatNumber` counts them: below a million none before the point is
   * rounded away. Left out: as many as it takes to read the same number back.
   */
  readonly digits?: number
  /**
   * The columns of the table in their order, which give the cells of `excel` and the order of arguments. Left out: the
   * variables of the formula, in the order in which they appear.
   */
  readonly columns?: readonly string[]
}

/**
 * The formula as text. A number that is exactly the double nearest to π is printed as the constant.
 *
 * What can be run computes what `evaluateFormula` does, but for rounding, where all parts of the formula are finite.
 * Elsewhere languages differ: JavaScript has NaN and Infinity, SQLite NULL, Excel an error in the cell, and Python
 * raises an exception or gives a complex number.
 *
 * @throws NaluError if there is no such style, `digits` is not a whole number from 1 to 17, a variable is not among
 * `columns`, or the style has no way to write a number, a name or a function.
 */
export function printFormula(formula: Formula, style: FormulaStyle = 'text', format: FormulaFormat = {}): string {
  const scope = scopeOf(variablesOf(formula), format.columns)
  return printed(formula, styleOf(style, scope), digitsOf(format)).text
}

/** The formula with the name of what it computes, if it has one: `y = a + b`. */
export function printEquation(equation: Equation, style: EquationStyle = 'text', format: FormulaFormat = {}): string {
  const { target, formula } = equation
  if (target === undefined) return printFormula(formula, style, format)
  const variables = variablesOf(formula)
  // One style for both sides: names that look alike are told apart.
  const { columns } = scopeOf(variables, format.columns)
  const own = styleOf(style, { variables: [...new Set([target, ...variables])], columns })
  return `${own.name(target)} = ${printed(formula, own, digitsOf(format)).text}`
}

/**
 * The equation as something to be used as it is:
 *
 * - `javascript`: a module that exports a function of one row, by the names of its columns: `fare({ km, minutes })`;
 * - `python`: a function of its columns, `fare(km, minutes)`. It takes arrays of NumPy too, unless it says otherwise;
 * - `excel`: a line that says which column is which, and the formula below it; pasted into the first row of a free
 *   column they are its heading and its first value;
 * - `sql`: a query with a column of the target's name;
 * - `text`, `pretty` and `latex`: the equation.
 *
 * Columns that have no proper name for a variable get one like it, and the text says which. An equation without a
 * target computes `y`.
 *
 * @throws NaluError as `printFormula`, and if the formula is too long for a cell of Excel.
 */
export function printProgram(equation: Equation, style: FormulaStyle, format: FormulaFormat = {}): string {
  const { program } = notationOf(style)
  if (program === undefined) return printEquation(equation, style as EquationStyle, format)
  const scope = scopeOf(variablesOf(equation.formula), format.columns)
  const expression = printFormula(equation.formula, style, format)
  return program({ ...scope, target: equation.target ?? freeName(scope.variables), expression })
}

function freeName(taken: readonly string[]): string {
  let name = 'y'
  for (let number = 2; taken.includes(name); number += 1) name = `y_${number}`
  return name
}

function notationOf(style: FormulaStyle): Notation {
  if (!Object.hasOwn(notations, style)) throw unknownName('style of formulas', style, formulaStyles, stylesOfFormulas)
  return notations[style]
}

const stylesOfFormulas = { plural: 'styles of formulas' }

const styleOf = (style: FormulaStyle, scope: Scope): Style => notationOf(style).style(scope)

function digitsOf({ digits }: FormulaFormat): number | undefined {
  if (digits !== undefined && !(Number.isInteger(digits) && digits >= 1 && digits <= 17)) {
    throw invalid(`Numbers are printed with 1 to 17 significant digits, not ${digits}.`)
  }
  return digits
}

function printed(formula: Formula, style: Style, digits: number | undefined): Printed {
  const place = (part: Formula, needs: number): string => {
    const inside = printed(part, style, digits)
    return inside.tightness < needs ? style.brackets(inside.text) : inside.text
  }
  /** A part after an operator. */
  const after = (part: Formula, needs: number): string => {
    const inside = place(part, needs)
    return style.bracketsSigns && inside.startsWith('-') ? style.brackets(inside) : inside
  }
  switch (formula.kind) {
    case 'number':
      return printedNumber(formula.value, style, digits)
    case 'variable':
      return { text: style.name(formula.name), tightness: whole }
    case 'negate':
      return { text: `-${place(formula.operand, style.operandNeeds)}`, tightness: signed }
    case 'add':
      return { text: `${place(formula.left, sum)} + ${after(formula.right, product)}`, tightness: sum }
    case 'subtract':
      return { text: `${place(formula.left, sum)} - ${after(formula.right, product)}`, tightness: sum }
    case 'multiply': {
      const right = after(formula.right, signed)
      return { text: `${place(formula.left, product)}${style.times}${right}`, tightness: product }
    }
    case 'divide':
      if (style.divide !== undefined) return style.divide(formula.left, formula.right, place)
      return { text: `${place(formula.left, product)} / ${after(formula.right, signed)}`, tightness: product }
    case 'power':
      return style.power(formula.left, formula.right, place)
    case 'call':
      return style.call(formula, place)
    default:
      return formula satisfies never
  }
}

function printedNumber(value: number, style: Style, digits: number | undefined): Printed {
  const isNegative = value < 0 || Object.is(value, -0)
  if (Math.abs(value) === Math.PI) {
    return { text: isNegative ? `-${style.pi}` : style.pi, tightness: isNegative ? signed : whole }
  }
  const exact = String(value).replace('e+', 'e')
  const rounded = digits === undefined ? exact : formatNumber(value, digits)
  const shortest = Number.isFinite(Number(rounded)) ? rounded : exact
  return style.number(Object.is(value, -0) ? '-0' : shortest)
}
