import { describe, expect, test } from 'vitest'
import { type Forward, findings, sound, withForward } from '../../test/sound-module.ts'
import { add, divide, log, min, multiply, slot, sqrt, stopGradient, subtract, sum, toInt } from '../graph/build.ts'
import { contract, mean, square } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import type { ArithmeticModule } from '../modules/module.ts'
import { checkModule, moduleChecks } from './index.ts'

test('a sound module has no findings', () => {
  expect(checkModule(sound)).toEqual([])
})

test('a finding says what should be true and what was found', () => {
  expect(checkModule({ ...sound, failures: [] })).toEqual([
    {
      check: 'known failures are stated as sentences',
      problem: 'No failure is stated; every module has one, if only operations that it lacks.',
    },
  ])
})

test('every check has a name of its own', () => {
  const names = moduleChecks(sound).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('a module that throws is found, not thrown', () => {
  const module = withForward(() => {
    throw new TypeError('no such thing')
  })
  expect(findings(module, 'forward gives')).toEqual(['It throws TypeError: no such thing'])
})

describe('the suite finds a forward pass', () => {
  const cases: readonly [what: string, check: string, finding: RegExp, forward: Forward][] = [
    [
      'without the rows',
      'forward gives',
      /gives \[out=1\], not \[out=1, rows=3\]/,
      ({ y }) => sum(y, y.axes[1] as never),
    ],
    ['of whole numbers', 'forward gives', /It throws .* not float \[.*\] and int/, ({ y }) => toInt(y)],
    ['that ignores a parameter', 'forward gives', /does not use layer1\.b/, ({ W, x, input }) => contract(W, x, input)],
    ['that reads a slot of its own', 'forward gives', /reads the slot memory/, ({ y }) => add(y, slot('memory'))],
    [
      'that looks at other rows',
      'own row',
      /other rows/,
      ({ y, input, x }) =>
        subtract(
          y,
          mean(
            x,
            x.axes.filter((each) => each !== input),
          ),
        ),
    ],
    [
      'that is NaN where inputs are negative',
      'ordinary',
      /mixed inputs: y is not/,
      ({ y, x, input }) => add(y, sum(log(x), input)),
    ],
    [
      'whose gradient is NaN at zero',
      'ordinary',
      /the gradient of x is not/,
      ({ y, x, input }) => add(y, sum(sqrt(square(x)), input)),
    ],
    [
      'whose gradient leaves something out',
      'finite difference',
      /the gradient of x is .* the finite difference/,
      ({ y, x, input }) => multiply(y, stopGradient(sum(x, input))),
    ],
    [
      'that keeps a weight from learning',
      'gets a gradient',
      /W_hat has an element whose gradient is 0/,
      ({ W, x, input, b }) => add(contract(stopGradient(W), x, input), b),
    ],
    [
      'in which a weight does nothing',
      'change with every weight',
      /W_hat has an element without effect/,
      ({ W, x, input, b }) => add(contract(divide(W, W), x, input), b),
    ],
    [
      'that keeps a weight from moving',
      'training moves',
      /layer1\.W_hat: 20 of 20 elements never moved/,
      ({ W, x, input, b }) => add(contract(stopGradient(W), x, input), b),
    ],
    ['that is exact in the usual range alone', '10 to 1000', /add of .* not/, ({ y }) => min(y, 50)],
  ]

  test.each(cases)('%s', (_, check, finding, forward) => {
    expect(findings(withForward(forward), check).join('\n')).toMatch(finding)
  })

  test('that changes from call to call', () => {
    let calls = 0
    const module = withForward(({ y }) => {
      calls += 1
      return multiply(y, calls)
    })
    expect(findings(module, 'same graph')).toHaveLength(1)
  })

  test('that made its weights once and for all', () => {
    const once = new Map<unknown, Node>()
    const module = withForward(({ y, input, ...given }) => {
      const W = once.get('W') ?? given.W
      once.set('W', W)
      return add(multiply(y, 0), contract(W, given.x, input))
    })
    expect(findings(module, 'forward gives').join('\n')).toMatch(/It throws .* two different axes called "in"/)
  })
})

describe('the suite finds a declaration', () => {
  const weights = sound.parameters['W_hat'] as (typeof sound.parameters)[string]
  const withWeights = (changes: object) => ({ parameters: { ...sound.parameters, W_hat: { ...weights, ...changes } } })
  const cases: readonly [what: string, check: string, finding: RegExp, changes: Partial<ArithmeticModule>][] = [
    ['with unbalanced braces', 'balanced', /not balanced/, { equation: String.raw`y = \tanh(\hat{W) x + b` }],
    ['with \\left and no \\right', 'balanced', /not balanced/, { equation: String.raw`y = \left(\hat W x + b)` }],
    [
      'whose equation lacks a parameter',
      'balanced',
      /does not mention the parameter b/,
      { equation: String.raw`y = \hat W x` },
    ],
    ['whose equation has W and not W_hat', 'balanced', /parameter W_hat/, { equation: 'y = W x + b' }],
    [
      'without its paper',
      'paper',
      /lacks/,
      { citation: { key: 'x', kind: 'preprint', authors: [], year: 2020, title: 'T', venue: 'V' } },
    ],
    ['of a failure that is no sentence', 'failures', /Not a sentence/, { failures: ['explodes'] }],
    [
      'of an operation without exact weights',
      'exact weights, and',
      /has no exact weights/,
      { computes: ['add', 'multiply'] },
    ],
    ['of exact weights for what it does not compute', 'exact weights, and', /does not say/, { computes: [] }],
    ['of a parameter without a description', 'by roles', /no description/, withWeights({ description: ' ' })],
    ['of a parameter with one axis twice', 'by roles', /one axis twice/, withWeights({ axes: ['in', 'in'] })],
    [
      'of weights that are not exact',
      'from 1 to 10',
      /49 of 49: add of 1 and 1 gives/,
      { exact: [{ operation: 'add', weights: { W_hat: [1, 1], b: [0] } }] },
    ],
    [
      'of weights whose law is another',
      'law read from exact weights',
      /^add: the law gives 1\.52\d* of 1 and 1, not 2\.$/,
      { exact: [{ operation: 'add', weights: { W_hat: [1, 1], b: [0] } }] },
    ],
    [
      'of too small an error',
      'from 1 to 10',
      /within 1e-13/,
      { exact: [{ operation: 'add', weights: { W_hat: [15, 15], b: [0] } }] },
    ],
    [
      'of an initialiser that gives too few values',
      'as many finite',
      /gets 0 values, not 2/,
      withWeights({ initial: { description: 'none', draw: () => new Float64Array(0) } }),
    ],
    [
      'of an initialiser that does not ask its stream',
      'another seed another',
      /starts differently/,
      withWeights({
        initial: {
          description: 'noise',
          draw: (_: unknown, count: number) => Float64Array.from({ length: count }, () => Math.random()),
        },
      }),
    ],
    [
      'of an initialiser that ignores the seed',
      'another seed another',
      /starts the same/,
      withWeights({
        initial: {
          description: 'ramp',
          draw: (_: unknown, count: number) => Float64Array.from({ length: count }, (__, i) => i),
        },
      }),
    ],
  ]

  test.each(cases)('%s', (_, check, finding, changes) => {
    expect(findings({ ...sound, ...changes }, check).join('\n')).toMatch(finding)
  })
})

test('a module for positive inputs alone is not tried on others', () => {
  const module = withForward(({ y, x, input }) => add(y, sum(log(x), input)))
  const found = checkModule({ ...module, domain: 'positive', computes: [], exact: [] })
  expect(found).toEqual([])
})

test('an equation may write names with braces, wrappers and subscripts', () => {
  const { W_hat, b } = sound.parameters as Record<'W_hat' | 'b', (typeof sound.parameters)[string]>
  const parameters = { W_hat_a: W_hat, gamma: b, g: b }
  const check = (equation: string) => findings({ ...sound, equation, parameters }, 'balanced')
  expect(check(String.raw`y = \hat{W}_{a} x \gamma + \mathbf{g}`)).toEqual([])
  expect(check(String.raw`y = \hat W_a x \gamma + g`)).toEqual([])
  expect(check(String.raw`y = \hat W_b x \gamma + \log g_1`)).toHaveLength(2)
})
