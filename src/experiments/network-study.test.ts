// Studies of networks: which check counts, and what a configuration tells apart.

import { describe, expect, test } from 'vitest'
import { configurationHash } from '../base/configuration.ts'
import { dense } from '../layers/dense.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { network } from '../layers/network.ts'
import { vector } from '../layers/shape.ts'
import { unit } from '../layers/unit.ts'
import { constantInitial } from '../modules/initializers.ts'
import { nau } from '../modules/nau.ts'
import { nmu } from '../modules/nmu.ts'
import { sgd } from '../optimizers/sgd.ts'
import { dataSlots } from '../train/network-step.ts'
import { type NetworkTrainingOptions, networkObjective } from '../train/train-network.ts'
import { describeTraining, studiedOf, trainAndChoose } from './network-study.ts'
import { procedureOf, studyConfiguration } from './studies.ts'

const line = network(vector(1), dense(1, { initial: constantInitial(0) }))
const usual: NetworkTrainingOptions = {
  network: line,
  loss: meanSquaredError,
  steps: 40,
  optimizer: sgd,
  learningRate: 0.1,
}
const rows = { [dataSlots[0]]: [1, 2, 3, 4], [dataSlots[1]]: [2, 4, 6, 8] }
const hooks = { signal: new AbortController().signal, onProgress: () => {} }

const choose = (scores: readonly number[], learningRate = 0.01) => {
  const left = [...scores]
  const options = { ...networkObjective({ ...usual, learningRate }, 4), data: rows, checkEvery: 10, seed: 1 }
  return trainAndChoose(options, () => left.shift() as number, hooks)
}

describe('the check that counts', () => {
  test('is the one with the lowest score, the first of equal ones', async () => {
    const { chosenStep, values, result } = await choose([3, 1, 1, 2])
    expect(chosenStep).toBe(20)
    expect(result.steps).toBe(40)
    expect(values['layer1.W']).not.toEqual(result.values['layer1.W'])
  })

  test('is never one that is not finite; where there is no other, the last values count', async () => {
    expect((await choose([Number.NaN, Number.NaN, 5, Number.POSITIVE_INFINITY])).chosenStep).toBe(30)
    const { chosenStep, values, result } = await choose([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
    expect(chosenStep).toBe(40)
    expect(values).toEqual(result.values)
  })

  test('is never in between, where a loss that is not finite ends the training', async () => {
    // A rate at which every step overshoots by more: the loss grows beyond float32.
    const chosen = await choose([7, 6, 5, 4, 3], 1)
    expect(chosen.result.stopReason).toBe('not finite')
    expect(chosen.chosenStep % 10).toBe(0)
    expect(studiedOf(chosen, {}).notFiniteAtStep).toBe(chosen.result.steps + 1)
  })
})

describe('a configuration', () => {
  const hashOf = (options: NetworkTrainingOptions) => configurationHash(describeTraining(networkObjective(options, 4)))
  const withUnit = (penalties = {}) => hashOf({ ...usual, network: network(vector(2), unit(nau, 1)), ...penalties })

  test('changes with the layers, their starts, the optimiser, the batch and the numbers of penalties', () => {
    const others = [
      hashOf(usual),
      hashOf({ ...usual, network: network(vector(1), dense(1)) }),
      hashOf({ ...usual, network: network(vector(1), dense(1, { bias: false, initial: constantInitial(0) })) }),
      hashOf({ ...usual, optimizer: undefined as never }),
      hashOf({ ...usual, batch: 2 }),
      withUnit(),
      withUnit({ penalties: { sparsity: { weight: 5 } } }),
      hashOf({ ...usual, network: network(vector(2), unit(nmu, 1)) }),
    ]
    expect(new Set(others).size).toBe(others.length)
  })

  test('of a study changes with its options, and not with bytes that are given to it', () => {
    const study = { procedure: 'number-words', options: { head: 'linear', learningRate: 0.01, batch: 8, steps: 10 } }
    const hash = (changed: object, given = {}) =>
      configurationHash(studyConfiguration({ ...study, options: { ...study.options, ...changed }, given }))
    expect(hash({}, { images: new Uint8Array(3) })).toBe(hash({}))
    const all = [hash({}), hash({ head: 'nalu' }), hash({ learningRate: 0.1 }), hash({ steps: 11 }), hash({ batch: 9 })]
    expect(new Set(all).size).toBe(all.length)
  })

  test('names the procedure that is not there', () => {
    expect(() => procedureOf({ procedure: 'poetry', options: { steps: 1 } })).toThrow('There is no procedure "poetry"')
  })
})
