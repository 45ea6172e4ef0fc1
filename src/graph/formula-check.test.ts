import { describe, expect, it } from 'vitest'
import { variablesOf } from './formula.ts'
import { checkDomain } from './formula-check.ts'
import { parseFormula } from './formula-parse.ts'
import type { Range } from './node.ts'

/** The check with one range for all variables, or with a range for each. */
function check(text: string, ...ranges: readonly (readonly [low: number, high: number])[]) {
  const formula = parseFormula(text)
  const names = variablesOf(formula)
  return checkDomain(
    formula,
    new Map(
      names.map((name, i): [string, Range] => {
        const [low, high] = ranges[i] ?? ranges[0] ?? [0, 1]
        return [name, { low, high }]
      }),
    ),
  )
}

const message = (...question: Parameters<typeof check>) => {
  const answer = check(...question)
  return answer.status === 'safe' ? 'safe' : answer.message
}

describe('a formula is safe', () => {
  it.each<[string, [number, number][]]>([
    ['a + b', [[-10, 10]]],
    ['a / b', [[1, 2]]],
    ['a / b', [[-2, -1]]],
    ['a / (b + 1)', [[0, 10]]],
    [
      'a / (a - b)',
      [
        [3, 4],
        [1, 2],
      ],
    ], // prettier-ignore
    ['sqrt(a)', [[0, 1]]],
    ['sqrt(a * b)', [[0, 1]]],
    ['sqrt(sin(a) + tanh(b))', [[0, 1]]],
    ['1 / sqrt(a)', [[1, 2]]],
    ['log(a)', [[0.1, 1]]],
    ['a^2 + a^3 + b^0', [[-2, 2]]],
    ['a^0.5', [[0, 1]]],
    ['a^-2', [[1, 2]]],
    ['a^b', [[1, 2]]],
    [
      'a^b',
      [
        [0, 1],
        [1, 2],
      ],
    ], // prettier-ignore
    ['2^a', [[-3, 3]]],
    ['exp(a)', [[-80, 80]]],
    ['1 / (1 + a^2)', [[-10, 10]]],
    ['1 / (2 - sigmoid(a))', [[-10, 10]]],
    ['pi', []],
  ])('where bounds prove it: %s over %j', (text, ranges) => {
    expect(check(text, ...ranges)).toEqual({ status: 'safe' })
  })

  it.each<[string, [number, number]]>([
    ['1 / (a * b - a + 2)', [0, 1]],
    ['1 / (a^2 - a + 1)', [-5, 5]],
    ['sqrt(a^2 - a + 1)', [-5, 5]],
    ['1 / (cos(a) - a - 3)', [-1, 7]],
  ])('where only smaller boxes prove it: %s over %j', (text, range) => {
    expect(check(text, range)).toEqual({ status: 'safe' })
  })

  it('where zero is the open end of a range, which is never drawn', () => {
    expect(check('a / b', [-10, 0])).toEqual({ status: 'safe' })
    expect(check('log(1 - a)', [0, 1])).toEqual({ status: 'safe' })
    expect(check('1 / (a - b)', [0, 1], [1, 2])).toEqual({ status: 'safe' })
  })

  it('where an input is always the same', () => {
    expect(check('a / b', [0, 1], [2, 2])).toEqual({ status: 'safe' })
  })
})

