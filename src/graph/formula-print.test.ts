import { describe, expect, it } from 'vitest'
import { type Formula, term } from './formula.ts'
import { parseEquation, parseFormula } from './formula-parse.ts'
import { type FormulaStyle, formulaStyles, printEquation, printFormula, printProgram } from './formula-print.ts'

describe('the text of a formula', () => {
  it.each([
    ['(a + b) + c', 'a + b + c'],
    ['a + (b + c)', 'a + (b + c)'],
    ['a - (b - c)', 'a - (b - c)'],
    ['a - (b * c)', 'a - b * c'],
    ['(a * b) * c', 'a * b * c'],
    ['a / (b * c)', 'a / (b * c)'],
    ['(a / b)^2', '(a / b)^2'],
    ['(a^b)^c', '(a^b)^c'],
    ['a^(b^c)', 'a^b^c'],
    ['a^(-b)', 'a^-b'],
    ['a^(b + 1)', 'a^(b + 1)'],
    ['-(a^2)', '-a^2'],
    ['(-a)^2', '(-a)^2'],
    ['(-3)^2', '(-3)^2'],
    ['-(a * b)', '-(a * b)'],
    ['(-a) * b', '-a * b'],
    ['-(-a)', '-(-a)'],
    ['a - (-3)', 'a - -3'],
    ['√(a)^2', 'sqrt(a)^2'],
    ['a²', 'a^2'],
    ['max((a), (b + c))', 'max(a, b + c)'],
    ['`fare amount` × π', '`fare amount` * pi'],
    ['`pi` + `a``b`', '`pi` + `a``b`'],
    ['-pi', '-pi'],
    ['1e21 + 1e-7 + 0.1', '1e21 + 1e-7 + 0.1'],
    ['-0', '-0'],
  ])('leaves out every bracket that it can: %s', (text, printed) => {
    expect(printFormula(parseFormula(text))).toBe(printed)
  })

  it('has as many digits as it takes to read the same number back, or as many as asked for', () => {
    const formula = parseFormula('0.30000000000000004 * a + 12345.678 - 2/3e8')
    expect(printFormula(formula)).toBe('0.30000000000000004 * a + 12345.678 - 2 / 3e8'.replace('3e8', '300000000'))
    expect(printFormula(formula, 'text', { digits: 3 })).toBe('0.3 * a + 12346 - 2 / 3e8')
  })

  it('never rounds a number to one that cannot be read', () => {
    expect(printFormula(term.number(Number.MAX_VALUE), 'text', { digits: 1 })).toBe('1.7976931348623157e308')
  })

  it('refuses to print no digits', () => {
    for (const digits of [0, 18, 1.5, Number.NaN]) {
      expect(() => printFormula(term.number(1), 'text', { digits })).toThrow(
        `Numbers are printed with 1 to 17 significant digits, not ${digits}.`,
      )
    }
  })

  it('says what it computes, if that has a name', () => {
    expect(printEquation(parseEquation('`total fare`=a+b'))).toBe('`total fare` = a + b')
    expect(printEquation(parseEquation('a+b'))).toBe('a + b')
    expect(printEquation(parseEquation('y_1 = a/b'), 'latex')).toBe('y_{1} = \\frac{a}{b}')
  })
})

describe('the LaTeX of a formula', () => {
  it.each([
    ['a / b', '\\frac{a}{b}'],
    ['(a + b) / (a - b)', '\\frac{a + b}{a - b}'],
    ['(a / b)^2', '\\left(\\frac{a}{b}\\right)^{2}'],
    ['a^(b + 1)', 'a^{b + 1}'],
    ['(a + b) * c', '\\left(a + b\\right) \\cdot c'],
    ['a - -b', 'a - \\left(-b\\right)'],
    ['a * -3', 'a \\cdot \\left(-3\\right)'],
    ['a - -b * c', 'a - \\left(-b \\cdot c\\right)'],
    ['-a / b', '\\frac{-a}{b}'],
    ['-(a / b)', '-\\frac{a}{b}'],
    ['sqrt(a + b)', '\\sqrt{a + b}'],
    ['abs(a) + floor(b)', '\\left|a\\right| + \\left\\lfloor b\\right\\rfloor'],
    ['log(a) * exp(b)', '\\ln\\left(a\\right) \\cdot \\exp\\left(b\\right)'],
    ['sigmoid(a) + sign(b)', '\\sigma\\left(a\\right) + \\operatorname{sign}\\left(b\\right)'],
    ['max(a, b)', '\\max\\left(a, b\\right)'],
    ['x1 + x_2 + x₃', 'x_{1} + x_{2} + x_{3}'],
    ['width * pi', '\\text{width} \\cdot \\pi'],
    ['`50 % of_$`', '\\text{50 \\% of\\_\\$}'],
    ['`a\\b^c`', '\\text{a\\textbackslash{}b\\textasciicircum{}c}'],
    ['1e-7 * a', '10^{-7} \\cdot a'],
    ['a * 2.5e30', 'a \\cdot \\left(2.5 \\cdot 10^{30}\\right)'],
    ['-1e30', '-10^{30}'],
    ['1e-7^2', '\\left(10^{-7}\\right)^{2}'],
  ])('writes %s', (text, printed) => {
    expect(printFormula(parseFormula(text), 'latex')).toBe(printed)
  })

  it('never leaves a brace open', () => {
    const names = ['{', '}', '\\', '}{', '$#&~'].map((name): Formula => term.variable(name))
    const text = printFormula(term.call('max', ...names), 'latex')
    const braces = text.replace(/\\[{}]/g, '').replace(/[^{}]/g, '')
    expect([...braces].reduce((depth, brace) => (depth < 0 ? depth : depth + (brace === '{' ? 1 : -1)), 0)).toBe(0)
  })
})

