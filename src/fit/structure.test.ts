// Structure in residuals: seen where there is some, and no false alarms where there is only noise, of whatever kind.

import { describe, expect, test } from 'vitest'
import { type RandomStream, randomStream } from '../base/normal.ts'
import { ranksOf } from '../search/split.ts'
import { residualStructure } from './structure.ts'

const level = 0.005

/** Three columns of even draws, two of them in the law, and a text; residuals are what `draw` makes of a row. */
function structureOf(
  draw: (random: RandomStream, row: { a: number; b: number; c: number; text: number }) => number,
  { repeat = 0, rows = 120 } = {},
) {
  const random = randomStream(repeat, 'residuals of a test')
  const table = Array.from({ length: rows }, () => ({
    a: random.uniform(0, 1),
    b: random.uniform(0, 1),
    c: random.integer(8),
    text: random.integer(5),
  }))
  const column = (name: 'a' | 'b' | 'c') => ({
    name,
    ranks: ranksOf(table.map((row) => row[name])),
    isInLaw: name !== 'c',
  })
  return residualStructure({
    columns: [column('a'), column('b'), column('c')],
    fitted: table.map(({ a, b }) => a * b),
    residuals: table.map((row) => draw(random, row)),
    groups: [{ name: 'text', texts: table.map(({ text }) => `group ${text}`) }],
    seed: repeat,
  })
}

describe('noise', () => {
  const repeats = 300
  const noises: readonly (readonly [string, Parameters<typeof structureOf>[0]])[] = [
    ['normal', (random) => random.normal()],
    ['even', (random) => random.uniform(-1, 1)],
    ['heavy-tailed', (random) => random.normal() / random.uniform(0, 1)],
    ['one-sided', (random) => -Math.log(1 - random.uniform())],
    ['growing along a column', (random, { a }) => random.normal(0, 0.05 + a ** 3)],
    ['rounded', (random) => Math.round(2 * random.normal())],
  ]
  for (const rows of [16, 40, 120]) {
    test.each(noises)(`that is $0 gives at most 1 % of false alarms in ${rows} rows`, (_, draw) => {
      const tests = Array.from({ length: repeats }, (_unused, repeat) => structureOf(draw, { repeat, rows }))
      expect(tests.filter(({ p }) => p <= level).length).toBeLessThanOrEqual(repeats / 100)
    })
  }
})

describe('structure beside noise of the same size is seen', () => {
  test.each<[string, string, Parameters<typeof structureOf>[0]]>([
    ['a wave along a column', 'a', (random, { a }) => random.normal(0, 0.7) + Math.sin(12 * a)],
    ['a step', 'b', (random, { b }) => random.normal(0, 0.5) + (b > 0.6 ? 1 : -0.7)],
    ['a bend', 'a', (random, { a }) => random.normal(0, 0.4) + 4 * Math.abs(a - 0.5) - 1],
    ['a column that is not in the law', 'c', (random, { c }) => random.normal(0, 0.5) + (c % 3 === 0 ? 1 : -0.6)],
    ['a text', 'text', (random, { text }) => random.normal(0, 0.5) + ([0, 1, -1, 0.5, -0.5][text] as number)],
    ['two columns together', 'a and b', (random, { a, b }) => random.normal(0, 0.3) + Math.sign((a - 0.5) * (b - 0.5))],
    ['the prediction', 'the prediction', (random, { a, b }) => random.normal(0, 0.3) + Math.sin(60 * a * b)],
  ])('%s', (_, where, draw) => {
    const tests = Array.from({ length: 50 }, (_unused, repeat) => structureOf(draw, { repeat }))
    const seen = tests.filter(({ p }) => p <= level)
    expect(seen.length).toBeGreaterThanOrEqual(48)
    expect(seen.filter((each) => each.where === where).length).toBeGreaterThan(seen.length / 2)
  })

  test('with a few rows that are far off', () => {
    const { p } = structureOf((random, { a }) => {
      const wave = random.normal(0, 0.5) + Math.sin(12 * a)
      return random.uniform() < 0.05 ? 1e6 * random.normal() : wave
    })
    expect(p).toBeLessThan(level)
  })

  test('down to p-values that a thousand permutations cannot give', () => {
    const { p } = structureOf((random, { a }) => random.normal(0, 0.1) + Math.sin(12 * a))
    expect(p).toBeLessThan(1e-6)
  })
})

test('too few rows are not tested', () => {
  expect(structureOf((_, { a }) => a - 0.5, { rows: 11 })).toEqual({
    p: 1,
    where: undefined,
    untested: 'few rows',
  })
})

test('rows without an answer of the law are left out', () => {
  const { p } = structureOf((random, { a }) => (a > 0.5 ? Number.POSITIVE_INFINITY : random.normal()))
  expect(p).toBeGreaterThan(level)
})

test('equal values of a column are no structure, though rows lie in the order of the target', () => {
  const random = randomStream(1, 'rising residuals')
  const residuals = Float64Array.from({ length: 100 }, () => random.normal()).sort()
  const columns = [{ name: 'a', ranks: new Float64Array(100), isInLaw: true }]
  const { p } = residualStructure({ columns, fitted: new Float64Array(100), residuals, groups: [], seed: 1 })
  expect(p).toBeGreaterThan(level)
})

test('tens of thousands of rows take no longer than a sample of them', () => {
  const started = performance.now()
  const { p } = structureOf((random, { a }) => random.normal() + Math.sin(12 * a), { rows: 20_000 })
  expect(p).toBeLessThan(level)
  expect(performance.now() - started).toBeLessThan(2000)
})
