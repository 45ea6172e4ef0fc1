import { describe, expect, it } from 'vitest'
import { axis } from './axis.ts'
import { slot } from './build.ts'
import { evaluateFormula } from './formula.ts'
import { parseFormula } from './formula-parse.ts'
import { formulaToNode } from './formula-to-graph.ts'
import { interpret } from './interpret.ts'

const rows = axis('rows', 3)
const variables = new Map([
  ['a', slot('a', [rows])],
  ['b', slot('b', [rows])],
  ['fare amount', slot('fare', [rows])],
])
const values = { a: [0.5, 2, 3], b: [4, 0.25, 2], fare: [10, 20, 30] }

describe('the graph of a formula', () => {
  it.each([
    'a + b - 3',
    '-a * b / 2',
    'a^2 + b^-1 + a^0.5 + a^(1/2)',
    'a^b',
    '2^a',
    '(-a)^3',
    'sqrt(a) + abs(-b) + exp(a) + log(b)',
    'sin(a) + cos(b) + tanh(a) + sigmoid(b)',
    'sign(a - 1) + floor(a)',
    'min(a, b, 1) + max(a, b, 1)',
    '`fare amount` / (a + b)',
  ])('computes %s at every row', (text) => {
    const formula = parseFormula(text)
    const { axes, data } = interpret(formulaToNode(formula, variables), values)
    expect(axes).toEqual([rows])
    data.forEach((computed, row) => {
      const at = (name: string) => values[(name === 'fare amount' ? 'fare' : name) as 'a'][row] as number
      expect(computed).toBeCloseTo(evaluateFormula(formula, at), 12)
    })
  })

  it('is a constant where the formula has no variables', () => {
    expect(interpret(formulaToNode(parseFormula('pi'), new Map()))).toEqual({
      axes: [],
      data: Float64Array.of(Math.PI),
    })
    expect(interpret(formulaToNode(parseFormula('2^3 + 1'), new Map())).data[0]).toBe(9)
  })

  it('is made of products where the exponent is a whole number, so that negative bases work', () => {
    const node = formulaToNode(parseFormula('a^3'), new Map([['a', slot('a')]]))
    expect(interpret(node, { a: -2 }).data[0]).toBe(-8)
  })

  it('needs every variable', () => {
    expect(() => formulaToNode(parseFormula('a + c * d'), variables)).toThrow(
      'The formula uses c, d, which is not there. Variables: a, b, fare amount.',
    )
    expect(() => formulaToNode(parseFormula('a'), new Map())).toThrow('Variables: none.')
  })
})
