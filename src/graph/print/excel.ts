// Formulas for spreadsheets: columns are called by their letters, in the first row below the heading.

import { invalid } from '../../base/errors.ts'
import type { CallFormula } from '../formula.ts'
import {
  argumentOf,
  callOf,
  type Notation,
  type Place,
  type Printed,
  plainNumber,
  power,
  product,
  quoted,
  type Scope,
  whole,
} from './style.ts'

// Excel specifications and limits (Microsoft): columns of a sheet, characters of a formula, numbers that can be typed.
const mostColumns = 16_384
const longestFormula = 8_192
const largestNumber = 9.99999999999999e307
const smallestNumber = 2.2251e-308

export const excel: Notation = {
  style: ({ columns }) => ({
    number: excelNumber,
    pi: 'PI()',
    name: (name) => `${lettersOf(columns.indexOf(name))}2`,
    brackets: (inside) => `(${inside})`,
    times: ' * ',
    // A sign binds tighter than a power: `-2^2` is 4.
    operandNeeds: whole,
    bracketsSigns: true,
    call: excelCall,
    // Powers in a row are read from the left.
    power: (base, exponent, place) => ({ text: `${place(base, whole)}^${place(exponent, whole)}`, tightness: power }),
  }),
  program: ({ target, expression, ...scope }) => {
    if (expression.length >= longestFormula) {
      throw invalid(
        `The formula has ${expression.length + 1} characters in Excel, which takes ${longestFormula}. ` +
          'Print it as python or sql instead.',
      )
    }
    // Pasted into row 1, the first line is a heading and the second stands in row 2, where the data start.
    return `Formula of ${quoted(target)}${legendOf(scope)}\n=${expression}\n`
  },
}

function legendOf({ variables, columns }: Scope): string {
  const legend = variables.map((name) => `${lettersOf(columns.indexOf(name))} is ${quoted(name)}`)
  return legend.length === 0 ? '' : `: ${legend.join(', ')}`
}

/** The letters of a column: A to Z, then AA, up to XFD. */
function lettersOf(index: number): string {
  if (index >= mostColumns) {
    throw invalid(`A sheet has ${mostColumns} columns; the formula uses column ${index + 1}. Leave out some columns.`)
  }
  const before = index >= 26 ? lettersOf(Math.floor(index / 26) - 1) : ''
  return before + String.fromCharCode(65 + (index % 26))
}

function excelNumber(digits: string): Printed {
  const size = Math.abs(Number(digits))
  if (size > largestNumber || (size > 0 && size < smallestNumber)) {
    throw invalid(
      `Excel has no number ${digits}: they reach from ${smallestNumber} to ${largestNumber}. ` +
        'Print the formula as python or sql instead.',
    )
  }
  return plainNumber(digits.replace(/e(-?)/, (_, sign) => (sign === '-' ? 'E-' : 'E+')))
}

function excelCall(formula: CallFormula, place: Place): Printed {
  const name = formula.function
  switch (name) {
    case 'log':
      return callOf('LN', formula, place)
    case 'floor':
      return callOf('INT', formula, place)
    case 'sigmoid':
      // EXP is an error from 710 on.
      return { text: `1 / (1 + EXP(MIN(-${place(argumentOf(formula), whole)}, 709)))`, tightness: product }
    case 'sqrt':
    case 'abs':
    case 'exp':
    case 'sin':
    case 'cos':
    case 'tanh':
    case 'sign':
    case 'min':
    case 'max':
      return callOf(name.toUpperCase(), formula, place)
    default:
      return name satisfies never
  }
}