describe('a formula is unsafe', () => {
  it.each<[string, [number, number], Record<string, number>]>([
    ['a / b', [0, 10], { b: 0 }],
    ['a / b', [-1, 1], { b: 0 }],
    ['a / (a - b)', [1, 2], { a: 1.5, b: 1.5 }],
    ['a / (b - 0.3)', [0, 1], { b: 0.3 }],
    ['1 / (a + b + c - 7.77)', [1, 5], { a: 2.59, b: 2.59, c: 2.59 }],
    ['sqrt(a - b)', [0, 1], { a: 0, b: 0.9 }],
    ['log(a)', [0, 1], { a: 0 }],
    ['a^0.5', [-1, 1], { a: -1 }],
    ['a^-0.5', [0, 1], { a: 0 }],
    ['a^-1', [-1, 1], { a: 0 }],
    ['a^b', [0, 1], { a: 0, b: 0 }],
    ['exp(a)', [0, 100], { a: 90 }],
    ['exp(a) * exp(b)', [0, 60], { a: 50, b: 50 }],
    ['1 / (1 - cos(a))', [-1, 1], { a: 0 }],
    ['1 / (a^2 + b^2)', [-1, 1], { a: 0, b: 0 }],
    ['1 / abs(a - b)', [0, 1], { a: 0.5, b: 0.5 }],
    ['1 / floor(a)', [0, 2], { a: 0 }],
  ])('where a point shows it: %s over %j', (text, range, witness) => {
    const answer = check(text, range)
    expect(answer.status).toBe('unsafe')
    if (answer.status !== 'unsafe') return
    expect(Object.keys(witness)).toEqual([...answer.witness.keys()])
    for (const [name, value] of answer.witness) expect(value).toBeCloseTo(witness[name] as number, 1)
  })

  it.each<[string, [number, number], number]>([
    ['1 / (a^3 - 2)', [0, 3], Math.cbrt(2)],
    ['1 / (exp(a) - 3)', [0, 3], Math.log(3)],
    ['1 / (a^2 - 2 * a / 3 + 1/9)', [-1, 2], 1 / 3],
    ['1 / (1 - sin(a))', [0, 3], Math.PI / 2],
  ])('where a zero lies between all drawable numbers: %s over %j', (text, range, zero) => {
    const answer = check(text, range)
    expect(answer.status).toBe('unsafe')
    if (answer.status === 'unsafe') expect(answer.witness.get('a')).toBeCloseTo(zero, 5)
  })

  it('and the innermost part that fails is the one to be named', () => {
    const answer = check('1 / (1 / a)', [-1, 1])
    expect(answer.status === 'unsafe' && answer.part).toEqual(parseFormula('1 / a'))
  })

  it('in the same way every time', () => {
    expect(check('1 / (a^3 - b * sin(c))', [-1, 2])).toEqual(check('1 / (a^3 - b * sin(c))', [-1, 2]))
  })
})

