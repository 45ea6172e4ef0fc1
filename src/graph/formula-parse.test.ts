import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NaluError } from '../base/errors.ts'
import { evaluateFormula, type Formula, term, variablesOf } from './formula.ts'
import { parseEquation, parseFormula } from './formula-parse.ts'

const a = term.variable('a')
const b = term.variable('b')
const c = term.variable('c')
const number = term.number

const reads = (text: string, formula: Formula) => expect(parseFormula(text)).toEqual(formula)

/** The message of the error that reading ends in. */
function complaint(text: string, read: (text: string) => unknown = parseEquation): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof NaluError) return error.message
    throw error
  }
  throw new Error(`${text} was read without complaint`)
}

describe('the grammar', () => {
  it('reads numbers in every usual form', () => {
    for (const text of ['1', '1.5', '.5', '2.', '1e-3', '1E+3', '0.1e2', '007']) reads(text, number(Number(text)))
  })

  it('reads names in any script, with digits and underscores', () => {
    for (const name of ['a', 'fare_amount', 'x1', 'x₁', '_', 'größe', '長さ', 'é', 'Δt'])
      reads(name, term.variable(name))
  })

  it('reads any other name in backticks, two of which stand for one', () => {
    reads('`fare amount`', term.variable('fare amount'))
    reads('`a``b` + `+`', term.add(term.variable('a`b'), term.variable('+')))
  })

  it('takes pi as a constant, and as a column only in backticks', () => {
    reads('pi', number(Math.PI))
    reads('π', number(Math.PI))
    reads('`pi`', term.variable('pi'))
  })

  it('takes e as a name like any other', () => {
    reads('e', term.variable('e'))
    reads('2 * e', term.multiply(number(2), term.variable('e')))
  })

  it('takes the name of a function as a variable unless a bracket follows', () => {
    reads('min + max', term.add(term.variable('min'), term.variable('max')))
    reads('min (a, b)', term.call('min', a, b))
  })

  it('lets products bind tighter than sums, and both from the left', () => {
    reads('a + b * c', term.add(a, term.multiply(b, c)))
    reads('a - b - c', term.subtract(term.subtract(a, b), c))
    reads('a / b / c', term.divide(term.divide(a, b), c))
    reads('(a + b) * c', term.multiply(term.add(a, b), c))
  })

  it('lets powers bind tighter than signs, and from the right', () => {
    reads('-a^2', term.negate(term.power(a, number(2))))
    reads('-2^2', term.negate(term.power(number(2), number(2))))
    reads('a^b^c', term.power(a, term.power(b, c)))
    reads('a^-b', term.power(a, term.negate(b)))
    reads('a^-b * c', term.multiply(term.power(a, term.negate(b)), c))
    reads('-a * b', term.multiply(term.negate(a), b))
  })

  it('reads signs in a row, and drops a plus', () => {
    reads('--a', term.negate(term.negate(a)))
    reads('a - -3', term.subtract(a, number(-3)))
    reads('+a + +3', term.add(a, number(3)))
  })

  it('reads calls, with nested arguments', () => {
    reads('max(a, b + c, sqrt(a))', term.call('max', a, term.add(b, c), term.call('sqrt', a)))
    reads('ln(a)', term.call('log', a))
  })

  it('reads the signs that people type instead', () => {
    for (const sign of ['*', '·', '×', '⋅']) reads(`a ${sign} b`, term.multiply(a, b))
    reads('a ÷ b', term.divide(a, b))
    reads('a − b', term.subtract(a, b))
    reads('a**b', term.power(a, b))
    reads('a² + b³', term.add(term.power(a, number(2)), term.power(b, number(3))))
    reads('2^a²', term.power(number(2), term.power(a, number(2))))
    reads('√a * b', term.multiply(term.call('sqrt', a), b))
    reads('√(a + b)²', term.power(term.call('sqrt', term.add(a, b)), number(2)))
  })

  it('ignores spaces, tabs and line ends', () => {
    reads(' a\t+\n b\u00a0', term.add(a, b))
  })

  it('reads a sum of a thousand terms', () => {
    const terms = Array.from({ length: 999 }, (_, i) => `x${i}`)
    const formula = parseFormula(terms.join('+'))
    expect(variablesOf(formula)).toEqual(terms)
    expect(evaluateFormula(formula, () => 1)).toBe(999)
  })

  it('reads brackets 200 levels deep', () => {
    reads(`${'('.repeat(200)}a${')'.repeat(200)}`, a)
  })
})

