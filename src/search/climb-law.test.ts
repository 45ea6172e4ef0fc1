// Laws as weights give them, and the laws that the rows are of.

import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { evaluateLaw, type Law } from '../formula/law.ts'
import { lawRows } from '../formula/law-fit.ts'
import { lawOf } from '../formula/law-of.ts'
import { equalLaws, sameLaw } from '../formula/same-law.ts'
import { parseFormula } from '../graph/formula-parse.ts'
import { LawClimber } from './climb-law.ts'
import { skeletonOf } from './skeleton.ts'

const names = ['a', 'b', 'c']
const named = (formula: string) => lawOf(parseFormula(formula), names) as Law

/** What the climber makes of a law on rows of another one. */
function climbed(read: string, truth: string, count = 60) {
  const draw = randomStream(5, 'rows of a test')
  const columns = names.map(() => Float64Array.from({ length: count }, () => draw.uniform(0.5, 2)))
  const target = Float64Array.from({ length: count }, (_, row) =>
    evaluateLaw(
      named(truth),
      columns.map((column) => column[row] as number),
    ),
  )
  return new LawClimber({ columns, target }, lawRows(columns, target)).climb(named(read))
}

describe('a law that was read is climbed', () => {
  test.each([
    ['coefficients are a little off', '0.9 * a * b + 0.2 * c', 'a * b + 0.3 * c'],
    ['exponents are a little off', '0.8 * a^0.93 * b^-1.1', 'a / b'],
    ['products are left over', '0.7 * a * b + 0.2 * c + 0.01 * a + 0.02 * a * b * c + 0.1', 'a * b + c / 3'],
    ['an exponent is wrong', 'a * b + 0.3 * c^2', 'a * b + 0.3 * c'],
    ['it is a power of a sum', '(0.9 * a + 1.8 * b)^2', '(a + 2 * b)^2'],
    ['it is a root of a sum', 'sqrt(0.9 * a^2 + 1.2 * b^2 + 0.1)', 'sqrt(a^2 + b^2)'],
    ['it is a reciprocal of a sum', '-1 / (0.9 * a + 1.2 * b)', '-2 / (a + b)'],
    ['it is a quotient of sums, whose exponents are near', '(a + 0.8 * b) / (1 + 0.9 * c)', '(a + b) / (1 + c)'],
  ])('where %s', (_, read, truth) => {
    const law = climbed(read, truth)
    expect(law?.error).toBeLessThan(1e-20)
    expect(law && sameLaw(law.law, named(truth), equalLaws)).toBe(true)
  })

  test('and has no more products than the rows bear', () => {
    // Six rows bear one product: two would leave none to test with. Of this sum a·b is nearly all.
    expect(climbed('a * b + 0.01 * c', 'a * b + 0.01 * c', 6)?.skeleton).toBe(skeletonOf(named('a * b')))
    expect(climbed('a * b + 0.01 * c', 'a * b + 0.01 * c', 12)?.skeleton).toBe(skeletonOf(named('a * b + c')))
  })

  test('or nothing comes of it where it has as many numbers as half of the rows', () => {
    const quotient = '(a + b) / (1 + c)'
    expect([climbed(quotient, quotient, 6), climbed(quotient, quotient, 60)?.skeleton]).toEqual([
      undefined,
      skeletonOf(named(quotient)),
    ])
  })

  test('or nothing comes of it where the rows give it no finite value', () => {
    expect(climbed('(a - 9 * b)^0.3 / (1 + c)^0.2', 'a + b')).toBeUndefined()
  })
})
