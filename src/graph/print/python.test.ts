import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectSameValues, formulaCases, hostileNames } from '../../../test/random-formulas.ts'
import { variablesOf } from '../formula.ts'
import { parseEquation, parseFormula } from '../formula-parse.ts'
import { printFormula, printProgram } from '../formula-print.ts'

const executable = process.env['NALU_PYTHON'] ?? 'python3'
const hasPython = spawnSync(executable, ['--version']).status === 0
const hasNumPy = spawnSync(executable, ['-c', 'import numpy']).status === 0
const doubles = fc.oneof(
  fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 3, 0.1, 1 / 3, -1.5, 365.25),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

// Each program is run in a namespace of its own; its last function is called. An error or a complex number is no value.
const runner = `
import json, sys
def value_of(program, values):
    names = {}
    exec(compile(program, "program", "exec"), names)
    compute = [each for each in names.values() if callable(each)][-1]
    try:
        value = compute(*values)
    except (ArithmeticError, ValueError, TypeError):
        return None
    return float(value) if isinstance(value, (int, float)) and abs(value) < float("inf") else None
sys.stdout.write(json.dumps([value_of(program, values) for program, values in json.load(sys.stdin)]))
`

/** What the functions of all programs compute, in one process. */
function runPrograms(runs: readonly (readonly [program: string, values: readonly number[]])[]): (number | null)[] {
  const input = JSON.stringify(runs)
  const { status, stdout, stderr } = spawnSync(executable, ['-c', runner], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as (number | null)[]
}

describe('a formula in Python', () => {
  it.each([
    ['a^2 / 2', 'a ** 2.0 / 2.0'],
    ['-(a^2)', '-a ** 2.0'],
    ['(-a)^2', '(-a) ** 2.0'],
    ['a^-b^c', 'a ** -b ** c'],
    ['sqrt(a + b)', '(a + b) ** 0.5'],
    ['floor(a / b)', 'a / b // 1.0'],
    ['abs(a - b)', 'abs(a - b)'],
    ['abs(sqrt(a))', 'math.fabs(a ** 0.5)'],
    ['log(a) * pi', 'math.log(a) * 3.141592653589793'],
    ['1e21 * a', '1e21 * a'],
  ])('writes %s as %s', (text, printed) => {
    expect(printFormula(parseFormula(text), 'python')).toBe(printed)
  })

  it('is a function of its columns, in the order of the table', () => {
    const columns = ['minutes', 'km', 'city']
    expect(printProgram(parseEquation('fare = 2 * km + minutes'), 'python', { columns })).toBe(
      'def fare(minutes, km):\n    return 2.0 * km + minutes\n',
    )
  })

  it('says which column has which name, and what it does not take', () => {
    expect(printProgram(parseEquation('`total fare` = exp(`trip km`) + `trip-km`'), 'python')).toBe(
      [
        'import math',
        '',
        '',
        'def total_fare(trip_km, trip_km_2):',
        '    # total_fare computes "total fare"',
        '    # trip_km is the column "trip km"',
        '    # trip_km_2 is the column "trip-km"',
        '    # for numbers, not for arrays',
        '    return math.exp(trip_km) + trip_km_2',
        '',
      ].join('\n'),
    )
    expect(printProgram(parseEquation('y = max(a, b)'), 'python')).toMatch('# for numbers, not for arrays\n')
    expect(printProgram(parseEquation('y = sqrt(a)'), 'python')).not.toMatch('#')
  })
})

describe.skipIf(!hasPython)('a formula in Python, run', { timeout: 60_000 }, () => {
  it('is a function under every hostile name', () => {
    const formula = parseFormula('p + abs(-1)')
    const runs = hostileNames.map((target) => [printProgram({ target, formula }, 'python'), [1]] as const)
    expect(runPrograms(runs)).toEqual(hostileNames.map(() => 2))
  })

  it('takes all hostile names at once', () => {
    const formula = parseFormula(hostileNames.map((name) => `\`${name.replaceAll('`', '``')}\``).join(' + '))
    const values = hostileNames.map((_, i) => i)
    const sum = values.reduce((total, value) => total + value, 0)
    expect(runPrograms([[printProgram({ target: 'sum', formula }, 'python'), values]])).toEqual([sum])
  })

  it('computes the same on random formulas with hostile names', () => {
    const cases = formulaCases(doubles, 2000)
    const runs = cases.map(
      ({ formula, values }) => [printProgram({ target: 'a target', formula }, 'python'), values] as const,
    )
    expect(expectSameValues(cases, runPrograms(runs))).toBeGreaterThan(1500)
  })

  it('has real numbers only where the formula has', () => {
    const texts = [
      'abs((-8)^(1/3))',
      'abs(a * sqrt(-1))',
      'sign(sqrt(-1))',
      'max(1, sqrt(-1))',
      'log(-1)',
      '1 / (a - a)',
    ]
    const runs = texts.map((text) => {
      const formula = parseFormula(text)
      return [printProgram({ target: 'f', formula }, 'python'), variablesOf(formula).map(() => 2)] as const
    })
    expect(runPrograms(runs)).toEqual(texts.map(() => null))
  })

  it('computes sigmoids without an overflow', () => {
    const program = printProgram(parseEquation('y = sigmoid(a)'), 'python')
    expect(runPrograms([-2000, 0, 2000].map((value) => [program, [value]]))).toEqual([expect.closeTo(0, 300), 0.5, 1])
  })
})

describe.skipIf(!hasNumPy)('a formula in Python, on arrays of NumPy', { timeout: 60_000 }, () => {
  it.each(['int8', 'int64', 'float64'])('computes every row of %s', (type) => {
    const program = printProgram(parseEquation('y = 3000000 * a^2 / b^-1 - sqrt(b) + floor(a / 2)'), 'python')
    const script = [
      program,
      'import json, numpy',
      `rows = [numpy.array(values, dtype="${type}") for values in ([100, 7, -3], [4, 1, 9])]`,
      'print(json.dumps(y(*rows).tolist()))',
    ].join('\n')
    const { stdout, stderr } = spawnSync(executable, ['-c', script], { encoding: 'utf8' })
    expect(stderr).toBe('')
    const expected = [3e6 * 1e4 * 4 - 2 + 50, 3e6 * 49 - 1 + 3, 3e6 * 9 * 9 - 3 - 2]
    expect(JSON.parse(stdout)).toEqual(expected)
  })
})
