import { describe, expect, test } from 'vitest'
import { whyOfModules } from './why-modules.ts'

const f32 = (values: Readonly<Record<string, readonly number[]>>) =>
  Object.fromEntries(Object.entries(values).map(([name, each]) => [name, Float32Array.from(each)]))

describe('where a law of modules comes from', () => {
  test('is the stack, and what each of its units weighs', () => {
    const values = f32({
      'layer1.W': [1, 0.996, 0, 0, 0.001, 0.7],
      'layer2.W': [0.5, 0.25],
      'layer3.W': [1.04],
      'layer3.b': [0],
    })
    const origin = {
      kind: 'modules',
      ids: ['nmu', 'nau'],
      sizes: [2, 1],
      reachedBy: 11,
      climbed: 12,
      trained: { loss: 2e-9, values },
    } as const
    expect(whyOfModules(origin, 'a·b + c', ['a', 'b', 'c'])).toEqual([
      {
        part: 'a·b + c',
        text:
          'read off 2 of nmu, then 1 of nau, and a linear layer for the scale, trained to a loss of 2e-9; ' +
          '11 of the 12 starts that were read led to it',
      },
      { part: 'unit 1 of nmu', text: 'W 1 of a, 0.996 of b, 0 of c' },
      { part: 'unit 2 of nmu', text: 'W 0 of a, 0.001 of b, 0.7 of c' },
      { part: 'unit 1 of nau, layer 2', text: 'W 0.5 of unit 1 of nmu, 0.25 of unit 2 of nmu' },
    ])
  })

  test('has weights as the paper has them and decided gates, where parameters make them', () => {
    const origin = {
      kind: 'modules',
      ids: ['nalu'],
      sizes: [1],
      reachedBy: 3,
      climbed: 3,
      trained: {
        loss: 1e-5,
        values: f32({ 'layer1.W_hat': [3, 3], 'layer1.M_hat': [5, 5], 'layer1.G': [-3, -3] }),
        weights: f32({ 'layer1.W': [0.99, 0.98], 'layer1.g': [0] }),
      },
    } as const
    expect(whyOfModules(origin, 'a·b', ['a', 'b'])[1]).toEqual({
      part: 'unit 1 of nalu',
      text: 'W 0.99 of a, 0.98 of b; g 0',
    })
  })
})
