// Candidates: each law once, with errors as they are by hand, the better one first, and the kind of noise that a table has.

import { describe, expect, test } from 'vitest'
import { type LawTableOptions, lawFrom, lawTable, problemOf, type Ranges } from '../../test/law-tables.ts'
import { evaluateLaw, type Law } from '../formula/law.ts'
import { type Candidate, Candidates, type Origin } from './candidates.ts'
import { lengthOfLaw } from './length.ts'
import { type Prepared, prepare } from './prepare.ts'
import { scaledLaw } from './scaling.ts'

const wide: Ranges = { a: [1, 5], b: [1, 5] }
const closed: Origin = { kind: 'closed form', name: 'product of powers' }
const shapeOrigin = (trained: boolean): Origin => ({
  kind: 'shape',
  shape: { k: 1, over: 1, under: 0 },
  reachedBy: 3,
  climbed: 9,
  trained: trained ? { loss: 0.1, values: {} } : undefined,
})

function candidatesOf(formula: string, options: LawTableOptions = {}) {
  const table = lawTable(formula, wide, options)
  const prepared = prepare(problemOf(table))
  const candidates = new Candidates(prepared)
  const scaled = (text: string) => scaledLaw(lawFrom(text, table.names), prepared)
  const offer = (text: string, origin = closed) => candidates.offer(scaled(text), origin)
  return { table, prepared, candidates, scaled, offer }
}

describe('a law', () => {
  test('in two forms is one candidate, the shorter form of it, and both were tried', () => {
    const { candidates, prepared } = candidatesOf('a + a * b')
    const names = prepared.places.map((place) => Object.keys(wide)[place] as string)
    const term = (coefficient: number, ...of: string[]) => ({
      coefficient,
      exponents: names.map((name) => of.filter((each) => each === name).length),
    })
    const sum: Law = { ...term(1), sums: [{ power: 1, terms: [term(1, 'a'), term(1, 'a', 'b')] }] }
    // The same values through a root of a square, which is longer.
    const root: Law = {
      ...term(1),
      sums: [{ power: 0.5, terms: [term(1, 'a', 'a'), term(2, 'a', 'a', 'b'), term(1, 'a', 'a', 'b', 'b')] }],
    }
    const first = candidates.offer(root, closed)
    const second = candidates.offer(sum, closed)
    expect(candidates.ranked('absolute')).toHaveLength(1)
    expect(second?.length).toBeLessThan(first?.length as number)
    expect(candidates.ranked('absolute')[0]).toBe(second)
    // The longer form does not come back.
    expect(candidates.offer(root, closed)).toBe(second)
    expect(candidates.tried).toBe(3)
  })

  test('of another form that says the same of these rows is remembered beside it', () => {
    const { names, columns } = lawTable('a', wide)
    const [a] = columns as [Float64Array, Float64Array]
    const threefold = [a, a.map((value) => 3 * value)]
    const table = { names, columns: threefold, target: a.map((value) => 2 * value ** 2) }
    const prepared = prepare(problemOf(table))
    const candidates = new Candidates(prepared)
    const offer = (text: string) => candidates.offer(scaledLaw(lawFrom(text, names), prepared), closed)
    const square = offer('2 * a^2') as Candidate
    offer('2 * a * b / 3')
    offer('3 * a')
    expect(candidates.ranked('absolute')).toHaveLength(2)
    const scaled = scaledLaw(lawFrom('2 * a * b / 3', names), prepared)
    expect(candidates.alike(square).map(({ law }) => law.exponents)).toEqual([scaled.exponents])
    expect(candidates.alike(offer('3 * a') as Candidate)).toEqual([])
  })

  test('of a column with both signs keeps its values, with a term that says nothing, too', () => {
    const { names, columns } = lawTable('a', { a: [-5, 5], b: [1, 5] })
    const [a, b] = columns as [Float64Array, Float64Array]
    const target = a.map((value, row) => Math.abs(value) * Math.sqrt(b[row] as number))
    const prepared = prepare(problemOf({ names, columns, target }))
    const candidates = new Candidates(prepared)
    for (const text of ['sqrt(a^2 * b)', 'sqrt(a^2 * b + 0.00000000000000001)']) {
      const offered = candidates.offer(scaledLaw(lawFrom(text, names), prepared), closed)
      // What is read from text is simplified, so that the root is made here.
      expect(offered).toBeDefined()
    }
    const term = (coefficient: number, x: number, y: number) => ({
      coefficient,
      exponents: prepared.places.map((place) => (place === 0 ? x : y)),
    })
    const [scaleA, scaleB] = [0, 1].map((place) => prepared.scales[prepared.places.indexOf(place)] as number) as [
      number,
      number,
    ]
    const size = (scaleA ** 2 * scaleB) / prepared.targetScale ** 2
    const root: Law = {
      ...term(1, 0, 0),
      sums: [{ power: 0.5, terms: [term(size, 2, 1), term(1e-17 * size, 0, 0)] }],
    }
    expect((candidates.offer(root, closed) as Candidate).errors.absolute.train).toBeLessThan(1e-12)
    expect((candidates.ranked('absolute')[0] as Candidate).errors.absolute.train).toBeLessThan(1e-12)
  })

  test('that a training led to counts as trained, however it was found first', () => {
    const { candidates, offer } = candidatesOf('a * b')
    offer('a * b')
    offer('a * b', shapeOrigin(false))
    expect(candidates.ranked('absolute')[0]?.origin).toEqual(closed)
    const kept = offer('a * b', shapeOrigin(true))
    expect(kept?.origin).toEqual(shapeOrigin(true))
    offer('a * b')
    expect(candidates.ranked('absolute')[0]?.origin).toEqual(shapeOrigin(true))
    expect(candidates.tried).toBe(4)
  })

  test('whose numbers float64 does not hold in the units of the table is none', () => {
    const { candidates, prepared, scaled } = candidatesOf('a * b')
    const large = { ...prepared, scales: prepared.scales.map((scale) => scale * 1e30) }
    const inLargeUnits = new Candidates(large)
    expect(inLargeUnits.offer(scaled('a * b'), closed)).toBeDefined()
    // 1e30 to the twelfth is 1e360.
    for (const exponent of [12, -12]) {
      const product: Law = { coefficient: 1, exponents: [exponent, 0], sums: [] }
      expect(inLargeUnits.offer(product, closed)).toBeUndefined()
      expect(candidates.offer(product, closed)).toBeDefined()
    }
    expect(inLargeUnits.tried).toBe(1)
  })

  test('without a finite error is none, and was not tried', () => {
    const { candidates, offer } = candidatesOf('a * b')
    expect(offer('sqrt(a - 3)')).toBeUndefined()
    expect(candidates.ranked('absolute')).toEqual([])
    expect(candidates.tried).toBe(0)
  })
})

