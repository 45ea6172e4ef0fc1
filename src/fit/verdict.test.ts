// The five rules of a verdict: a law of the table passes them all, and each fails alone on a table made for it.

import { describe, expect, test } from 'vitest'
import { questionOf, tableOf, wide, withTarget } from '../../test/verdict-questions.ts'
import { randomStream } from '../base/normal.ts'
import type { Candidate } from '../search/candidates.ts'
import type { FitProblem } from '../search/prepare.ts'
import { fTail } from '../statistics/incomplete-beta.ts'
import type { Agreement } from './agreement.ts'
import { judge, ruleNames } from './verdict.ts'

describe('the law of a table', () => {
  test('may be off outside by what rounding counts for more there, and by nothing else', () => {
    const cubic = tableOf('a^3', { a: [1, 9] }, { noise: 0.02 })
    const question = questionOf(cubic, ['a^3'])
    const outside = new Set(Array.from(question.prepared.split.certify, (place) => question.prepared.rows[place]))
    const times = (factor: number, step: number) => ({
      columns: cubic.columns.map((column) => ({ ...column, step })),
      target: {
        ...cubic.target,
        values: cubic.target.values.map((value, row) => {
          const law = (cubic.columns[0]?.values[row] as number) ** 3
          return outside.has(row) ? law + factor * (value - law) : value
        }),
      },
    })
    const failedOf = (factor: number, step: number) => judge(questionOf(times(factor, step), ['a^3'])).failed
    expect(failedOf(1, 0)).toEqual([])
    // Noise that is larger where the law is: without rounding, and with rounding far below it.
    expect(failedOf(2.4, 0)).toContain('holds outside')
    expect(failedOf(2.4, 0.001)).toContain('holds outside')
    // Here the step alone leaves as much.
    expect(failedOf(1, 0.5)).toEqual([])
  })

  test('has no room to be off outside where its numbers were set in steps, and are exact', () => {
    const set = Float64Array.from({ length: 100 }, (_, row) => (row + 1) / 10)
    const column = (name: string, values: Float64Array, step: number) => ({ name, values, step })
    const target = set.map((value) => value ** 2 * (value > 9 ? 1.3 : 1))
    const question = questionOf({ columns: [column('a', set, 0.1)], target: column('y', target, 0) }, ['a^2'])
    expect(judge(question).failed).toContain('holds outside')
    const whole = questionOf(
      {
        columns: [column('a', set, 0.1)],
        target: column(
          'y',
          set.map((a) => a ** 2),
          0,
        ),
      },
      ['a^2'],
    )
    expect(judge(whole).failed).toEqual([])
  })

  test('holds outside where many rows are equal, as in the replicates of a plan', () => {
    const levels = Array.from({ length: 64 }, (_, row) => [1 + (row % 2), 1 + (Math.floor(row / 2) % 2)] as const)
    const column = (name: string, values: Float64Array) => ({ name, values, step: 0 })
    const seeds = Array.from({ length: 40 }, (_, seed) => seed)
    const failing = seeds.filter((seed) => {
      const random = randomStream(seed, 'replicates')
      const problem: FitProblem = {
        columns: [
          column(
            'a',
            Float64Array.from(levels, ([a]) => a),
          ),
          column(
            'b',
            Float64Array.from(levels, ([, b]) => b),
          ),
        ],
        target: column(
          'y',
          Float64Array.from(levels, ([a, b]) => 10 + 2 * a + 2 * b + random.normal()),
        ),
      }
      return judge(questionOf(problem, ['10 + 2 * a + 2 * b'])).failed.includes('holds outside')
    })
    // Normal noise alone makes one in twenty tables of 13 outermost rows fail: fewer than seven of forty, but for one in 100.
    expect(fTail(1.5 ** 2, 13, 38)).toBeLessThan(0.05)
    expect(failing.length).toBeLessThan(7)
  })

  test('of shares is not lucky for a row in which it and the target are 0', () => {
    const a = Float64Array.from({ length: 12 }, (_, row) => row)
    const random = randomStream(2, 'shares')
    const target = a.map((value) => 2 * value * (1 + 0.35 * random.normal()))
    const column = (name: string, values: Float64Array) => ({ name, values, step: 0 })
    const question = questionOf({ columns: [column('a', a)], target: column('y', target) }, ['2 * a'])
    const { luck } = judge({ ...question, kind: 'relative' })
    expect(luck.neighbour).toBeGreaterThan(0.01)
  })

  test.each([1, 2, 3])('passes all rules with noise: table %i', (seed) => {
    const verdict = judge(questionOf(tableOf('2 * a * b + b^2', wide, { seed }), ['2 * a * b + b^2']))
    expect(verdict.failed).toEqual([])
    expect(verdict.found).toBe(true)
    expect(verdict.certifiedRows).toBe(24)
  })

  test('passes all rules without noise, and of rounded numbers', () => {
    const exact = tableOf('2 * a * b + b^2', wide, { noise: 0 })
    expect(judge(questionOf(exact, ['2 * a * b + b^2'])).failed).toEqual([])
    const rounded = withTarget(exact, (value) => Math.round(10 * value) / 10)
    const verdict = judge(questionOf({ ...rounded, target: { ...rounded.target, step: 0.1 } }, ['2 * a * b + b^2']))
    expect(verdict.failed).toEqual([])
    expect(verdict.certified).toBeLessThan(1.3 * verdict.floor)
    expect(ruleNames).toHaveLength(5)
  })
})

