import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { withAnother } from '../../test/fits.ts'
import { printDocument } from '../base/document.ts'
import { formulaOf } from '../formula/law-formula.ts'
import { evaluateFormula } from '../graph/formula.ts'
import { printFormula } from '../graph/formula-print.ts'
import type { FitFacts } from './facts.ts'
import { type Found, fit, loadFit } from './found.ts'
import { writeFitDocument } from './saved-fit.ts'

let found: Found
let text: string

beforeAll(async () => {
  const distances = Array.from({ length: 24 }, (_, i) => 0.4 + 0.37 * i)
  const period = distances.map((distance) => 365.25 * distance ** 1.5)
  found = await fit({ distance: distances, period }, { target: 'period', rounds: 1, seeds: 16 })
  text = printDocument(found.save())
})

describe('a saved fit', () => {
  test('is the same after loading: formula, list, trust, weights, and what it saves', () => {
    const loaded = loadFit(text)
    const values = ({ predict: _, score: __, pick: ___, to: ____, why, weights, save, ...rest }: Found) => ({
      ...rest,
      why: why(),
      weights: weights(),
      saved: save(),
    })
    expect(values(loaded)).toEqual(values(found))
  })

  test('keeps which formula was picked', () => {
    const longer = withAnother(found, '2 * distance')
    const loaded = loadFit(longer.pick(longer.candidates.length - 1).save())
    expect(loaded.formula).toBe('2 * distance')
    expect(loaded.found).toBe(false)
    expect(loaded.candidates.at(-1)?.pick).toBe(true)
  })

  test('that was changed afterwards is refused, with the hash that it has now', () => {
    const changed = text.replace('"rows": 24', '"rows": 2400')
    expect(() => loadFit(changed, 'fit.json')).toThrow(
      /^fit\.json was changed after it was written: its hash is another\. Fit again, or use the original\.$/,
    )
  })

  test('may be formatted anew', () => {
    expect(loadFit(JSON.stringify(JSON.parse(text))).formula).toBe(found.formula)
  })

  test.each([
    ['of a newer version', () => text.replace('"version": 1', '"version": 2'), 'has version 2 of nalu.fit'],
    ['of another kind', () => text.replace('nalu.fit', 'nalu.model'), 'fit.json is not a saved fit'],
    ['cut off', () => text.slice(0, 300), 'fit.json stops in the middle'],
    ['empty', () => '', 'fit.json is empty'],
  ])('%s is refused', (_, change, said) => {
    expect(() => loadFit(change(), 'fit.json')).toThrow(said)
  })
})

test('predictions are the same bit for bit after saving and loading, whatever the law', () => {
  const coefficient = fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter((value) => Math.abs(value) > 1e-9)
  const exponents = fc.tuple(fc.integer({ min: -12, max: 12 }), fc.integer({ min: -12, max: 12 }))
  const product = fc.record({ coefficient, exponents: exponents.map((each) => each.map((value) => value / 4)) })
  const sum = fc.record({
    power: fc.constantFrom(1, -1, 0.5, -0.5, 2, 1 / 3),
    // Terms of the same exponents could cancel, and powers of 0 below 0 are no numbers.
    terms: fc.uniqueArray(product, { minLength: 2, maxLength: 4, selector: (term) => term.exponents.join(' ') }),
  })
  const law = fc.tuple(product, fc.array(sum, { maxLength: 2 })).map(([outer, sums]) => ({ ...outer, sums }))
  const value = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(law, fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 }), (each, rows) => {
      const formula = formulaOf(each, ['first column', 'b'])
      const loaded = loadFit(printDocument(writeFitDocument(factsWith(printFormula(formula)), 0)))
      const records = rows.map(([a, b]) => ({ 'first column': a, b }))
      const wanted = records.map((row) => evaluateFormula(formula, (name) => row[name as 'b']))
      expect([...loaded.predict(records)]).toEqual(wanted)
    }),
    { numRuns: 200 },
  )
})

/** Facts of a fit whose formula is this one. */
function factsWith(formula: string): FitFacts {
  return {
    options: { target: 'y', columns: undefined, modules: undefined, time: 30, rounds: 1, seeds: 16, seed: 1 },
    source: 'a.csv',
    target: 'y',
    columns: ['first column', 'b', 'y'],
    inputs: [
      { name: 'first column', low: 0, high: 1 },
      { name: 'b', low: 0, high: 1 },
    ],
    order: ['b', 'first column'],
    rows: 10,
    kind: 'absolute',
    found: false,
    candidates: [
      {
        formula,
        complexity: 3,
        errorInside: 0,
        errorOutside: Number.NaN,
        seedsAgreeing: { agreeing: 0, of: 0 },
        constants: [],
        method: undefined,
        snapping: { before: 0, after: Number.POSITIVE_INFINITY },
        why: [],
        weights: undefined,
      },
    ],
    judged: 0,
    certified: { errorInside: 0, errorOutside: 0, rows: 0, kind: 'absolute', floor: 0 },
    rules: [],
    luck: { constant: 1, neighbour: 1, tried: 1 },
    rivals: [],
    outliers: [],
    dropped: [],
    notes: [],
    search: { rounds: 1, steps: 0, tried: 1, ended: 'rounds' },
    seconds: 1,
  }
}