describe('errors', () => {
  const { table, prepared, offer } = candidatesOf('a^2 * b', { noise: 0.1 })
  const candidate = offer('a^2 * b') as Candidate
  const errorsOn = (part: Int32Array, kind: 'absolute' | 'relative') => {
    const squares = Array.from(part, (place) => {
      const row = prepared.rows[place] as number
      const value = evaluateLaw(
        table.law,
        table.columns.map((column) => column[row] as number),
      )
      const error = (table.target[row] as number) - value
      return (kind === 'absolute' ? error / prepared.targetScale : error / value) ** 2
    })
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
  }

  test.each(['absolute', 'relative'] as const)('of the %s kind are roots of mean squares of each part', (kind) => {
    expect(candidate.errors[kind].train).toBeCloseTo(errorsOn(prepared.split.train, kind), 12)
    expect(candidate.errors[kind].choose).toBeCloseTo(errorsOn(prepared.split.choose, kind), 12)
  })

  test('make the score, with the length of the law', () => {
    const { train, choose, score } = candidate.errors.absolute
    const [trained, chosen] = [prepared.split.train.length, prepared.split.choose.length]
    const mean = (train ** 2 * trained + choose ** 2 * chosen) / (trained + chosen)
    const wanted = (trained + chosen) * Math.log(mean) + lengthOfLaw(candidate.law, trained + chosen)
    expect(score).toBeCloseTo(wanted, 8)
  })
})

describe('the order', () => {
  test('is that of the scores: the law before what is longer and what is worse', () => {
    const { candidates, scaled, offer } = candidatesOf('a * b', { noise: 0.05 })
    const worse = offer('1.2 * a * b')
    const longer = offer('a * b + 0.0001 * a^3')
    const law = offer('a * b')
    expect(candidates.ranked('absolute')).toEqual([law, longer, worse])
    expect(candidates.ranked('absolute')[0]?.law).toEqual(scaled('a * b'))
  })

  test('is that of the lengths where rounding is all that is left', () => {
    const { offer, candidates } = candidatesOf('a * b')
    const long = offer('a * b + 0.00000000001 * a^3')
    const short = offer('a * b')
    // To seven digits they are one.
    expect(candidates.ranked('absolute')).toEqual([short])
    expect(short?.length).toBeLessThan(long?.length as number)
  })
})

describe('the kind of noise', () => {
  const law = '2 * a^3 * b'
  const ofTable = (options: LawTableOptions) => {
    const { candidates, offer } = candidatesOf(law, options)
    offer(law)
    return candidates.kind
  }

  test.each([1, 2, 3, 4, 5])(
    'is told from a table with absolute, and from one with relative noise: table %i',
    (seed) => {
      expect(ofTable({ noise: 0.02, noiseKind: 'absolute', seed })).toBe('absolute')
      expect(ofTable({ noise: 0.02, noiseKind: 'relative', seed })).toBe('relative')
    },
  )

  test('is absolute of no candidates', () => {
    expect(candidatesOf(law).candidates.kind).toBe('absolute')
  })
})

test('scores of both kinds are of one measure: relative noise says more only where it is', () => {
  const spread = (noiseKind: 'absolute' | 'relative') => {
    const { offer } = candidatesOf('a^3 * b', { noise: 0.02, noiseKind })
    const { errors } = offer('a^3 * b') as Candidate
    return errors.absolute.score - errors.relative.score
  }
  expect(spread('absolute')).toBeLessThan(0)
  expect(spread('relative')).toBeGreaterThan(0)
})

test('rows that certify have no part in what is preferred', () => {
  const table = lawTable('a * b', wide, { noise: 0.05 })
  const prepared = prepare(problemOf(table))
  const spoilt: Prepared = { ...prepared, target: Float64Array.from(prepared.target) }
  for (const row of prepared.split.certify) spoilt.target[row] = 100
  const offerTo = (to: Prepared) => new Candidates(to).offer(scaledLaw(table.law, prepared), closed)
  expect(offerTo(spoilt)).toEqual(offerTo(prepared))
})
