// Interval arithmetic over what a node can hold. A bound is a proof, so every rule errs on the wide side.

import type { BinaryOperation, Range, UnaryOperation } from './node.ts'

export const unbounded: Range = Object.freeze({ low: -Infinity, high: Infinity })
const truth: Range = Object.freeze({ low: 0, high: 1 })
export const integers: Range = Object.freeze({ low: -(2 ** 31), high: 2 ** 31 - 1 })

/** Lower and upper bound; anything that is not a number becomes "unbounded" on its side. */
export function range(low: number, high: number): Range {
  return { low: Number.isNaN(low) ? -Infinity : low, high: Number.isNaN(high) ? Infinity : high }
}

/** The smallest range that holds both. */
export function hull(a: Range, b: Range): Range {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }
}

/**
 * With room for rounding: what lies between two numbers lies, rounded to float32, between those two rounded.
 * It also holds what a compiled constant is.
 */
const rounded = ({ low, high }: Range): Range =>
  range(Math.min(low, Math.fround(low)), Math.max(high, Math.fround(high)))

// Compiled transcendental functions may err by a few float32 ulp; their bounds leave room for that.
const slack = 1e-6
const widen = ({ low, high }: Range): Range => range(low - Math.abs(low) * slack, high + Math.abs(high) * slack)

export function unaryRange(op: UnaryOperation, input: Range): Range {
  switch (op) {
    case 'negate': {
      // The lowest integer is its own negative.
      const low = input.low === integers.low ? Math.min(input.low, -input.high) : -input.high
      return range(low, -input.low)
    }
    case 'absolute': {
      const { low, high } = input
      return range(low > 0 ? low : high < 0 ? -high : 0, Math.max(Math.abs(low), Math.abs(high)))
    }
    case 'not':
      return truth
    case 'stopGradient':
      return input
    case 'toInt': {
      // NaN becomes 0, and a NaN keeps no bounds.
      const { low, high } = rounded(input)
      const [whole, limit] = [Math.trunc(Math.min(low, 0)), Math.trunc(Math.max(high, 0))]
      return range(Math.max(integers.low, whole), Math.min(integers.high, limit))
    }
    default:
      return rounded(roundingRange(op, rounded(input)))
  }
}

type ExactOperation = 'negate' | 'absolute' | 'not' | 'stopGradient' | 'toInt'

function roundingRange(op: Exclude<UnaryOperation, ExactOperation>, { low, high }: Range): Range {
  switch (op) {
    case 'sign':
      return range(Math.max(-1, Math.sign(low)), Math.min(1, Math.sign(high)))
    case 'floor':
      return range(Math.floor(low), Math.floor(high))
    case 'sqrt':
      return range(Math.sqrt(Math.max(low, 0)) * (1 - slack), Math.sqrt(Math.max(high, 0)) * (1 + slack))
    case 'exp':
      return widen(range(Math.exp(low), Math.exp(high)))
    case 'log':
      return widen(range(low <= 0 ? -Infinity : Math.log(low), high <= 0 ? -Infinity : Math.log(high)))
    case 'tanh':
      return range(Math.max(-1, Math.tanh(low) - slack), Math.min(1, Math.tanh(high) + slack))
    case 'sigmoid':
      return range(
        Math.max(0, (1 / (1 + Math.exp(-low))) * (1 - slack) - slack),
        Math.min(1, 1 / (1 + Math.exp(-high)) + slack),
      )
    case 'sin':
    case 'cos':
      return range(-1, 1)
    case 'toFloat':
      return { low, high }
    default:
      return op satisfies never
  }
}

/** Products of bounds, where 0 · ∞ counts as 0: an infinite bound is approached, not taken. */
const times = (a: number, b: number) => (a === 0 || b === 0 ? 0 : a * b)

export function binaryRange(op: BinaryOperation, a: Range, b: Range, isInt: boolean): Range {
  switch (op) {
    case 'add':
    case 'subtract':
    case 'multiply':
      return isInt ? wrapping(arithmeticRange(op, a, b)) : rounded(arithmeticRange(op, rounded(a), rounded(b)))
    case 'divide':
      return rounded(arithmeticRange(op, rounded(a), rounded(b)))
    case 'min':
      return range(Math.min(a.low, b.low), Math.min(a.high, b.high))
    case 'max':
      return range(Math.max(a.low, b.low), Math.max(a.high, b.high))
    case 'less':
    case 'lessEqual':
    case 'equal':
      return truth
    case 'and':
    case 'or':
    case 'xor':
      return isInt ? integers : truth
    case 'shiftRight':
      return b.low === b.high && b.low > 0 && b.low < 32 ? range(0, 2 ** (32 - b.low) - 1) : integers
    default:
      return op satisfies never
  }
}

function arithmeticRange(op: 'add' | 'subtract' | 'multiply' | 'divide', a: Range, b: Range): Range {
  switch (op) {
    case 'add':
      return range(a.low + b.low, a.high + b.high)
    case 'subtract':
      return range(a.low - b.high, a.high - b.low)
    case 'multiply': {
      const corners = [times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)]
      return range(Math.min(...corners), Math.max(...corners))
    }
    case 'divide': {
      if (b.low <= 0 && b.high >= 0) return unbounded
      const corners = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high]
      return corners.some(Number.isNaN) ? unbounded : range(Math.min(...corners), Math.max(...corners))
    }
    default:
      return op satisfies never
  }
}

function wrapping(exact: Range): Range {
  return exact.low < integers.low || exact.high > integers.high ? integers : exact
}
