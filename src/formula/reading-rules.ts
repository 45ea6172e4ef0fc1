// What each operation of a graph makes of readings.

import { binaryRule, unaryRule } from '../graph/interpret.ts'
import type { BinaryOperation, Node, Range, UnaryOperation } from '../graph/node.ts'
import {
  type ColumnRange,
  type Count,
  collapsed,
  isCount,
  isLogarithm,
  isMonomial,
  type Monomial,
  numberMonomial,
  plus,
  powerOf,
  type Reading,
  signMonomial,
  signOf,
  sizeOf,
  times,
} from './reading.ts'
import { isWhole, nearlyWhole, rangeOf } from './reading-range.ts'

type Columns = readonly ColumnRange[]

/** An amount up to this, and up to this share of what it is added to, is there to keep logarithms and roots finite. */
const negligible = 1e-6

/** What an operation of one value gives. */
export function readUnary(columns: Columns, node: Node & { readonly op: UnaryOperation }, a: Reading): Reading {
  const { op } = node
  if (op === 'stopGradient' || op === 'toFloat') return a
  if (a === undefined) return undefined
  if (typeof a === 'number') return unaryRule(op, node.type === 'int')(a)
  switch (op) {
    case 'negate':
      return scaled(columns, a, -1)
    case 'not':
      return sumOf(columns, 1, scaled(columns, a, -1))
    case 'absolute':
      return absoluteOf(columns, a)
    case 'sign':
      return isMonomial(a) ? settled(signOf(columns, a)) : undefined
    case 'sqrt':
      return isMonomial(a) ? settled(powerOf(columns, a, 0.5)) : undefined
    case 'exp':
      return isLogarithm(a) ? a.of : undefined
    case 'log':
      return logarithmOf(columns, a)
    case 'cos':
      return isCount(a) ? cosine(columns, a) : undefined
    case 'tanh':
      return saturated(Math.tanh, rangeOf(columns, a), [-1, 1])
    case 'sigmoid':
      return saturated(unaryRule('sigmoid', false), rangeOf(columns, a), [0, 1])
    case 'floor': {
      const range = rangeOf(columns, a)
      const low = range === undefined ? Number.NaN : Math.floor(range.low)
      return range !== undefined && low === Math.floor(range.high) ? low : undefined
    }
    case 'sin':
    case 'toInt':
      return undefined
    default:
      return op satisfies never
  }
}

const settled = (monomial: Monomial | undefined): Reading => (monomial === undefined ? undefined : collapsed(monomial))

/** The limit that a rising function is at, all over the range. */
function saturated(f: (z: number) => number, range: Range | undefined, limits: readonly number[]): Reading {
  if (range === undefined) return undefined
  return limits.find((limit) => [range.low, range.high].every((end) => Math.abs(f(end) - limit) <= nearlyWhole))
}

function absoluteOf(columns: Columns, a: Exclude<Reading, number | undefined>): Reading {
  if (isMonomial(a)) return settled(sizeOf(columns, a))
  const range = rangeOf(columns, a)
  if (range === undefined || (range.low < 0 && range.high > 0)) return undefined
  return range.low >= 0 ? a : scaled(columns, a, -1)
}

function logarithmOf(columns: Columns, a: Reading): Reading {
  const range = rangeOf(columns, a)
  if (!isMonomial(a) || range === undefined || range.low < 0) return undefined
  const of = sizeOf(columns, a)
  return of === undefined ? undefined : { kind: 'logarithm', of }
}

/** cos of a number of half turns is the sign of each column that an odd number of them belongs to. */
function cosine(columns: Columns, { constant, weights }: Count): Reading {
  const turns = [constant, ...weights].map((each) => each / Math.PI)
  if (!turns.every(isWhole)) return undefined
  const [first, ...rest] = turns.map((each) => Math.round(each) % 2 !== 0)
  return collapsed(signMonomial(columns, first === true ? -1 : 1, rest))
}

/** `factor · a`. */
function scaled(columns: Columns, a: Reading, factor: number): Reading {
  if (factor === 0) return 0
  if (a === undefined || !Number.isFinite(factor)) return undefined
  if (typeof a === 'number') return a * factor
  switch (a.kind) {
    case 'monomial':
      return collapsed({ ...a, coefficient: a.coefficient * factor })
    case 'logarithm': {
      const of = powerOf(columns, a.of, factor)
      return of === undefined ? undefined : settledLogarithm(of)
    }
    case 'count':
      return { ...a, constant: a.constant * factor, weights: a.weights.map((weight) => weight * factor) }
    default:
      return a satisfies never
  }
}

function settledLogarithm(of: Monomial): Reading {
  const value = collapsed(of)
  if (value === undefined || typeof value === 'number') return value === undefined ? undefined : Math.log(value)
  return { kind: 'logarithm', of }
}

