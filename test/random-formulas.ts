// Random formulas for property tests, and the values that a printed one must have wherever it is computed.

import fc from 'fast-check'
import { expect } from 'vitest'
import { evaluateFormula, type Formula, functionNames, partsOf, term, variablesOf } from '../src/graph/formula.ts'
import { printFormula } from '../src/graph/formula-print.ts'

export const arithmetic = [term.add, term.subtract, term.multiply, term.divide]
const anyBinary = [...arithmetic, term.power]

/** Formulas over the given leaves, up to five operations deep. */
export function formulas(
  number: fc.Arbitrary<number>,
  name: fc.Arbitrary<string>,
  binaries = anyBinary,
): fc.Arbitrary<Formula> {
  const { formula } = fc.letrec<{ formula: Formula }>((tie) => {
    const part = tie('formula')
    const binary = fc.constantFrom(...binaries)
    const single = fc.constantFrom(...functionNames.filter((each) => each !== 'min' && each !== 'max'))
    const some = fc.array(part, { minLength: 2, maxLength: 3 })
    return {
      formula: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.oneof(number.map(term.number), name.map(term.variable)),
        fc.tuple(binary, part, part).map(([build, left, right]) => build(left, right)),
        part.map(term.negate),
        fc.tuple(single, part).map(([call, value]) => term.call(call, value)),
        fc.tuple(fc.constantFrom('min' as const, 'max' as const), some).map(([call, all]) => term.call(call, ...all)),
      ),
    }
  })
  return formula
}

/** True if no part of the formula is infinite or NaN. */
export function hasValueThroughout(formula: Formula, at: (name: string) => number): boolean {
  return Number.isFinite(evaluateFormula(formula, at)) && partsOf(formula).every((part) => hasValueThroughout(part, at))
}

/** Columns that break what takes names as they are: signs, quotation marks, reserved words, look-alikes, no letters. */
export const hostileNames: readonly string[] = [
  ...[
    'a',
    'trip km',
    'trip_km',
    'trip-km',
    'fare (€)',
    'größe',
    'длина',
    '距離',
    '2nd',
    'x₁',
    'x1',
    'ﬁ',
    'fi',
    'pi',
    'π',
    '_',
  ],
  ...['%', '"', "'", '`', '``', '\\', '*/', '--', '//', '#', '$', '=1+1', '"; DROP TABLE data; --', '[a]', '🙂'],
  ...['a\nb', 'a\r\nb', '\t', '\u2028', '\u202ea', '\u200b', 'ㅤ', 'e\u0301', '\u00e9', '𝑎', '\u{1F1E6}\u0301'],
  ...['class', 'def', 'lambda', 'None', 'var', 'await', 'eval', 'arguments', 'undefined', '__debug__', '__proto__'],
  ...[
    'constructor',
    'Math',
    'math',
    'abs',
    'min',
    'max',
    'select',
    'NULL',
    'data',
    'rowid',
    'A2',
    'v',
    'y',
    'y_2',
    't',
  ],
]

/** A formula with a place, and what it computes there. */
export interface FormulaCase {
  readonly formula: Formula
  /** One value for each of `variablesOf(formula)`. */
  readonly values: readonly number[]
}

/** Random formulas over few of the hostile names, at random places: whole numbers often, as tables have them. */
export function formulaCases(number: fc.Arbitrary<number>, count: number, names = hostileNames): FormulaCase[] {
  const value = fc.oneof(
    fc.integer({ min: -4, max: 9 }),
    fc.integer({ min: -3000, max: 5000 }).map((x) => x / 1024),
  )
  const someNames = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  const oneCase = someNames.chain((some) =>
    formulas(number, fc.constantFrom(...some)).chain((formula) => {
      const length = variablesOf(formula).length
      return fc.array(value, { minLength: length, maxLength: length }).map((values) => ({ formula, values }))
    }),
  )
  return fc.sample(oneCase, { seed: 1, numRuns: count })
}

/** The value of a variable at the place of a case. */
export function lookUpIn({ formula, values }: FormulaCase): (name: string) => number {
  const names = variablesOf(formula)
  return (name) => values[names.indexOf(name)] as number
}

/**
 * Fails unless `computed` has a number, the same one but for rounding, wherever all parts of a formula are finite, and
 * none where the formula is not a number without an overflow on the way. Says how many were compared.
 */
export function expectSameValues(cases: readonly FormulaCase[], computed: readonly (number | null)[]): number {
  expect(computed).toHaveLength(cases.length)
  let compared = 0
  cases.forEach((each, i) => {
    const at = lookUpIn(each)
    const value = evaluateFormula(each.formula, at)
    const found = computed[i] ?? Number.NaN
    const what = `${printFormula(each.formula)} at ${each.values.join(', ')}`
    if (Number.isNaN(value) && !overflows(each.formula, at)) {
      expect(found, what).not.toSatisfy(Number.isFinite)
      compared += 1
    } else if (hasValueThroughout(each.formula, at) && isSteady(each.formula, at)) {
      expect(Math.abs(found - value), what).toBeLessThanOrEqual(1e-12 * Math.abs(value) + 1e-300)
      compared += 1
    }
  })
  return compared
}

function overflows(formula: Formula, at: (name: string) => number): boolean {
  return Math.abs(evaluateFormula(formula, at)) === Infinity || partsOf(formula).some((part) => overflows(part, at))
}

/**
 * True if a last bit here or there does not matter: functions may differ in it from language to language, and a
 * difference of near values, or a step of `floor`, would make more of it.
 */
function isSteady(formula: Formula, at: (name: string) => number): boolean {
  const value = evaluateFormula(formula, at)
  return [1, 2, 3, 4].every((pattern) => {
    const shifted = evaluateShifted(formula, at, pattern)
    return Math.abs(shifted - value) <= 1e-13 * Math.abs(value)
  })
}

/** Functions that languages round in their own way; everything else is exact by IEEE 754. */
const roundedFunctions: readonly string[] = ['sqrt', 'exp', 'log', 'sin', 'cos', 'tanh', 'sigmoid']

/** The value if every result of a power or such a function is off by about two last bits, in directions that vary. */
function evaluateShifted(formula: Formula, at: (name: string) => number, pattern: number): number {
  let turn = pattern
  const evaluate = (part: Formula): number => {
    const values = partsOf(part).map(evaluate)
    const exact = evaluateFormula(alone(part), (name) =>
      part.kind === 'variable' ? at(name) : (values[Number(name)] ?? 0),
    )
    const isRounded = part.kind === 'power' || (part.kind === 'call' && roundedFunctions.includes(part.function))
    if (!isRounded) return exact
    turn = (turn * 5 + 3) % 64
    return exact * (1 + ((turn % 3) - 1) * 4e-16)
  }
  return evaluate(formula)
}

/** The operation alone, over variables that are called by their place. */
function alone(part: Formula): Formula {
  const places = partsOf(part).map((_, i) => term.variable(String(i)))
  const [left, right] = places
  if (part.kind === 'call') return term.call(part.function, ...places)
  if (left === undefined) return part
  return right === undefined ? term.negate(left) : ({ ...part, left, right } as Formula)
}
