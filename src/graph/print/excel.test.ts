import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectSameValues, formulaCases, hostileNames, lookUpIn } from '../../../test/random-formulas.ts'
import { numberIn, sheetOf } from '../../../test/spreadsheet.ts'
import { evaluateFormula, type Formula, partsOf, term, variablesOf } from '../formula.ts'
import { parseEquation, parseFormula } from '../formula-parse.ts'
import { printFormula, printProgram } from '../formula-print.ts'

// Excel reads 15 digits, and nothing below 2.2251e-308.
const decimals = fc.oneof(
  fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 3, 0.1, -1.5, 365.25),
  fc.double({ min: -1e30, max: 1e30, noNaN: true }).map((x) => (Math.abs(x) < 1e-300 ? 0 : Number(x.toPrecision(15)))),
)

describe('a formula in Excel', () => {
  it.each([
    ['-(a^2)', '-(A2^2)'],
    ['(-a)^2', '(-A2)^2'],
    ['(-3)^2', '(-3)^2'],
    ['a^-b', 'A2^(-B2)'],
    ['a^b^c', 'A2^(B2^C2)'],
    ['(a^b)^c', '(A2^B2)^C2'],
    ['a - -3', 'A2 - (-3)'],
    ['log(a) + floor(b) * pi', 'LN(A2) + INT(B2) * PI()'],
    ['1e21 * a + 1e-7', '1E+21 * A2 + 1E-7'],
  ])('writes %s as %s', (text, printed) => {
    expect(printFormula(parseFormula(text), 'excel')).toBe(printed)
  })

  it('calls columns by their letters in the table', () => {
    const columns = Array.from({ length: 800 }, (_, i) => `c${i}`)
    const formula = parseFormula('c0 + c25 + c26 + c701 + c702')
    expect(printFormula(formula, 'excel', { columns })).toBe('A2 + Z2 + AA2 + ZZ2 + AAA2')
  })

  it('says which column is which above the formula', () => {
    const columns = ['km', 'city', 'trip minutes']
    expect(printProgram(parseEquation('fare = 2 * km + `trip minutes`'), 'excel', { columns })).toBe(
      'Formula of "fare": A is "km", C is "trip minutes"\n=2 * A2 + C2\n',
    )
    expect(printProgram(parseEquation('y = 2'), 'excel')).toBe('Formula of "y"\n=2\n')
  })

  it('refuses numbers, columns and lengths that Excel does not have', () => {
    expect(() => printFormula(term.number(1e308), 'excel')).toThrow(
      'Excel has no number 1e308: they reach from 2.2251e-308 to 9.99999999999999e+307. Print the formula as python or sql',
    )
    expect(() => printFormula(term.number(-5e-324), 'excel')).toThrow('Excel has no number -5e-324')
    const columns = Array.from({ length: 16_385 }, (_, i) => `c${i}`)
    expect(printFormula(parseFormula('c16383'), 'excel', { columns })).toBe('XFD2')
    expect(() => printFormula(parseFormula('c16384'), 'excel', { columns })).toThrow(
      'A sheet has 16384 columns; the formula uses column 16385. Leave out some columns.',
    )
    const long = Array.from({ length: 900 }, () => 'sqrt(a)').join(' + ')
    expect(() => printProgram(parseEquation(long), 'excel')).toThrow(
      'The formula has 9898 characters in Excel, which takes 8192. Print it as python or sql instead.',
    )
  })

  it('works pasted into the first row, beside columns of every hostile name', () => {
    for (const name of hostileNames) {
      const formula = term.multiply(term.variable(name), term.variable('other'))
      const lines = printProgram({ target: name, formula }, 'excel').split('\n')
      expect(lines).toHaveLength(3)
      const [heading = '', cell = ''] = lines
      const sheet = sheetOf([
        ['', '', heading],
        ['6', '7', cell],
      ])
      sheet.evaluate()
      expect(sheet.getFormattedCellValue(0, 1, 3)).toBe(heading)
      expect(numberIn(sheet, 2, 3)).toBe(42)
    }
  })

  it('reads signs and powers as Excel does, so that brackets matter', () => {
    const sheet = sheetOf([['=-2^2', '=2^3^2']])
    sheet.evaluate()
    expect([numberIn(sheet, 1, 1), numberIn(sheet, 1, 2)]).toEqual([4, 64])
  })

  it('computes the same on random formulas with hostile names', () => {
    const cases = formulaCases(decimals, 1000).filter((each) => !passesOver(each.formula, lookUpIn(each)))
    // A row for each; the cells of the formula are those of its row.
    const rows = cases.map(({ formula, values }, i) => {
      const columns = [...variablesOf(formula), 'c2', 'c3', 'c4'].slice(0, 3)
      const printed = printFormula(formula, 'excel', { columns }).replace(/\b([A-C])2\b/g, `$1${i + 1}`)
      return [...values.map(String), '', '', ''].slice(0, 3).concat(`=${printed}`)
    })
    const sheet = sheetOf(rows)
    sheet.evaluate()
    const computed = rows.map((_, i) => numberIn(sheet, i + 1, 4))
    expect(expectSameValues(cases, computed)).toBeGreaterThan(500)
  })
})

/** True if a minimum is taken of something without a value: the engine may leave that out, where Excel has an error. */
function passesOver(formula: Formula, at: (name: string) => number): boolean {
  const parts = partsOf(formula)
  const isExtreme = formula.kind === 'call' && (formula.function === 'min' || formula.function === 'max')
  if (isExtreme && parts.some((part) => Number.isNaN(evaluateFormula(part, at)))) return true
  return parts.some((part) => passesOver(part, at))
}
