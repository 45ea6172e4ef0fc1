// What each part of a formula asks of its variables, so that its value is a finite number.

import { evaluateFormula, type Formula, partsOf, variablesOf } from './formula.ts'
import { boundsOf } from './formula-interval.ts'
import type { Box, Point, Question } from './formula-witness.ts'
import type { Range } from './node.ts'

/** One condition that a part of the formula sets. */
export interface Requirement extends Question {
  readonly part: Formula
  /** The formula inside the part whose value decides. */
  readonly subject: Formula
  /** The variables that decide. */
  readonly names: readonly string[]
  /** What the subject is to the part: `the divisor`. */
  readonly role: string
  /** What the part does if the condition fails: `divides by zero`. */
  readonly failure: string
  /** Where the subject has to stay: `away from 0`. */
  readonly wanted: string
}

/** The largest number of 32 bits. */
export const largestFloat = (2 - 2 ** -23) * 2 ** 127
/** True if the value is zero once it is rounded to 32 bits. */
export const isZero = (value: number) => Math.fround(value) === 0

/** Everything that the formula asks of its variables, inner parts first. */
export function requirementsOf(formula: Formula): Requirement[] {
  const own: Requirement[] = []
  if (formula.kind === 'divide') own.push(awayFromZero(formula, formula.right, 'the divisor'))
  if (formula.kind === 'power') own.push(...ofPower(formula, formula.left, formula.right))
  if (formula.kind === 'call' && formula.function === 'sqrt') {
    own.push(atLeastZero(formula, formula.arguments[0] as Formula, 'the argument'))
  }
  if (formula.kind === 'call' && formula.function === 'log') {
    own.push(aboveZero(formula, formula.arguments[0] as Formula, 'the argument'))
  }
  if (formula.kind !== 'variable') own.push(finite(formula))
  return [...partsOf(formula).flatMap(requirementsOf), ...own]
}

function ofPower(part: Formula, base: Formula, exponent: Formula): Requirement[] {
  const fixed = variablesOf(exponent).length === 0 ? valueAt(exponent, new Map()) : undefined
  if (fixed === undefined) {
    return [ofOpenPower(part, base, exponent)]
  }
  if (Number.isInteger(fixed)) return fixed < 0 ? [awayFromZero(part, base, 'the base')] : []
  return [fixed < 0 ? aboveZero(part, base, 'the base') : atLeastZero(part, base, 'the base')]
}

/**
 * A power whose exponent varies is computed as `exp(exponent · log(base))`: the base may be 0 only below an exponent
 * above 0. A whole exponent may save a negative base, so a point counts only if the power has no value there.
 */
function ofOpenPower(part: Formula, base: Formula, exponent: Formula): Requirement {
  const { zero: _, ...general } = aboveZero(part, base, 'the base')
  return {
    ...general,
    names: variablesOf(part),
    proves: (box) => {
      const { low } = boundsIn(base, box)
      return (low > 0 && !isZero(low)) || (low >= 0 && boundsIn(exponent, box).low > 0)
    },
    fails: (point) => {
      const isZeroToZero = isZero(valueAt(base, point)) && valueAt(exponent, point) <= 0
      return isZeroToZero || (general.fails(point) && !Number.isFinite(valueAt(part, point)))
    },
  }
}

/** The value at a point. */
export function valueAt(formula: Formula, point: Point): number {
  return evaluateFormula(formula, (name) => point.get(name) ?? Number.NaN)
}

const boundsIn = (formula: Formula, box: Box) => boundsOf(formula, (name) => box.get(name) as Range)

function awayFromZero(part: Formula, subject: Formula, role: string): Requirement {
  return {
    part,
    subject,
    names: variablesOf(subject),
    role,
    failure: part.kind === 'divide' ? 'divides by zero' : 'has no value',
    wanted: 'away from 0',
    proves: (box) => {
      const { low, high } = boundsIn(subject, box)
      return (low > 0 && !isZero(low)) || (high < 0 && !isZero(high))
    },
    fails: (point) => isZero(valueAt(subject, point)),
    zero: (point) => valueAt(subject, point),
  }
}

function atLeastZero(part: Formula, subject: Formula, role: string): Requirement {
  return {
    part,
    subject,
    names: variablesOf(subject),
    role,
    failure: 'has no value',
    wanted: 'at 0 or above',
    proves: (box) => boundsIn(subject, box).low >= 0,
    fails: (point) => valueAt(subject, point) < 0,
  }
}

function aboveZero(part: Formula, subject: Formula, role: string): Requirement {
  return {
    part,
    subject,
    names: variablesOf(subject),
    role,
    failure: 'has no value',
    wanted: 'above 0',
    proves: (box) => {
      const { low } = boundsIn(subject, box)
      return low > 0 && !isZero(low)
    },
    fails: (point) => {
      const value = valueAt(subject, point)
      return value < 0 || isZero(value)
    },
    zero: (point) => valueAt(subject, point),
  }
}

function finite(part: Formula): Requirement {
  return {
    part,
    subject: part,
    names: variablesOf(part),
    role: 'the value',
    failure: 'grows too large',
    wanted: 'within what 32-bit floats hold',
    proves: (box) => {
      const { low, high } = boundsIn(part, box)
      return low >= -largestFloat && high <= largestFloat
    },
    fails: (point) => Math.abs(valueAt(part, point)) > largestFloat,
  }
}