describe('an equation', () => {
  it('names what it computes', () => {
    expect(parseEquation('y = a + b')).toEqual({ target: 'y', formula: term.add(a, b) })
    expect(parseEquation('`total fare` = a')).toEqual({ target: 'total fare', formula: a })
    expect(parseEquation('min = min(a, b)')).toEqual({ target: 'min', formula: term.call('min', a, b) })
  })

  it('need not name it', () => {
    expect(parseEquation('a + b')).toEqual({ target: undefined, formula: term.add(a, b) })
  })
})

describe('a formula that cannot be read', () => {
  const product = 'A product is written out, as in 2 * a.'
  const functions = 'Functions: sqrt, abs, exp, log, sin, cos, tanh, sigmoid, sign, floor, min, max.'

  it.each([
    ['', ['The formula is empty. Write one such as "a + b".']],
    [' \n', ['The formula is empty. Write one such as "a + b".']],
    ['a +', ['The formula ends where a number, a name or "(" is expected.', '  a +', '     ^']],
    ['a + * b', ['The formula has "*" where a number, a name or "(" is expected.', '  a + * b', '      ^']],
    ['(a', ['The formula ends where an operator or ")" is expected.', '  (a', '    ^']],
    ['a)', ['The formula has ")" where an operator is expected.', '  a)', '   ^', 'No "(" is open here.']],
    ['2a', ['The formula has "a" where an operator is expected.', '  2a', '   ^', product]],
    ['2e', ['The formula has "e" where an operator is expected.', '  2e', '   ^', product]],
    ['a(b)(c)', [/There is no function "a"/, '  a(b)(c)', '  ^', `${functions} For a product write a * (…).`]],
    ['(a)(b)', ['The formula has "(" where an operator is expected.', '  (a)(b)', '     ^', product]],
    ['a² b', ['The formula has "b" where an operator is expected.', '  a² b', '     ^', product]],
    [
      'fare amount',
      [
        'The formula has "amount" where an operator is expected.',
        '  fare amount',
        '       ^',
        `${product} If it is one name, put it in backticks.`,
      ],
    ],
    [
      'sin a',
      ['The formula has "a" where an operator is expected.', '  sin a', '      ^', 'To call sin write sin(…).'],
    ],
    [
      '1 + sqr(a)',
      [
        'There is no function "sqr".',
        '  1 + sqr(a)',
        '      ^',
        `Did you mean sqrt? ${functions} For a product write sqr * (…).`,
      ],
    ],
    ['pow(a, 2)', ['There is no function "pow".', '  pow(a, 2)', '  ^', 'Write a^b instead.']],
    ['toString(a)', [/no function "toString"/, '  toString(a)', '  ^', /^Functions: sqrt/]],
    ['1 - sin(1, 5)', ['sin takes one argument, not 2.', '  1 - sin(1, 5)', '      ^']],
    ['sin()', ['sin takes one argument, not 0.', '  sin()', '  ^']],
    ['max(a)', ['max takes two or more arguments, not 1.', '  max(a)', '  ^']],
    [
      '1,5 * a',
      [
        'The formula has "," where an operator is expected.',
        '  1,5 * a',
        '   ^',
        'A comma stands between the arguments of a function; decimals are written with a point.',
      ],
    ],
    ['(1,5)', [/has "," where an operator or "\)"/, '  (1,5)', '    ^', /^A comma stands between/]],
    ['max(a, b', ['The formula ends where an operator, "," or ")" is expected.', '  max(a, b', '          ^']],
    ['√a²', ['It is not clear what this power belongs to.', '  √a²', '    ^', 'Write √(a^2) or √(a)^2.']],
    ['√a^2', ['It is not clear what this power belongs to.', '  √a^2', '    ^', 'Write √(a^2) or √(a)^2.']],
    ['1e999', [`1e999 is too large: numbers end at ${Number.MAX_VALUE}.`, '  1e999', '  ^']],
    ['a - 1e-999', ['1e-999 is too close to zero: numbers start at 5e-324.', '  a - 1e-999', '      ^']],
    ['a + `b', ['This backtick is never closed.', '  a + `b', '      ^', 'Put another after the name.']],
    ['``', ['There is no name between these backticks.', '  ``', '  ^']],
    ['y = y + 1', ['"y" is computed from itself.', '  y = y + 1', '      ^', 'Give the result a name of its own.']],
    [
      'a + b = c',
      [
        'The formula has "=" where an operator is expected.',
        '  a + b = c',
        '        ^',
        'Before "=" stands one name: that of what the formula computes.',
      ],
    ],
    ['a == b', [/has "="/, '  a == b', '     ^', 'A formula has one "=", after the name of what it computes.']],
    [
      'pi = 3',
      [
        '"pi" is a constant and cannot be what a formula computes.',
        '  pi = 3',
        '  ^',
        'A column of this name is written in backticks: `pi`.',
      ],
    ],
    ['|a|', ['"|" is not part of the grammar of formulas.', '  |a|', '  ^', 'For an absolute value write abs(a).']],
    ['a – b', ['"–" is not part of the grammar of formulas.', '  a – b', '    ^', 'For minus write "-".']],
    ['[a]', [/^"\["/, '  [a]', '  ^', 'Group with round brackets: ( and ).']],
    ['a⁴', [/^"⁴"/, '  a⁴', '   ^', 'For a power write ^, as in a^4.']],
    ['a < b', [/^"<"/, '  a < b', '    ^', 'A formula computes a number; it does not compare.']],
    ['"a b"', [/^"""/, '  "a b"', '  ^', 'Put a name with spaces or signs in backticks: `fare amount`.']],
    ['tip %', [/^"%"/, '  tip %', '      ^', 'If it belongs to a name, put the name in backticks: `tip %`.']],
    ['a\u0007', ['"\\u{7}" is not part of the grammar of formulas.', '  a�', '   ^']],
    ['長さ 幅', [/has "幅"/, '  長さ 幅', '       ^', /^A product/]],
    ['a\n+ )', [/has "\)"/, '  a + )', '      ^']],
  ])('says where and why: %j', (text, lines) => {
    const message = complaint(text).split('\n')
    expect(message).toEqual(lines.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))))
  })

  it('is not accepted with a target where only a formula is taken', () => {
    expect(complaint('y = a', parseFormula)).toBe(
      'Only the formula itself is taken here.\n  y = a\n    ^\nLeave out "y" and "=".',
    )
  })

  it('shows the neighbourhood of the place if it is long', () => {
    const [, line = '', caret = ''] = complaint(`${'a + '.repeat(100)}* b${' + c'.repeat(100)}`).split('\n')
    expect(line).toMatch(/^ {2}…[^…]*a \+ \* b[^…]*…$/)
    expect(line.length).toBeLessThan(90)
    expect(line[caret.indexOf('^')]).toBe('*')
  })

  it('is refused beyond 10,000 characters', () => {
    expect(complaint('x'.repeat(10_001))).toBe(
      `The formula is 10001 characters long; the limit is 10000. It starts with\n  ${'x'.repeat(60)}…`,
    )
  })

  it.each(['(', '-', '√', '2^', 'sin('])('is refused beyond 200 levels of %s', (opening) => {
    expect(complaint(`${opening.repeat(201)}a`)).toMatch(/^The formula is nested more than 200 levels deep\./)
  })

  it('is refused beyond a thousand operations in a row', () => {
    expect(complaint(`a${' + a'.repeat(1000)}`)).toMatch(/^The formula has more than 1000 operations in a row\./)
    expect(complaint(`a${'²'.repeat(1000)}`)).toMatch(/^The formula has more than 1000 operations in a row\./)
  })
})

describe('any text at all', () => {
  const pieces =
    'a b1 `c d` ` 1 2.5 .5 1e-3 e 1e999 + - * / ^ ** · × ÷ − ² ³ √ ( ) , = pi π min sqrt( sin ln( max( fooo(, $ \n é'

  function isReadOrRefused(text: string): void {
    try {
      const { formula } = parseEquation(text)
      evaluateFormula(formula, () => 1)
    } catch (error) {
      expect(error).toBeInstanceOf(NaluError)
    }
  }

  it('is either read or refused with an error for people', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), isReadOrRefused), { seed: 1, numRuns: 1000 })
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), isReadOrRefused), { seed: 1, numRuns: 1000 })
  })

  it('is so too if it is made of the pieces of formulas', () => {
    const text = fc.array(fc.constantFrom(...pieces.split(' ')), { maxLength: 40 })
    fc.assert(
      fc.property(text, fc.constantFrom('', ' '), (parts, between) => isReadOrRefused(parts.join(between))),
      { seed: 1, numRuns: 2000 },
    )
  })
})
