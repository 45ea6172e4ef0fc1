import { describe, expect, it } from 'vitest'
import { NaluError } from '../base/errors.ts'
import { evaluateFormula, partsOf, sameFormula, term, variablesOf } from './formula.ts'

const a = term.variable('a')
const b = term.variable('b')

describe('a formula', () => {
  it('is frozen, with its parts', () => {
    const call = term.call('min', a, b)
    expect(Object.isFrozen(call)).toBe(true)
    expect(Object.isFrozen(call.arguments)).toBe(true)
    expect(Object.isFrozen(term.add(a, b))).toBe(true)
  })

  it('has one form for a negative number', () => {
    expect(term.negate(term.number(3))).toEqual(term.number(-3))
    expect(term.negate(term.negate(a)).kind).toBe('negate')
  })

  it('holds finite numbers only', () => {
    expect(() => term.number(Number.NaN)).toThrow('NaN cannot be a number of a formula; only finite numbers can.')
    expect(() => term.number(Infinity)).toThrow(NaluError)
  })

  it('has variables with names only', () => {
    expect(() => term.variable('')).toThrow('needs a name of at least one character')
  })

  it('calls functions with as many arguments as they take', () => {
    expect(() => term.call('sqrt', a, b)).toThrow('sqrt takes one argument, not 2.')
    expect(() => term.call('min', a)).toThrow('min takes two or more arguments, not 1.')
  })

  it('names its variables once, in the order in which they appear', () => {
    expect(variablesOf(term.add(term.multiply(b, a), term.call('max', b, term.variable('c'))))).toEqual(['b', 'a', 'c'])
    expect(variablesOf(term.number(1))).toEqual([])
  })

  it('gives its parts in the order in which they are written', () => {
    expect(partsOf(term.divide(a, b))).toEqual([a, b])
    expect(partsOf(term.negate(a))).toEqual([a])
    expect(partsOf(a)).toEqual([])
  })

  it('is the same as another only if both are written alike', () => {
    expect(sameFormula(term.add(a, b), term.add(term.variable('a'), b))).toBe(true)
    expect(sameFormula(term.add(a, b), term.add(b, a))).toBe(false)
    expect(sameFormula(term.add(a, b), term.subtract(a, b))).toBe(false)
    expect(sameFormula(term.call('sin', a), term.call('cos', a))).toBe(false)
    expect(sameFormula(term.call('min', a, b), term.call('min', a, b, b))).toBe(false)
    expect(sameFormula(term.number(0), term.number(-0))).toBe(false)
  })
})

describe('evaluation', () => {
  const two = term.number(2)
  const at = (values: Record<string, number>) => (name: string) => values[name] ?? Number.NaN

  it.each([
    ['a + b', term.add(a, b), 9],
    ['a - b', term.subtract(a, b), 5],
    ['a * b', term.multiply(a, b), 14],
    ['a / b', term.divide(a, b), 3.5],
    ['a ^ b', term.power(a, b), 49],
    ['-a', term.negate(a), -7],
    ['sqrt(b)', term.call('sqrt', b), Math.SQRT2],
    ['abs(-a)', term.call('abs', term.negate(a)), 7],
    ['exp(b)', term.call('exp', b), Math.exp(2)],
    ['log(b)', term.call('log', b), Math.LN2],
    ['sin(b)', term.call('sin', b), Math.sin(2)],
    ['cos(b)', term.call('cos', b), Math.cos(2)],
    ['tanh(b)', term.call('tanh', b), Math.tanh(2)],
    ['sign(-a)', term.call('sign', term.negate(a)), -1],
    ['floor(a / b)', term.call('floor', term.divide(a, b)), 3],
    ['min(a, b, 1)', term.call('min', a, b, term.number(1)), 1],
    ['max(a, b, 1)', term.call('max', a, b, term.number(1)), 7],
    ['2 + 2', term.add(two, two), 4],
  ])('computes %s', (_, formula, value) => {
    expect(evaluateFormula(formula, at({ a: 7, b: 2 }))).toBe(value)
  })

  it('computes a sigmoid that neither overflows nor loses its tail', () => {
    const sigmoid = term.call('sigmoid', a)
    expect(evaluateFormula(sigmoid, at({ a: 0 }))).toBe(0.5)
    expect(evaluateFormula(sigmoid, at({ a: -700 }))).toBeCloseTo(Math.exp(-700), 310)
    expect(evaluateFormula(sigmoid, at({ a: -1000 }))).toBe(0)
    expect(evaluateFormula(sigmoid, at({ a: 1000 }))).toBe(1)
  })

  it('gives what JavaScript gives outside the domain', () => {
    expect(evaluateFormula(term.divide(a, b), at({ a: 1, b: 0 }))).toBe(Infinity)
    expect(evaluateFormula(term.call('sqrt', a), at({ a: -1 }))).toBeNaN()
  })
})
