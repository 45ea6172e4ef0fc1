import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectSameValues, formulaCases, hostileNames } from '../../../test/random-formulas.ts'
import { term, variablesOf } from '../formula.ts'
import { parseEquation, parseFormula } from '../formula-parse.ts'
import { printFormula, printProgram } from '../formula-print.ts'

const doubles = fc.oneof(
  fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 3, 0.1, 1 / 3, -1.5, 365.25),
  fc.double({ min: -1e30, max: 1e30, noNaN: true }),
)

/** The last column of what a query finds in a table of one row; columns have no type unless one is given. */
function runQuery(query: string, names: readonly string[], values: readonly (number | string)[], type = ''): unknown {
  using database = new DatabaseSync(':memory:')
  const quoted = names.map((name) => `"${name.replaceAll('"', '""')}" ${type}`)
  // An empty table has no columns in SQL; a column that nobody asks for does no harm.
  database.exec(`CREATE TABLE data (${[...quoted, '"not asked for"'].join(', ')})`)
  const places = [...values.map(() => '?'), '0'].join(', ')
  database.prepare(`INSERT INTO data VALUES (${places})`).run(...values)
  const statement = database.prepare(query)
  statement.setReturnArrays(true)
  return (statement.get() as unknown as unknown[]).at(-1)
}

const compute = (text: string, values: readonly (number | string)[], type?: string): unknown => {
  const equation = parseEquation(text)
  return runQuery(printProgram(equation, 'sql'), variablesOf(equation.formula), values, type)
}

describe('a formula in SQL', () => {
  it.each([
    ['a^2 / 2', 'POWER("a", 2.0) / 2.0'],
    ['-a^2 - -b', '-POWER("a", 2.0) - (-"b")'],
    ['a / b', 'CAST("a" AS DOUBLE PRECISION) / "b"'],
    ['2 * a / b', '2.0 * "a" / "b"'],
    ['(a + b) / -c', 'CAST("a" + "b" AS DOUBLE PRECISION) / (-"c")'],
    ['a / sqrt(b)', '"a" / SQRT("b")'],
    ['log(a) * pi', 'LN("a") * 3.141592653589793'],
    ['1e21 * a', '1e21 * "a"'],
  ])('writes %s as %s', (text, printed) => {
    expect(printFormula(parseFormula(text), 'sql')).toBe(printed)
  })

  it('is a query with a column of the name', () => {
    expect(printProgram(parseEquation('fare = 2 * `trip km`'), 'sql')).toBe(
      '-- data stands for the name of the table.\nSELECT "trip km", 2.0 * "trip km" AS "fare" FROM data\n',
    )
  })

  it.each(['INTEGER', 'TEXT', 'REAL'])('divides without losing the rest in columns of %s', (type) => {
    expect(compute('a / b', [1, 2], type)).toBe(0.5)
    expect(compute('a * b / (b + b)', [3, 2], type)).toBe(1.5)
    expect(compute('abs(-a) / floor(b)', [1, 4], type)).toBe(0.25)
    expect(compute('1 / 2 + a - a', [1], type)).toBe(0.5)
  })

  it('compares columns of text as numbers', () => {
    expect(compute('max(a, b)', ['10', '9'], 'TEXT')).toBe(10)
    expect(compute('min(a, b) / 4', ['10', '9'], 'TEXT')).toBe(2.25)
  })

  it('has no least value where one is missing', () => {
    expect(compute('min(a, log(b))', [1, -1])).toBeNull()
    expect(compute('max(log(b), a)', [-1, 1])).toBeNull()
  })

  it('takes a minimum in a maximum in a minimum, of columns that are called as the query calls its own', () => {
    expect(compute('min(max(min(t, v), 2, v - 1), t + 1)', [7, 5])).toBe(5)
  })

  it('refuses a name with a null character', () => {
    expect(() => printFormula(term.variable('a\0b'), 'sql')).toThrow(
      'SQL has no name for the column "a\\u0000b": it holds a null character. Rename the column.',
    )
  })

  it('stands in a query under every hostile name', () => {
    for (const target of hostileNames) {
      expect(runQuery(printProgram({ target, formula: parseFormula('2 * p') }, 'sql'), ['p'], [3])).toBe(6)
    }
  })

  it('computes the same on random formulas with hostile names', () => {
    const cases = formulaCases(doubles, 1500)
    const computed = cases.map(({ formula, values }) => {
      const program = printProgram({ target: 'a target', formula }, 'sql')
      return runQuery(program, variablesOf(formula), values) as number | null
    })
    expect(expectSameValues(cases, computed)).toBeGreaterThan(1000)
  })
})
