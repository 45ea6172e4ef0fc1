import { describe, expect, test } from 'vitest'
import { randomStream } from '../base/normal.ts'
import { batchNorm } from '../layers/batch-norm.ts'
import { dense } from '../layers/dense.ts'
import { dropout } from '../layers/dropout.ts'
import { meanSquaredError } from '../layers/losses.ts'
import { initialNetwork, network } from '../layers/network.ts'
import { vector } from '../layers/shape.ts'
import { unit } from '../layers/unit.ts'
import { inalu } from '../modules/inalu.ts'
import { nau } from '../modules/nau.ts'
import { rmsprop } from '../optimizers/rmsprop.ts'
import { schedules } from '../optimizers/schedules.ts'
import type { DataRows } from './data.ts'
import type { NetworkTrainingState } from './resume-network.ts'
import { type NetworkTrainingOptions, trainNetwork } from './train-network.ts'

const stream = randomStream(1, 'data of these tests')
const draws = (count: number) => Float64Array.from({ length: count }, () => stream.uniform(-1, 1))
const data: DataRows = { inputs: draws(3 * 100), targets: draws(100) }
const heldOut: DataRows = { inputs: draws(3 * 10), targets: draws(10) }

const net = network(vector(3), dense(8, { activation: 'tanh' }), batchNorm(), dropout(0.2), unit(nau, 1))
const options: NetworkTrainingOptions = {
  network: net,
  loss: meanSquaredError,
  steps: 400,
  batch: 30,
  learningRate: 0.01,
  schedule: schedules.cosine,
  checkEvery: 50,
  seed: 5,
}

/** The state at a check, from a training that goes no further. */
async function stateAt(step: number, given: NetworkTrainingOptions = options): Promise<NetworkTrainingState> {
  const halt = new AbortController()
  const onCheck = (entry: { readonly step: number }) => (entry.step === step ? halt.abort() : undefined)
  const { state, stopReason } = await trainNetwork(given, data, heldOut, { onCheck, signal: halt.signal })
  expect([stopReason, state.step]).toEqual(['interrupted', step])
  return state
}

describe('a training that was interrupted and resumed', () => {
  const kinds: readonly (readonly [string, Partial<NetworkTrainingOptions>])[] = [
    ['with shuffled batches, Adam, dropout and running means', {}],
    ['with RMSProp and gradient clipping', { optimizer: rmsprop, clipping: { norm: 0.5 } }],
    ['of a unit with turns and restarts', { network: network(vector(3), unit(inalu, 1)) }],
  ]

  test.each(kinds)('%s gives the bits of one that never stopped', async (_, changes) => {
    const given = { ...options, ...changes }
    const whole = await trainNetwork(given, data, heldOut)
    const resumed = await trainNetwork({ ...given, resume: await stateAt(150, given) }, data, heldOut)
    expect(resumed.values).toEqual(whole.values)
    expect(resumed.trainLoss).toBe(whole.trainLoss)
    expect(resumed.history).toEqual(whole.history)
    expect(resumed.heldOut).toEqual(whole.heldOut)
    const { seconds: __, ...state } = resumed.state
    expect(state).toEqual({ ...whole.state, seconds: undefined })
  })

  test('and one on all rows in every step, stopped between two checks', async () => {
    const { batch: _, ...given } = options
    const states: NetworkTrainingState[] = []
    const whole = await trainNetwork(given, data, heldOut, { onCheckpoint: (state) => states.push(state) })
    expect(states.map(({ step }) => step)).toEqual([50, 100, 150, 200, 250, 300, 350, 400])
    const part = await trainNetwork({ ...given, steps: 330, schedule: schedules.constant }, data)
    const more = await trainNetwork({ ...given, resume: part.state, schedule: schedules.constant }, data)
    const atOnce = await trainNetwork({ ...given, schedule: schedules.constant }, data)
    expect(more.values).toEqual(atOnce.values)
    expect(more.history).toEqual(atOnce.history)
    const [at100] = states.filter(({ step }) => step === 100)
    const again = await trainNetwork({ ...given, resume: at100 as NetworkTrainingState }, data, heldOut)
    expect(again.values).toEqual(whole.values)
  })

  test('takes the learning rate of the options, and keeps the seed of the state', async () => {
    const state = await stateAt(150)
    const { seed: _, ...unseeded } = options
    const same = await trainNetwork({ ...unseeded, resume: state }, data)
    expect(same.values).toEqual((await trainNetwork({ ...options, resume: state }, data)).values)
    const still = await trainNetwork({ ...options, learningRate: 1e-30, resume: state }, data)
    expect(still.values['layer1.W']).toEqual(state.slots['layer1.W'])
  })

  test('ends at once where it had come to its end', async () => {
    const done = await trainNetwork(options, data)
    const again = await trainNetwork({ ...options, resume: done.state }, data)
    expect(again).toMatchObject({ stopReason: 'steps', steps: 400, values: done.values })
    const flat = { ...options, patience: 100, learningRate: 1e-30 }
    const plateau = await trainNetwork(flat, data)
    expect(plateau.stopReason).toBe('plateau')
    expect(await trainNetwork({ ...flat, resume: plateau.state }, data)).toMatchObject({
      stopReason: 'plateau',
      steps: plateau.steps,
    })
  })
})