test('chances count the sets of columns that the searched ones were chosen among', () => {
  const question = questionOf(tableOf('2 * a * b + b^2', wide, { rows: 12 }), ['2 * a * b + b^2'])
  const own = judge(question).luck
  const among = judge({ ...question, columns: { all: 40, searched: 16 } }).luck
  // Pairs of 40 and of 16.
  expect(among.constant / own.constant).toBeCloseTo((40 * 39) / (16 * 15), 10)
  expect(among.neighbour / own.neighbour).toBeCloseTo((40 * 39) / (16 * 15), 10)
})

describe('one rule fails alone where', () => {
  test('the law does not hold outside', () => {
    const table = tableOf('2 * a * b + b^2')
    const { prepared } = questionOf(table, ['a'])
    const outside = new Set(Array.from(prepared.split.certify, (place) => prepared.rows[place]))
    const bent = withTarget(table, (value, row) => (outside.has(row) ? 1.05 * value : value))
    const verdict = judge(questionOf(bent, ['2 * a * b + b^2']))
    expect(verdict.failed[0]).toBe('holds outside')
    expect(verdict.found).toBe(false)
    expect(verdict.certified).toBeGreaterThan(1.5 * verdict.trained)
  })

  test('few rows are as near to it by luck', () => {
    // Errors are half a unit at every row, inside and outside; the nearest row is two or three units off.
    const a = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const values = a.map((value, row) => 2 * value + (row % 2 === 0 ? 0.5 : -0.5))
    const table: FitProblem = {
      columns: [{ name: 'a', values: a, step: 0 }],
      target: { name: 'y', values, step: 0 },
    }
    const verdict = judge(questionOf(table, ['2 * a']))
    expect(verdict.failed).toEqual(['beats luck'])
    // The median inside is that of rows 2 to 7; both certified rows are 6.5 or more from it.
    const inside = [...values.slice(1, 7)].sort((first, second) => first - second)
    const middle = ((inside[2] as number) + (inside[3] as number)) / 2
    const squares = ((values[0] as number) - middle) ** 2 + ((values[7] as number) - middle) ** 2
    expect(verdict.luck.constant).toBeCloseTo(Math.min(1, 100 * fTail(squares / 0.5, 2, 2)), 10)
  })

  test.each<Agreement>([
    { of: 'restarts', best: 9, agreeing: 5 },
    { of: 'restarts', best: 2, agreeing: 2 },
  ])('of the best restarts %j agree', (agreement) => {
    const question = questionOf(tableOf('2 * a * b + b^2'), ['2 * a * b + b^2'])
    const verdict = judge({ ...question, agreement })
    expect(verdict.failed).toEqual(['restarts agree'])
    expect(verdict.agreement).toEqual(agreement)
  })

  test('the range is so narrow that another law fits as well', () => {
    const [square, line] = ['(a^2 + 1) * b', '(3 * a - 1.17) * b']
    const narrow = tableOf(square, { a: [1, 2], b: [1, 9] }, { noise: 0.08 })
    // Neighbours are good on so narrow a range: of many laws one would beat them by luck.
    const question = { ...questionOf(narrow, [square, line]), tried: 1 }
    const verdict = judge(question)
    expect(verdict.failed).toEqual(['no rival'])
    expect(verdict.rivals.map(({ candidate }) => candidate)).toEqual([question.others[1]])
    expect(verdict.rivals[0]?.difference).toBeGreaterThan(0.05)
  })
})

describe('a rival', () => {
  test('is none where the range is wide enough to tell it', () => {
    expect(judge(questionOf(tableOf('a^2', { a: [1, 9] }), ['a^2', '10 * a - 19'])).rivals).toEqual([])
  })

  test('is none if it hardly differs', () => {
    const table = tableOf('2 * a * b', wide, { noise: 0.1 })
    const question = questionOf(table, ['2 * a * b', '2.01 * a * b'])
    expect(question.others).toHaveLength(2)
    expect(judge(question).failed).toEqual([])
  })

  test('that has no answer on a part of the box differs beyond measure', () => {
    const narrow = tableOf('a', { a: [1, 2] }, { noise: 0.1, rows: 40 })
    // The root ends at 0.73, the box begins at 0.5.
    const question = questionOf(narrow, ['1.05 * a - 0.1', 'sqrt(3 * a - 2.2)'])
    const pick = question.others.find(({ law }) => law.sums[0]?.power === 1) as Candidate
    const { rivals, failed } = judge({ ...question, pick, law: pick.law })
    expect(rivals.map(({ difference }) => difference)).toEqual([Number.POSITIVE_INFINITY])
    expect(failed).toContain('no rival')
  })
})

test('fewer than six rows certify nothing', () => {
  const verdict = judge(questionOf(tableOf('2 * a', { a: [1, 9] }, { rows: 5, noise: 0 }), ['2 * a']))
  expect(verdict.certifiedRows).toBe(0)
  expect(verdict.luck).toEqual({ constant: 1, neighbour: 1, tried: 100 })
  expect(verdict.failed).toEqual(['holds outside', 'beats luck'])
})
