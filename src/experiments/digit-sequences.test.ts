// Digits in a sequence: what a step trains on and what a score says, beside plain loops.

import { describe, expect, test } from 'vitest'
import { randomBits, randomKey, streamNumber } from '../base/random.ts'
import { slot } from '../graph/build.ts'
import { interpret } from '../graph/interpret.ts'
import { initialNetwork } from '../layers/network.ts'
import { interpretNetwork } from '../train/network-predict.ts'
import { trainingPass } from '../train/objective-step.ts'
import { seedValues } from '../train/step.ts'
import { digitSizes } from './digit-networks.ts'
import { digitSequencesOn } from './digit-sequences.ts'
import {
  type DigitOperation,
  outputsOf,
  seeingNetwork,
  sequenceNetwork,
  sequenceObjective,
} from './digit-sequences-network.ts'
import { absoluteErrorAt, digitSequencesProcedure, relativeErrorAt } from './digit-sequences-study.ts'

const [length, batch, count, seed, step] = [3, 4, 7, 5, 2]
const area = digitSizes.reduced ** 2
const images = Float32Array.from({ length: count * area }, (_, i) => Math.sin(1.3 * i))
const labels = [3, 0, 9, 1, 1, 7, 4]

/** Places of the images of a step, `[length][batch]`, drawn anew from the named stream. */
function placesOf(): number[][] {
  const key = randomKey(seed, streamNumber('sequences of digits'), step)
  const draw = (index: number) => Math.floor(((randomBits(key, index) >>> 8) / 2 ** 24) * count)
  return Array.from({ length }, (_, time) => Array.from({ length: batch }, (__, row) => draw(time * batch + row)))
}

const start: Readonly<Record<DigitOperation, number>> = { sum: 0, product: 1, count: 0 }

/** What one digit does to the results so far. */
function follow(op: DigitOperation, so: readonly number[], digit: readonly number[]): number[] {
  return so.map((value, i) => (op === 'product' ? value * (digit[i] as number) : value + (digit[i] as number)))
}

describe.each(['sum', 'product', 'count'] as const)('%s', (op) => {
  test('the loss of a step is the mean squared error of all results on the way, on images that the seed draws', () => {
    const made = sequenceNetwork('exact', op, length, 'reduced')
    const given = {
      seedLow: slot('seed low', [], { type: 'int' }),
      seedHigh: slot('seed high', [], { type: 'int' }),
      step: slot('step', [], { type: 'int' }),
    }
    const random = (stream: string) => ({ ...given, stream: streamNumber(stream) })
    const training = trainingPass(given.step, random, new Map())
    const context = { step: given.step, plannedSteps: slot('planned steps'), random, training }
    const { loss } = sequenceObjective(made, op, count, batch)(context)
    const values = initialNetwork(made, seed)
    const found = interpret(loss, { ...values, ...seedValues(seed), step, images, labels, 'planned steps': 10 }).data[0]

    const outputs = outputsOf(op)
    const seen = interpretNetwork(seeingNetwork(op, 'reduced'), values, images)
    const places = placesOf()
    let squares = 0
    for (let row = 0; row < batch; row += 1) {
      let [said, right] = [Array(outputs).fill(start[op]), Array(outputs).fill(start[op])] as [number[], number[]]
      for (const at of places) {
        const place = at[row] as number
        const digit = labels[place] as number
        said = follow(op, said, [...seen.subarray(place * outputs, (place + 1) * outputs)])
        right = follow(op, right, op === 'count' ? Array.from({ length: 10 }, (_, i) => Number(i === digit)) : [digit])
        squares += said.reduce((sum, value, i) => sum + (value - (right[i] as number)) ** 2, 0)
      }
    }
    expect(found).toBeCloseTo(squares / (batch * length * outputs), 6)
  })
})

test('the error of a network that always says 0 is the mean result', async () => {
  const cell = digitSequencesOn('synthetic').cells.find(({ id }) => id === 'sum-exact')
  if (cell === undefined) throw new Error('There is no such cell.')
  // A rate of next to nothing keeps the last layer at its start; digits are then seen as next to nothing.
  const options = {
    ...cell.study.options,
    steps: 1,
    batch: 2,
    learningRate: 1e-9,
    testLengths: [1, 5],
    fewImages: true,
  }
  const { measures } = await digitSequencesProcedure.run({ ...cell.study, options }, 0, {
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  // Digits are 4.5 in the mean; five of them five times that, within what 100 sequences and a start leave open.
  expect(measures[absoluteErrorAt(1)]).toBeGreaterThan(3)
  expect(measures[absoluteErrorAt(1)]).toBeLessThan(6)
  expect((measures[absoluteErrorAt(5)] as number) / (measures[absoluteErrorAt(1)] as number)).toBeCloseTo(5, 0)
})

test('the verdict says how far each head goes on, and nothing of those that were not run', () => {
  const { cells, report } = digitSequencesOn('synthetic')
  const lengths = [1, 10, 20, 50, 100, 200, 500, 1000]
  const outcomesOf = (id: string, errors: readonly number[]) =>
    Array.from({ length: 6 }, (_, seed) => ({
      cell: id,
      seed,
      steps: 1,
      stopReason: 'steps' as const,
      notFiniteAtStep: undefined,
      seconds: 1,
      measures: Object.fromEntries(errors.map((error, i) => [relativeErrorAt(lengths[i] as number), error])),
    }))
  const even = (error: number) => lengths.map(() => error)
  const outcomes = [
    ...outcomesOf('sum-exact', even(0.1)),
    ...outcomesOf('sum-nau', even(0.15)),
    // Worse before the trained length does not count, worse from 100 on does.
    ...outcomesOf('sum-nac', [9, 0.1, 0.1, 0.2, 0.21, 0.1, 0.1, 0.1]),
    ...outcomesOf('sum-lstm', even(Number.NaN)),
  ]
  expect(cells.some(({ id }) => id === 'sum-nalu')).toBe(true)
  expect(report(outcomes).findings[0]).toBe(
    'Sum, trained on 10 digits, asked for up to 1,000: by the median relative error, within 2 times what misread digits ' +
      'alone make (10.0 % at 1,000): NAU up to 1,000, the end; NAC up to 50; LSTM not even at 10.',
  )
})