describe('the message', () => {
  it('says where a divisor is zero and which range would do', () => {
    expect(message('a / b', [0, 10])).toBe(
      'a / b divides by zero in the training range: the divisor b is 0 at b = 0.\n' +
        'The training range is b in [0, 10).\n' +
        'To keep b away from 0, choose another training range, for example --train 1,2.',
    )
  })

  it('says so if no common range would do', () => {
    expect(message('1 + a / (a - b)', [1, 2])).toBe(
      'a / (a - b) divides by zero in the training range: the divisor a - b is 0 at a = 1.5, b = 1.5.\n' +
        'The training range is a in [1, 2), b in [1, 2).\n' +
        'To keep a - b away from 0, give the inputs training ranges of their own: no common one was found.',
    )
    expect(message('1 / (a * 0)', [0, 1])).toMatch(/To keep a \* 0 away from 0, choose another training range\.$/)
  })

  it('proposes a range in which the whole formula works', () => {
    expect(message('log(a) + sqrt(0.9 - a)', [0, 1])).toMatch(/--train 0\.1,0\.5\.$/)
    expect(message('sqrt(-a)', [0, 1])).toMatch(/--train -2,-1\.$/)
    expect(message('1 / (a - 2)', [0, 3])).toMatch(/--train 0\.1,0\.5\.$/)
  })

  it('says where a root, a logarithm or a power has no value', () => {
    expect(message('sqrt(a - b)', [0, 1])).toMatch(
      /^sqrt\(a - b\) has no value in the training range: the argument a - b is -0\.9 at a = 0, b = 0\.9\.\n/,
    )
    expect(message('log(a)', [0, 1])).toMatch(/^log\(a\) has no value .*: the argument a is 0 at a = 0\.\n/)
    expect(message('a^0.5', [-1, 1])).toMatch(/^a\^0\.5 has no value .*: the base a is -1 at a = -1\.\n/)
    expect(message('a^-1', [-1, 1])).toMatch(/^a\^-1 has no value .*: the base a is 0 at a = 0\.\n/)
    expect(message('a^b', [0, 1])).toMatch(/^a\^b has no value .*: the base a is 0 at a = 0, b = 0\.\n/)
  })

  it('says where a number grows too large', () => {
    expect(message('exp(a)', [0, 100])).toBe(
      'exp(a) grows too large in the training range: it is 1.2204e39 at a = 90.\n' +
        'The training range is a in [0, 100).\n' +
        'To keep exp(a) within what 32-bit floats hold, choose another training range, for example --train 1,2.',
    )
  })

  it('says that a divisor is lost in 32 bits', () => {
    expect(message('1 / exp(-a)', [0, 1000])).toMatch(/exp\(-a\) is 7\.12458e-218 \(0 as a 32-bit float\) at a = 500/)
  })

  it('says that no range mends a constant', () => {
    expect(message('a / (2 - 2)', [0, 1])).toBe(
      'a / (2 - 2) divides by zero: the divisor 2 - 2 is always 0.\n' +
        'No training range mends that; change the formula.',
    )
    expect(message('a * 1e39', [0, 1])).toMatch(/^1e39 grows too large: it is always 1e39\.\n/)
  })

  it('gives names their backticks and cuts long lists', () => {
    const names = Array.from({ length: 9 }, (_, i) => `\`x ${i}\``)
    expect(message(`1 / (${names.join(' + ')})`, [-1, 1])).toMatch(
      /^1 \/ \(`x 0`.{40,60}… divides .* at `x 0` = 0, `x 1` = 0, .*`x 5` = 0, …\.\nThe .* is `x 0` in \[-1, 1\), .*, …\.\n/,
    )
  })

  it('says that it is very near where no float hits the zero', () => {
    expect(message('1 / (a^2 - 2)', [0, 3])).toMatch(/the divisor a\^2 - 2 is 0 near a = 1\.41421\.\n/)
  })

  it('does not take a jump, or a small number among large ones, for a zero', () => {
    expect(check('1 / (exp(a) * (sign(b) - 0.5))', [-40, 40]).status).toBe('unproven')
    expect(check('1 / (floor(a) + 0.5)', [-1, 1]).status).toBe('unproven')
  })

  it('admits that it does not know', () => {
    expect(check('1 / (sign(a) - 0.5)', [-1, 1]).status).toBe('unproven')
    expect(message('1 / (sign(a) - 0.5)', [-1, 1])).toBe(
      'It is not known if 1 / (sign(a) - 0.5) has a value all over the training range.\n' +
        'There is no proof that the divisor sign(a) - 0.5 stays away from 0, and no point where it does not.\n' +
        'The training range is a in [-1, 1).',
    )
  })
})

describe('the ranges', () => {
  it('must be there for every variable', () => {
    expect(() => checkDomain(parseFormula('a + b'), new Map([['a', { low: 0, high: 1 }]]))).toThrow(
      'The formula uses b, which has no training range.',
    )
  })

  it.each([
    [2, 1],
    [0, Infinity],
    [Number.NaN, 1],
    [0, 1e39],
  ])('must be numbers in order: [%d, %d)', (low, high) => {
    expect(() => check('a', [low, high])).toThrow(
      `The training range of a is [${low}, ${high}); it needs two numbers within ±3.4e38, which float32 ends at, the lower one first.`,
    )
  })
})

describe('the effort', () => {
  it('stays within a few seconds for formulas of many variables', () => {
    const terms = Array.from({ length: 100 }, (_, i) => `1 / (x${i}^2 - x${i} + 1)`)
    expect(check(terms.join(' + '), [-1, 1]).status).not.toBe('unsafe')
    const products = Array.from({ length: 100 }, (_, i) => `(x${i} * x${(i + 1) % 100} - x${i} + 2)`)
    expect(check(`1 / (${products.join(' + ')})`, [-1, 1]).status).not.toBe('unsafe')
  })
})
