import { describe, expect, test } from 'vitest'
import { findings, sound, withForward } from '../../test/sound-module.ts'
import { add, log, multiply, stopGradient, sum, tanh } from '../graph/build.ts'
import { contract, mean, square } from '../graph/functions.ts'
import type { Node } from '../graph/node.ts'
import type { ArithmeticModule, ParameterSpec, Penalty, TrainingContext, WeightSpec } from '../modules/module.ts'
import { checkModule } from './index.ts'

describe('the suite finds in training', () => {
  const withTraining = (change: (y: Node, training: TrainingContext, x: Node) => Node) =>
    withForward(({ y, x, training }) => (training === undefined ? y : change(y, training, x)))

  test('a forward pass of another shape', () => {
    const module = withTraining((y) => sum(y, y.axes[1] as never))
    const found = findings(module, 'forward gives')
    expect(found).toHaveLength(8)
    expect(found[0]).toMatch(/1 → 1, positive inputs, in training: forward gives \[out=1\]/)
  })

  test('outputs that are not finite', () => {
    const module = withTraining((y, { uniform }, x) => multiply(y, log(uniform('noise', x.axes.slice(1), -1, 0))))
    expect(findings(module, 'ordinary').join('\n')).toMatch(/inputs, in training: y is not always finite/)
  })

  test('a gradient that leaves out a weight', () => {
    // A step that the gradient does not see, so large that differences do.
    const module = withForward(({ y, W, training }) => {
      if (training === undefined) return y
      return multiply(y, add(1, stopGradient(sum(square(W), W.axes))))
    })
    expect(findings(module, 'finite difference').join('\n')).toMatch(
      /in training: the gradient of layer1\.W_hat is .* the finite difference/,
    )
  })

  test('nothing wrong with noise, nor with a statistic of the batch that is held as it is', () => {
    const module = withTraining((y, { uniform }, x) =>
      multiply(y, uniform('noise', x.axes.slice(1), 1, add(2, stopGradient(mean(square(x), x.axes))))),
    )
    expect(checkModule(module)).toEqual([])
  })
})

describe('the suite finds a penalty', () => {
  const withPenalty = (changes: Partial<Penalty>, more: Partial<ArithmeticModule> = {}): ArithmeticModule => ({
    ...sound,
    ...more,
    penalties: [
      {
        id: 'small',
        description: 'the mean square of b',
        weight: 1,
        schedule: { kind: 'ramp', from: 0, to: 10 },
        zeroAt: { b: [0] },
        value: ({ parameters }) => meanSquare(parameters['b'] as Node),
        ...changes,
      },
    ],
  })
  const meanSquare = (b: Node) => mean(square(b), b.axes)
  const valueCheck = 'one finite number'

  test('but nothing wrong with a sound one', () => {
    expect(checkModule(withPenalty({}))).toEqual([])
  })

  const cases: readonly [what: string, check: string, finding: RegExp, changes: Partial<Penalty>][] = [
    [
      'with axes',
      valueCheck,
      /gives \[out=1\], not one number/,
      { value: ({ parameters }) => parameters['b'] as Node },
    ],
    [
      'that is not finite',
      valueCheck,
      /is NaN|is -Infinity/,
      { zeroAt: 'nowhere', value: ({ parameters: { b } }) => log(mean(b as Node, (b as Node).axes)) },
    ],
    ['that is not 0 where it says', valueCheck, /is 1, not 0, where/, { zeroAt: { b: [1] } }],
    [
      'that is less than 0',
      valueCheck,
      /is less than 0/,
      { value: ({ parameters: { b } }) => multiply(-1, meanSquare(b as Node)) },
    ],
    ['that is 0 at values of nothing', valueCheck, /at values of c, which is no parameter/, { zeroAt: { c: [0] } }],
    ['that is 0 at no value', valueCheck, /at no value of b/, { zeroAt: { b: [] } }],
    [
      'whose gradient leaves something out',
      'finite difference',
      /penalty "small": the gradient of layer1\.b is 0/,
      { value: ({ parameters: { b } }) => stopGradient(meanSquare(b as Node)) },
    ],
    ['without a weight', 'lets it in', /has the weight 0/, { weight: 0 }],
    ['without a description', 'lets it in', /no description/, { description: '' }],
    [
      'with a ramp that ends before it begins',
      'lets it in',
      /never lets it in/,
      { schedule: { kind: 'ramp', from: 5, to: 5 } },
    ],
    ['that never grows', 'lets it in', /never lets it in/, { schedule: { kind: 'tenfold', every: 0, most: 1 } }],
    [
      'that waits for a loss below 0',
      'lets it in',
      /never lets it in/,
      { schedule: { kind: 'whenLossBelow', from: 0, bound: 0 } },
    ],
  ]

  test.each(cases)('%s', (_, check, finding, changes) => {
    expect(findings(withPenalty(changes), check).join('\n')).toMatch(finding)
  })

  test('that says nothing where no parameter snaps', () => {
    const { zeroAt: _, ...silent } = (withPenalty({}).penalties as [Penalty])[0]
    expect(findings({ ...sound, penalties: [silent] }, valueCheck)).toEqual([
      'Penalty "small" does not say where it is 0, and no parameter has values to snap to.',
    ])
  })

  test('that is to be 0 outside the bounds', () => {
    const b = { ...(sound.parameters['b'] as ParameterSpec), bounds: [-1, 1] } as const
    const module = withPenalty({ zeroAt: { b: [2] } }, { parameters: { ...sound.parameters, b } })
    expect(findings(module, valueCheck)).toEqual(['Penalty "small" is said to be 0 where b is 2, outside its bounds.'])
  })

  test('with the name of another', () => {
    const [penalty] = withPenalty({}).penalties as [Penalty]
    expect(findings({ ...sound, penalties: [penalty, penalty] }, 'lets it in')).toEqual([
      'Two penalties are called "small".',
    ])
  })
})

