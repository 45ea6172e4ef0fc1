// The one grammar of formulas: what a formula is, as plain frozen values, and what it computes.

import { invalid } from '../base/errors.ts'

/** The functions that a formula may call. `log` is the natural logarithm; `min` and `max` take two or more. */
export const functionNames = Object.freeze([
  'sqrt',
  'abs',
  'exp',
  'log',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'sign',
  'floor',
  'min',
  'max',
] as const)

export type FunctionName = (typeof functionNames)[number]

export interface NumberFormula {
  readonly kind: 'number'
  /** Finite; it may be negative. */
  readonly value: number
}

export interface VariableFormula {
  readonly kind: 'variable'
  /** Any text of at least one character, for example the name of a column. */
  readonly name: string
}

export interface NegateFormula {
  readonly kind: 'negate'
  readonly operand: Formula
}

export type BinaryKind = 'add' | 'subtract' | 'multiply' | 'divide' | 'power'

export interface BinaryFormula {
  readonly kind: BinaryKind
  readonly left: Formula
  readonly right: Formula
}

export interface CallFormula {
  readonly kind: 'call'
  readonly function: FunctionName
  readonly arguments: readonly Formula[]
}

/** One formula. Make them with `term`, which keeps the one form in which each can be written and read back. */
export type Formula = NumberFormula | VariableFormula | NegateFormula | BinaryFormula | CallFormula

/** A formula with the name of what it computes, if it was given: `y = a + b`. */
export interface Equation {
  readonly target: string | undefined
  readonly formula: Formula
}

/** The fewest and the most arguments that a function takes. */
export function argumentCounts(name: FunctionName): { readonly least: number; readonly most: number } {
  return name === 'min' || name === 'max' ? { least: 2, most: Number.POSITIVE_INFINITY } : { least: 1, most: 1 }
}

function binary(kind: BinaryKind, left: Formula, right: Formula): BinaryFormula {
  return Object.freeze({ kind, left, right })
}

/** One builder for each part of a formula: `term.add(term.variable('a'), term.number(2))` is `a + 2`. */
export const term = Object.freeze({
  /** @throws NaluError if the value is infinite or not a number. */
  number(value: number): NumberFormula {
    if (!Number.isFinite(value)) throw invalid(`${value} cannot be a number of a formula; only finite numbers can.`)
    return Object.freeze({ kind: 'number', value })
  },
  /** @throws NaluError if the name is empty. */
  variable(name: string): VariableFormula {
    if (name === '') throw invalid('A variable of a formula needs a name of at least one character.')
    return Object.freeze({ kind: 'variable', name })
  },
  /** Minus the operand. Minus a number is the negative number, so that `-3` has one form. */
  negate(operand: Formula): Formula {
    return operand.kind === 'number' ? term.number(-operand.value) : Object.freeze({ kind: 'negate', operand })
  },
  add: (left: Formula, right: Formula): BinaryFormula => binary('add', left, right),
  subtract: (left: Formula, right: Formula): BinaryFormula => binary('subtract', left, right),
  multiply: (left: Formula, right: Formula): BinaryFormula => binary('multiply', left, right),
  divide: (left: Formula, right: Formula): BinaryFormula => binary('divide', left, right),
  power: (base: Formula, exponent: Formula): BinaryFormula => binary('power', base, exponent),
  /** @throws NaluError if the function takes another number of arguments. */
  call(name: FunctionName, ...values: Formula[]): CallFormula {
    const { least, most } = argumentCounts(name)
    if (values.length < least || values.length > most) {
      throw invalid(`${name} takes ${least === 1 ? 'one argument' : 'two or more arguments'}, not ${values.length}.`)
    }
    return Object.freeze({ kind: 'call', function: name, arguments: Object.freeze([...values]) })
  },
})

/** The formulas that a formula is made of, in the order in which they are written. */
export function partsOf(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case 'number':
    case 'variable':
      return []
    case 'negate':
      return [formula.operand]
    case 'call':
      return formula.arguments
    default:
      return [formula.left, formula.right]
  }
}

/** The names of the variables, each once, in the order in which they first appear. */
export function variablesOf(formula: Formula): string[] {
  const names = new Set<string>()
  const visit = (part: Formula): void => {
    if (part.kind === 'variable') names.add(part.name)
    else partsOf(part).forEach(visit)
  }
  visit(formula)
  return [...names]
}

/** True if both are written alike. `a + b` and `b + a` are not. */
export function sameFormula(a: Formula, b: Formula): boolean {
  if (a === b) return true
  if (a.kind === 'number') return b.kind === 'number' && Object.is(a.value, b.value)
  if (a.kind === 'variable') return b.kind === 'variable' && a.name === b.name
  if (a.kind !== b.kind || (a.kind === 'call' && b.kind === 'call' && a.function !== b.function)) return false
  const others = partsOf(b)
  const parts = partsOf(a)
  return parts.length === others.length && parts.every((part, i) => sameFormula(part, others[i] as Formula))
}

const functions: Readonly<Record<FunctionName, (...values: number[]) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (a = Number.NaN) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
  sign: Math.sign,
  floor: Math.floor,
  min: Math.min,
  max: Math.max,
}

/**
 * What the formula computes, in float64. Outside its domain the answer is NaN or infinite, as in JavaScript.
 * `lookUp` gives the value of each variable by its name.
 */
export function evaluateFormula(formula: Formula, lookUp: (name: string) => number): number {
  const evaluate = (part: Formula): number => {
    switch (part.kind) {
      case 'number':
        return part.value
      case 'variable':
        return lookUp(part.name)
      case 'negate':
        return -evaluate(part.operand)
      case 'add':
        return evaluate(part.left) + evaluate(part.right)
      case 'subtract':
        return evaluate(part.left) - evaluate(part.right)
      case 'multiply':
        return evaluate(part.left) * evaluate(part.right)
      case 'divide':
        return evaluate(part.left) / evaluate(part.right)
      case 'power':
        return evaluate(part.left) ** evaluate(part.right)
      case 'call':
        return functions[part.function](...part.arguments.map(evaluate))
      default:
        return part satisfies never
    }
  }
  return evaluate(formula)
}
