// Agreement of restarts, counted by hand.

import { describe, expect, test } from 'vitest'
import { lawFrom } from '../../test/law-tables.ts'
import type { Candidate } from '../search/candidates.ts'
import type { ShapeOutcome } from '../search/search.ts'
import { type Agreement, agreementOf, agrees } from './agreement.ts'

const names = ['a', 'b']
const law = (formula: string) => lawFrom(formula, names)

const candidateOf = (formula: string, base = formula, score = 0): Candidate => {
  const errors = { train: 0.1, choose: 0.1, floor: 1e-10, score }
  return {
    law: law(formula),
    base: law(base),
    origin: { kind: 'closed form', name: 'sum of columns' },
    length: 1,
    errors: { absolute: errors, relative: { ...errors, score: -score } },
  }
}

/** Laws with their scores and the restarts that ended at them. */
const outcome = (name: string, ...laws: [formula: string, score: number, reachedBy: number][]): ShapeOutcome => ({
  name,
  laws: laws.map(([formula, score, reachedBy]) => ({
    candidate: candidateOf(formula, formula, score),
    exponents: [],
    error: 1,
    reachedBy,
  })),
})

describe('the agreement', () => {
  const pick = candidateOf('2 * a + b^2')
  const counted = (outcomes: readonly ShapeOutcome[], of = pick) => {
    const { best, agreeing } = agreementOf(of, outcomes, 'absolute')
    return { best, agreeing }
  }

  test('counts restarts that scored as well as any, and those among them with the exponents of the pick', () => {
    const outcomes = [outcome('sum', ['2.1 * a + 0.9 * b^2', -100, 7], ['a * b', -97, 2], ['a', 20, 40])]
    expect(counted(outcomes)).toEqual({ best: 9, agreeing: 7 })
  })

  test('takes scores up to six above the least for as good', () => {
    const outcomes = [outcome('sum', ['2 * a + b^2', -50, 5], ['a * b', -44.1, 3], ['a / b', -43.9, 3])]
    expect(counted(outcomes)).toEqual({ best: 8, agreeing: 5 })
  })

  test('goes by the scores of the kind of errors that was asked for', () => {
    const outcomes = [outcome('sum', ['2 * a + b^2', -50, 5], ['a * b', 0, 3])]
    expect(agreementOf(pick, outcomes, 'relative').agreeing).toBe(0)
  })

  test('is that of the shape where most agree, over all of its rounds', () => {
    const outcomes = [
      outcome('sum', ['2 * a + b^2', 0, 2]),
      outcome('root', ['2 * a + b^2', 0, 3], ['a * b', 0, 4]),
      outcome('sum', ['2 * a + b^2', 0, 4], ['a / b', 0, 1]),
    ]
    expect(counted(outcomes)).toEqual({ best: 7, agreeing: 6 })
  })

  test('of a law that was made of another is that of the other', () => {
    const outcomes = [outcome('sum', ['2 * a + b', 0, 6])]
    expect(counted(outcomes, candidateOf('2 * a + b^0.37', '3 * a + b'))).toEqual({ best: 6, agreeing: 6 })
  })

  test('is 0 of 0 where no restart gave the law', () => {
    expect(counted([outcome('sum', ['a * b', 0, 9])])).toEqual({ best: 0, agreeing: 0 })
    expect(counted([])).toEqual({ best: 0, agreeing: 0 })
  })
})

test.each<[Agreement, boolean]>([
  [{ of: 'restarts', best: 3, agreeing: 3 }, true],
  [{ of: 'restarts', best: 3, agreeing: 2 }, true],
  [{ of: 'restarts', best: 3, agreeing: 1 }, false],
  [{ of: 'restarts', best: 2, agreeing: 2 }, false],
  [{ of: 'restarts', best: 18, agreeing: 12 }, true],
  [{ of: 'restarts', best: 18, agreeing: 11 }, false],
  [{ of: 'restarts', best: 0, agreeing: 0 }, false],
])('%j is two thirds of at least three: %s', (agreement, wanted) => {
  expect(agrees(agreement)).toBe(wanted)
})
