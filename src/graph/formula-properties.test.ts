// Properties of random formulas, over which printing, reading, bounds, checks and graphs must agree.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arithmetic, formulas, hasValueThroughout } from '../../test/random-formulas.ts'
import { slot } from './build.ts'
import { evaluateFormula, sameFormula, variablesOf } from './formula.ts'
import { checkDomain } from './formula-check.ts'
import { boundsOf } from './formula-interval.ts'
import { parseEquation, parseFormula } from './formula-parse.ts'
import { printEquation, printFormula } from './formula-print.ts'
import { formulaToNode } from './formula-to-graph.ts'
import { interpret } from './interpret.ts'

const repeated = { seed: 1, numRuns: 1000 }
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const anyName = fc.oneof(
  fc.constantFrom('a', 'b', 'pi', 'π', 'e', 'min', 'x₁', 'a`b', '`'),
  fc.string({ minLength: 1 }),
)

const small = fc.constantFrom(-2, -1, -0.5, 0, 0.5, 1, 2, 3)
const smallFormula = formulas(small, fc.constantFrom('a', 'b'))
const place = fc.record({
  a: fc.double({ min: -3, max: 3, noNaN: true }),
  b: fc.double({ min: -3, max: 3, noNaN: true }),
})

describe('any formula', () => {
  it('is printed as text that reads back as the same formula', () => {
    fc.assert(
      fc.property(formulas(finite, anyName), (formula) => {
        expect(sameFormula(parseFormula(printFormula(formula)), formula)).toBe(true)
      }),
      repeated,
    )
  })

  it('computes the same after it was printed and read', () => {
    fc.assert(
      fc.property(formulas(finite, anyName), fc.array(finite, { minLength: 1 }), (formula, values) => {
        const names = variablesOf(formula)
        const lookUp = (name: string) => values[names.indexOf(name) % values.length] as number
        expect(evaluateFormula(parseFormula(printFormula(formula)), lookUp)).toBe(evaluateFormula(formula, lookUp))
      }),
      repeated,
    )
  })

  it('is printed with a target that reads back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), formulas(finite, fc.constantFrom('a', 'b')), (target, formula) => {
        fc.pre(!variablesOf(formula).includes(target))
        const equation = parseEquation(printEquation({ target, formula }))
        expect(equation.target).toBe(target)
        expect(sameFormula(equation.formula, formula)).toBe(true)
      }),
      repeated,
    )
  })

  it('is printed in so many digits as text that can still be read', () => {
    fc.assert(
      fc.property(formulas(finite, anyName), fc.integer({ min: 1, max: 17 }), (formula, digits) => {
        parseFormula(printFormula(formula, 'text', { digits }))
      }),
      repeated,
    )
  })

  it('stays within its bounds wherever it has a value', () => {
    const spans = fc.record({ a: place, b: place })
    fc.assert(
      fc.property(smallFormula, spans, fc.double({ min: 0, max: 1, noNaN: true }), (formula, { a, b }, share) => {
        const corner = (ends: { a: number; b: number }) => ({
          low: Math.min(ends.a, ends.b),
          high: Math.max(ends.a, ends.b),
        })
        const ranges = new Map([
          ['a', corner(a)],
          ['b', corner(b)],
        ])
        const range = (name: string) => ranges.get(name) as { low: number; high: number }
        const at = (name: string) =>
          Math.min(range(name).high, range(name).low + share * (range(name).high - range(name).low))
        const value = evaluateFormula(formula, at)
        fc.pre(hasValueThroughout(formula, at))
        const { low, high } = boundsOf(formula, range)
        expect(value).toBeGreaterThanOrEqual(low)
        expect(value).toBeLessThanOrEqual(high)
      }),
      repeated,
    )
  })

  it('without powers computes the same as its graph', () => {
    const variables = new Map([
      ['a', slot('a')],
      ['b', slot('b')],
    ])
    fc.assert(
      fc.property(formulas(small, fc.constantFrom('a', 'b'), arithmetic), place, (formula, values) => {
        const computed = interpret(formulaToNode(formula, variables), values).data[0]
        const expected = evaluateFormula(formula, (name) => values[name as 'a' | 'b'])
        expect(computed).toBe(expected)
      }),
      repeated,
    )
  })

  it('that is called safe has a finite value at every place of the range', () => {
    fc.assert(
      fc.property(smallFormula, fc.array(place, { minLength: 20, maxLength: 20 }), (formula, places) => {
        const span = { low: 0.5, high: 3 }
        const check = checkDomain(
          formula,
          new Map([
            ['a', span],
            ['b', span],
          ]),
        )
        fc.pre(check.status === 'safe')
        for (const { a, b } of places) {
          const at = (name: string) => 0.5 + ((name === 'a' ? a : b) + 3) * 0.4
          expect(evaluateFormula(formula, at)).toSatisfy(Number.isFinite)
        }
      }),
      repeated,
    )
  })

  it('that is called unsafe has a part without a value at the witness', () => {
    fc.assert(
      fc.property(smallFormula, (formula) => {
        const span = { low: -1, high: 2 }
        const check = checkDomain(
          formula,
          new Map([
            ['a', span],
            ['b', span],
          ]),
        )
        fc.pre(check.status === 'unsafe' && !check.message.includes(' near '))
        if (check.status !== 'unsafe') return
        const at = (name: string) => check.witness.get(name) ?? 1
        for (const value of check.witness.values()) {
          expect(value).toBeGreaterThanOrEqual(span.low)
          expect(value).toBeLessThan(span.high)
        }
        const { part } = check
        // 0^0 is 1 in JavaScript, but has no value as exp(0 · log(0)).
        const isZeroToZero = part.kind === 'power' && evaluateFormula(part.left, at) === 0
        const dividesByZero = part.kind === 'divide' && Math.fround(evaluateFormula(part.right, at)) === 0
        const hasValue = Number.isFinite(Math.fround(evaluateFormula(part, at)))
        expect(hasValue && !isZeroToZero && !dividesByZero).toBe(false)
      }),
      repeated,
    )
  })
})
