// Prints formulas, with no bracket that could be left out. What `text` prints reads back as the same formula.

import { invalid } from '../base/errors.ts'
import { formatNumber } from '../base/numbers.ts'
import type { CallFormula, Equation, Formula } from './formula.ts'
import { isPlainName } from './formula-tokens.ts'

/** `text` is the grammar that `parseFormula` reads; `latex` is for the mathematics mode of LaTeX (with amsmath). */
export type FormulaStyle = 'text' | 'latex'

export interface FormulaFormat {
  /**
   * Significant digits of numbers, 1 to 17, as `formatNumber` counts them: below a million none before the point is
   * rounded away. Left out: as many as it takes to read the same number back.
   */
  readonly digits?: number
}

/** What one style writes; the parts come ready for their place, in brackets where they need them. */
interface Style {
  readonly number: (digits: string) => string
  readonly pi: string
  readonly name: (name: string) => string
  readonly brackets: (inside: string) => string
  readonly times: string
  readonly call: (name: CallFormula['function'], values: readonly string[]) => string
  /** LaTeX is laid out in two dimensions: bars and raised text do what brackets do on one line. */
  readonly fraction?: (above: string, below: string) => string
  readonly raise: (base: string, exponent: string) => string
  readonly exponentNeeds: Tightness
  /** True if a sign after an operator stands in brackets: `a - (-b)`. */
  readonly bracketsSigns: boolean
}

/** How tightly a formula holds together; a part that holds less than its place needs is put in brackets. */
type Tightness = number
const sum: Tightness = 1
const product: Tightness = 2
const signed: Tightness = 3
const power: Tightness = 4
const whole: Tightness = 5

const text: Style = {
  number: (digits) => digits,
  pi: 'pi',
  name: (name) => (isPlainName(name) ? name : `\`${name.replaceAll('`', '``')}\``),
  brackets: (inside) => `(${inside})`,
  times: ' * ',
  call: (name, values) => `${name}(${values.join(', ')})`,
  raise: (base, exponent) => `${base}^${exponent}`,
  exponentNeeds: signed,
  bracketsSigns: false,
}

const latex: Style = {
  number: latexNumber,
  pi: '\\pi',
  name: latexName,
  brackets: (inside) => `\\left(${inside}\\right)`,
  times: ' \\cdot ',
  call: latexCall,
  fraction: (above, below) => `\\frac{${above}}{${below}}`,
  raise: (base, exponent) => `${base}^{${exponent}}`,
  exponentNeeds: 0,
  bracketsSigns: true,
}

const styles: Readonly<Record<FormulaStyle, Style>> = { text, latex }

/**
 * The formula as text. A number that is exactly the double nearest to π is printed as the constant.
 * @throws NaluError if `digits` is not a whole number from 1 to 17.
 */
export function printFormula(formula: Formula, style: FormulaStyle = 'text', format: FormulaFormat = {}): string {
  const { digits } = format
  if (digits !== undefined && !(Number.isInteger(digits) && digits >= 1 && digits <= 17)) {
    throw invalid(`Numbers are printed with 1 to 17 significant digits, not ${digits}.`)
  }
  return printed(formula, styles[style], digits).text
}

/** The formula with the name of what it computes, if it has one: `y = a + b`. */
export function printEquation(equation: Equation, style: FormulaStyle = 'text', format: FormulaFormat = {}): string {
  const right = printFormula(equation.formula, style, format)
  return equation.target === undefined ? right : `${styles[style].name(equation.target)} = ${right}`
}

interface Printed {
  readonly text: string
  readonly tightness: Tightness
}

function printed(formula: Formula, style: Style, digits: number | undefined): Printed {
  const place = (part: Formula, needs: Tightness): string => {
    const inside = printed(part, style, digits)
    return inside.tightness < needs ? style.brackets(inside.text) : inside.text
  }
  /** A part after an operator. */
  const after = (part: Formula, needs: Tightness): string => {
    const inside = place(part, needs)
    return style.bracketsSigns && inside.startsWith('-') ? style.brackets(inside) : inside
  }
  switch (formula.kind) {
    case 'number':
      return printedNumber(formula.value, style, digits)
    case 'variable':
      return { text: style.name(formula.name), tightness: whole }
    case 'negate':
      return { text: `-${place(formula.operand, power)}`, tightness: signed }
    case 'add':
      return { text: `${place(formula.left, sum)} + ${after(formula.right, product)}`, tightness: sum }
    case 'subtract':
      return { text: `${place(formula.left, sum)} - ${after(formula.right, product)}`, tightness: sum }
    case 'multiply':
      return {
        text: `${place(formula.left, product)}${style.times}${after(formula.right, signed)}`,
        tightness: product,
      }
    case 'divide':
      if (style.fraction !== undefined) {
        return { text: style.fraction(place(formula.left, sum), place(formula.right, sum)), tightness: power }
      }
      return { text: `${place(formula.left, product)} / ${place(formula.right, signed)}`, tightness: product }
    case 'power': {
      const exponent = place(formula.right, style.exponentNeeds)
      return { text: style.raise(place(formula.left, whole), exponent), tightness: power }
    }
    case 'call': {
      const values = formula.arguments.map((value) => place(value, sum))
      return { text: style.call(formula.function, values), tightness: whole }
    }
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
  const onOneLine = Object.is(value, -0) ? '-0' : shortest
  const shown = style.number(onOneLine)
  return { text: shown, tightness: shown !== onOneLine ? product : isNegative ? signed : whole }
}

function latexNumber(digits: string): string {
  const [factor = '', exponent] = digits.split('e')
  if (exponent === undefined) return digits
  const ten = `10^{${Number(exponent)}}`
  return Math.abs(Number(factor)) === 1 ? factor.replace('1', ten) : `${factor} \\cdot ${ten}`
}

const latexEscapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}

/** One letter stays as it is, `x1` and `x_1` get a subscript, any other name stands upright. */
function latexName(name: string): string {
  if (/^\p{L}$/u.test(name)) return name
  const plain = name.replace(/[₀-₉]/g, (digit) => String('₀₁₂₃₄₅₆₇₈₉'.indexOf(digit)))
  const indexed = /^(\p{L})_?([0-9]+)$/u.exec(plain)
  if (indexed !== null) return `${indexed[1]}_{${indexed[2]}}`
  const visible = plain.replace(/[\s\p{C}]/gu, ' ')
  return `\\text{${visible.replace(/[\\~^#$%&_{}]/g, (c) => latexEscapes[c] ?? `\\${c}`)}}`
}

function latexCall(name: CallFormula['function'], values: readonly string[]): string {
  const list = `\\left(${values.join(', ')}\\right)`
  switch (name) {
    case 'sqrt':
      return `\\sqrt{${values.join()}}`
    case 'abs':
      return `\\left|${values.join()}\\right|`
    case 'floor':
      return `\\left\\lfloor ${values.join()}\\right\\rfloor`
    case 'log':
      return `\\ln${list}`
    case 'sigmoid':
      return `\\sigma${list}`
    case 'sign':
      return `\\operatorname{sign}${list}`
    case 'exp':
    case 'sin':
    case 'cos':
    case 'tanh':
    case 'min':
    case 'max':
      return `\\${name}${list}`
    default:
      return name satisfies never
  }
}
