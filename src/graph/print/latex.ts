// Formulas for the mathematics mode of LaTeX, with amsmath.

import type { CallFormula } from '../formula.ts'
import {
  type Notation,
  type Place,
  type Printed,
  plainNumber,
  power,
  product,
  type Style,
  sum,
  whole,
} from './style.ts'

const styleOf = (variables: readonly string[]): Style => ({
  number: latexNumber,
  pi: '\\pi',
  name: (name) => (isAmbiguous(name, variables) ? uprightName(name) : latexName(name)),
  brackets: (inside) => `\\left(${inside}\\right)`,
  times: ' \\cdot ',
  operandNeeds: power,
  bracketsSigns: true,
  call: (formula, place) => ({ text: latexCall(formula, place), tightness: whole }),
  // LaTeX is laid out in two dimensions: bars and raised text do what brackets do on one line.
  power: (base, exponent, place) => ({ text: `${place(base, whole)}^{${place(exponent, 0)}}`, tightness: power }),
  divide: (left, right, place) => ({ text: `\\frac{${place(left, sum)}}{${place(right, sum)}}`, tightness: power }),
})

export const latex: Notation = { style: ({ variables }) => styleOf(variables) }

function latexNumber(digits: string): Printed {
  const [factor = '', exponent] = digits.split('e')
  if (exponent === undefined) return plainNumber(digits)
  const ten = `10^{${Number(exponent)}}`
  const text = Math.abs(Number(factor)) === 1 ? factor.replace('1', ten) : `${factor} \\cdot ${ten}`
  return { text, tightness: product }
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
  return uprightName(plain)
}

/** True if another column of the formula, or the constant π, would be written in the same way. */
function isAmbiguous(name: string, variables: readonly string[]): boolean {
  return name === 'π' || variables.some((other) => other !== name && latexName(other) === latexName(name))
}

function uprightName(name: string): string {
  const visible = name.replace(/[\s\p{C}]/gu, ' ')
  return `\\text{${visible.replace(/[\\~^#$%&_{}]/g, (c) => latexEscapes[c] ?? `\\${c}`)}}`
}

function latexCall(formula: CallFormula, place: Place): string {
  const name = formula.function
  const values = formula.arguments.map((value) => place(value, sum))
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