/** What an operation of two values gives. */
export function readBinary(
  columns: Columns,
  node: Node & { readonly op: BinaryOperation },
  a: Reading,
  b: Reading,
): Reading {
  const { op } = node
  if (typeof a === 'number' && typeof b === 'number') return binaryRule(node)(a, b)
  switch (op) {
    case 'add':
      return sumOf(columns, a, b)
    case 'subtract':
      return sumOf(columns, a, scaled(columns, b, -1))
    case 'multiply':
      return productOf(columns, a, b)
    case 'divide':
      return productOf(columns, a, reciprocalOf(columns, b))
    case 'min':
    case 'max':
      return extremeOf(columns, op, a, b)
    case 'less':
    case 'lessEqual':
      return lessOf(columns, a, b)
    case 'equal': {
      const [p, q] = [rangeOf(columns, a), rangeOf(columns, b)]
      return p !== undefined && q !== undefined && (p.high < q.low || q.high < p.low) ? 0 : undefined
    }
    case 'and':
    case 'or':
    case 'xor':
    case 'shiftRight':
      return undefined
    default:
      return op satisfies never
  }
}

/** `a + b`. */
export function sumOf(columns: Columns, a: Reading, b: Reading): Reading {
  if (a === 0) return b
  if (b === 0) return a
  if (a === undefined || b === undefined) return undefined
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (isNegligible(columns, a, b)) return b
  if (isNegligible(columns, b, a)) return a
  if (isCount(a) || isCount(b)) {
    const [p, q] = [asCount(columns, a), asCount(columns, b)]
    if (p === undefined || q === undefined) return undefined
    const weights = p.weights.map((weight, j) => weight + (q.weights[j] as number))
    const constant = p.constant + q.constant
    return weights.every((weight) => weight === 0) ? constant : { kind: 'count', constant, weights }
  }
  if (isLogarithm(a) || isLogarithm(b)) {
    const [p, q] = [powerOfE(columns, a), powerOfE(columns, b)]
    return p === undefined || q === undefined ? undefined : settledLogarithm(times(p, q))
  }
  const [p, q] = [asMonomial(columns, a), asMonomial(columns, b)]
  return p === undefined || q === undefined ? undefined : plus(columns, p, q)
}

/** True if `a` is nothing beside the largest value of `b`: what units add to keep logarithms and roots finite. */
function isNegligible(columns: Columns, a: Reading, b: Reading): boolean {
  const [p, q] = [rangeOf(columns, a), rangeOf(columns, b)]
  if (p === undefined || q === undefined || isCount(b)) return false
  const size = Math.max(Math.abs(p.low), Math.abs(p.high))
  if (isLogarithm(b)) return size <= negligible
  return size <= negligible * Math.min(1, Math.max(Math.abs(q.low), Math.abs(q.high)))
}

const asMonomial = (columns: Columns, a: Reading): Monomial | undefined =>
  typeof a === 'number' ? numberMonomial(columns, a) : isMonomial(a) ? a : undefined

const asCount = (columns: Columns, a: Reading): Count | undefined =>
  typeof a === 'number' ? { kind: 'count', constant: a, weights: columns.map(() => 0) } : isCount(a) ? a : undefined

/** e ^ a. */
const powerOfE = (columns: Columns, a: Reading): Monomial | undefined =>
  typeof a === 'number' ? numberMonomial(columns, Math.exp(a)) : isLogarithm(a) ? a.of : undefined

/** `a · b`; what is multiplied by 0 does not count, whatever it is. */
export function productOf(columns: Columns, a: Reading, b: Reading): Reading {
  if (typeof a === 'number') return scaled(columns, b, a)
  if (typeof b === 'number') return scaled(columns, a, b)
  return isMonomial(a) && isMonomial(b) ? collapsed(times(a, b)) : undefined
}

function reciprocalOf(columns: Columns, a: Reading): Reading {
  if (typeof a === 'number') return 1 / a
  return isMonomial(a) ? settled(powerOf(columns, a, -1)) : undefined
}

/** The smaller or the larger of two, where it is one and the same all over the range. */
function extremeOf(columns: Columns, op: 'min' | 'max', a: Reading, b: Reading): Reading {
  const isLess = lessOf(columns, a, b)
  if (typeof isLess !== 'number') return undefined
  return (isLess === 1) === (op === 'min') ? a : b
}

/** [a < b], where that is the same all over the range or asks for the sign of one column; where both are equal it is open. */
function lessOf(columns: Columns, a: Reading, b: Reading): Reading {
  const [p, q] = [rangeOf(columns, a), rangeOf(columns, b)]
  if (p === undefined || q === undefined) return undefined
  if (isFloor(a) && q.low >= 0) return 1
  if (isFloor(b) && p.low >= 0) return 0
  if (p.high <= q.low) return 1
  if (q.high <= p.low) return 0
  if (b === 0) return isNegative(a)
  if (a === 0) return sumOf(columns, 1, scaled(columns, isNegative(b), -1))
  return undefined
}

/** A bound below which no size is meant to be. */
const isFloor = (a: Reading): boolean => typeof a === 'number' && a >= 0 && a <= negligible

/** [a < 0] of one column of open sign. */
function isNegative(a: Reading): Reading {
  if (!isMonomial(a) || a.sums.length > 0 || a.odd.filter((odd) => odd).length !== 1) return undefined
  const weights = a.odd.map((odd) => (odd ? Math.sign(a.coefficient) : 0))
  return { kind: 'count', constant: a.coefficient < 0 ? 1 : 0, weights }
}

/** `condition ? a : b`. */
export function readSelect(columns: Columns, condition: Reading, a: Reading, b: Reading): Reading {
  if (typeof condition === 'number') return condition !== 0 ? a : b
  if (!isCount(condition) || typeof a !== 'number' || typeof b !== 'number') return undefined
  return sumOf(columns, b, scaled(columns, condition, a - b))
}
