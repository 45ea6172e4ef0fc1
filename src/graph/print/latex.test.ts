import { ComputeEngine } from '@cortex-js/compute-engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectSameValues, type FormulaCase, formulaCases } from '../../../test/random-formulas.ts'
import { type Formula, term, variablesOf } from '../formula.ts'
import { parseEquation, parseFormula } from '../formula-parse.ts'
import { printEquation, printFormula } from '../formula-print.ts'

/** What the engine makes of LaTeX: a number, a name, or a function before its arguments. */
type Read = number | string | { readonly num: string } | readonly [string, ...Read[]]

const engine = new ComputeEngine()
engine.declare('sigma', 'function')

/** As it stands: nothing is put in order, and nothing computed. */
const read = (latex: string): Read => engine.parse(latex, { form: 'raw' }).json as Read

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  Add: (...values) => values.reduce((sum, value) => sum + value, 0),
  Subtract: (a = 0, b = 0) => a - b,
  Multiply: (...values) => values.reduce((product, value) => product * value, 1),
  Divide: (a = 0, b = 0) => a / b,
  Negate: (a = 0) => -a,
  Power: (a = 0, b = 0) => a ** b,
  Sqrt: Math.sqrt,
  Abs: Math.abs,
  Exp: Math.exp,
  Ln: Math.log,
  Sin: Math.sin,
  Cos: Math.cos,
  Tanh: Math.tanh,
  Sign: Math.sign,
  Floor: Math.floor,
  Min: Math.min,
  Max: Math.max,
  Delimiter: (a = 0) => a,
  sigma: (a = 0) => 1 / (1 + Math.exp(-a)),
}

/** The value of what was read, with the value of each name by how it reads. */
function numberOf(part: Read, names: ReadonlyMap<string, number>): number {
  const named = names.get(JSON.stringify(part))
  if (named !== undefined) return named
  if (typeof part === 'number') return part
  if (part === 'Pi') return Math.PI
  if (typeof part === 'string') throw new Error(`The LaTeX has a name ${part} that the formula does not have.`)
  if ('num' in part) return Number(part.num)
  const [name, ...inputs] = part
  const compute = functions[name]
  if (compute === undefined) throw new Error(`The LaTeX has a function ${name}: ${JSON.stringify(part)}`)
  return compute(...inputs.map((input) => numberOf(input, names)))
}

/** What the LaTeX of a case computes. */
function computed({ formula, values }: FormulaCase): number {
  const names = variablesOf(formula)
  const places = new Map(names.map((name, i) => [JSON.stringify(read(latexOf(name, formula))), values[i] as number]))
  expect(places.size).toBe(names.length)
  return numberOf(read(printFormula(formula, 'latex')), places)
}

/** A variable as it is written beside all others of the formula. */
function latexOf(name: string, formula: Formula): string {
  const others = variablesOf(formula).filter((other) => other !== name)
  const all = printFormula(term.call('max', ...[name, ...others, name].map((each) => term.variable(each))), 'latex')
  return all.slice('\\max\\left('.length).split(', ')[0] as string
}

describe('the LaTeX of a formula, read by an engine for it', () => {
  it('computes the same on random formulas', () => {
    const doubles = fc.oneof(
      fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 3, 0.1, -1.5, 365.25, 1e-7, -1e30, 2.5e30),
      fc.double({ min: -1e30, max: 1e30, noNaN: true }),
    )
    // No units: the engine reads `km` as kilometres.
    const names = [
      'a',
      'b',
      'e',
      'i',
      'f',
      'x1',
      'x_1',
      'x₂',
      'π',
      'pi',
      'width',
      'trip km',
      'größe',
      '距離',
      '50 % of_$',
    ]
    const cases = formulaCases(doubles, 1000, names)
    expect(expectSameValues(cases, cases.map(computed))).toBeGreaterThan(500)
  })

  it('tells columns apart that would look alike', () => {
    expect(printFormula(parseFormula('x1 + x_1 * x2'), 'latex')).toBe('\\text{x1} + \\text{x\\_1} \\cdot x_{2}')
    expect(printFormula(parseFormula('`π` * pi'), 'latex')).toBe('\\text{π} \\cdot \\pi')
    expect(printEquation(parseEquation('x1 = 2 * x_1'), 'latex')).toBe('\\text{x1} = 2 \\cdot \\text{x\\_1}')
  })
})
