// Laws beside the best: exponents with digits of their own, fractions that rows support, roots that looked like quotients.

import { describe, expect, test } from 'vitest'
import { type LawTableOptions, lawFrom, lawTable, problemOf, type Ranges } from '../../test/law-tables.ts'
import type { Law } from '../formula/law.ts'
import { sameLaw } from '../formula/same-law.ts'
import { Candidates } from './candidates.ts'
import { prepare } from './prepare.ts'
import { refine } from './refine-candidates.ts'
import { scaledLaw } from './scaling.ts'

const origin = { kind: 'closed form', name: 'product of powers' } as const

/** The candidates of a table, after a law near to its own was offered and refined. */
function refined(formula: string, offered: string, ranges: Ranges, options: LawTableOptions = {}) {
  const table = lawTable(formula, ranges, options)
  const prepared = prepare(problemOf(table))
  const candidates = new Candidates(prepared)
  const scaled = (text: string) => scaledLaw(lawFrom(text, table.names), prepared)
  candidates.offer(scaled(offered), origin)
  const kind = options.noiseKind ?? 'absolute'
  refine(candidates, prepared, kind)
  const ranked = candidates.ranked(kind)
  const has = (text: string, coefficients = 0.05) =>
    ranked.some(({ law }) => sameLaw(law, scaled(text), { exponents: 1e-9, coefficients }))
  return { ranked, has, scaled, prepared, table }
}

const exponentOf = (law: Law): number => law.exponents[0] as number

describe('an exponent', () => {
  test.each([0, 0.001])('of 0.37 stays what it is with noise of %d', (noise) => {
    const { ranked } = refined('3 * a^0.37', '3 * sqrt(a)', { a: [1, 50] }, { noise })
    const best = exponentOf((ranked[0] as (typeof ranked)[number]).law)
    expect(best).toBeCloseTo(0.37, noise === 0 ? 8 : 2)
    for (const fraction of [1 / 3, 0.5, 0.25]) expect(best).not.toBe(fraction)
  })

  test.each([2 / 3, 0.75, -1.5])('of %d is held, in nine of ten tables with noise', (exponent) => {
    const start = Math.round(2 * exponent + 0.6) / 2
    const heldWith = (options: LawTableOptions) => {
      const { ranked } = refined(`3 * a^${exponent}`, `3 * a^${start}`, { a: [1, 50] }, options)
      return exponentOf((ranked[0] as (typeof ranked)[number]).law) === exponent
    }
    expect(heldWith({ noise: 0 })).toBe(true)
    const seeds = Array.from({ length: 20 }, (_, i) => i + 1)
    expect(seeds.filter((seed) => heldWith({ noise: 0.005, seed })).length).toBeGreaterThanOrEqual(18)
  })

  test('of one product is held and of another stays free', () => {
    const { ranked } = refined('3 * a^0.37 * b^2 + 5 * c', '3 * sqrt(a) * b^2 + 5 * c', {
      a: [1, 50],
      b: [1, 5],
      c: [1, 5],
    })
    expect(ranked[0]?.errors.absolute.train).toBeLessThan(1e-9)
    // The exponent of a has digits of its own, those of b and c are whole to the bit.
    const { law } = ranked[0] as (typeof ranked)[number]
    const terms = law.sums.flatMap((sum) => sum.terms)
    const exponents = terms.flatMap((term) => [...term.exponents].sort((first, second) => first - second))
    expect(exponents.filter((exponent) => Number.isInteger(exponent))).toEqual([0, 2, 0, 0, 1])
    expect(exponents.find((exponent) => !Number.isInteger(exponent))).toBeCloseTo(0.37, 8)
  })

  test('is fitted to relative errors where noise is relative', () => {
    const { ranked } = refined(
      '3 * a^0.37',
      '3 * sqrt(a)',
      { a: [0.01, 100] },
      { noise: 0.01, noiseKind: 'relative', rows: 200 },
    )
    // The inner rows have a from 20 to 80, whose logarithms deviate by 0.38: three times 0.01 / (√120 · 0.38).
    expect(Math.abs(exponentOf((ranked[0] as (typeof ranked)[number]).law) - 0.37)).toBeLessThan(0.0072)
  })
})

test('exponents beyond 12, which imitate steps, are left out however well they fit', () => {
  const exponents = (formula: string, offered: string) =>
    refined(formula, offered, { a: [1, 1.3] }).ranked.map(({ law }) => exponentOf(law))
  expect(exponents('a^11.3', 'a^12')[0]).toBeCloseTo(11.3, 6)
  expect(exponents('a^15', 'a^12')).toEqual([12])
})

describe('a power of a sum', () => {
  const ranges: Ranges = { m: [1, 5], v: [1, 2], c: [3, 10] }

  test('that was taken for a quotient is found as a root', () => {
    const { has } = refined('m / sqrt(1 - v^2 / c^2)', 'm / (1 - 0.5 * v^2 / c^2)', ranges)
    expect(has('m / sqrt(1 - v^2 / c^2)', 1e-6)).toBe(true)
  })

  test('that was taken for a sum is found as a root', () => {
    const { has } = refined('m * sqrt(1 + v / c)', 'm * (1 + 0.5 * v / c)', ranges)
    expect(has('m * sqrt(1 + v / c)', 1e-6)).toBe(true)
  })

  test('that was taken for a quotient is found as its square', () => {
    const { has } = refined('m / (1 + 0.2 * v)^2', 'm / (1 + 0.45 * v)', ranges)
    expect(has('m / (1 + 0.2 * v)^2', 1e-6)).toBe(true)
  })
})

test('what is refined keeps the law that restarts led to as its base', () => {
  const { ranked, scaled } = refined('3 * a^0.37', '3 * sqrt(a)', { a: [1, 50] })
  expect(ranked[0]?.base).toEqual(scaled('3 * sqrt(a)'))
  expect(ranked[0]?.origin).toEqual(origin)
})

test('coefficients are fitted to shares where noise is relative', () => {
  const options = { noise: 0.01, noiseKind: 'relative', rows: 300 } as const
  const { ranked, has } = refined('2 * a + 5 / a', '2.1 * a + 5.5 / a', { a: [0.05, 10] }, options)
  expect(has('2 * a + 5 / a', 0.02)).toBe(true)
  expect(ranked[0]?.errors.relative.train).toBeCloseTo(0.01, 3)
})
