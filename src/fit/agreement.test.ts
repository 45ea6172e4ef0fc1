// Agreement of restarts, counted by hand.

import { describe, expect, test } from 'vitest'
import { lawFrom } from '../../test/law-tables.ts'
import { type Agreement, agreementOf, agrees, skeletonOf } from './agreement.ts'
import type { Candidate } from './candidates.ts'
import type { ShapeOutcome } from './search.ts'

const names = ['a', 'b']
const law = (formula: string) => lawFrom(formula, names)

const errors = { train: 0.1, choose: 0.1, floor: 1e-10, score: 0 }
const candidateOf = (formula: string, base = formula, floor = errors.floor): Candidate => ({
  law: law(formula),
  base: law(base),
  origin: { kind: 'closed form', name: 'sum of columns' },
  length: 1,
  errors: { absolute: { ...errors, floor }, relative: errors },
})

const [sum, root] = ['a shape', 'another shape']
/** Laws with their errors (roots of mean squares) and the restarts that ended at them. */
const outcome = (name: string, ...laws: [formula: string, error: number, reachedBy: number][]): ShapeOutcome => ({
  name,
  laws: laws.map(([formula, error, reachedBy]) => ({
    candidate: candidateOf(formula),
    exponents: [],
    error: error * error,
    reachedBy,
  })),
})

describe('the agreement', () => {
  const pick = candidateOf('2 * a + b^2')

  test('counts restarts that ended as well as any, and those among them with the exponents of the pick', () => {
    const outcomes = [outcome(sum, ['2.1 * a + 0.9 * b^2', 0.1, 7], ['a * b', 0.105, 2], ['a', 0.5, 40])]
    expect(agreementOf(pick, outcomes)).toEqual({ of: 'restarts', best: 9, agreeing: 7 })
  })

  test('takes errors up to a tenth above the least for as good', () => {
    const outcomes = [outcome(sum, ['2 * a + b^2', 0.1, 5], ['a * b', 0.109, 3], ['a / b', 0.111, 3])]
    expect(agreementOf(pick, outcomes)).toEqual({ of: 'restarts', best: 8, agreeing: 5 })
  })

  test('takes all errors within rounding for as good', () => {
    const outcomes = [outcome(sum, ['2 * a + b^2', 1e-9, 5], ['a * b', 1e-5, 3])]
    expect(agreementOf(pick, outcomes)).toEqual({ of: 'restarts', best: 5, agreeing: 5 })
    expect(agreementOf(candidateOf('2 * a + b^2', undefined, 1e-4), outcomes)).toEqual({
      of: 'restarts',
      best: 8,
      agreeing: 5,
    })
  })

  test('is that of the shape or stack where most agree, over all of its rounds', () => {
    const outcomes = [
      outcome(sum, ['2 * a + b^2', 0.1, 2]),
      outcome(root, ['2 * a + b^2', 0.1, 3], ['a * b', 0.1, 4]),
      outcome(sum, ['2 * a + b^2', 0.1, 4], ['a / b', 0.1, 1]),
    ]
    expect(agreementOf(pick, outcomes)).toEqual({ of: 'restarts', best: 7, agreeing: 6 })
  })

  test('of a law that was made of another is that of the other', () => {
    const outcomes = [outcome(sum, ['2 * a + b', 0.1, 6])]
    expect(agreementOf(candidateOf('2 * a + b^0.37', '3 * a + b'), outcomes)).toEqual({
      of: 'restarts',
      best: 6,
      agreeing: 6,
    })
  })

  test('is 0 of 0 where no restart gave the law', () => {
    expect(agreementOf(pick, [outcome(sum, ['a * b', 0.1, 9])])).toEqual({ of: 'restarts', best: 0, agreeing: 0 })
    expect(agreementOf(pick, [])).toEqual({ of: 'restarts', best: 0, agreeing: 0 })
  })
})

test.each<[Pick<Agreement, 'best' | 'agreeing'>, boolean]>([
  [{ best: 3, agreeing: 3 }, true],
  [{ best: 3, agreeing: 2 }, true],
  [{ best: 3, agreeing: 1 }, false],
  [{ best: 2, agreeing: 2 }, false],
  [{ best: 18, agreeing: 12 }, true],
  [{ best: 18, agreeing: 11 }, false],
  [{ best: 0, agreeing: 0 }, false],
])('%j is two thirds of at least three: %s', (agreement, wanted) => {
  expect(agrees({ of: 'restarts', ...agreement })).toBe(wanted)
})

describe('the skeleton of a law', () => {
  test('is the same whatever its coefficients and the order of its terms', () => {
    expect(skeletonOf(law('3 * a + 2 * b^2'))).toBe(skeletonOf(law('b^2 + 7 * a')))
    expect(skeletonOf(law('1 / (a + b) + 0 * a'))).toBe(skeletonOf(law('5 / (2 * b + a)')))
  })

  test('is another for other exponents, powers and terms', () => {
    const formulas = ['a + b', 'a + b^2', 'sqrt(a + b)', '1 / (a + b)', 'a', 'a * (a + b)', '1 + a + b']
    expect(new Set(formulas.map((formula) => skeletonOf(law(formula)))).size).toBe(formulas.length)
  })
})
