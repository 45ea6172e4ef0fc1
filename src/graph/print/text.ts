// Formulas as text: the grammar that `parseFormula` reads, and a form for people to read in a terminal.

import type { Formula } from '../formula.ts'
import { isPlainName } from '../formula-tokens.ts'
import {
  argumentOf,
  callOf,
  type Notation,
  type Place,
  plainNumber,
  power,
  product,
  type Style,
  signed,
  unsigned,
  whole,
} from './style.ts'

const textStyle: Style = {
  number: plainNumber,
  pi: 'pi',
  name: inBackticks,
  brackets: (inside) => `(${inside})`,
  times: ' * ',
  operandNeeds: power,
  bracketsSigns: false,
  call: (formula, place) => callOf(formula.function, formula, place),
  power: (base, exponent, place) => ({ text: `${place(base, whole)}^${place(exponent, signed)}`, tightness: power }),
}

export const text: Notation = { style: () => textStyle }

export const pretty: Notation = {
  style: () => ({
    ...textStyle,
    pi: 'π',
    name: (name) => inBackticks(name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�')),
    times: '·',
    bracketsSigns: true,
    call: (formula, place) =>
      formula.function === 'sqrt' ? root(argumentOf(formula), place) : callOf(formula.function, formula, place),
    power: prettyPower,
    divide: (left, right, place) => ({
      text: `${place(left, product)}/${unsigned(place(right, signed))}`,
      tightness: product,
    }),
  }),
}

function inBackticks(name: string): string {
  return isPlainName(name) ? name : `\`${name.replaceAll('`', '``')}\``
}

function root(inside: Formula, place: Place) {
  return { text: `√(${place(inside, 0)})`, tightness: whole }
}

/** `a²` for whole exponents, `√(a)` for one half, `a^1.5` for short decimals, `a^(2/3)` for fractions. */
function prettyPower(base: Formula, exponent: Formula, place: Place) {
  if (exponent.kind === 'number' && exponent.value === 0.5) return root(base, place)
  const raised = place(base, whole)
  if (exponent.kind === 'divide' && isCount(exponent.left) && isCount(exponent.right)) {
    return { text: `${raised}^(${place(exponent.left, signed)}/${place(exponent.right, signed)})`, tightness: power }
  }
  if (exponent.kind !== 'number' || Math.abs(exponent.value) === Math.PI) {
    return { text: `${raised}^${place(exponent, signed)}`, tightness: power }
  }
  const digits = place(exponent, signed)
  if (/^-?[0-9]+$/.test(digits)) return { text: `${raised}${superscript(digits)}`, tightness: power }
  return { text: `${raised}^${fractionOf(exponent.value) ?? digits}`, tightness: power }
}

/** True for numbers such as 3, which stand in a fraction. */
function isCount(formula: Formula): boolean {
  return formula.kind === 'number' && Number.isInteger(formula.value)
}

function superscript(digits: string): string {
  return [...digits].map((digit) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt('-0123456789'.indexOf(digit))).join('')
}

/** Exponents of laws are fractions of small numbers. */
const largestDenominator = 12

/** The fraction that is this very double, if its decimals do not end soon. */
function fractionOf(value: number): string | undefined {
  if (Number.isInteger(value * 1000)) return undefined
  for (let denominator = 3; denominator <= largestDenominator; denominator += 1) {
    const numerator = Math.round(value * denominator)
    if (numerator !== 0 && numerator / denominator === value) return `(${numerator}/${denominator})`
  }
  return undefined
}
