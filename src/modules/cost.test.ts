// Counts by hand, from the equations.

import { expect, test } from 'vitest'
import { index, multiply, sum, toFloat } from '../graph/build.ts'
import { layerCost, parameterFormula } from './cost.ts'
import { modules } from './index.ts'
import { linear } from './linear.ts'
import { type ArithmeticModule, defineModule } from './module.ts'
import { nac } from './nac.ts'
import { nmu } from './nmu.ts'

test('a linear layer of 3 inputs and 2 outputs: 6 products, 2 sums of three, 2 biases', () => {
  expect(layerCost(linear, 3, 2)).toEqual({
    parameters: 8,
    perRow: { multiplication: 6, addition: 2 * 2 + 2 },
    once: {},
  })
})

test('the weights of a NAC are made once for all rows', () => {
  expect(layerCost(nac)).toEqual({
    parameters: 4,
    perRow: { multiplication: 2, addition: 1 },
    once: { tanh: 2, σ: 2, multiplication: 2 },
  })
})

test('of the factors W·x + 1 − W of an NMU, 1 − W is made once', () => {
  expect(layerCost(nmu)).toEqual({
    parameters: 2,
    perRow: { multiplication: 2 + 1, addition: 2 },
    once: { addition: 2 },
  })
})

test('what is written twice is counted once, and positions are not counted', () => {
  const twice: ArithmeticModule = defineModule({
    ...linear,
    id: 'twice',
    forward: ({ x, input, output, parameters: { W, b } }) =>
      multiply(
        multiply(sum(multiply(W, x), input), sum(multiply(W, x), input)),
        multiply(b, toFloat(multiply(index(output), 2))),
      ),
  })
  expect(layerCost(twice, 2, 2)).toMatchObject({ perRow: { multiplication: 4 + 2 + 2, addition: 2 } })
})

test('numbers of parameters are written by the sizes of a layer', () => {
  expect(parameterFormula(linear)).toBe('in·out + out')
  expect(parameterFormula(nac)).toBe('2·in·out')
  expect(parameterFormula({ ...linear, parameters: {} })).toBe('0')
  const { W, b } = linear.parameters
  const parameters = { W: { ...W, axes: ['in', 'operand'] }, b: { ...b, axes: [] } } as const
  expect(parameterFormula({ ...linear, parameters } as ArithmeticModule)).toBe('in² + 1')
})

test.each(modules.map((module) => [module.id, module] as const))('the formula of %s gives its count', (_, module) => {
  for (const [inputs, outputs] of [
    [2, 1],
    [3, 4],
  ] as const) {
    const value = parameterFormula(module)
      .replaceAll('in²', 'in·in')
      .split(' + ')
      .reduce((total, term) => {
        const factors = term.split('·').map((part) => ({ in: inputs, out: outputs })[part] ?? Number(part))
        return total + factors.reduce((a, b) => a * b)
      }, 0)
    expect(layerCost(module, inputs, outputs).parameters).toBe(value)
  }
})