describe('a state that does not fit is refused with what is wrong', () => {
  test.each<[Partial<NetworkTrainingOptions>, string]>([
    [{ seed: 6 }, 'Option seed of a training is 6, and the state to resume is of seed 5'],
    [{ from: initialNetwork(net, 1) }, 'Options from and resume of a training are both given'],
    [{ batch: 20 }, 'it took 30 of 100 rows a step, this one takes 20 of 100 rows a step'],
    [{ batch: 100 }, 'it took 30 of 100 rows a step, this one takes all 100 rows a step'],
    [{ optimizer: rmsprop }, 'it has a slot "adam beta1^t", which this one does not have'],
    [
      { network: network(vector(3), dense(9), batchNorm(), dropout(0.2), unit(nau, 1)) },
      '"layer1.W" has 24 values; 27 of float32 are needed',
    ],
  ])('of other options (%#)', async (changes, message) => {
    const resume = await stateAt(50)
    await expect(trainNetwork({ ...options, ...changes, resume }, data)).rejects.toThrow(message)
  })

  test.each<[Partial<NetworkTrainingState>, NetworkTrainingState['slots'], string]>([
    [{ step: 51 }, {}, 'it stands at step 51, and its slot "step" at 50'],
    [{}, { 'start of batch': Int32Array.of(90) }, 'the place of its next batch is not among the rows'],
    [{}, { 'start of batch': Int32Array.of(-30) }, '"start of batch" holds -30; expected 0 to 2147483647'],
    [{}, { 'layer1.W': new Float32Array(3) }, '"layer1.W" has 3 values; 24 of float32 are needed'],
    [{}, { step: Float32Array.of(50) }, '"step" has 1 values; 1 of int32 are needed'],
    [{}, { more: Float32Array.of(0) }, 'it has a slot "more", which this one does not have'],
  ])('with slots that no step leaves behind (%#)', async (changes, slots, message) => {
    const state = await stateAt(50)
    const resume = { ...state, ...changes, slots: { ...state.slots, ...slots } }
    await expect(trainNetwork({ ...options, resume }, data)).rejects.toThrow(message)
  })

  test('with a slot that is missing', async () => {
    const { slots, ...rest } = await stateAt(50)
    const { pass: _, ...others } = slots
    await expect(trainNetwork({ ...options, resume: { ...rest, slots: others } }, data)).rejects.toThrow(
      'The state to resume is of another training: it has no slot "pass". Give the same options, or start anew without it.',
    )
  })
})