describe('a formula for people', () => {
  it.each([
    ['2.5 + 1.8 * km + 0.3 * minutes', '2.5 + 1.8·km + 0.3·minutes'],
    ['g * m1 * m2 / distance^2', 'g·m1·m2/distance²'],
    ['a^-12 * x₁^3', 'a⁻¹²·x₁³'],
    ['(a^2)^3 - (-3)^2', '(a²)³ - (-3)²'],
    ['365.25 * distance^1.5', '365.25·distance^1.5'],
    ['a^(3/2) + a^-0.25', 'a^(3/2) + a^-0.25'],
    ['a^0.6666666666666666 * b^-0.14285714285714285', 'a^(2/3)·b^(-1/7)'],
    ['a^0.667', 'a^0.667'],
    ['a^0.5 + sqrt(a + b)^2', '√(a) + √(a + b)²'],
    ['a^b^2 + a^-b + a^(b + 1)', 'a^b² + a^-b + a^(b + 1)'],
    ['a - -b * pi^2', 'a - (-b·π²)'],
    ['max(a, abs(`trip km`))', 'max(a, abs(`trip km`))'],
    ['1e-7^2 * a^1e21', '1e-7²·a^1e21'],
  ])('writes %s as %s', (text, printed) => {
    expect(printFormula(parseFormula(text), 'pretty')).toBe(printed)
  })

  it('rounds exponents with the other numbers', () => {
    const formula = parseFormula('1.23456 * a^1.9999999 * b^0.6667')
    expect(printFormula(formula, 'pretty', { digits: 3 })).toBe('1.23·a²·b^0.667')
  })

  it('sends nothing to a terminal that it would take for a command', () => {
    expect(printFormula(term.variable('a\u001b[31m\nb'), 'pretty')).toBe('`a�[31m�b`')
  })
})

describe('every style', () => {
  it('prints every part that a formula can have', () => {
    const text =
      'min(sqrt(a), abs(b), exp(a)) - max(log(a), sin(b)) + cos(a) / tanh(b) * sigmoid(-a)^sign(b) - floor(1e-7 * pi)'
    for (const style of formulaStyles) expect(printFormula(parseFormula(text), style)).not.toMatch(/undefined|NaN/)
  })

  it('must be one that there is', () => {
    expect(() => printFormula(term.number(1), 'javscript' as FormulaStyle)).toThrow(
      'No style of formulas "javscript". Styles of formulas: text, pretty, latex, javascript, python, excel, sql. ' +
        'Did you mean javascript?',
    )
    expect(() => printProgram(parseEquation('y = a'), 'toString' as FormulaStyle)).toThrow('No style of formulas')
  })

  it('needs the columns that the formula uses, each once', () => {
    const formula = parseFormula('kms + minutes')
    expect(() => printFormula(formula, 'excel', { columns: ['km', 'minutes'] })).toThrow(
      'No column "kms". Columns: km, minutes. Did you mean km?',
    )
    expect(() => printFormula(formula, 'excel', { columns: ['kms', 'minutes', 'kms'] })).toThrow(
      'Two columns are called "kms". Give every column a name of its own.',
    )
  })

  it('prints an equation where that is all there is', () => {
    const equation = parseEquation('fare = 2 * km^2')
    expect(printProgram(equation, 'text')).toBe('fare = 2 * km^2')
    expect(printProgram(equation, 'pretty')).toBe('fare = 2·km²')
    expect(printProgram(equation, 'latex')).toBe('\\text{fare} = 2 \\cdot \\text{km}^{2}')
  })
})
