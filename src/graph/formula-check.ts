// Checks, before training, that a formula has a finite value wherever the training inputs are drawn.

import { invalid } from '../base/errors.ts'
import { formatNumber } from '../base/numbers.ts'
import { type Formula, term, variablesOf } from './formula.ts'
import { printFormula } from './formula-print.ts'
import { isZero, largestFloat, type Requirement, requirementsOf, valueAt } from './formula-requirements.ts'
import { type Answer, type Box, decide, type Effort, type Point, prove } from './formula-witness.ts'
import type { Range } from './node.ts'

/** What is known of a formula over the training range. The messages are of two or three lines. */
export type DomainCheck =
  /** Proved: every value that can be drawn gives a finite number, also on the way to it. */
  | { readonly status: 'safe' }
  /** A point of the training range where `part` has no finite value, or one as close to it as float64 gets. */
  | {
      readonly status: 'unsafe'
      readonly part: Formula
      readonly witness: Point
      readonly message: string
    }
  /** Neither proof nor counterexample was found for `part`. */
  | { readonly status: 'unproven'; readonly part: Formula; readonly message: string }

/**
 * Looks for a division by zero, a root, logarithm or power without a value, and a number too large for float32.
 *
 * Ranges are those that inputs are drawn from: `low` can be drawn, `high` cannot. A draw is
 * `low + (high − low) · k / 2^24` for a whole k, so the largest lies a 2^-24th of the range below `high`: `a / b`
 * is unsafe for b in [0, 10) and safe for b in [-10, 0). Zeros inside the range count even if no draw is likely to
 * hit them, because the target explodes around them. Proofs are by interval arithmetic over ever smaller boxes;
 * the search for a counterexample is deterministic.
 *
 * @throws NaluError if a variable of the formula has no range, or a range is upside down or beyond float32.
 */
export function checkDomain(formula: Formula, ranges: ReadonlyMap<string, Range>): DomainCheck {
  const box = new Map(variablesOf(formula).map((name) => [name, drawnFrom(name, ranges)]))
  const effort: Effort = { boxes: 20_000 }
  let unproven: DomainCheck | undefined
  for (const requirement of requirementsOf(formula)) {
    const own = new Map(requirement.names.map((name) => [name, box.get(name) as Range]))
    const answer = decide(requirement, own, effort)
    const { part } = requirement
    if (answer.kind === 'fails') {
      const message = unsafeMessage(formula, requirement, answer, ranges)
      return { status: 'unsafe', part, witness: answer.point, message }
    }
    if (answer.kind === 'unknown') {
      unproven ??= { status: 'unproven', part, message: unprovenMessage(requirement, ranges) }
    }
  }
  return unproven ?? { status: 'safe' }
}

function drawnFrom(name: string, ranges: ReadonlyMap<string, Range>): Range {
  const given = ranges.get(name)
  if (given === undefined) throw invalid(`The formula uses ${name}, which has no training range.`)
  const { low, high } = given
  if (!(low <= high && Math.abs(low) <= largestFloat && Math.abs(high) <= largestFloat)) {
    const needs = 'it needs two numbers within ±3.4e38, which float32 ends at, the lower one first'
    throw invalid(`The training range of ${name} is [${low}, ${high}); ${needs}.`)
  }
  return { low, high: Math.max(low, high - (high - low) * 2 ** -24) }
}

/** What fails and where, the training ranges, and what to do: a line each. */
function unsafeMessage(formula: Formula, requirement: Requirement, answer: Answer, box: Box): string {
  const { part, subject, names, failure } = requirement
  const what = described(requirement)
  const value = shownValue(answer.exactly ? valueAt(subject, answer.point) : 0)
  if (names.length === 0) {
    return `${written(part)} ${failure}: ${what} is always ${value}.\nNo training range mends that; change the formula.`
  }
  const places = names.map((name) => `${written(term.variable(name))} = ${few(answer.point.get(name) ?? 0)}`)
  const where = `${answer.exactly ? 'at' : 'near'} ${listed(places)}`
  return [
    `${written(part)} ${failure} in the training range: ${what} is ${value} ${where}.`,
    `The training range is ${describeRanges(names, box)}.`,
    advice(formula, requirement),
  ].join('\n')
}

/** The subject in a message; a part that is its own subject has just been named. */
function described({ part, subject, role }: Requirement): string {
  return part === subject ? 'it' : `${role} ${written(subject)}`
}

function shownValue(value: number): string {
  if (value !== 0 && isZero(value)) return `${few(value)} (0 as a 32-bit float)`
  return few(value)
}

function unprovenMessage(requirement: Requirement, box: Box): string {
  const { part, names, wanted } = requirement
  return [
    `It is not known if ${written(part)} has a value all over the training range.`,
    `There is no proof that ${described(requirement)} stays ${wanted}, and no point where it does not.`,
    `The training range is ${describeRanges(names, box)}.`,
  ].join('\n')
}

/** What to choose instead: a range that works for all inputs if there is one. */
function advice(formula: Formula, { subject, names, wanted }: Requirement): string {
  const goal = `keep ${written(subject)} ${wanted}`
  const example = rangeThatWorks(formula)
  if (example !== undefined) {
    return `To ${goal}, choose another training range, for example --train ${example.low},${example.high}.`
  }
  if (names.length > 1) return `To ${goal}, give the inputs training ranges of their own: no common one was found.`
  return `To ${goal}, choose another training range.`
}

const examples: readonly Range[] = [
  { low: 1, high: 2 },
  { low: 0.1, high: 0.5 },
  { low: 10, high: 20 },
  { low: -2, high: -1 },
]

/** A range for all variables over which the formula is proved safe, both ends included. */
function rangeThatWorks(formula: Formula): Range | undefined {
  const names = variablesOf(formula)
  const requirements = requirementsOf(formula)
  return examples.find((example) => {
    const box = new Map(names.map((name) => [name, example]))
    const effort: Effort = { boxes: 1000 }
    return requirements.every((requirement) => prove(requirement, box, effort))
  })
}

/** A part of the formula in a message, cut if it is long. */
function written(formula: Formula): string {
  const text = printFormula(formula)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

const few = (value: number) => formatNumber(value, 6)
const mostListed = 6

function listed(items: readonly string[]): string {
  return items.length > mostListed ? `${items.slice(0, mostListed).join(', ')}, …` : items.join(', ')
}

function describeRanges(names: readonly string[], ranges: Box): string {
  return listed(
    names.map((name) => `${written(term.variable(name))} in [${ranges.get(name)?.low}, ${ranges.get(name)?.high})`),
  )
}
