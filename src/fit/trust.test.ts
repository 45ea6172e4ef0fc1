import { describe, expect, test } from 'vitest'
import type { Candidate } from '../search/candidates.ts'
import type { Certified } from './facts.ts'
import { errorText, ruleReports } from './trust.ts'
import { ruleNames, type Verdict } from './verdict.ts'

const good: Verdict = {
  found: true,
  kind: 'absolute',
  trained: 0.1,
  certified: 0.12,
  floor: 0.01,
  certifiedRows: 40,
  ratioByLuck: 0.002,
  luck: { constant: 1e-9, neighbour: 1e-6, tried: 95 },
  agreement: { of: 'restarts', best: 18, agreeing: 16 },
  rivals: [],
  structure: { p: 0.4, where: 'km' },
  failed: [],
}
const certified: Certified = { errorInside: 0.2, errorOutside: 0.24, rows: 40, kind: 'absolute', floor: 0.02 }

const saying = (verdict: Partial<Verdict>, more: Partial<Certified> = {}) => {
  const reports = ruleReports({ ...good, ...verdict }, { ...certified, ...more })
  return Object.fromEntries(
    reports.map(({ rule, says, advice }) => [rule, advice === undefined ? says : `${says} | ${advice}`]),
  )
}

describe('rules in sentences', () => {
  test('that passed have no advice', () => {
    const reports = ruleReports(good, certified)
    expect(reports.map(({ rule }) => rule)).toEqual(ruleNames)
    expect(reports.every(({ passed, advice }) => passed && advice === undefined)).toBe(true)
    expect(reports[0]?.says).toBe(
      'On the 40 outermost rows, which the search never saw, the error is 0.24, 1.2 times the 0.2 inside.',
    )
    expect(reports[1]?.says).toBe(
      'On the 40 outermost rows it beats the nearest known row. The chance that the best of 95 formulas does so by luck is at most 1e-6.',
    )
    expect(reports[2]?.says).toBe('16 of the 18 best restarts gave this formula.')
  })

  test.each<[(typeof ruleNames)[number], Partial<Verdict>, Partial<Certified>, RegExp]>([
    [
      'holds outside',
      {},
      { errorOutside: 2 },
      /10 times the 0\.2 inside; at most 1\.5 times counts .* \| Give rows over a wider range/,
    ],
    [
      'holds outside',
      { ratioByLuck: 0.052 },
      { errorOutside: 0.33 },
      /1\.6 times the 0\.2 inside; .* \| Noise alone does that to 5 % of true formulas with as many rows: give more rows/,
    ],
    ['holds outside', {}, { rows: 0 }, /No rows could be kept back.* \| Give at least 6 rows\./],
    [
      'beats luck',
      { luck: { constant: 0.2, neighbour: 0.03, tried: 7 } },
      {},
      /does not beat a constant by more than the best of 7 .*\(chance up to 20 %\).* \| Give more rows/,
    ],
    [
      'beats luck',
      { luck: { constant: 1, neighbour: 1, tried: 7 } },
      {},
      /by more than the best of 7 formulas may by luck\. \|/,
    ],
    [
      'beats luck',
      { luck: { constant: 0.2246, neighbour: 0.03, tried: 1 } },
      {},
      /does not beat a constant by more than the only formula tried may by luck \(chance up to 22 %\)\./,
    ],
    [
      'beats luck',
      { luck: { constant: 1, neighbour: 1, tried: 12 }, certifiedRows: 0 },
      { rows: 0 },
      /^There are no outermost rows on which .* \| Give at least 6 rows\.$/,
    ],
    [
      'restarts agree',
      { agreement: { of: 'restarts', best: 9, agreeing: 5 } },
      {},
      /5 of the 9 best restarts .*; two thirds are needed\. \| Train more starts/,
    ],
    [
      'restarts agree',
      { agreement: { of: 'restarts', best: 2, agreeing: 2 } },
      {},
      /; at least 3 restarts are needed\./,
    ],
    ['restarts agree', { agreement: { of: 'restarts', best: 0, agreeing: 0 } }, {}, /No restart gave this formula\./],
    [
      'nothing left',
      { structure: { p: 2e-9, where: 'x' } },
      {},
      /still follows x \(chance of that in noise: 2e-9\)\. \| Give the column/,
    ],
  ])('%s: %j %j', (rule, verdict, more, said) => {
    expect(saying({ ...verdict, failed: [rule] }, more)[rule]).toMatch(said)
  })

  test('say where there was nothing to search for patterns', () => {
    const report = (untested: 'few rows' | 'rounding') =>
      ruleReports({ ...good, structure: { p: 1, where: undefined, untested } }, certified).at(-1)
    expect(report('few rows')).toEqual({
      rule: 'nothing left',
      passed: true,
      untested: true,
      says: 'What it leaves unexplained was not searched for patterns: that takes 12 rows inside.',
    })
    expect(report('rounding')).toEqual({
      rule: 'nothing left',
      passed: true,
      says: 'It leaves no more unexplained than rounding does.',
    })
  })

  test('that have rivals say how many and how far apart', () => {
    const rival = { candidate: {} as Candidate, difference: 0.3 }
    const said = (rivals: Verdict['rivals']) => saying({ rivals, failed: ['no rival'] })['no rival']
    expect(said([rival])).toMatch(
      /^Another formula fits as well inside and differs by up to 30 % on a box twice as wide: the range is too narrow\./,
    )
    expect(said([rival, { ...rival, difference: Number.POSITIVE_INFINITY }])).toMatch(
      /^2 other formulas fit .* differ beyond measure on/,
    )
  })

  test('within rounding it says so instead of a ratio', () => {
    expect(saying({}, { errorOutside: 0.02 })['holds outside']).toContain(
      'the error is 0.02: no more than rounding leaves (0.02).',
    )
  })
})

test('errors are written in the unit of the target, or as shares', () => {
  expect(errorText(0.0234, 'absolute')).toBe('0.023')
  expect(errorText(0.000234, 'relative')).toBe('0.023 %')
  expect(errorText(205, 'relative')).toBe('>1000 %')
  expect(errorText(Number.NaN, 'absolute')).toBe('–')
  expect(errorText(Number.POSITIVE_INFINITY, 'relative')).toBe('∞')
})
