import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectSameValues, formulaCases, hostileNames, lookUpIn } from '../../../test/random-formulas.ts'
import { term, variablesOf } from '../formula.ts'
import { parseEquation, parseFormula } from '../formula-parse.ts'
import { printFormula, printProgram } from '../formula-print.ts'

const doubles = fc.oneof(
  fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 3, 0.1, 1 / 3, -1.5, 365.25),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

/** What the module exports: one function, under some name. */
async function exportsOf(program: string): Promise<[string, (row?: object) => number]> {
  const module: object = await import(`data:text/javascript,${encodeURIComponent(program)}`)
  return Object.entries(module)[0] as [string, (row?: object) => number]
}

describe('a formula in JavaScript', () => {
  it.each([
    ['-(a^2)', '-(a ** 2)'],
    ['(-a)^2', '(-a) ** 2'],
    ['(-3)^2', '(-3) ** 2'],
    ['a^-b^c', 'a ** -(b ** c)'],
    ['(a^b)^c', '(a ** b) ** c'],
    ['a - -b', 'a - (-b)'],
    ['sqrt(a) + log(pi)', 'Math.sqrt(a) + Math.log(Math.PI)'],
    ['1e21 * a', '1e21 * a'],
  ])('writes %s as %s', (text, printed) => {
    expect(printFormula(parseFormula(text), 'javascript')).toBe(printed)
  })

  it('is a module with a function that takes a row', () => {
    expect(printProgram(parseEquation('fare = 3.5 + 1.8 * km^2'), 'javascript')).toBe(
      'export function fare({ km }) {\n  return 3.5 + 1.8 * km ** 2\n}\n',
    )
  })

  it('reads columns of any name from the row, and says what the function computes', async () => {
    const program = printProgram(parseEquation('`total fare` = `trip km` - `"` * class'), 'javascript')
    const [name, compute] = await exportsOf(program)
    expect(name).toBe('total_fare')
    expect(program).toMatch('// total_fare computes "total fare".\n')
    expect(compute({ 'trip km': 7, '"': 2, class: 3 })).toBe(1)
  })

  it('needs no row without variables', async () => {
    const [name, compute] = await exportsOf(printProgram(parseEquation('2 * pi'), 'javascript'))
    expect([name, compute()]).toEqual(['y', 2 * Math.PI])
  })

  it('is called something else than each of its columns', async () => {
    const [name, compute] = await exportsOf(
      printProgram({ target: undefined, formula: parseFormula('y + 1') }, 'javascript'),
    )
    expect([name, compute({ y: 2 })]).toEqual(['y_2', 3])
    expect((await exportsOf(printProgram(parseEquation('a_b = `a b`'), 'javascript')))[0]).toBe('a_b_2')
  })

  it('stands in a module under every hostile name', async () => {
    for (const target of hostileNames) {
      const formula = term.add(term.variable('p q'), term.number(1))
      const [, compute] = await exportsOf(printProgram({ target, formula }, 'javascript'))
      expect(compute({ 'p q': 1 })).toBe(2)
    }
  })

  it('computes the same on random formulas with hostile names', async () => {
    const cases = formulaCases(doubles, 2000)
    // One module for all: an export needs no name of its own if it is only called.
    const functions = cases.map(({ formula }) =>
      printProgram({ target: 'f', formula }, 'javascript').replace(/^(?:\/\/.*\n)?export /, ''),
    )
    const compute = new Function(`'use strict'; return [${functions.map((each) => `(${each})`).join(',\n')}]`)() as ((
      row: object,
    ) => number)[]
    const computed = cases.map((each, i) =>
      (compute[i] as (row: object) => number)(
        Object.fromEntries(variablesOf(each.formula).map((name) => [name, lookUpIn(each)(name)])),
      ),
    )
    expect(expectSameValues(cases, computed)).toBeGreaterThan(1500)
  })
})