describe('the suite finds in what a module declares for training', () => {
  const b = sound.parameters['b'] as ParameterSpec
  const W_hat = sound.parameters['W_hat'] as ParameterSpec
  const restart = { every: 10, after: 10, above: 1 }
  const redraw = { kind: 'uniform', low: -1, high: 1 } as const
  const cases: readonly [what: string, check: string, finding: RegExp, spec: Partial<ParameterSpec>][] = [
    ['bounds out of order', 'in order', /b has the bounds 1 and -1/, { bounds: [1, -1] }],
    ['a value to snap to outside the bounds', 'in order', /b snaps to 2, outside/, { bounds: [-1, 1], snap: [0, 2] }],
    ['no value to snap to', 'in order', /b has no value to snap to/, { snap: [] }],
    [
      'a start outside the bounds',
      'starts lie',
      /layer1\.b starts at 0, outside its bounds 1 and 2/,
      { bounds: [1, 2] },
    ],
    ['exact weights outside the bounds', 'within the bounds', /add: layer1\.b is 0, outside/, { bounds: [1, 2] }],
    ['turns beyond the period', 'turns lie', /b has turns 1 to 4 of 3/, { turns: { period: 3, from: 1, to: 4 } }],
    ['turns that never come', 'turns lie', /b has turns 1 to 1 of 3/, { turns: { period: 3, from: 1, to: 1 } }],
    ['a redraw without a rule', 'draws every', /b has a redraw, but no rule/, { redraw }],
  ]

  test.each(cases)('%s', (_, check, finding, spec) => {
    const parameters = { ...sound.parameters, b: { ...b, ...spec } }
    expect(findings({ ...sound, parameters }, check).join('\n')).toMatch(finding)
  })

  test('too few exact weights', () => {
    const exact = [{ operation: 'add', weights: { W_hat: [20], b: [0] } }] as const
    expect(findings({ ...sound, exact }, 'within the bounds')).toEqual(['add: layer1.W_hat has 1 values, not 2.'])
  })

  test('a restart that forgets a parameter, or draws it where it may not be', () => {
    const parameters = { W_hat: { ...W_hat, redraw }, b }
    const check = 'draws every'
    expect(findings({ ...sound, restart, parameters }, check)).toEqual([
      'b is not drawn anew where the module restarts.',
    ])
    const bounded = { ...b, redraw, bounds: [0, 1] } as const
    expect(findings({ ...sound, restart, parameters: { ...parameters, b: bounded } }, check)[0]).toMatch(
      /^b cannot be drawn anew so/,
    )
    const never = { ...restart, every: 0 }
    expect(
      findings({ ...sound, restart: never, parameters: { ...parameters, b: { ...b, redraw } } }, check)[0],
    ).toMatch(/no rule/)
  })

  const W: WeightSpec = {
    axes: ['out', 'in'],
    description: 'weights',
    snap: [-1, 0, 1],
    from: ({ W_hat: latent }) => tanh(latent as Node),
  }

  test('a weight that forward computes anew for itself, so that a reader cannot replace it', () => {
    expect(findings({ ...sound, weights: { W } }, 'computes with')).toEqual([
      'The weight W is declared, and forward does not compute with it.',
    ])
  })

  test('a weight of another shape than is declared', () => {
    const module: ArithmeticModule = {
      ...sound,
      weights: { W: { ...W, axes: ['in'] } },
      forward: ({ x, input, parameters, weights }) =>
        add(contract(weights['W'] as Node, x, input), parameters['b'] as Node),
    }
    expect(findings(module, 'computes with')).toEqual(['The weight W is [out=2, in=3], declared as [in=3].'])
    expect(checkModule({ ...module, weights: { W } })).toEqual([])
  })

  test('a reading that is no sentence', () => {
    expect(findings({ ...sound, notes: ['two inits'] }, 'readings')).toEqual(['Not a sentence: "two inits"'])
  })
})
